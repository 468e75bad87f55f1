#include <format>
#include <memory>
#include <stdexcept>

#include <zlib.h>

#include "sync/wire.h"

namespace fitmate::sync {
namespace {

constexpr int gzip_window = 15 + 16;  // the largest window, with the head and foot of gzip
constexpr std::size_t piece = std::size_t{64} * 1024;

// zlib never writes through next_in.
Bytef* input_of(std::string_view text) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
}

using Stream = std::unique_ptr<z_stream, int (*)(z_stream*)>;

}  // namespace

std::string gzip(std::string_view text) {
  z_stream state{};
  if (deflateInit2(&state, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
  const Stream stream{&state, deflateEnd};
  std::string packed(deflateBound(&state, text.size()), '\0');
  state.next_in = input_of(text);
  state.avail_in = static_cast<uInt>(text.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&state, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("gzip did not end");
  packed.resize(state.total_out);
  return packed;
}

Decoded<std::string> gunzip(std::string_view packed, std::size_t limit) {
  z_stream state{};
  if (inflateInit2(&state, gzip_window) != Z_OK) throw std::bad_alloc();
  const Stream stream{&state, inflateEnd};
  state.next_in = input_of(packed);
  state.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  for (int result = Z_OK; result != Z_STREAM_END;) {
    // One byte above the limit tells too much from just enough.
    const auto room = std::min(piece, limit + 1 - state.total_out);
    text.resize(state.total_out + room);
    state.next_out = reinterpret_cast<Bytef*>(text.data() + state.total_out);
    state.avail_out = static_cast<uInt>(room);
    result = inflate(&state, Z_NO_FLUSH);
    if (state.total_out > limit) return std::unexpected(std::format("over {} bytes", limit));
    if (result == Z_BUF_ERROR || (result == Z_OK && state.avail_in == 0 && state.avail_out != 0)) {
      return std::unexpected("the gzip data is cut off");
    }
    if (result != Z_OK && result != Z_STREAM_END) return std::unexpected("no gzip data");
  }
  if (state.avail_in != 0) return std::unexpected("something follows the gzip data");
  text.resize(state.total_out);
  return text;
}

}  // namespace fitmate::sync
