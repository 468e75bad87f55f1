#include "central/services/keys.h"

#include <array>
#include <format>
#include <optional>
#include <stdexcept>

#include "central/services/key_file.h"
#include "central/services/private_file.h"

namespace fitmate::central::services {
namespace {

namespace fs = std::filesystem;
using domain::Instant;

constexpr std::string_view root_file = "root.key";
constexpr std::string_view issuer_file = "issuer.keys";
constexpr std::string_view totp_file = "totp.keys";
constexpr std::string_view sealing_file = "sealing.keys";
constexpr std::string_view enrol_file = "enrol.key";
constexpr std::array all_files{root_file, issuer_file, totp_file, sealing_file, enrol_file};

constexpr std::uint8_t ids = 16;  // of issuers and of TOTP epochs: a nibble in the capsule

// An issuer that signs has the whole span of days that a capsule can name: the capsule's own days
// decide, and a gym that forgets to rotate locks nobody out. Retiring it sets its real end.
constexpr Instant first_instant{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}};
constexpr Instant last_instant{std::chrono::sys_days{std::chrono::year{2204} / 6 / 5}};

// A card lives 366 days from its issue; two more for the gym's zone and its clocks.
constexpr std::chrono::days longest_capsule{368};
// A kiosk that hears nothing for longer holds no code that still lives.
constexpr std::chrono::days trust_list_life{400};

domain::Result<KeyFile, KeyError> load_file(const fs::path& folder, std::string_view name) {
  const auto text = read_private_file(folder / name);
  if (!text) return std::unexpected{KeyError{"KEY_DIR: " + text.error()}};
  auto file = parse_key_file(*text);
  if (!file) {
    return std::unexpected{KeyError{
        std::format("KEY_DIR: {} is damaged: restore it from a backup", (folder / name).string())}};
  }
  return *std::move(file);
}

std::array<std::byte, 32> random_key(const domain::Random& random) {
  std::array<std::byte, 32> key;
  random(key);
  return key;
}

KeyFile first_file(std::string_view name, const domain::Random& random) {
  KeyFile file;
  auto& entry = file.keys[0];
  entry.key = random_key(random);
  if (name == issuer_file) {
    entry.from = first_instant;
    entry.to = last_instant;
  }
  return file;
}

std::map<std::uint8_t, std::array<std::byte, 32>> bare_keys(const KeyFile& file) {
  std::map<std::uint8_t, std::array<std::byte, 32>> keys;
  for (const auto& [id, entry] : file.keys) keys[id] = entry.key;
  return keys;
}

Keys assemble(const std::map<std::string_view, KeyFile>& files) {
  const auto& issuer = files.at(issuer_file);
  const auto& root = files.at(root_file);
  const auto& enrol = files.at(enrol_file);
  Keys keys{.root = root.keys.at(root.current).key,
            .issuers = {},
            .issuer = issuer.current,
            .trust_list_version = issuer.version,
            .totp = bare_keys(files.at(totp_file)),
            .totp_epoch = files.at(totp_file).current,
            .sealing = bare_keys(files.at(sealing_file)),
            .sealing_key = files.at(sealing_file).current,
            .enrol = enrol.keys.at(enrol.current).key};
  for (const auto& [id, entry] : issuer.keys) {
    keys.issuers[id] = {.seed = entry.key,
                        .from = entry.from.value_or(first_instant),
                        .to = entry.to.value_or(last_instant)};
  }
  return keys;
}

// Changes one file under the lock; `change` gives a fault in words, or none.
template <class Change>
domain::Result<Keys, KeyError> rotate(const fs::path& folder, std::string_view name,
                                      Change change) {
  if (const auto whole = load_keys(folder); !whole) return whole;
  const FolderLock lock{folder};
  auto file = load_file(folder, name);
  if (!file) return std::unexpected{file.error()};
  if (const std::optional<std::string> fault = change(*file)) {
    return std::unexpected{KeyError{*fault}};
  }
  ++file->version;
  replace_private_file(folder / name, to_text(*file));
  return load_keys(folder);
}

std::string stamp_of(const fs::path& folder) {
  std::string stamp;
  for (const auto name : all_files) stamp += file_stamp(folder / name) + " ";
  return stamp;
}

}  // namespace

domain::Result<Keys, KeyError> load_keys(const fs::path& folder) {
  if (const auto sound = check_private_folder(folder); !sound) {
    return std::unexpected{KeyError{"KEY_DIR: " + sound.error()}};
  }
  std::map<std::string_view, KeyFile> files;
  for (const auto name : all_files) {
    auto file = load_file(folder, name);
    if (!file) return std::unexpected{file.error()};
    files[name] = *std::move(file);
  }
  return assemble(files);
}

