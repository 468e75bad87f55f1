#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <format>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <sys/stat.h>
#include <unistd.h>
#include <version.h>

#include "db/kiosk/data_folder.h"
#include "db/kiosk/kiosk_database.h"
#include "db/kiosk/sqlite_kiosk_store.h"
#include "db/photo_files.h"
#include "domain/crypto.h"
#include "domain/meal_entry.h"
#include "firmware/camera_spec.h"
#include "firmware/door_spec.h"
#include "firmware/linux/alsa_sound.h"
#include "firmware/linux/boot_clock.h"
#include "firmware/linux/evdev_scanner.h"
#include "firmware/linux/gpio_door.h"
#include "firmware/linux/v4l2_camera.h"
#include "firmware/scanner_spec.h"
#include "firmware/sim/folder_camera.h"
#include "firmware/sim/no_camera.h"
#include "firmware/sim/no_scanner.h"
#include "firmware/sim/prompted_camera.h"
#include "firmware/sim/sim_door.h"
#include "kiosk/answer.h"
#include "kiosk/commands/doctor.h"
#include "kiosk/commands/enrol.h"
#include "kiosk/commands/line_reader.h"
#include "kiosk/commands/meal.h"
#include "kiosk/commands/scan.h"
#include "kiosk/commands/status.h"
#include "kiosk/config.h"
#include "kiosk/decode.h"
#include "kiosk/gym_zone.h"
#include "kiosk/run.h"

