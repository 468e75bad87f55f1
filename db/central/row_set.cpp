#include "db/central/row_set.h"

#include <format>
#include <iterator>

namespace fitmate::db::central {

std::string with_rows(db::sql::Engine engine, std::initializer_list<SetColumn> columns,
                      std::string_view statement) {
  const bool postgres = engine == db::sql::Engine::postgres;
  std::string out{postgres ? "with r as (select * from json_to_recordset($1) as r("
                           : "with r as materialized (select "};
  std::string_view separator;
  for (const auto& [name, type] : columns) {
    out += separator;
    separator = ", ";
    if (postgres) {
      std::format_to(std::back_inserter(out), "{} {}", name, type);
    } else {
      std::format_to(std::back_inserter(out), "value ->> '{0}' as {0}", name);
    }
  }
  out += postgres ? ")) " : " from json_each($1)) ";
  out += statement;
  return out;
}

}  // namespace fitmate::db::central
