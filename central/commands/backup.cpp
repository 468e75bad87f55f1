#include "central/commands/backup.h"

#include <filesystem>

namespace fitmate::central::commands {
namespace {

services::CentreFolders folders_of(const Config& config) {
  return {.keys = config.key_dir, .uploads = config.profile_upload_dir};
}

}  // namespace

Backup::Backup(const Menu& menu) {
  auto& backup = *menu.app.add_subcommand(
      "backup", "all rows, uploads and keys in one file, also while the server runs");
  backup.add_option("FILE", file_, "replaced when the new one is whole")->required();
  menu.choose(backup, Action{[this](Context& context) { return make(context); }});
  auto& restore = *menu.app.add_subcommand(
      "restore", "brings a backup back, whole or not at all; stop the server first");
  restore.add_option("FILE", file_)->required();
  restore.add_flag("--replace", options_.replace, "gives up what the database holds");
  restore.add_flag("--keep-keys", options_.keep_keys, "goes on with the keys in KEY_DIR");
  menu.choose(restore, Action{[this](Context& context) { return this->restore(context); }});
}

Outcome Backup::make(Context& context) const {
  const auto database = open_database_for_migration(context.config);
  if (!database) return std::unexpected{database.error()};
  const auto connection = database->connect();
  const auto count = services::make_backup(*connection, folders_of(context.config), file_,
                                           context.now, context.progress);
  context.progress({});
  if (!count) return std::unexpected{count.error()};
  context.output.row({{"file", file_},
                      {"rows", count->rows},
                      {"uploads", count->uploads},
                      {"bytes", std::filesystem::file_size(file_)}});
  return {};
}

Outcome Backup::restore(Context& context) const {
  const auto database = open_database_for_migration(context.config);
  if (!database) return std::unexpected{database.error()};
  const auto connection = database->connect();
  const auto restored =
      services::restore_backup(*connection, folders_of(context.config), file_, options_,
                               context.now, context.random, context.progress);
  context.progress({});
  if (!restored) return std::unexpected{restored.error()};
  context.output.row({{"made_at", domain::to_text(restored->made_at)},
                      {"step", restored->step},
                      {"rows", restored->count.rows},
                      {"uploads", restored->count.uploads}});
  return {};
}

}  // namespace fitmate::central::commands
