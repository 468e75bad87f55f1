#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fitmate::bench {

// The peer of taking events: COPY of the very rows that they became, into a table of the same
// columns and indexes, batch by batch, each a transaction.
class InboxCopy {
 public:
  // Makes that table. The database has the centre's schema.
  explicit InboxCopy(std::string url);

  // The events with these seqs of each of that many kiosks.
  struct Part {
    std::size_t first_kiosk = 1;
    std::size_t kiosks = 1;
    std::size_t first_seq = 1;
    std::size_t last_seq = 1;
  };
  // Copies their rows, a connection each kiosk; the seconds it took.
  double copy(const Part& part, std::size_t batch);

 private:
  std::vector<std::string> rows_of(std::size_t kiosk, const Part& part);

  std::string url_;
};

}  // namespace fitmate::bench
