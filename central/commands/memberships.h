#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "central/commands/options.h"

namespace fitmate::central::commands {

// membership add | end. Outlives the reading of the command line and the command.
class Memberships {
 public:
  explicit Memberships(const Menu& menu);

 private:
  Outcome add(Context& context, db::sql::Connection& connection) const;
  Outcome end(Context& context, db::sql::Connection& connection) const;

  std::int64_t user_ = 0;
  std::string type_;
  std::string from_;
  std::string to_;
  std::optional<std::int64_t> visits_;
  std::string price_ = "0";
};

}  // namespace fitmate::central::commands
