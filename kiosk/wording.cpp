#include "kiosk/wording.h"

#include <format>
#include <string_view>

#include "kiosk/first_name.h"

namespace fitmate::kiosk {
namespace {

using domain::Reason;
using namespace std::chrono_literals;

std::string_view key_of(Passage passage) {
  switch (passage) {
    case Passage::came_in:
      return "came_in";
    case Passage::went_out:
      return "went_out";
    case Passage::shift_started:
      return "shift_started";
    case Passage::shift_ended:
      return "shift_ended";
  }
  return {};
}

std::string_view key_of(Fault fault) {
  switch (fault) {
    case Fault::not_recorded:
      return "not_recorded";
    case Fault::store:
      return "store";
    case Fault::revoked:
      return "revoked";
  }
  return {};
}

std::string with_name(const std::string& key, const std::string& name, const Texts& texts) {
  return name.empty() ? texts.get(key + ".nameless") : texts.get(key, {{"name", name}});
}

std::string with_number(const std::string& code, const std::optional<domain::KioskId>& kiosk,
                        const Texts& texts) {
  if (!kiosk) return code;
  return texts.get("phone_code", {{"code", code}, {"kiosk", std::to_string(kiosk->value)}});
}

// "12 March", and the year where it is another one.
std::string short_date(domain::Day day, const std::optional<GymTime>& time, const Texts& texts) {
  const std::chrono::year_month_day date(day);
  const bool this_year = time && std::chrono::year_month_day(time->day).year() == date.year();
  const auto month = texts.get(std::format("month.{}", static_cast<unsigned>(date.month())));
  return texts.get(this_year ? "date.short" : "date.year",
                   {{"day", std::to_string(static_cast<unsigned>(date.day()))},
                    {"month", month},
                    {"year", std::to_string(static_cast<int>(date.year()))}});
}

// A reason's text; with its date where it wants one, and another text where there is none.
std::string dated(const std::string& key, const std::optional<domain::Day>& day,
                  const std::optional<GymTime>& time, const Texts& texts) {
  if (!day && texts.has(key + ".undated")) return texts.get(key + ".undated");
  return texts.get(key, {{"date", day ? short_date(*day, time, texts) : std::string{}}});
}

std::string expiring(const std::optional<domain::Day>& last_day, const std::optional<GymTime>& time,
                     const Texts& texts) {
  if (!last_day || !time) return texts.get("warned.expiring.undated");
  const auto days = (*last_day - time->day).count();
  const auto own = std::format("warned.expiring.{}", days);
  return texts.get(texts.has(own) ? own : "warned.expiring",
                   {{"days", std::to_string(days)}, {"date", short_date(*last_day, time, texts)}});
}

// "2 visits left."
std::string counted(const std::string& key, std::int64_t count, const Texts& texts) {
  const auto own = std::format("{}.{}", key, count);
  return texts.get(texts.has(own) ? own : key, {{"count", std::to_string(count)}});
}

std::string length_text(std::chrono::minutes length, const Texts& texts) {
  return texts.get("length", {{"hours", std::to_string(length.count() / 60)},
                              {"minutes", std::to_string(length.count() % 60)}});
}

// Each thing that is told begins a line.
void add_sentence(std::string& text, const std::string& sentence) {
  if (!text.empty() && !sentence.empty()) text += '\n';
  text += sentence;
}

// What is told of the person's own affairs; empty where there is nothing.
std::string notes_text(const Notes& notes, const std::optional<GymTime>& time, const Texts& texts) {
  std::string text;
  if (notes.visits_left) {
    add_sentence(text, counted("notes.visits", *notes.visits_left, texts));
  }
  if (notes.last_day && time && *notes.last_day >= time->day) {
    add_sentence(text, counted("notes.days", (*notes.last_day - time->day).count(), texts));
  }
  if (notes.worked && notes.worked->has_missed_punch) {
    add_sentence(text, texts.get("notes.missed_punch"));
  }
  return text;
}

std::vector<Figure> figures_of(const Notes& notes, const Texts& texts) {
  if (!notes.worked) return {};
  return {{length_text(notes.worked->today, texts), texts.get("notes.today")},
          {length_text(notes.worked->week, texts), texts.get("notes.week")}};
}

struct Writer {
  const std::optional<GymTime>& time;
  const Texts& texts;

