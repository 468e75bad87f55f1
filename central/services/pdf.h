#pragma once

#include <string_view>

#include "central/services/clean_file.h"
#include "domain/result.h"

namespace fitmate::central::services {

// A PDF that can be read without repairs, of one page to a thousand, that runs nothing when it is
// opened. It is kept as it came. Looked into within run_confined, so whatever is in it costs 5 s of
// a processor and 256 MiB at most. Blocks that long.
domain::Result<CleanFile, FileFault> check_pdf(std::string_view bytes);

}  // namespace fitmate::central::services
