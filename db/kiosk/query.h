#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <SQLiteCpp/Statement.h>

#include "domain/crypto.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace fitmate::db::kiosk {

// A kept statement in use: its parameters are bound in order, its rows read as tuples, and it is
// given back clean. Lives within one transaction. Throws SQLite::Exception.
class Query {
 public:
  explicit Query(SQLite::Statement& statement) : statement_{statement} {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() {
    statement_.tryReset();
    statement_.clearBindings();
  }

  template <class... Values>
  Query& bind(const Values&... values) {
    int index = 0;
    (put(++index, values), ...);
    return *this;
  }

  bool step() { return statement_.executeStep(); }

  // Runs a statement that answers no rows; how many rows it changed.
  int run() { return statement_.exec(); }

  template <class T>
  T get(int column) {
    return Reader<T>::read(*this, column);
  }

  // The row that step() came to.
  template <class... Columns>
  std::tuple<Columns...> row() {
    return read_row<Columns...>(std::index_sequence_for<Columns...>{});
  }

 private:
  template <class T>
  struct Reader;

  template <class... Columns, std::size_t... column>
  std::tuple<Columns...> read_row(std::index_sequence<column...> /*of the columns*/) {
    return {get<Columns>(static_cast<int>(column))...};
  }

  void put(int index, std::int64_t value) { statement_.bind(index, value); }
  void put(int index, std::uint64_t value) { put(index, std::bit_cast<std::int64_t>(value)); }
  void put(int index, std::uint32_t value) { put(index, std::int64_t{value}); }
  void put(int index, int value) { put(index, std::int64_t{value}); }
  void put(int index, std::uint16_t value) { put(index, std::int64_t{value}); }
  void put(int index, std::uint8_t value) { put(index, std::int64_t{value}); }
  void put(int index, double value) { statement_.bind(index, value); }
  void put(int index, bool value) { put(index, std::int64_t{value}); }
  void put(int index, const char* value) { statement_.bind(index, value); }
  void put(int index, const std::string& value) { statement_.bind(index, value); }
  void put(int index, std::string_view value) { statement_.bind(index, std::string{value}); }
  void put(int index, domain::Instant at) {
    put(index, std::int64_t{at.time_since_epoch().count()});
  }
  void put(int index, domain::Day day) { put(index, std::int64_t{day.time_since_epoch().count()}); }
  template <class Rep, class Period>
  void put(int index, std::chrono::duration<Rep, Period> value) {
    put(index, std::int64_t{value.count()});
  }
  template <class Tag, class Number>
  void put(int index, domain::Id<Tag, Number> id) {
    put(index, id.value);
  }
  template <std::size_t size>
  void put(int index, const std::array<std::byte, size>& bytes) {
    statement_.bind(index, bytes.data(), static_cast<int>(size));
  }
  void put(int index, const domain::Uuid& id) { put(index, id.bytes); }
  void put(int index, const domain::EventId& id) { put(index, id.value); }
  void put(int index, const domain::TrainerId& id) { put(index, id.value); }
  template <class T>
  void put(int index, const std::optional<T>& value) {
    if (value) {
      put(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }

  SQLite::Statement& statement_;
};

template <class T>
struct Query::Reader {
  static T read(Query& query, int column) {
    if constexpr (requires { typename T::duration; }) {
      return T{typename T::duration{static_cast<typename T::rep>(query.integer(column))}};
    } else if constexpr (requires { typename T::period; }) {
      return T{static_cast<typename T::rep>(query.integer(column))};
    } else {
      static_assert(std::is_integral_v<T>);
      return static_cast<T>(query.integer(column));
    }
  }
};

template <>
struct Query::Reader<double> {
  static double read(Query& query, int column) {
    return query.statement_.getColumn(column).getDouble();
  }
};

template <>
struct Query::Reader<std::string> {
  static std::string read(Query& query, int column) {
    return query.statement_.getColumn(column).getString();
  }
};

template <class Tag, class Number>
struct Query::Reader<domain::Id<Tag, Number>> {
  static domain::Id<Tag, Number> read(Query& query, int column) {
    return {Reader<Number>::read(query, column)};
  }
};

template <std::size_t size>
struct Query::Reader<std::array<std::byte, size>> {
  static std::array<std::byte, size> read(Query& query, int column) {
    const auto value = query.statement_.getColumn(column);
    std::array<std::byte, size> bytes{};
    if (value.getBytes() != static_cast<int>(size)) {
      throw std::runtime_error("the kiosk's database holds a value of the wrong length");
    }
    std::memcpy(bytes.data(), value.getBlob(), size);
    return bytes;
  }
};

template <>
struct Query::Reader<domain::Uuid> {
  static domain::Uuid read(Query& query, int column) {
    return {Reader<std::array<std::byte, 16>>::read(query, column)};
  }
};
template <>
struct Query::Reader<domain::EventId> {
  static domain::EventId read(Query& query, int column) {
    return {Reader<domain::Uuid>::read(query, column)};
  }
};
template <>
struct Query::Reader<domain::TrainerId> {
  static domain::TrainerId read(Query& query, int column) {
    return {Reader<domain::Uuid>::read(query, column)};
  }
};

template <class T>
struct Query::Reader<std::optional<T>> {
  static std::optional<T> read(Query& query, int column) {
    if (query.statement_.isColumnNull(column)) return std::nullopt;
    return Reader<T>::read(query, column);
  }
};

}  // namespace fitmate::db::kiosk
