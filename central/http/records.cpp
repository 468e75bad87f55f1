#include "central/http/records.h"

#include <utility>

#include "domain/instant.h"

namespace fitmate::central::http {
namespace {

using db::sql::Value;

constexpr std::int64_t usual_page = 50;

// Nothing where the call has no such field, too.
std::optional<std::int64_t> number_in_query(const Asked& asked, std::string_view name) {
  if (!asked.query.has(name)) return std::nullopt;
  return asked.query.get<std::optional<std::int64_t>>(name);
}

bool is_null(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

}  // namespace

Source own_user() {
  return [](const Asked& asked) { return db::sql::to_value(asked.caller.user); };
}

Source own_trainer() {
  return [](const Asked& asked) { return db::sql::to_value(asked.caller.trainer.value()); };
}

Source at_once() {
  return [](const Asked& asked) { return db::sql::to_value(asked.now); };
}

Source in_path(std::string_view name) {
  return [name](const Asked& asked) { return asked.path.at(name); };
}

Source given(std::string_view name) {
  return [name](const Asked& asked) { return asked.body.at(name); };
}

Source given_or_now(std::string_view name) {
  return [name](const Asked& asked) {
    const auto& value = asked.body.at(name);
    return is_null(value) ? db::sql::to_value(asked.now) : value;
  };
}

Source given_or(std::string_view name, Value otherwise) {
  return [name, otherwise = std::move(otherwise)](const Asked& asked) {
    const auto& value = asked.body.at(name);
    return is_null(value) ? otherwise : value;
  };
}

std::vector<Source> changes(std::initializer_list<std::string_view> names) {
  std::vector<Source> sources;
  for (const auto name : names) {
    sources.emplace_back(
        [name](const Asked& asked) { return Value{std::int64_t{asked.body.has(name) ? 1 : 0}}; });
    sources.push_back(given(name));
  }
  return sources;
}

std::vector<Source> operator+(std::vector<Source> left, std::vector<Source> right) {
  std::ranges::move(right, std::back_inserter(left));
  return left;
}

std::vector<Value> values_of(const std::vector<Source>& sources, const Asked& asked) {
  std::vector<Value> values;
  values.reserve(sources.size() + 2);
  for (const auto& source : sources) values.push_back(source(asked));
  return values;
}

Page load_page(const Asked& asked, Listing listing, std::vector<Value> parameters) {
  const auto total =
      asked.connection.query_with(listing.count, parameters).front().get<std::int64_t>("total");
  const auto limit = number_in_query(asked, "limit").value_or(usual_page);
  const auto offset = number_in_query(asked, "offset").value_or(0);
  parameters.emplace_back(limit);
  parameters.emplace_back(offset);
  return {.rows = asked.connection.query_with(listing.page, parameters), .total = total};
}

std::vector<Page> load_sections(const Asked& asked, const std::vector<Section>& sections,
                                const Value& id) {
  std::vector<Page> pages;
  pages.reserve(sections.size());
  for (const auto& section : sections) {
    if (section.is_list()) {
      pages.push_back(load_page(asked, {section.count, section.page}, {id}));
    } else {
      pages.push_back({.rows = asked.connection.query(section.page, id)});
    }
  }
  return pages;
}

Handle list(Listing listing, std::vector<Source> parameters) {
  return [listing, parameters = std::move(parameters)](Asked& asked) -> Reply {
    return load_page(asked, listing, values_of(parameters, asked));
  };
}

Handle record(std::string_view sql, std::vector<Source> parameters) {
  return [sql, parameters = std::move(parameters)](Asked& asked) -> Reply {
    auto rows = asked.connection.query_with(sql, values_of(parameters, asked));
    if (rows.empty()) return detail(404, "there is nothing of that id for you");
    return std::move(rows.front());
  };
}

Handle whole(std::string_view sql, std::vector<Source> parameters, std::string_view id_in_path,
             std::vector<Section> sections) {
  return [sql, parameters = std::move(parameters), id_in_path,
          sections = std::move(sections)](Asked& asked) -> Reply {
    auto rows = asked.connection.query_with(sql, values_of(parameters, asked));
    if (rows.empty()) return detail(404, "there is nothing of that id for you");
    return Whole{.row = std::move(rows.front()),
                 .pages = load_sections(asked, sections, asked.path.at(id_in_path))};
  };
}

void Group::get(Call call) {
  call.method = Method::get;
  routes_.push_back(to_route(std::move(call), gate_));
}

void Group::post(Call call) {
  call.method = Method::post;
  routes_.push_back(to_route(std::move(call), gate_));
}

void Group::pages(Call call) {
  call.gives = Call::Gives::page;
  get(std::move(call));
}

}  // namespace fitmate::central::http
