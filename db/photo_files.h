#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

#include "db/descriptor.h"
#include "db/disk.h"
#include "domain/crypto.h"

namespace fitmate::db {

// The photos of one kiosk, each a file named by the SHA-256 of its bytes, so the same picture is
// one file. A file has its name only once its bytes are on the disk. Several programs may use the
// folder. Throws std::system_error where the disk does not do its part; blocks for the disk.
class PhotoFiles {
 public:
  // Makes the folder where missing, for this user alone; where it cannot, the calls below throw.
  explicit PhotoFiles(std::filesystem::path folder, FreeShare free_share = disk_free);

  // Between the programs: those that keep files may do so together, and nobody removes any
  // meanwhile. What was kept must be in the store before the claim ends, or it is a leftover.
  class Claim {
   public:
   private:
    friend class PhotoFiles;
    explicit Claim(Descriptor descriptor) : descriptor_{std::move(descriptor)} {}
    Descriptor descriptor_;
  };
  // To keep files; waits while another removes some.
  Claim claim() const;
  // To remove files; none while another keeps or removes some.
  std::optional<Claim> try_claim_alone() const;

  // Within a claim. The file is on the disk when this returns.
  void keep(const domain::Hash& sha256, domain::ByteView bytes) const;
  // Nothing where the file is gone or its bytes are not those that were kept.
  std::optional<domain::Bytes> load(const domain::Hash& sha256) const;
  // Within a claim alone.
  void remove(const domain::Hash& sha256) const;
  // What a program that died left behind: half files, and those that nobody wants. Within a claim
  // alone; answers how many.
  std::size_t remove_leftovers(const std::function<bool(const domain::Hash&)>& is_wanted) const;

  bool has(const domain::Hash& sha256) const;
  double free_share() const { return free_share_(folder_); }

 private:
  std::filesystem::path file_of(const domain::Hash& sha256) const;
  void sync_folder() const;

  std::filesystem::path folder_;
  FreeShare free_share_;
};

}  // namespace fitmate::db