domain::Result<Keys, KeyError> make_keys(const fs::path& folder, const domain::Random& random) {
  make_private_folder(folder);
  if (check_private_folder(folder)) {
    for (const auto name : all_files) {
      if (!fs::exists(folder / name)) {
        make_private_file(folder / name, to_text(first_file(name, random)));
      }
    }
  }
  return load_keys(folder);
}

domain::Result<KeyTexts, KeyError> load_key_texts(const fs::path& folder) {
  if (const auto whole = load_keys(folder); !whole) return std::unexpected{whole.error()};
  const FolderLock lock{folder};
  KeyTexts texts;
  for (const auto name : all_files) {
    auto text = read_private_file(folder / name);
    if (!text) return std::unexpected{KeyError{"KEY_DIR: " + text.error()}};
    texts[std::string{name}] = *std::move(text);
  }
  return texts;
}

domain::Result<void, KeyError> check_key_texts(const fs::path& folder, const KeyTexts& texts) {
  for (const auto name : all_files) {
    const auto found = texts.find(std::string{name});
    if (texts.size() != all_files.size() || found == texts.end() ||
        !parse_key_file(found->second)) {
      return std::unexpected{KeyError{"the keys in it are not those of a centre"}};
    }
    if (!fs::exists(folder / name)) continue;
    if (read_private_file(folder / name) != found->second) {
      return std::unexpected{KeyError{
          std::format("KEY_DIR: {} is another than the one in the backup: move the folder away, or "
                      "say --keep-keys to go on with the keys that are there",
                      (folder / name).string())}};
    }
  }
  return {};
}

void place_key_texts(const fs::path& folder, const KeyTexts& texts) {
  make_private_folder(folder);
  for (const auto& [name, text] : texts) make_private_file(folder / name, text);
}

domain::Result<Keys, KeyError> rotate_issuer(const fs::path& folder, Instant now,
                                             const domain::Random& random) {
  return rotate(folder, issuer_file, [&](KeyFile& file) -> std::optional<std::string> {
    std::erase_if(file.keys, [&](const auto& entry) { return entry.second.to <= now; });
    const auto next = static_cast<std::uint8_t>((file.current + 1) % ids);
    if (file.keys.contains(next)) {
      return std::format("all {} issuer ids are in use; the next is free on {:%F}", ids,
                         file.keys.at(next).to.value_or(last_instant));
    }
    file.keys[file.current].to = now + longest_capsule;
    file.keys[next] = {.key = random_key(random), .from = first_instant, .to = last_instant};
    file.current = next;
    return std::nullopt;
  });
}

domain::Result<Keys, KeyError> rotate_totp(const fs::path& folder, const domain::Random& random) {
  return rotate(folder, totp_file, [&](KeyFile& file) -> std::optional<std::string> {
    std::erase_if(file.keys, [&](const auto& entry) { return entry.first != file.current; });
    file.current = static_cast<std::uint8_t>((file.current + 1) % ids);
    file.keys[file.current].key = random_key(random);
    return std::nullopt;
  });
}

domain::Result<Keys, KeyError> rotate_sealing(const fs::path& folder,
                                              const domain::Random& random) {
  return rotate(folder, sealing_file, [&](KeyFile& file) -> std::optional<std::string> {
    if (file.current == 255) return "all 256 sealing keys are in use";
    ++file.current;
    file.keys[file.current].key = random_key(random);
    return std::nullopt;
  });
}

std::string trust_list_text(const Keys& keys, Instant now) {
  domain::TrustList list{.version = keys.trust_list_version,
                         .issued_at = now,
                         .not_after = now + trust_list_life,
                         .issuers = {}};
  for (const auto& [id, issuer] : keys.issuers) {
    list.issuers[id] = {.key = domain::public_key_of(issuer.seed),
                        .from = issuer.from,
                        .to = issuer.to,
                        .revoked = false};
  }
  return domain::to_text(list, keys.root);
}

domain::KeyRing key_ring(const Keys& keys, domain::GymId gym) {
  domain::KeyRing ring{.gym = gym, .issuers = {}, .totp = keys.totp};
  for (const auto& [id, issuer] : keys.issuers) {
    ring.issuers[id] = {.key = domain::public_key_of(issuer.seed),
                        .from = issuer.from,
                        .to = issuer.to,
                        .revoked = false};
  }
  return ring;
}

Keys KeyFolder::keys() {
  const std::scoped_lock lock{mutex_};
  const auto stamp = stamp_of(folder_);
  if (stamp != stamp_) {
    auto loaded = load_keys(folder_);
    if (!loaded) throw std::runtime_error{loaded.error().detail};
    keys_ = *std::move(loaded);
    stamp_ = stamp;
  }
  return keys_;
}

}  // namespace fitmate::central::services
