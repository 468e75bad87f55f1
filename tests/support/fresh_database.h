#pragma once

#include <memory>
#include <optional>
#include <string>

#include "db/sql/database.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {

// An empty database of its own in either engine.
class FreshDatabase {
 public:
  explicit FreshDatabase(db::sql::Engine engine);

  const std::string& url() const { return url_; }
  db::sql::Database open(const db::sql::Settings& settings = {}) const;
  std::unique_ptr<db::sql::Connection> connect() const { return open().connect(); }

 private:
  std::optional<TempFolder> folder_;
  std::string url_;
};

}  // namespace fitmate::tests
