#include "central/http/upload.h"

#include <utility>

namespace fitmate::central::http {
namespace {

constexpr std::size_t largest_file = std::size_t{10} * 1024 * 1024;
// The other fields of the form and what stands around them.
constexpr std::size_t largest_form = largest_file + std::size_t{64} * 1024;

}  // namespace

Reply keep_upload(const ApiServices& services, const Asked& asked, domain::UserId owner,
                  CleanIt clean, const NameIt& name) {
  if (asked.file->size() > largest_file) return detail(413, "a file has at most 10 MiB");
  const auto file = clean(*asked.file);
  if (!file) {
    const auto& fault = file.error();
    if (fault.kind == services::FileFault::Kind::wrong_type) return detail(415, fault.detail);
    return invalid({{.place = {"body", asked.file_name}, .message = fault.detail}});
  }
  std::optional<db::sql::Row> row;
  const bool kept = services.uploads.keep(asked.connection, owner, *file, asked.now,
                                          services.random, [&](std::string_view url) {
                                            row = name(url);
                                            return row.has_value();
                                          });
  if (!kept) return detail(404, "there is nothing of that id for you");
  return *std::move(row);
}

Call with_file(Call call, std::string_view field, bool is_required) {
  call.file = field;
  call.file_required = is_required;
  call.most_body = largest_form;
  call.lane = Lane::pictures;
  return call;
}

}  // namespace fitmate::central::http