namespace fitmate::kiosk {
namespace {

using namespace domain;

struct Options {
  std::string data;
  bool json = false;
  std::string text = "-";
  std::string at;
  std::string direction;
  std::string central_url;
  std::string ca_file;
  std::string code;
  std::vector<std::string> files;
  std::string item;
  std::optional<double> calories;
  domain::Macros macros;
  std::string camera;
  std::string scanner;
  std::string door;
  std::string size;
  bool fullscreen = false;
  bool answers = false;
};

ClockReading read_clock() {
  const auto boot = firmware::linux_board::read_boot_time();
  const auto boot_id = parse_uuid(boot.boot_id);
  if (!boot_id) throw std::runtime_error("the kernel's boot id is no UUID");
  return {.wall = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
          .since_boot = boot.since_boot,
          .boot_id = *boot_id,
          .kernel_synced = boot.kernel_synced};
}

std::filesystem::path data_folder(const Options& options) {
  if (!options.data.empty()) return options.data;
  return db::kiosk::default_data_folder();
}

db::kiosk::KioskDatabaseOptions database_options(const Options& options) {
  return {.folder = data_folder(options),
          .random = system_random(),
          .now = read_clock().wall,
          .built = Instant{std::chrono::seconds{built_at_s}}};
}

Config config_of(const Options& options) {
  auto config = load_config(data_folder(options) / "kiosk.toml");
  if (!config) throw std::runtime_error(config.error());
  return *config;
}

Gate gate_of(const Options& options, const Config& config) {
  return options.direction.empty() ? config.direction.value_or(Gate::both)
                                   : parse_gate(options.direction).value();
}

// The gym's time zone is read from the disk now, not while a code holds the writers' lock.
void require_enrolled(db::kiosk::KioskStore& store) {
  const auto device = store.load_device();
  if (!device) {
    throw std::runtime_error("this kiosk is not enrolled: run fitmate-kiosk enrol --central URL");
  }
  zone_of(*device);
}

int scan(const Options& options) {
  const auto config = config_of(options);
  db::kiosk::KioskDatabase database{database_options(options)};
  db::kiosk::SqliteKioskStore store{database};
  require_enrolled(store);
  CheckIn check_in{store, system_random(), gate_of(options, config)};
  ScanCommand command{check_in, read_clock, std::cout, std::cerr};
  const auto late = options.at.empty() ? std::nullopt : parse_instant(options.at);
  LineReader lines{STDIN_FILENO};
  const bool all =
      options.text == "-" ? command.scan_lines(lines, late) : command.scan(options.text, late);
  store.keep_counts();
  return all ? 0 : 1;
}

std::filesystem::path photos_folder(const Options& options) {
  return data_folder(options) / "photos";
}

int meal(const Options& options) {
  const auto entry = read_meal({.code = options.code,
                                .files = options.files,
                                .item = options.item,
                                .calories = options.calories,
                                .macros = options.macros});
  if (!entry) throw std::runtime_error(entry.error());
  db::kiosk::KioskDatabase database{database_options(options)};
  db::kiosk::SqliteKioskStore store{database};
  require_enrolled(store);
  db::PhotoFiles files{photos_folder(options)};
  Meal meal{store, files, system_random()};
  meal.sweep();
  const bool kept = record_meal(meal, options.code, *entry, read_clock, std::cout, std::cerr);
  store.keep_counts();
  return kept ? 0 : 1;
}

// It lies beside this one.
std::filesystem::path sync_program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "fitmate-sync";
}

template <class T>
T wanted(domain::Result<T, firmware::SpecError> spec) {
  if (!spec) throw std::runtime_error(spec.error().detail);
  return *std::move(spec);
}

// The codes of the camera `test` are lines of stdin.
std::unique_ptr<firmware::Camera> make_camera(const std::string& text) {
  using namespace firmware;
  struct Make {
    std::unique_ptr<Camera> operator()(const V4l2CameraSpec& spec) const {
      return std::make_unique<linux_board::V4l2Camera>(spec.device);
    }
    std::unique_ptr<Camera> operator()(const FolderCameraSpec& spec) const {
      return std::make_unique<sim::FolderCamera>(spec.folder, spec.frames_per_second);
    }
    std::unique_ptr<Camera> operator()(const TestCameraSpec&) const {
      return std::make_unique<sim::PromptedCamera>(STDIN_FILENO);
    }
    std::unique_ptr<Camera> operator()(const NoCameraSpec&) const {
      return std::make_unique<sim::NoCamera>();
    }
  };
  return std::visit(Make{}, wanted(parse_camera_spec(text)));
}

std::unique_ptr<firmware::Scanner> make_scanner(const std::string& text) {
  using namespace firmware;
  const auto spec = wanted(parse_scanner_spec(text));
  if (const auto* evdev = std::get_if<EvdevScannerSpec>(&spec)) {
    return std::make_unique<linux_board::EvdevScanner>(evdev->device);
  }
  return std::make_unique<sim::NoScanner>();
}

std::unique_ptr<firmware::Door> make_door(const std::string& text, bool active_low) {
  using namespace firmware;
  const auto spec = wanted(parse_door_spec(text));
  if (const auto* gpio = std::get_if<GpioDoorSpec>(&spec)) {
    auto wired = *gpio;
    wired.active_low = active_low;
    return std::make_unique<linux_board::GpioDoor>(wired);
  }
  if (std::holds_alternative<SimDoorSpec>(spec)) return std::make_unique<sim::SimDoor>();
  return std::make_unique<sim::NoDoor>();
}

WindowOptions window_of(const Options& options, const Config& config) {
  const auto size = options.size.empty() ? config.size : parse_size(options.size);
  if (options.fullscreen || !size) return {.fullscreen = true};
  return {.width = size->width, .height = size->height};
}

// Prints each answer as `scan` does.
Desk telling(const Desk& desk) {
  const auto tell = [](const Answer& answer) {
    std::cout << to_json(answer) << '\n' << std::flush;
    return answer;
  };
  return {[desk, tell](const GivenCode& code, const domain::ClockReading& clock) {
            return tell(desk.answer(code, clock));
          },
          [desk, tell](const GivenCode& code, const domain::ClockReading& asked,
                       const domain::ClockReading& clock) {
            return tell(desk.leave(code, asked, clock));
          },
          desk.undo, desk.portrait};
}

MealDesk telling(MealDesk desk) {
  auto keep = desk.keep;
  desk.keep = [keep](const MealGuest& guest, const MealEntry& entry,
                     const domain::ClockReading& clock) {
    auto answer = keep(guest, entry, clock);
    std::cout << to_json(answer) << '\n' << std::flush;
    return answer;
  };
  return desk;
}

int show(const Options& options) {
  const auto config = config_of(options);
  db::kiosk::KioskDatabase database{database_options(options)};
  db::kiosk::SqliteKioskStore store{database};
  const auto gate = gate_of(options, config);
  CheckIn check_in{store, system_random(), gate};
  const auto camera =
      make_camera(options.camera.empty() ? config.camera.value_or("none") : options.camera);
  const auto scanner =
      make_scanner(options.scanner.empty() ? config.scanner.value_or("none") : options.scanner);
  const auto door = make_door(options.door.empty() ? config.door.value_or("none") : options.door,
                              config.door_active_low);
  firmware::linux_board::AlsaSound sound;
  db::PhotoFiles files{photos_folder(options)};
  Meal meal{store, files, system_random()};
  meal.sweep();
  EnrolRun enrolment{sync_program(), data_folder(options)};
  auto desk = desk_of(check_in, files);
  if (options.answers) desk = telling(desk);
  if (gate != Gate::both) desk.leave = nullptr;
  const auto meals = desk_of(meal, files);
  run_kiosk({.window = window_of(options, config)},
            {.camera = *camera,
             .scanner = *scanner,
             .door = *door,
             .sound = sound,
             .store = store,
             .desk = desk,
             .read_clock = read_clock,
             .meals = options.answers ? telling(meals) : meals,
             .enrol = desk_of(enrolment),
             .on_store_failure =
                 config.opens_unrecorded ? OnStoreFailure::open : OnStoreFailure::stay_shut});
  store.keep_counts();
  return 0;
}

Status status_of(const Options& options, const Config& config, db::kiosk::KioskStore& store) {
  const auto told = store.load_status();
  return {.store = told,
          .now = tell_time(read_clock(), told.clock),
          .camera = config.camera.value_or("none"),
          .disk = disk_space(data_folder(options))};
}

int status(const Options& options) {
  const auto config = config_of(options);
  db::kiosk::KioskDatabase database{database_options(options)};
  db::kiosk::SqliteKioskStore store{database};
  const auto status = status_of(options, config, store);
  std::cout << (options.json ? to_json(status) + "\n" : to_words(status));
  return 0;
}

int doctor(const Options& options) {
  const auto config = config_of(options);
  db::kiosk::KioskDatabase database{database_options(options)};
  db::kiosk::SqliteKioskStore store{database};
  const auto checks = examine({.status = status_of(options, config, store),
                               .device = store.load_device(),
                               .config = config,
                               .folder = data_folder(options)});
  std::cout << (options.json ? to_json(checks) + "\n" : to_words(checks));
  return all_ok(checks) ? 0 : 1;
}

int enrol(const Options& options) {
  auto code = options.code;
  if (code.empty()) {
    if (::isatty(STDIN_FILENO) == 1) std::cerr << "one-time code: " << std::flush;
    code = LineReader{STDIN_FILENO}.next().value_or("");
  }
  if (code.empty()) throw std::runtime_error("give the centre's one-time code on stdin or --code");
  return run_enrol({.program = sync_program(),
                    .data = data_folder(options),
                    .central_url = options.central_url,
                    .ca_file = options.ca_file,
                    .code = code,
                    .json = options.json});
}

const CLI::Validator is_time{[](const std::string& text) {
                               return parse_instant(text) ? std::string{}
                                                          : "write a time as 2026-01-22T08:15:30Z";
                             },
                             "RFC3339"};

const CLI::Validator is_size{
    [](const std::string& text) {
      return parse_size(text) ? std::string{} : "write width and height in pixels, as 800x480";
    },
    "WxH"};

// The text of a camera, a scanner or a door.
template <class Parse>
CLI::Validator is_spec(Parse parse) {
  return {[parse](const std::string& text) {
            const auto spec = parse(text);
            return spec ? std::string{} : spec.error().detail;
          },
          "SPEC"};
}

// What is no number at all is refused by its own conversion.
CLI::Validator is_amount_to(double most) {
  return {[most](const std::string& text) {
            return is_amount(std::strtod(text.c_str(), nullptr), most)
                       ? std::string{}
                       : std::format("write a number from 0 to {:.0f}", most);
          },
          "NUMBER"};
}

// A command's name and what it does.
using Command = int (*)(const Options&);

void add_direction(CLI::App& command, Options& options) {
  command.add_option("--direction", options.direction, "which way this door goes")
      ->check(CLI::IsMember({"both", "in", "out"}));
}

CLI::App* add_run(CLI::App& app, Options& options) {
  auto* command = app.add_subcommand("run", "the touchscreen (what is done without a command)");
  command
      ->add_option("--camera", options.camera,
                   "v4l2:/dev/video0, images:DIR[@FPS], test (codes as lines of stdin) or none")
      ->check(is_spec(firmware::parse_camera_spec));
  command->add_option("--scanner", options.scanner, "evdev:/dev/input/by-id/NAME or none")
      ->check(is_spec(firmware::parse_scanner_spec));
  command->add_option("--door", options.door, "gpio:CHIP/LINE[:MS], sim or none")
      ->check(is_spec(firmware::parse_door_spec));
  add_direction(*command, options);
  auto* size =
      command->add_option("--size", options.size, "a window of WxH pixels")->check(is_size);
  command->add_flag("--fullscreen", options.fullscreen, "the whole screen")->excludes(size);
  command->add_flag("--answers", options.answers, "prints each answer as scan does");
  return command;
}

CLI::App* add_scan(CLI::App& app, Options& options) {
  auto* scan_command = app.add_subcommand("scan", "answer codes as the camera's would be");
  scan_command->add_option("text", options.text, "a code's text; -: each line of stdin");
  scan_command->add_option("--at", options.at, "when it was, entered late")->check(is_time);
  add_direction(*scan_command, options);
  scan_command->add_flag("--json", options.json, "the answer is JSON always");
  return scan_command;
}

CLI::App* add_enrol(CLI::App& app, Options& options) {
  auto* command = app.add_subcommand("enrol", "make this machine a kiosk of a gym, once");
  command->add_option("--central", options.central_url, "the centre's URL")->required();
  command->add_option("--ca", options.ca_file, "the centre's certificates, where they are its own")
      ->check(CLI::ExistingFile);
  command->add_option("--code", options.code, "its one-time code; else one line of stdin");
  command->add_flag("--json", options.json, "one line of JSON");
  return command;
}

CLI::App* add_meal(CLI::App& app, Options& options) {
  auto* command = app.add_subcommand("meal", "record a meal as the screen would");
  command->add_option("--code", options.code, "the text of the member's code")->required();
  command->add_option("--photo", options.files, "JPEG or PNG, one or several")
      ->required()
      ->expected(1, static_cast<int>(meal_photos_most));
  command->add_option("--item", options.item, "what it is")->required();
  command->add_option("--calories", options.calories, "kcal")->check(is_amount_to(calories_most));
  const auto is_grams = is_amount_to(macro_most);
  command->add_option("--protein", options.macros.protein, "grams")->check(is_grams);
  command->add_option("--carbs", options.macros.carbohydrates, "grams")->check(is_grams);
  command->add_option("--fat", options.macros.fat, "grams")->check(is_grams);
  command->add_flag("--json", options.json, "the answer is JSON always");
  return command;
}

CLI::App* add_decode(CLI::App& app, Options& options) {
  auto* command = app.add_subcommand("decode", "read QR codes in pictures");
  command->add_option("files", options.files, "JPEG, PNG or PGM")->required();
  command->add_flag("--json", options.json, "one line of JSON a file");
  return command;
}

CLI::App* add_told(CLI::App& app, Options& options, const char* name, const char* what) {
  auto* command = app.add_subcommand(name, what);
  command->add_flag("--json", options.json, "one line of JSON");
  return command;
}

int decode(const Options& options) {
  return decode_files(options.files, options.json, std::cout, std::cerr);
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app{"FitMate's kiosk: the screen and the door of a gym", "fitmate-kiosk"};
  app.set_version_flag("--version", std::string{version});
  app.add_option("--data", options.data, "the folder of this kiosk's data");
  app.fallthrough();
  app.require_subcommand(0, 1);
  const std::vector<std::pair<CLI::App*, Command>> commands{
      {add_run(app, options), show},
      {add_scan(app, options), scan},
      {add_meal(app, options), meal},
      {add_enrol(app, options), enrol},
      {add_decode(app, options), decode},
      {add_told(app, options, "status", "how this kiosk is"), status},
      {add_told(app, options, "doctor", "could this kiosk work offline now?"), doctor}};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  for (const auto& [parsed, command] : commands) {
    if (parsed->parsed()) return command(options);
  }
  return show(options);
}

}  // namespace
}  // namespace fitmate::kiosk

int main(int argc, char** argv) {
  // What a kiosk keeps is for its own user alone.
  ::umask(0077);
  try {
    return fitmate::kiosk::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "fitmate-kiosk: " << error.what() << '\n';
    return 1;
  }
}
