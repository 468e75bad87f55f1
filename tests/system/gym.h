#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "db/sql/database.h"
#include "tests/support/certificate.h"
#include "tests/support/fresh_database.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace fitmate::tests {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

// A whole gym of real programs: the centre on a database of its own and one kiosk. A command that
// does not end with 0 fails the test and says what it printed.
class Gym {
 public:
  // Migrated, with demo people, the server not started.
  explicit Gym(db::sql::Engine engine);
  // In an empty database that outlives it, with so many people, and files below `parent`.
  Gym(std::string database_url, int members, const std::filesystem::path& parent);

  // From the next start on the centre speaks TLS, with a certificate of its own, and kiosks are
  // told to believe it.
  void speak_tls();
  void start_central();
  void stop_central();
  void kill_central();

  // A kiosk in a folder of its own, enrolled at the centre or at what stands before it; the first
  // one is 0.
  std::size_t add_kiosk();
  std::size_t add_kiosk_at(const std::string& url);
  std::string kiosk_folder(std::size_t kiosk) const;

  // One answer of a command of fitmate-central; several lines as a list.
  Json central(const Words& words, std::string_view input = {});
  // The demo's people in a state, as "active".
  std::vector<Json> members(std::string_view state) const;
  std::vector<Json> trainers() const;
  // The text that a person's code carries now.
  std::string card(std::int64_t user);
  std::string phone(std::int64_t user);

  Json scan(std::size_t kiosk, const std::string& text, const Words& options = {});
  // One turn of fitmate-sync to the end; exit code 1 is the test's to judge, in "exit".
  Json sync(std::size_t kiosk);
  Json status(std::size_t kiosk);

  // A connection of the test's own to the centre's database.
  db::sql::Connection& database() { return *connection_; }
  const std::string& url() const { return url_; }
  // What the centre said on stderr so far.
  std::string log() const;
  Process::Options environment() const;
  std::filesystem::path uploads() const { return folder_.path() / "uploads"; }
  // The centre's machine is gone, with all that lay on it: there is an empty database. The server
  // is not started.
  void lose_centre();

 private:
  void fill(int members);
  void connect();
  std::string log_file() const { return folder_.path() / "centre.log"; }

  std::optional<db::sql::Engine> engine_;
  std::optional<FreshDatabase> store_;
  std::string database_url_;
  TempFolder folder_;
  std::string url_;
  std::optional<Certificate> certificate_;
  Json demo_;
  std::optional<Process> server_;
  std::unique_ptr<db::sql::Connection> connection_;
  std::size_t kiosks_ = 0;
};

}  // namespace fitmate::tests
