#include "kiosk/app.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <exception>
#include <utility>

#include "kiosk/first_name.h"
#include "kiosk/gym_zone.h"
#include "kiosk/status_line.h"

namespace fitmate::kiosk {
namespace {

using domain::Outcome;
using domain::Reason;
using firmware::Moment;
using std::chrono::milliseconds;

// The answer slides in; after that its picture stands but for the bar of its remaining time.
constexpr milliseconds entrance{240};
constexpr milliseconds entrance_frame{16};

std::string_view text_of(const GivenCode& code) {
  const auto* text = std::get_if<std::string_view>(&code);
  return text == nullptr ? std::string_view{} : *text;
}

// The code was not good, whoever its person is.
bool is_wrong_code(const Answer& answer) {
  return answer.outcome == Outcome::refused && answer.reason <= Reason::replayed;
}

Passage passage_of(const Answer& answer) {
  assert(answer.direction);
  const bool in = *answer.direction == domain::Direction::in;
  if (answer.person && answer.person->trainer)
    return in ? Passage::shift_started : Passage::shift_ended;
  return in ? Passage::came_in : Passage::went_out;
}

// Above all numbers of the camera's pictures, and below those of photos.
constexpr std::uint64_t first_portrait_number = std::uint64_t{1} << 61U;

std::string name_of(const Answer& answer) {
  return answer.person ? first_name(answer.person->name) : std::string{};
}

// Once, however often it comes.
void complain(std::string& last, const std::string& what) {
  if (last != what) std::fprintf(stderr, "kiosk: %s\n", what.c_str());
  last = what;
}

int hundredths(Moment::duration part, Moment::duration whole) {
  return static_cast<int>(std::clamp(part * 100 / whole, std::int64_t{0}, std::int64_t{100}));
}

}  // namespace

App::App(ScanBox& box, Desk desk, firmware::Door& door, firmware::Sound& sound,
         db::kiosk::KioskStore& store, MealDesk meals, EnrolDesk enrol,
         OnStoreFailure on_store_failure)
    : box_(box),
      desk_(std::move(desk)),
      door_(door),
      sound_(sound),
      store_(store),
      on_store_failure_(on_store_failure),
      enrol_(std::move(enrol)),
      meal_(std::move(meals), box) {}

Moment App::step(const Tick& now) {
  try {
    door_due_ = door_.step(now.moment);
    if (shown_ && now.moment >= shown_->until) back_to_rest();
    watch_enrolment(now);
    if (!status_due_ || now.moment >= *status_due_) refresh_status(now);
    take_code(now);
    take_typed(now);
    keypad_.step(now.moment);
    meal_.step(now.moment);
    if (!shown_) screen_.state = at_rest();
    compose(now);
  } catch (const std::exception& broken) {
    break_down(broken.what());
    status_due_ = now.moment + enrolled_every;
  }
  return next_step(now.moment);
}

void App::touch(Touch touch, const Tick& now) {
  if (!shown_) {
    touch_at_rest(touch, now);
    return;
  }
  if (now.moment < shown_->since + touch_counts_after) return;
  if (now.moment >= shown_->until) return;
  try {
    if (touch == Touch::leave && leaver_) {
      leave(now);
    } else if (touch == Touch::not_me && undoable_) {
      undo(now);
    } else {
      back_to_rest();
    }
  } catch (const std::exception& broken) {
    break_down(broken.what());
  }
}

Preview App::picture() const {
  if (!shows_portrait(screen_.state)) return meal_.picture();
  return {.picture = portrait_, .number = first_portrait_number + screen_.answer};
}

void App::leave(const Tick& now) {
  const auto leaver = *std::exchange(leaver_, std::nullopt);
  const auto code = std::visit([](const auto& kept) -> GivenCode { return kept; }, leaver.code);
  give_answer(desk_.leave(code, leaver.asked, now.clock), code, now);
}

// The door was opened and that is not taken back; whose code it was stays let through, so that it
// is not read once more while it is still held there.
void App::undo(const Tick& now) {
  const auto event = *std::exchange(undoable_, std::nullopt);
  if (const auto done = desk_.undo(event, now.clock); !done) {
    fail_to_record(done.error());
    show(OutOfOrder{.fault = Fault::not_recorded, .still_counts = true}, refused_stays, now.moment);
    return;
  }
  show(Undone{}, undone_stays, now.moment);
}

void App::fail_to_record(const std::string& why) {
  complain(record_complaint_, why);
  fault_ = Fault::not_recorded;
  back_to_rest();
  sound_.play(firmware::Tone::no);
}

void App::keep_counts() {
  try {
    store_.keep_counts();
    counts_complaint_.clear();
  } catch (const std::exception& error) {
    // The store goes on counting, and tries again with the next status. Whether an answer can be
    // recorded shows at the next answer.
    complain(counts_complaint_, error.what());
  }
}

void App::refresh_status(const Tick& now) {
  keep_counts();
  device_ = store_.load_device();
  const bool was_full = status_ && status_->is_disk_full;
  status_ = store_.load_status();
  status_due_ = now.moment + (device_ ? status_every : enrolled_every);
  if (status_->revoked) {
    fault_ = Fault::revoked;
  } else if (status_->is_disk_full) {
    fault_ = Fault::not_recorded;
  } else if (fault_ != Fault::not_recorded || was_full) {
    // It was read, so it can be read; whether it can be written shows at the next answer.
    fault_.reset();
  }
  complaint_.clear();
  if (!shown_) back_to_rest();
}

void App::take_code(const Tick& now) {
  if (ready_at_ && now.moment < *ready_at_) return;
  const auto code = box_.take();
  if (!code || take_invitation(code->text) || !device_) return;
  if (now.moment - code->seen_at > code_goes_stale_after) {
    ++counts_.stale;
    return;
  }
  if (meal_.wants_code()) {
    take_meal_code(code->text, now);
    return;
  }
  if (code->held_on && credential_part(code->text) == let_through_) {
    ++counts_.held_on;
    return;
  }
  // Still held there, while its owner sees to the meal.
  if (meal_.is_guests(code->text)) return;
  give_answer(desk_.answer(code->text, now.clock), code->text, now);
}

// An invitation is one only before a kiosk that is not enrolled, or was signed off; and the latter
// goes back to its own centre alone, or any stranger's invitation would make the door a stranger's.
bool App::take_invitation(std::string_view text) {
  const bool is_wanted = !device_ || fault_ == Fault::revoked;
  if (!is_wanted || is_enrolling_ || !enrol_.begin) return false;
  const auto invitation = parse_invitation(text);
  if (!invitation) return false;
  if (device_ && status_ && invitation->central_url != status_->central_url) return false;
  begin_enrolment(*invitation);
  return true;
}

void App::begin_enrolment(const Invitation& invitation) {
  invitation_ = invitation;
  enrol_trouble_.clear();
  enrol_.begin(invitation);
  is_enrolling_ = true;
  back_to_rest();
}

void App::watch_enrolment(const Tick& now) {
  if (!is_enrolling_) return;
  const auto end = enrol_.poll();
  if (!end) return;
  is_enrolling_ = false;
  refresh_status(now);
  if (end->done && device_) {
    invitation_.reset();
    show(Enrolled{device_->gym_name}, enrolled_stays, now.moment);
    sound_.play(firmware::Tone::yes);
  } else {
    enrol_trouble_ = end->detail;
    back_to_rest();
    sound_.play(firmware::Tone::no);
  }
}

void App::touch_enrolment(Touch touch) {
  if (is_enrolling_) return;
  if (touch == Touch::enrol_again && invitation_) begin_enrolment(*invitation_);
  if (touch == Touch::enrol_leave) enrol_trouble_.clear();
}

void App::take_typed(const Tick& now) {
  if (ready_at_ && now.moment < *ready_at_) return;
  const auto code = keypad_.take();
  if (!code || !device_) return;
  const auto answer = desk_.answer(*code, now.clock);
  if (is_wrong_code(answer)) keypad_.note_wrong(now.moment);
  give_answer(answer, *code, now);
}

void App::give_answer(const Answer& answer, const GivenCode& code, const Tick& now) {
  ++counts_.answered;
  // A poster in the background takes nobody's answer away, and makes no sound.
  if (answer.reason == Reason::not_ours) {
    const bool hides_work = keypad_.is_on() || (meal_.is_on() && !meal_.wants_code());
    if (!shown_ && !hides_work) show(NotOurs{}, not_ours_stays, now.moment);
    return;
  }
  ready_at_ = now.moment + glance;
  slow_guessers(answer, now.moment);
  keypad_.end();
  leaver_.reset();
  undoable_.reset();
  const bool yes = answer.outcome != Outcome::refused;
  let_through_ = yes ? credential_part(text_of(code)) : std::string_view{};
  if (answer.reason == Reason::store_failed) {
    fail_to_record(answer.fault);
    if (answer.would_have_passed && on_store_failure_ == OnStoreFailure::open &&
        work_door(answer, now)) {
      show(OutOfOrder{.fault = Fault::not_recorded, .door_open = true}, refused_stays, now.moment);
    }
    return;
  }
  if (fault_ == Fault::not_recorded) fault_.reset();  // this one was recorded
  record_complaint_.clear();
  if (yes) {
    say_yes(answer, now);
  } else {
    give_refusal(answer, code, now);
  }
}

void App::give_refusal(const Answer& answer, const GivenCode& code, const Tick& now) {
  const auto* typed = std::get_if<domain::TypedCode>(&code);
  sound_.play(firmware::Tone::no);
  if (answer.reason != Reason::already_in || !desk_.leave) {
    show(Refused{.name = name_of(answer),
                 .reason = answer.reason,
                 .last_day = answer.last_day,
                 .typed = typed != nullptr},
         refused_stays, now.moment);
    return;
  }
  show(LeavingOffered{name_of(answer)}, leaving_stays, now.moment);
  if (typed != nullptr) {
    leaver_ = {*typed, now.clock};
  } else {
    leaver_ = {std::string{text_of(code)}, now.clock};
  }
}

void App::say_yes(const Answer& answer, const Tick& now) {
  const auto name = name_of(answer);
  const bool door_failed = !work_door(answer, now);
  undoable_ = answer.event;
  const auto passage = passage_of(answer);
  if (answer.outcome == Outcome::admitted) {
    show(Admitted{name, passage, door_failed, notes_of(answer)}, yes_stays, now.moment);
    sound_.play(door_failed ? firmware::Tone::warn : firmware::Tone::yes);
  } else {
    auto notes = notes_of(answer);
    notes.last_day.reset();  // the warning has its own word on it
    show(Warned{name, passage, answer.reason, answer.last_day, door_failed, notes}, yes_stays,
         now.moment);
    sound_.play(firmware::Tone::warn);
  }
}

// Its picture is shown with it.
Notes App::notes_of(const Answer& answer) {
  portrait_ = desk_.portrait && answer.portrait ? desk_.portrait(*answer.portrait) : nullptr;
  Notes notes;
  notes.worked = answer.worked;
  notes.message = drawable_message(answer.message);
  notes.has_portrait = portrait_ != nullptr;
  if (answer.direction != domain::Direction::in) return notes;
  notes.last_day = answer.last_day;
  notes.visits_left = answer.visits_left;
  return notes;
}

void App::take_meal_code(std::string_view text, const Tick& now) {
  const auto refusal = meal_.take_code(text, now);
  if (!refusal) back_to_rest();
  if (refusal && refusal->reason != Reason::not_ours) meal_.end();
  if (refusal) give_meal_refusal(*refusal, text, now);
  // What was held up for a meal does not go through the door because it is still held there.
  let_through_ = credential_part(text);
}

void App::give_meal_refusal(const Answer& answer, const GivenCode& code, const Tick& now) {
  give_answer(answer, code, now);
  if (auto* refused = std::get_if<Refused>(&screen_.state)) refused->of_meal = true;
}

void App::touch_at_rest(Touch touch, const Tick& now) {
  try {
    if (touch == Touch::enrol_again || touch == Touch::enrol_leave) {
      touch_enrolment(touch);
    } else if (keypad_.is_on() || touch == Touch::type_begin) {
      touch_keypad(touch, now);
    } else {
      touch_meal(touch, now);
    }
    if (!shown_) back_to_rest();
  } catch (const std::exception& broken) {
    break_down(broken.what());
  }
}

void App::touch_keypad(Touch touch, const Tick& now) {
  if (touch.kind == Touch::type_key) {
    keypad_.type(touch.value, now.moment);
  } else if (touch == Touch::type_enter) {
    keypad_.enter();
  } else if (touch == Touch::type_cancel) {
    keypad_.end();
  } else if (offers_typing(screen_.state)) {
    if (keypad_.is_stopped(now.moment)) {
      show(TypingStopped{}, refused_stays, now.moment);
    } else {
      keypad_.begin(now.moment);
    }
  }
}

void App::touch_meal(Touch touch, const Tick& now) {
  if (touch == Touch::meal_begin) {
    if (std::holds_alternative<Waiting>(screen_.state) && meal_.is_offered()) {
      meal_.begin(now.moment);
    }
  } else if (const auto answer = meal_.touch(touch, now)) {
    end_meal(*answer, now);
  }
}

void App::end_meal(const Answer& answer, const Tick& now) {
  const std::string item = drawable(meal_.item());
  meal_.end();
  if (answer.reason == Reason::store_failed) {
    std::fprintf(stderr, "meal: %s\n", answer.fault.c_str());
    show(MealNotKept{}, refused_stays, now.moment);
    sound_.play(firmware::Tone::no);
  } else if (answer.outcome == Outcome::refused) {
    give_meal_refusal(answer, {}, now);
  } else {
    show(MealKept{name_of(answer), item}, meal_kept_stays, now.moment);
    sound_.play(firmware::Tone::yes);
  }
}

bool App::work_door(const Answer& answer, const Tick& now) {
  if (answer.repeat) {
    if (answer.event == repulsed_) return true;
    repulsed_ = answer.event;
  }
  const auto done = door_.pulse(now.moment);
  if (!done) std::fprintf(stderr, "door: %s\n", done.error().detail.c_str());
  return done.has_value();
}

void App::slow_guessers(const Answer& answer, Moment at) {
  if (answer.reason != Reason::forged && answer.reason != Reason::replayed) return;
  guesses_.push_back(at);
  while (at - guesses_.front() > std::chrono::minutes{1}) guesses_.pop_front();
  if (guesses_.size() >= guesses_a_minute) ready_at_ = at + guessers_wait;
}

void App::show(ScreenState state, milliseconds stays, Moment at) {
  screen_.state = std::move(state);
  ++screen_.answer;
  shown_ = {at, at + stays};
}

void App::back_to_rest() {
  shown_.reset();
  leaver_.reset();
  undoable_.reset();
  screen_.state = at_rest();
}

ScreenState App::at_rest() const {
  if (is_enrolling_) return Enrolling{invitation_->central_url};
  if (!enrol_trouble_.empty()) return EnrolFailed{enrol_trouble_};
  const bool typing_goes_on = keypad_.is_on() && fault_ == Fault::not_recorded;
  if (fault_ && !typing_goes_on) return OutOfOrder{*fault_};
  if (!device_) return NotEnrolled{};
  if (keypad_.is_on()) return keypad_.screen();
  if (meal_.is_on()) return meal_.screen();
  return Waiting{.offers_meal = meal_.is_offered()};
}

void App::break_down(const char* what) {
  complain(complaint_, what);
  fault_ = Fault::store;
  back_to_rest();
}

void App::compose(const Tick& now) {
  screen_.camera = box_.camera();
  screen_.gym = device_ ? device_->gym_name : std::string{};
  screen_.kiosk = status_ ? status_->kiosk : std::nullopt;
  screen_.time = device_ ? std::optional{gym_time(*device_, now.clock)} : std::nullopt;
  screen_.status = status_ && device_
                       ? status_line(*status_, domain::tell_time(now.clock, device_->clock).at)
                       : StatusLine{};
  const auto& camera = screen_.camera;
  // A camera without a picture says why in the picture's place.
  const bool has_picture = camera.state == firmware::CameraStatus::State::streaming;
  for (const auto& problem :
       {has_picture ? camera.problem : std::string{}, door_.status().problem,
        box_.scanner_problem(), sound_.problem(), device_ ? zone_problem(*device_) : std::string{}})
    if (screen_.status.trouble.empty()) screen_.status.trouble = problem;
  screen_.entered = shown_ ? hundredths(now.moment - shown_->since, entrance) : 100;
  screen_.left = shown_ ? hundredths(shown_->until - now.moment, shown_->until - shown_->since)
                        : time_left_at_rest(now.moment);
}

int App::time_left_at_rest(Moment at) const {
  if (keypad_.is_on()) return keypad_.left(at);
  return meal_.is_on() ? meal_.left(at) : 0;
}

Moment App::next_step(Moment at) const {
  // The clock on the screen is never more than a second behind.
  Moment next = at + std::chrono::seconds{1};
  const auto sooner = [&](std::optional<Moment> when) {
    if (when && *when > at) next = std::min(next, *when);
  };
  sooner(status_due_);
  sooner(door_due_);
  sooner(ready_at_);
  if (is_enrolling_) sooner(at + enrolling_every);
  if (keypad_.is_on()) sooner(keypad_.ends_at());
  if (meal_.is_on()) sooner(meal_.ends_at());
  if (shown_) {
    sooner(shown_->until);
    sooner(at - shown_->since < entrance ? at + entrance_frame
                                         : at + (shown_->until - shown_->since) / 100);
  }
  return next;
}

}  // namespace fitmate::kiosk
