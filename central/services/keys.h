#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "domain/credential.h"
#include "domain/crypto.h"
#include "domain/result.h"
#include "domain/trust_list.h"

namespace fitmate::central::services {

using SealingKey = std::array<std::byte, 32>;

// What lies in KEY_DIR. It never leaves the centre but for the TOTP keys, which kiosks hold.
struct Keys {
  struct Issuer {
    domain::Seed seed{};
    domain::Instant from;
    domain::Instant to;  // exclusive
    bool operator==(const Issuer&) const = default;
  };

  domain::Seed root{};  // signs the trust list; kiosks pin its public key
  std::map<std::uint8_t, Issuer>
      issuers;                          // 0 to 15; the retired ones until their last capsule ends
  std::uint8_t issuer = 0;              // that signs now
  std::int64_t trust_list_version = 0;  // only ever rises
  std::map<std::uint8_t, domain::TotpKey> totp;  // the current and the previous epoch, 0 to 15
  std::uint8_t totp_epoch = 0;                   // of the codes made now
  std::map<std::uint8_t, SealingKey> sealing;    // of columns; all that were ever used
  std::uint8_t sealing_key = 0;                  // that seals now
  domain::Hash enrol{};                          // makes a kiosk's token of its code and public key
  bool operator==(const Keys&) const = default;
};

struct KeyError {
  std::string detail;  // names KEY_DIR and the file, and says what to do
};

// Refused: a folder or file that is missing or that others can read or write, and what cannot be
// read as keys. Blocks on the disk, as all below do.
domain::Result<Keys, KeyError> load_keys(const std::filesystem::path& folder);

// Makes the folder (0700) and the files that are missing (0600), then loads. For the first
// migration alone; several processes may do so at once.
domain::Result<Keys, KeyError> make_keys(const std::filesystem::path& folder,
                                         const domain::Random& random);

// The files of KEY_DIR as they are, by name: for a backup.
using KeyTexts = std::map<std::string, std::string>;
domain::Result<KeyTexts, KeyError> load_key_texts(const std::filesystem::path& folder);
// Are they whole, and is nothing else in their place? Then place_key_texts puts them there.
domain::Result<void, KeyError> check_key_texts(const std::filesystem::path& folder,
                                               const KeyTexts& texts);
void place_key_texts(const std::filesystem::path& folder, const KeyTexts& texts);

// The next of the 16 ids signs from now on; the old one stays until its longest capsule ends. Fails
// when all ids are in use.
domain::Result<Keys, KeyError> rotate_issuer(const std::filesystem::path& folder,
                                             domain::Instant now, const domain::Random& random);
// The next of the 16 epochs; the previous one is kept, the one before it goes.
domain::Result<Keys, KeyError> rotate_totp(const std::filesystem::path& folder,
                                           const domain::Random& random);
// A new key seals; the others stay, to open what they sealed.
domain::Result<Keys, KeyError> rotate_sealing(const std::filesystem::path& folder,
                                              const domain::Random& random);

// What kiosks are told: domain/trust_list.h, signed by the root key.
std::string trust_list_text(const Keys& keys, domain::Instant now);
// What verifies our own codes.
domain::KeyRing key_ring(const Keys& keys, domain::GymId gym);

// The keys for a program that runs on while `keys rotate` runs beside it. Any thread.
class KeyFolder {
 public:
  explicit KeyFolder(std::filesystem::path folder) : folder_{std::move(folder)} {}

  // As they are on disk now, read again only after a change. Throws std::runtime_error (its text is
  // KeyError's) if they cannot be had.
  Keys keys();

 private:
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::string stamp_;  // of the files that were read
  Keys keys_;
};

}  // namespace fitmate::central::services
