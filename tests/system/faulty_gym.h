#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/support/invariants.h"
#include "tests/system/gym.h"

namespace fitmate::tests {

// A gym in which things go wrong: it remembers what each kiosk said, and looks at the end whether
// the invariants hold.
class FaultyGym : public Gym {
 public:
  explicit FaultyGym(db::sql::Engine engine) : Gym{engine} { start_central(); }

  // Enrolled, with a complete copy.
  std::size_t open_door();
  std::size_t open_door(const std::string& url);
  // A kiosk that is another's copy, file by file, as it is now.
  std::size_t clone(std::size_t kiosk);
  std::filesystem::path folder(std::size_t kiosk) const { return kiosk_folder(kiosk); }

  // A code is shown at the door, with variables of the program's environment.
  Json show(std::size_t kiosk, const std::string& code,
            const std::vector<std::pair<std::string, std::string>>& environment = {});
  // Refused each time, and each time an event.
  Json show_expired(std::size_t kiosk);
  // A meal with a picture that no other has.
  void eat(std::size_t kiosk);
  // The same, with a picture of that many pixels each way, however it ends.
  Process::Finished try_to_eat(std::size_t kiosk, int side);
  void note(std::size_t kiosk, const Json& answer);

  // Lines of answers, noted: those that were kept, and those that the store did not take. Throws
  // where one is neither, or opens a door that it must not.
  struct Said {
    int kept = 0;
    int failed = 0;
  };
  Said note_lines(std::size_t kiosk, const std::string& lines);
  // Card of the member of that state.
  const std::string& code_of(const std::string& state);

  // All that waits goes, and nothing is left to do.
  void drain(std::size_t kiosk);
  // What is not as it must be; kiosks without a copy are those that were revoked.
  std::vector<std::string> breaches(const std::set<std::size_t>& without_copy = {});

 private:
  std::vector<std::set<std::string>> printed_;
  std::map<std::string, std::string> codes_;
  TempFolder plates_;
  unsigned painted_ = 0;
};

inline const std::vector<std::string> none;

}  // namespace fitmate::tests
