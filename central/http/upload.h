#pragma once

#include <functional>
#include <string_view>

#include "central/http/records.h"
#include "central/http/routes_api.h"
#include "central/services/clean_file.h"
#include "domain/result.h"

// What the calls with a file share.
namespace fitmate::central::http {

using CleanIt = domain::Result<services::CleanFile, services::FileFault> (*)(std::string_view);

// Names the file in a row: gives it, or nothing where there is nothing to name it.
using NameIt = std::function<std::optional<db::sql::Row>(std::string_view url)>;

// Looks at the form's file, keeps it as the owner's and gives the row that names it, or a refusal;
// then nothing is kept.
Reply keep_upload(const ApiServices& services, const Asked& asked, domain::UserId owner,
                  CleanIt clean, const NameIt& name);

// A call with a file in the field of that name: its body's size and its lane.
Call with_file(Call call, std::string_view field, bool is_required);

}  // namespace fitmate::central::http
