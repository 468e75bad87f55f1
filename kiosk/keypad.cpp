#include "kiosk/keypad.h"

#include <algorithm>
#include <utility>

namespace fitmate::kiosk {

using firmware::Moment;

bool Keypad::is_stopped(Moment at) const {
  return stopped_until_ && at < *stopped_until_;
}

void Keypad::begin(Moment at) {
  end();
  touched_ = at;
}

void Keypad::end() {
  touched_.reset();
  typed_.clear();
  entered_.reset();
}

void Keypad::type(char32_t key, Moment at) {
  touched_ = at;
  if (entered_) return;
  if (key == Touch::backspace) {
    if (!typed_.empty()) typed_.pop_back();
    return;
  }
  const bool is_digit = key >= '0' && key <= '9';
  const auto letter = key < 0x80 ? domain::code_letter(static_cast<char>(key)) : std::nullopt;
  if (typed_.size() < domain::person_letters) {
    if (letter) typed_ += *letter;
  } else if (is_digit && typed_.size() < domain::person_letters + domain::typed_digits) {
    typed_ += static_cast<char>(key);
  }
}

void Keypad::enter() {
  entered_ = domain::parse_typed_code(typed_);
}

std::optional<domain::TypedCode> Keypad::take() {
  return std::exchange(entered_, std::nullopt);
}

void Keypad::step(Moment at) {
  if (is_on() && at >= ends_at()) end();
}

void Keypad::note_wrong(Moment at) {
  std::erase_if(wrong_, [at](Moment tried) { return at - tried > wrong_codes_count_for; });
  wrong_.push_back(at);
  if (wrong_.size() < wrong_codes_most) return;
  wrong_.clear();
  stopped_until_ = at + typing_stops_for;
}

Typing Keypad::screen() const {
  return {.person = typed_.substr(0, domain::person_letters),
          .digits = typed_.size() > domain::person_letters ? typed_.substr(domain::person_letters)
                                                           : std::string{},
          .may_enter = domain::parse_typed_code(typed_).has_value()};
}

int Keypad::left(Moment at) const {
  return static_cast<int>(
      std::clamp((ends_at() - at) * 100 / typing_ends_after, std::int64_t{0}, std::int64_t{100}));
}

}  // namespace fitmate::kiosk
