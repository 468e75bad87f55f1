#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "db/descriptor.h"
#include "domain/result.h"

namespace fitmate::central::services {

// Files that nobody but their owner may see, in a folder of the same kind. All calls block until
// the disk has what they wrote, and throw std::system_error when it cannot be written.

// Mode 0700, made with its parents where missing.
void make_private_folder(const std::filesystem::path& folder);

// A file that is written bit by bit under a name of its own beside `file`, and takes that name when
// it is whole and on the disk; before that, it is gone with this object. Mode 0600.
class NewPrivateFile {
 public:
  explicit NewPrivateFile(std::filesystem::path file);
  NewPrivateFile(const NewPrivateFile&) = delete;
  NewPrivateFile& operator=(const NewPrivateFile&) = delete;
  ~NewPrivateFile();

  void append(std::string_view bytes);
  // Replaces what bears the name.
  void keep();
  // Leaves what bears the name as it is.
  void keep_unless_there();

 private:
  void sync();

  std::filesystem::path file_;
  std::string written_;
  db::Descriptor descriptor_;
};

// Mode 0600; whole under its name or not at all, also through a power cut.
void replace_private_file(const std::filesystem::path& file, std::string_view text);

// The same, but a file that is already there stays as it is.
void make_private_file(const std::filesystem::path& file, std::string_view text);

// The content, or in words why not: missing, or open to others (group included).
domain::Result<std::string, std::string> read_private_file(const std::filesystem::path& file);

// Differs after every replace; empty where there is no file. Does not read the content.
std::string file_stamp(const std::filesystem::path& file);

// Is it a folder that only its owner can enter? Otherwise in words what it is.
domain::Result<void, std::string> check_private_folder(const std::filesystem::path& folder);

// Keeps other processes that take it out until destruction.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  db::Descriptor descriptor_;
};

}  // namespace fitmate::central::services
