#include "kiosk/meal_flow.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <format>
#include <utility>

#include "domain/meal_entry.h"
#include "kiosk/first_name.h"

namespace fitmate::kiosk {
namespace {

using firmware::Moment;

constexpr std::size_t item_letters = 60;
// Below domain::calories_most and domain::macro_most.
constexpr std::array<std::size_t, meal_amounts> most_digits{5, 4, 4, 4};
// Pictures of the camera are numbered from 1 on, and there are never so many.
constexpr std::uint64_t first_photo_number = std::uint64_t{1} << 62U;

std::string digits_of(const std::optional<double>& calories) {
  return calories ? std::format("{:.0f}", *calories) : std::string{};
}

std::optional<double> number_of(const std::string& digits) {
  if (digits.empty()) return std::nullopt;
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

// The keyboard writes small letters; an item begins with a large one.
void add_letter(std::string& item, char32_t letter) {
  if (item.size() >= item_letters || (letter == ' ' && (item.empty() || item.ends_with(' ')))) {
    return;
  }
  const bool is_small = letter >= 'a' && letter <= 'z';
  item += static_cast<char>(item.empty() && is_small ? letter - 'a' + 'A' : letter);
}

// A pick may hold letters of more than one byte.
void drop_letter(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80U) {
    text.pop_back();
  }
  if (!text.empty()) text.pop_back();
}

}  // namespace

MealFlow::MealFlow(MealDesk desk, ScanBox& box) : desk_{std::move(desk)}, box_{box} {}

bool MealFlow::is_offered() const {
  return desk_.open && desk_.has_room() &&
         box_.camera().state == firmware::CameraStatus::State::streaming;
}

bool MealFlow::is_guests(std::string_view text) const {
  return guest_ && credential_part(text) == guest_code_;
}

void MealFlow::begin(Moment at) {
  end();
  stage_ = Stage::code;
  began_ = touched_ = at;
}

void MealFlow::end() {
  stage_ = Stage::off;
  guest_.reset();
  guest_code_.clear();
  name_.clear();
  picks_.clear();
  is_asked_ = false;
  photo_.reset();
  photos_.clear();
  item_.clear();
  amounts_ = {};
  on_ = MealField::item;
}

std::optional<Answer> MealFlow::take_code(std::string_view text, const Tick& now) {
  assert(wants_code());
  auto opening = desk_.open(text, now.clock);
  if (!opening.guest) return std::move(opening.answer);
  guest_ = std::move(opening.guest);
  guest_code_ = credential_part(text);
  name_ = first_name(guest_->person.name);
  picks_ = desk_.picks(*guest_);
  stage_ = Stage::aim;
  began_ = touched_ = now.moment;
  return std::nullopt;
}

std::optional<Answer> MealFlow::touch(Touch touch, const Tick& now) {
  touched_ = now.moment;
  switch (touch.kind) {
    case Touch::meal_cancel:
      end();
      break;
    case Touch::meal_take:
      if (stage_ != Stage::aim) break;
      is_asked_ = true;
      box_.ask_for_photo();
      break;
    case Touch::meal_again:
      if (stage_ == Stage::look) stage_ = Stage::aim;
      break;
    case Touch::meal_more:
    case Touch::meal_next:
      if (stage_ != Stage::look) break;
      keep_photo();
      stage_ = touch.kind == Touch::meal_more ? Stage::aim : Stage::entry;
      break;
    case Touch::meal_to:
      if (touch.value <= meal_amounts) on_ = static_cast<MealField>(touch.value);
      break;
    case Touch::meal_pick:
      pick(touch.value);
      break;
    case Touch::meal_key:
      type(touch.value);
      break;
    case Touch::meal_save:
      if (stage_ == Stage::entry && domain::parse_item(item_)) return keep(now);
      break;
    default:
      break;
  }
  return std::nullopt;
}

void MealFlow::step(Moment at) {
  if (stage_ == Stage::off) return;
  if (at >= ends_at()) {
    end();
    return;
  }
  if (!is_asked_) return;
  if (auto photo = box_.take_photo()) {
    is_asked_ = false;
    photo_ = std::move(photo);
    ++photos_seen_;
    stage_ = Stage::look;
  }
}

void MealFlow::type(char32_t letter) {
  const bool is_item = on_ == MealField::item;
  auto& field = is_item ? item_ : amounts_.at(amount_index(on_));
  if (letter == Touch::backspace) {
    drop_letter(field);
  } else if (is_item) {
    add_letter(field, letter);
  } else if (letter >= '0' && letter <= '9' && field.size() < most_digits.at(amount_index(on_))) {
    field += static_cast<char>(letter);
  }
}

void MealFlow::pick(std::size_t index) {
  if (index >= picks_.size()) return;
  item_ = picks_[index].item;
  amounts_ = {digits_of(picks_[index].calories)};
}

void MealFlow::keep_photo() {
  photos_.push_back(make_meal_photo(*photo_));
  photo_.reset();
}

Answer MealFlow::keep(const Tick& now) {
  const auto amount = [&](MealField field) { return number_of(amounts_.at(amount_index(field))); };
  const MealEntry entry{.item = domain::parse_item(item_).value(),
                        .calories = amount(MealField::calories),
                        .macros = {.protein = amount(MealField::protein),
                                   .carbohydrates = amount(MealField::carbohydrates),
                                   .fat = amount(MealField::fat)},
                        .photos = photos_};
  return desk_.keep(*guest_, entry, now.clock);
}

ScreenState MealFlow::screen() const {
  switch (stage_) {
    case Stage::code:
      return MealCode{};
    case Stage::aim:
      return MealAim{.name = name_, .taken = photos_.size(), .taking = is_asked_};
    case Stage::look:
      return MealLook{.number = photos_seen_,
                      .may_take_more = photos_.size() + 1 < domain::meal_photos_most};
    case Stage::entry: {
      MealItems items{.item = drawable(item_),
                      .amounts = amounts_,
                      .on = on_,
                      .may_save = domain::parse_item(item_).has_value(),
                      .picks = {}};
      for (const auto& pick : picks_) items.picks.push_back(drawable(pick.item));
      return items;
    }
    case Stage::off:
      break;
  }
  return Waiting{};
}

Preview MealFlow::picture() const {
  if (stage_ != Stage::look) return {};
  return {.picture = photo_, .number = first_photo_number + photos_seen_};
}

Moment MealFlow::ends_at() const {
  if (stage_ == Stage::code) return began_ + meal_code_waits;
  return std::min(touched_ + meal_idles, began_ + meal_lasts);
}

int MealFlow::left(Moment at) const {
  const auto whole = stage_ == Stage::code ? meal_code_waits : meal_idles;
  return static_cast<int>(
      std::clamp((ends_at() - at) * 100 / whole, std::int64_t{0}, std::int64_t{100}));
}

}  // namespace fitmate::kiosk
