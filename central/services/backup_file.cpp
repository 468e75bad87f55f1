#include "central/services/backup_file.h"

#include <bit>
#include <cstring>
#include <format>
#include <optional>
#include <utility>

namespace fitmate::central::services {
namespace {

namespace fs = std::filesystem;
using db::sql::Bytes;
using db::sql::Value;
using Fault = std::unexpected<std::string>;

constexpr std::string_view every_version = "FitMate backup ";
constexpr std::string_view this_version = "FitMate backup 1\n";
constexpr std::size_t write_at_once = 1U << 20U;
// An upload of 10 MiB is the longest that a record holds.
constexpr std::uint64_t longest_record = 64ULL << 20U;

enum class Kind : std::uint8_t { head = 'h', table = 't', row = 'r', file = 'f', end = 'e' };

// Appends values to a record.
class Packer {
 public:
  template <std::integral T>
  void number(T value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8U) text_ += static_cast<char>(bits & 0xffU);
  }
  void text(std::string_view value) {
    number(value.size());
    text_ += value;
  }
  void value(const Value& value) {
    text_ += static_cast<char>('0' + value.index());
    std::visit(*this, value);
  }
  void operator()(std::monostate) {}
  void operator()(std::int64_t value) { number(value); }
  void operator()(double value) { number(std::bit_cast<std::uint64_t>(value)); }
  void operator()(const std::string& value) { text(value); }
  void operator()(const Bytes& value) {
    text({reinterpret_cast<const char*>(value.data()), value.size()});
  }
  std::string take() { return std::exchange(text_, {}); }

 private:
  std::string text_;
};

// Takes values from a record; after one that is not there, all are empty and ok() is false.
class Unpacker {
 public:
  explicit Unpacker(std::string_view text) : text_{text} {}

  std::int64_t number() { return static_cast<std::int64_t>(bits()); }
  std::string text() { return std::string{piece(bits())}; }
  Value value() {
    const auto kind = piece(1);
    if (kind == "1") return number();
    if (kind == "2") return std::bit_cast<double>(bits());
    if (kind == "3") return text();
    if (kind == "4") return db::sql::to_value(domain::as_bytes(piece(bits())));
    ok_ = ok_ && kind == "0";
    return {};
  }
  bool more() const { return ok_ && !text_.empty(); }
  bool ok() const { return ok_; }
  void refuse() { ok_ = false; }

 private:
  std::string_view piece(std::uint64_t size) {
    ok_ = ok_ && size <= text_.size();
    if (!ok_) return {};
    const auto taken = text_.substr(0, size);
    text_.remove_prefix(size);
    return taken;
  }
  std::uint64_t bits() {
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (const auto byte : piece(8)) {
      value |= std::uint64_t{static_cast<unsigned char>(byte)} << shift;
      shift += 8;
    }
    return value;
  }