  [[nodiscard]] Words passage(Passage passage, const std::string& name) const {
    const auto key = std::format("admitted.{}", key_of(passage));
    return {.word = texts.get(key + ".word"),
            .title = with_name(key + ".title", name, texts),
            .body = texts.get(key + ".body", {{"time", time ? clock_text(*time) : std::string{}}}),
            .message = {}};
  }
  Words operator()(const Waiting&) const { return {}; }
  Words operator()(const Admitted& screen) const {
    auto words = passage(screen.passage, screen.name);
    const auto notes = notes_text(screen.notes, time, texts);
    // A shift's time is worth keeping beside them; a good wish is not.
    if (screen.notes.worked) {
      add_sentence(words.body, notes);
    } else if (!notes.empty()) {
      words.body = notes;
    }
    if (screen.door_failed) words.body = texts.get("door_failed");
    words.message = message_text(screen.notes);
    if (!screen.door_failed) words.figures = figures_of(screen.notes, texts);
    return words;
  }
  [[nodiscard]] std::string message_text(const Notes& notes) const {
    return notes.message.empty() ? std::string{}
                                 : texts.get("notes.message") + '\n' + notes.message;
  }
  Words operator()(const Warned& screen) const {
    auto words = passage(screen.passage, screen.name);
    words.message = message_text(screen.notes);
    const auto key = std::format("warned.{}", domain::to_text(screen.reason));
    words.body = screen.reason == Reason::expiring ? expiring(screen.last_day, time, texts)
                                                   : dated(key, screen.last_day, time, texts);
    if (const auto text = notes_text(screen.notes, time, texts); !text.empty()) {
      add_sentence(words.body, text);
    }
    if (screen.door_failed) words.body = texts.get("door_failed");
    if (!screen.door_failed) words.figures = figures_of(screen.notes, texts);
    return words;
  }
  Words operator()(const Refused& screen) const {
    const auto typed = std::format("refused.typed.{}", domain::to_text(screen.reason));
    const auto key = screen.typed && texts.has(typed)
                         ? typed
                         : std::format("refused.{}", domain::to_text(screen.reason));
    return {texts.get(screen.of_meal ? "refused.meal.word" : "refused.word"),
            with_name("refused.title", screen.name, texts),
            dated(key, screen.last_day, time, texts),
            {}};
  }
  Words operator()(const LeavingOffered& screen) const {
    return {texts.get("leaving.word"),
            with_name("leaving.title", screen.name, texts),
            texts.get("leaving.body"),
            {}};
  }
  Words operator()(const Undone&) const {
    return {texts.get("undone.word"), texts.get("undone.title"), texts.get("undone.body"), {}};
  }
  Words operator()(const NotOurs&) const {
    return {
        texts.get("not_ours.word"), texts.get("not_ours.title"), texts.get("not_ours.body"), {}};
  }
  Words operator()(const Typing&) const { return {}; }
  Words operator()(const TypingStopped&) const {
    return {texts.get("typing_stopped.word"),
            texts.get("typing_stopped.title"),
            texts.get("typing_stopped.body"),
            {}};
  }
  Words operator()(const MealCode&) const {
    return {texts.get("meal.code.word"), texts.get("meal.code.title"), texts.get("meal.code.body")};
  }
  Words operator()(const MealAim& screen) const {
    return {texts.get("meal.aim.word"), with_name("meal.aim.title", screen.name, texts),
            screen.taken == 0
                ? texts.get("meal.aim.body")
                : counted("meal.aim.more", static_cast<std::int64_t>(screen.taken), texts)};
  }
  Words operator()(const MealLook&) const { return {{}, texts.get("meal.look.title"), {}}; }
  Words operator()(const MealItems&) const { return {}; }
  Words operator()(const MealKept& screen) const {
    return {
        texts.get("meal_kept.word"), with_name("meal_kept.title", screen.name, texts),
        screen.item.empty() ? std::string{} : texts.get("meal_kept.body", {{"item", screen.item}})};
  }
  Words operator()(const MealNotKept&) const {
    return {texts.get("meal_not_kept.word"), texts.get("meal_not_kept.title"),
            texts.get("meal_not_kept.body")};
  }
  Words operator()(const OutOfOrder& screen) const {
    const auto what = screen.door_open      ? "door_open"
                      : screen.still_counts ? "still_counts"
                                            : key_of(screen.fault);
    return {texts.get("out_of_order.word"),
            texts.get("out_of_order.title"),
            texts.get(std::format("out_of_order.{}", what)),
            {}};
  }
  Words operator()(const Enrolling& screen) const {
    return {texts.get("enrolling.word"),
            texts.get("enrolling.title"),
            texts.get("enrolling.body", {{"url", drawable(screen.central_url)}}),
            {}};
  }
  Words operator()(const EnrolFailed& screen) const {
    return {texts.get("enrol_failed.word"),
            texts.get("enrol_failed.title"),
            staff_text(screen.detail),
            {}};
  }
  Words operator()(const Enrolled& screen) const {
    const auto gym = drawable(screen.gym);
    return {texts.get("enrolled.word"),
            gym.empty() ? texts.get("enrolled.title.nameless")
                        : texts.get("enrolled.title", {{"gym", gym}}),
            texts.get("enrolled.body"),
            {}};
  }
  Words operator()(const NotEnrolled&) const {
    return {texts.get("not_enrolled.word"),
            texts.get("not_enrolled.title"),
            texts.get("not_enrolled.body"),
            {}};
  }
};

}  // namespace

Words words_for(const ScreenState& state, const std::optional<GymTime>& time, const Texts& texts) {
  return std::visit(Writer{time, texts}, state);
}

std::string fault_code(Fault fault, const std::optional<domain::KioskId>& kiosk,
                       const Texts& texts) {
  switch (fault) {
    case Fault::not_recorded:
      return with_number("D1", kiosk, texts);
    case Fault::store:
      return with_number("D2", kiosk, texts);
    case Fault::revoked:
      return with_number("K1", kiosk, texts);
  }
  return {};
}

std::string camera_code(const std::optional<domain::KioskId>& kiosk, const Texts& texts) {
  return with_number("V1", kiosk, texts);
}

std::string clock_text(const GymTime& time) {
  return std::format("{:02}:{:02}", time.minute.count() / 60, time.minute.count() % 60);
}

std::string date_text(domain::Day day, const Texts& texts) {
  const std::chrono::year_month_day date(day);
  const std::chrono::weekday weekday(day);
  return texts.get(
      "date", {{"weekday", texts.get(std::format("weekday.{}", weekday.iso_encoding()))},
               {"day", std::to_string(static_cast<unsigned>(date.day()))},
               {"month", texts.get(std::format("month.{}", static_cast<unsigned>(date.month())))}});
}

std::string status_text(const StatusLine& status, const Texts& texts) {
  const auto& ago = status.synced_ago;
  std::string text;
  if (!ago) {
    text = texts.get("status.never");
  } else if (*ago < 1min) {
    text = texts.get("status.now");
  } else if (*ago < 2h) {
    text = texts.get("status.minutes", {{"minutes", std::to_string(ago->count())}});
  } else if (*ago < 48h) {
    const auto hours = std::chrono::floor<std::chrono::hours>(*ago);
    text = texts.get("status.hours", {{"hours", std::to_string(hours.count())}});
  } else {
    const auto days = std::chrono::floor<std::chrono::days>(*ago);
    text = texts.get("status.days", {{"days", std::to_string(days.count())}});
  }
  return std::format("{}, {}", text,
                     texts.get("status.waiting", {{"count", std::to_string(status.waiting)}}));
}

std::string staff_text(std::string_view said) {
  auto text = drawable_message(said);
  // What a program says begins small.
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

std::string prompt_text(const CameraView& camera, const Texts& texts) {
  using State = firmware::CameraStatus::State;
  if (camera.state == State::none) return texts.get("waiting.scanner");
  if (camera.state == State::gone) return texts.get("camera.gone.next");
  switch (camera.hint) {
    case firmware::ReadHint::none:
      return texts.get("waiting.title");
    case firmware::ReadHint::too_dark:
      return texts.get("waiting.hint.too_dark");
    case firmware::ReadHint::too_bright:
      return texts.get("waiting.hint.too_bright");
    case firmware::ReadHint::unreadable:
      return texts.get("waiting.hint.unreadable");
  }
  return {};
}

}  // namespace fitmate::kiosk
