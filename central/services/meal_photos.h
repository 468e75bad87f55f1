#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "db/sql/connection.h"
#include "domain/crypto.h"
#include "domain/instant.h"

namespace fitmate::central::services {

struct PhotoAnswer {
  enum class Kind : std::uint8_t {
    stored,       // 201
    there,        // 200: nothing is wanted of it any more
    unknown,      // 404: no meal names it yet
    damaged,      // 400: the bytes are not those of that hash
    not_a_photo,  // 422
  };
  Kind kind{};
  std::string detail;  // in words, of the last three
};

// Takes the photo of that hash for every meal that names it: the file is written, synced and
// renamed in `folder`, then image_url is set. Idempotent, and killed at any moment it leaves no
// file that no row names: the next try writes the same names. Blocks for disk and database; throws
// std::system_error and SqlError, and then nothing is told to be stored.
PhotoAnswer take_meal_photo(db::sql::Connection& connection, const std::filesystem::path& folder,
                            const domain::Hash& sha256, std::string_view body, domain::Instant now);

// Removes files of meals that were undone. Answers how many.
std::size_t remove_undone_photos(db::sql::Connection& connection,
                                 const std::filesystem::path& folder);

// Makes the folder where missing, and removes what a server that died left half written. At the
// start of a server; what another one writes at this moment may go too, and is asked for again.
void prepare_uploads(const std::filesystem::path& folder);

}  // namespace fitmate::central::services
