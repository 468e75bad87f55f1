#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fitmate::tests {

// A tiny HTTP server on this machine that answers what it is told, byte by byte: broken answers
// too. One connection at a time, in a thread of its own.
class HttpServer {
 public:
  struct Reply {
    std::string bytes;
    enum class Then : std::uint8_t { read_on, close, say_no_more } then = Then::read_on;
  };
  using Handler = std::function<Reply(const std::string& request)>;

  explicit HttpServer(Handler handler);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  std::string url() const;  // "http://127.0.0.1:PORT"
  int connections() const { return connections_; }
  std::vector<std::string> requests() const;

 private:
  void serve();
  void converse(int peer);
  bool wait_for(int file) const;
  bool read_request(int peer, std::string& buffer, std::string& request) const;

  Handler handler_;
  int listener_ = -1;
  int stop_ = -1;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::jthread thread_;
};

// An answer in full.
std::string http_answer(const std::string& status, const std::string& body,
                        const std::string& headers = "Content-Type: application/json\r\n");

}  // namespace fitmate::tests
