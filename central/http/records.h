#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "central/http/call.h"

// Calls that are a statement: where each of its parameters comes from, in order.
namespace fitmate::central::http {

using Handle = std::function<Reply(Asked&)>;
using Source = std::function<db::sql::Value(const Asked&)>;

Source own_user();
Source own_trainer();  // of a caller with a trainer's row
Source at_once();      // the time of the call
Source in_path(std::string_view name);
Source given(std::string_view name);
Source given_or_now(std::string_view name);
Source given_or(std::string_view name, db::sql::Value otherwise);

// For a partial change: of each field whether it was given, and what.
std::vector<Source> changes(std::initializer_list<std::string_view> names);
std::vector<Source> operator+(std::vector<Source> left, std::vector<Source> right);

// `count` gives one row with `total`, `page` the rows; both take these parameters, and page after
// them limit and offset.
struct Listing {
  std::string_view count;
  std::string_view page;
};
Handle list(Listing listing, std::vector<Source> parameters = {});

// The one row that the statement gives, or 404.
Handle record(std::string_view sql, std::vector<Source> parameters);

// The row that the statement gives for the id in the path, or 404, with a page of each section: as
// many statements whatever the history's length.
Handle whole(std::string_view sql, std::vector<Source> parameters, std::string_view id_in_path,
             std::vector<Section> sections);

// The page that is asked for of each section, of what has that id.
std::vector<Page> load_sections(const Asked& asked, const std::vector<Section>& sections,
                                const db::sql::Value& id);
Page load_page(const Asked& asked, Listing listing, std::vector<db::sql::Value> parameters);
std::vector<db::sql::Value> values_of(const std::vector<Source>& sources, const Asked& asked);

// Gathers calls of one group.
class Group {
 public:
  Group(Routes& routes, const Gate& gate) : routes_{routes}, gate_{gate} {}

  void get(Call call);    // Method::get
  void post(Call call);   // Method::post
  void pages(Call call);  // a list

 private:
  Routes& routes_;
  const Gate& gate_;
};

}  // namespace fitmate::central::http
