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

  // Copies the rows with these seqs of kiosks 1 to `kiosks`, a connection each; the seconds it
  // took.
  double copy(std::size_t kiosks, std::size_t first_seq, std::size_t last_seq, std::size_t batch);

 private:
  std::vector<std::string> rows_of(std::size_t kiosk, std::size_t first_seq, std::size_t last_seq);

  std::string url_;
};

}  // namespace fitmate::bench
