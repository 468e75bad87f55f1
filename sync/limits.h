#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace fitmate::sync::limits {

using namespace std::chrono_literals;

// Pushes. A batch starts small so that a thin line succeeds at once, grows by success, and halves
// when the line or the centre cannot take it.
inline constexpr std::int64_t batch_start = 100;
inline constexpr std::int64_t batch_step = 50;
inline constexpr std::int64_t batch_most = 500;
inline constexpr std::size_t batch_bytes = std::size_t{256} * 1024;

// A push unpacked: the batch as JSON text in JSON, with room for escapes.
inline constexpr std::size_t push_bytes = 4 * batch_bytes;

// Pulls. 200 rows are applied within the 20 ms that sync may hold the writers' lock.
inline constexpr std::int64_t page_rows = 200;
inline constexpr std::size_t page_bytes = std::size_t{1024} * 1024;
inline constexpr auto pull_every = 15s;
// From one part of the shadow's preparation to the next, from beginning to beginning: a part holds
// the writers' lock for up to 20 ms, longer on a slow card, and the door looks for it each
// millisecond.
inline constexpr std::chrono::milliseconds prepare_every{40};

// A photo, which the kiosk encodes to fit; it may take longer than any other call, for it is larger
// than all of them.
inline constexpr std::size_t photo_bytes = std::size_t{2} * 1024 * 1024;
inline constexpr auto photo_timeout = 60s;
// One that no meal at the centre names is offered again after the first, then after twice as long.
inline constexpr std::chrono::milliseconds unnamed_photo_first = 1min;
inline constexpr std::chrono::milliseconds unnamed_photo_most = 1h;
// The kiosk's file stays for so long after the centre said that it has the photo.
inline constexpr auto keep_stored_photos = std::chrono::days{7};

// People's pictures are looked through when people changed, and this often for files that were
// lost.
inline constexpr auto portraits_every = 1h;

// The outbox is looked at this often for what the door has recorded: one indexed read.
inline constexpr auto look_every = 1s;

// A token that leaked is of use no longer than this.
inline constexpr auto token_every = 24h;

// Old rows go in bounded parts with a pause between them, so that the door's writes come through.
inline constexpr auto tidy_every = 10min;
inline constexpr auto tidy_pause = 200ms;

// An answer that took longer says the centre's time too loosely to correct a clock that is set.
inline constexpr auto clock_answer_most = 4s;

// The line. A connection that does not stand within 5 s will not; 1 KB/s for 15 s is a dead one.
inline constexpr auto connect_timeout = 5s;
inline constexpr auto request_timeout = 20s;
inline constexpr std::int64_t slow_bytes_per_s = 1024;
inline constexpr auto slow_for = 15s;

// Tries again: random(0, min(most, first x 2^n)), so that kiosks that failed together do not come
// back together.
inline constexpr auto retry_first = 1s;
inline constexpr auto retry_most = 300s;
// What the centre tells to wait is done, up to here: a mistaken answer must not silence a kiosk.
inline constexpr auto retry_told_most = 3600s;

// The centre's word on the pace of one kiosk.
inline constexpr int pushes_per_s = 2;
inline constexpr int pulls_per_s = 4;
// So a push that goes otherwise than well is not followed at once by one that is refused.
inline constexpr std::chrono::milliseconds push_pause{1000 / pushes_per_s};

}  // namespace fitmate::sync::limits
