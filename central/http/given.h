#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "central/http/exchange.h"
#include "central/http/field.h"
#include "db/sql/value.h"

namespace fitmate::central::http {

// The values of the declared fields, checked, as the database takes them.
class Given {
 public:
  void put(std::string_view name, db::sql::Value value, bool was_given);

  // Was it there, if only as null?
  bool has(std::string_view name) const;
  // Null where it was not given. The name is a declared one.
  const db::sql::Value& at(std::string_view name) const;
  template <class T>
  T get(std::string_view name) const {
    return db::sql::from_value<T>(at(name), name);
  }
  // All, in the order of their declaration.
  std::vector<db::sql::Value> values() const;

 private:
  struct Entry {
    std::string_view name;
    db::sql::Value value;
    bool was_given = false;
  };
  const Entry& entry(std::string_view name) const;

  std::vector<Entry> entries_;
};

// Each adds to `faults` what cannot be taken, every bad field at once.
Given read_path(const std::vector<Field>& fields, const Request& request,
                std::vector<FieldFault>& faults);
Given read_query(const std::vector<Field>& fields, const Request& request,
                 std::vector<FieldFault>& faults);
// A body of JSON, an object of at most 32 levels; unknown fields are ignored.
Given read_body(const std::vector<Field>& fields, const Request& request,
                std::vector<FieldFault>& faults);

struct Form {
  Given fields;
  std::optional<std::string_view> file;  // a view into the request's body
};
// A form of multipart/form-data; a field that is empty and not required is as good as not given.
Form read_form(const std::vector<Field>& fields, std::string_view file, bool file_required,
               const Request& request, std::vector<FieldFault>& faults);

}  // namespace fitmate::central::http
