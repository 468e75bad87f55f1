#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fitmate::tests {

// Does anything take connections at that port of loopback now?
bool listens(std::uint16_t port);

// A connection to a server on this machine that sends what it is told, however wrong.
class RawConnection {
 public:
  // From an address of loopback.
  explicit RawConnection(std::uint16_t port, const std::string& from = "127.0.0.1");
  RawConnection(RawConnection&& other) noexcept;
  RawConnection& operator=(RawConnection&&) = delete;
  ~RawConnection();

  // False once the server hung up.
  bool send(std::string_view bytes);
  // All until the server closes; what came so far after a silence of 20 s.
  std::string read_all();
  // False if the server closed, or nothing comes within 20 s.
  bool read_some(std::string& into);
  // Is there anything to read by now? Does not wait.
  bool has_more() const;

 private:
  int socket_;
};

struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};
// Nothing for what is no HTTP answer.
std::optional<HttpAnswer> parse_answer(const std::string& text);

struct HttpCall {
  std::string method = "GET";
  std::string path;
  std::string token;    // of "Authorization: Bearer"; empty: none
  std::string headers;  // more lines, each with its end
  std::string body;
  std::string from = "127.0.0.1";  // an address of loopback
};
// One call on a connection of its own. Status 0 where the server gave no answer.
HttpAnswer call(std::uint16_t port, const HttpCall& call);

}  // namespace fitmate::tests
