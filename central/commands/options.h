#pragma once

#include <CLI/CLI.hpp>

#include "central/commands/context.h"

// What the command line may say, checked while it is read so that a fault is wrong usage (exit 2).
namespace fitmate::central::commands {

// The chosen command, set when the command line was read.
struct Menu {
  CLI::App& app;
  Action& chosen;

  // `action` runs if the command is the one; both outlive the reading.
  void choose(CLI::App& command, DatabaseAction action) const;
  void choose(CLI::App& command, Action action) const;
};

// A group of commands, as "member add"; one of them must follow.
CLI::App& add_group(CLI::App& app, const char* name, const char* what);

extern const CLI::Validator is_email;
extern const CLI::Validator is_name;
extern const CLI::Validator is_message;
extern const CLI::Validator is_phone;
extern const CLI::Validator is_money;
extern const CLI::Validator is_day;
extern const CLI::Validator is_time_of_day;
extern const CLI::Validator is_instant;
extern const CLI::Validator is_uuid;

}  // namespace fitmate::central::commands