  std::string_view text_;
  bool ok_ = true;
};

std::string framed(Kind kind, std::string_view content) {
  Packer packer;
  packer.number(content.size());
  return std::format("{}{}{}", static_cast<char>(kind), packer.take(), content);
}

std::string packed(const BackupHead& head) {
  Packer packer;
  packer.number(head.made_at.time_since_epoch().count());
  packer.number(head.step);
  packer.text(head.gym);
  return framed(Kind::head, packer.take());
}

std::string packed(const BackupTable& table) {
  Packer packer;
  packer.text(table.name);
  for (const auto& column : table.columns) packer.text(column);
  return framed(Kind::table, packer.take());
}

std::string packed(std::span<const Value> row) {
  Packer packer;
  for (const auto& value : row) packer.value(value);
  return framed(Kind::row, packer.take());
}

std::string packed(const BackupRow& row) {
  return packed(std::span{row.values});
}

std::string packed(const BackupFile& file) {
  Packer packer;
  packer.number(std::to_underlying(file.of));
  packer.text(file.name);
  packer.text(file.bytes);
  return framed(Kind::file, packer.take());
}

std::optional<BackupRecord> unpacked(Kind kind, std::string_view content) {
  Unpacker from{content};
  BackupRecord record;
  if (kind == Kind::head) {
    const domain::Instant made_at{std::chrono::milliseconds{from.number()}};
    const auto step = from.number();
    record = BackupHead{made_at, static_cast<int>(step), from.text()};
  } else if (kind == Kind::table) {
    BackupTable table{from.text(), {}};
    while (from.more()) table.columns.push_back(from.text());
    record = std::move(table);
  } else if (kind == Kind::row) {
    BackupRow row;
    while (from.more()) row.values.push_back(from.value());
    record = std::move(row);
  } else if (kind == Kind::file) {
    const auto of = from.number() == 0 ? BackupFile::Of::uploads : BackupFile::Of::keys;
    auto name = from.text();
    record = BackupFile{of, std::move(name), from.text()};
  } else {
    from.refuse();
  }
  if (!from.ok() || from.more()) return std::nullopt;
  return record;
}

domain::Hash next_link(const domain::Hash& chain, std::string_view record) {
  return domain::blake2b_256({chain, domain::as_bytes(record)});
}

std::string bytes_of(const domain::Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// A file that is being read.
class Reader {
 public:
  explicit Reader(const fs::path& file) : in_{file, std::ios::binary} {
    std::error_code error;
    left_ = fs::file_size(file, error);
    is_there_ = in_.good() && !error;
  }

  bool is_there() const { return is_there_; }
  bool at_end() const { return left_ == 0; }
  // All of it, or nothing.
  std::optional<std::string> take(std::uint64_t size) {
    if (size > left_ || size > longest_record) return std::nullopt;
    std::string bytes(size, '\0');
    if (!in_.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
    left_ -= size;
    return bytes;
  }

 private:
  std::ifstream in_;
  std::uint64_t left_ = 0;
  bool is_there_ = false;
};

std::optional<std::string> find_wrong_beginning(Reader& reader, const fs::path& file) {
  if (!reader.is_there()) return std::format("{} cannot be read", file.string());
  const auto first = reader.take(this_version.size());
  if (first == this_version) return std::nullopt;
  if (first && first->starts_with(every_version)) {
    return std::format("{} was written by a newer program: restore it with that one",
                       file.string());
  }
  return std::format("{} is no backup of FitMate", file.string());
}

}  // namespace

BackupWriter::BackupWriter(const fs::path& file)
    : file_{file}, chain_{domain::blake2b_256({domain::as_bytes(this_version)})} {
  file_.append(this_version);
}

void BackupWriter::add(const BackupRecord& record) {
  std::visit([this](const auto& kind) { put(packed(kind)); }, record);
}

void BackupWriter::add_row(std::span<const Value> values) {
  put(packed(values));
}

void BackupWriter::put(std::string_view record) {
  chain_ = next_link(chain_, record);
  waiting_ += record;
  if (waiting_.size() < write_at_once) return;
  file_.append(waiting_);
  waiting_.clear();
}

void BackupWriter::finish() {
  file_.append(waiting_ + framed(Kind::end, bytes_of(chain_)));
  file_.keep();
}

domain::Result<void, std::string> read_backup(const fs::path& file,
                                              const std::function<void(BackupRecord)>& take) {
  Reader reader{file};
  if (auto wrong = find_wrong_beginning(reader, file)) return Fault{*std::move(wrong)};
  const auto cut = [&] {
    return Fault{
        std::format("{} is cut: it ends before its end. Take another copy", file.string())};
  };
  const auto damaged = [&] {
    return Fault{std::format("{} is damaged: it is not as it was written. Take another copy",
                             file.string())};
  };
  auto chain = domain::blake2b_256({domain::as_bytes(this_version)});
  while (true) {
    const auto begin = reader.take(9);
    if (!begin) return cut();
    const auto kind = static_cast<Kind>(begin->front());
    const auto size =
        static_cast<std::uint64_t>(Unpacker{std::string_view{*begin}.substr(1)}.number());
    if (size > longest_record) return damaged();
    const auto content = reader.take(size);
    if (!content) return cut();
    if (kind == Kind::end) {
      const bool whole = reader.at_end() && *content == bytes_of(chain);
      return whole ? domain::Result<void, std::string>{} : damaged();
    }
    chain = next_link(chain, *begin + *content);
    auto record = unpacked(kind, *content);
    if (!record) return damaged();
    take(*std::move(record));
  }
}

}  // namespace fitmate::central::services
