#include "kiosk/run.h"

#include <chrono>
#include <csignal>
#include <thread>

#include "firmware/qr_reader.h"
#include "kiosk/scan_box.h"
#include "kiosk/scan_loop.h"
#include "kiosk/scanner_loop.h"

namespace fitmate::kiosk {
namespace {

volatile std::sig_atomic_t told_to_end = 0;

// The flag is looked at after each wait of the window, which lasts a second at most.
void end_on_signals() {
  told_to_end = 0;
  struct sigaction action{};
  action.sa_handler = [](int) { told_to_end = 1; };
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace

void run_kiosk(const RunOptions& options, const RunParts& parts) {
  end_on_signals();
  ScanBox box;
  App app(box, parts.desk, parts.door, parts.sound, parts.store, parts.meals, parts.enrol,
          parts.on_store_failure);
  Window window(options.window, Texts::in_language(options.language));

  firmware::QrReader reader;
  ScanLoop scan(
      parts.camera, [&reader](firmware::FrameView frame) { return reader.read(frame); }, box,
      &Window::wake);
  ScannerLoop type(parts.scanner, box, &Window::wake);
  // Last made, first ended: they use all of the above.
  const std::jthread camera([&scan](const std::stop_token& stop) { scan.run(stop); });
  const std::jthread scanner([&type](const std::stop_token& stop) { type.run(stop); });

  while (told_to_end == 0 && !window.closed()) {
    const auto tick = [&] { return Tick{std::chrono::steady_clock::now(), parts.read_clock()}; };
    const auto next = app.step(tick());
    const auto photo = app.picture();
    if (const auto touch = window.show(app.screen(), photo.picture ? photo : box.preview())) {
      app.touch(*touch, tick());
    } else {
      window.wait(next - std::chrono::steady_clock::now());
    }
  }
}

}  // namespace fitmate::kiosk
