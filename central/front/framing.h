#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fitmate::central::front {

// What a caller sends, as HTTP/1.1 has it (RFC 9112): where each request ends. The web framework
// guesses where that is unclear, and two that guess differently see different requests; so what is
// unclear is refused, and a head goes on once it is whole and sound.
class Framing {
 public:
  struct Refusal {
    int status = 0;
    std::string detail;
  };
  // What is being waited for.
  enum class Within : std::uint8_t { nothing, head, body };

  explicit Framing(std::size_t most_body) : most_body_{most_body} {}

  // Takes the next bytes, however they were cut, and appends to `onward` those that may go on.
  // After a refusal nothing more is taken.
  std::optional<Refusal> take(std::string_view bytes, std::string& onward);

  Within within() const;
  // Heads that went on so far.
  std::size_t heads() const { return heads_; }

 private:
  enum class Part : std::uint8_t { head, body, chunk_size, chunk, chunk_end, last_line };
  struct Length;

  std::optional<Refusal> take_head(std::string_view& bytes, std::string& onward);
  void begin_body(const Length& length);
  std::optional<Refusal> take_chunk_size(std::string_view& bytes, std::string& onward);
  std::optional<Refusal> take_line_end(std::string_view& bytes, std::string& onward);
  void take_body(std::string_view& bytes, std::string& onward);
  std::optional<Refusal> read_head(std::string_view head, Length& length) const;
  Refusal too_large() const;

  std::size_t most_body_;
  Part part_ = Part::head;
  std::string held_;      // of a head or of a line, not yet whole
  std::size_t left_ = 0;  // of the body or of the chunk
  std::size_t body_ = 0;  // of the chunks so far
  std::size_t heads_ = 0;
};

}  // namespace fitmate::central::front
