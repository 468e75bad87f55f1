#include "central/http/examples.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace fitmate::central::http {
namespace {

using Json = nlohmann::ordered_json;
template <class T>
using Named = std::pair<std::string_view, T>;

// By the field's name; what is not here is called as its field.
constexpr std::array texts{Named<std::string_view>{"aadhar", "123412341234"},
                           Named<std::string_view>{"bank_account", "123456789"},
                           Named<std::string_view>{"bio", "Twenty years of lifting."},
                           Named<std::string_view>{"body", "On Sunday we open at eight."},
                           Named<std::string_view>{"category", "rent"},
                           Named<std::string_view>{"certifications", "ACE, NASM"},
                           Named<std::string_view>{"currency", "EUR"},
                           Named<std::string_view>{"emergency_contact", "Ann, +43 1 2345678"},
                           Named<std::string_view>{"end_date", "2027-02-28"},
                           Named<std::string_view>{"end_time", "17:00"},
                           Named<std::string_view>{"exercise_type", "rowing"},
                           Named<std::string_view>{"fitness_level", "intermediate"},
                           Named<std::string_view>{"goal", "strength"},
                           Named<std::string_view>{"gym_name", "Iron House"},
                           Named<std::string_view>{"health_conditions", "None"},
                           Named<std::string_view>{"ifsc_code", "ICIC0000001"},
                           Named<std::string_view>{"membership_type", "monthly"},
                           Named<std::string_view>{"message", "See you at six."},
                           Named<std::string_view>{"name", "John"},
                           Named<std::string_view>{"notification_type", "info"},
                           Named<std::string_view>{"otp", "123456"},
                           Named<std::string_view>{"pan", "ABCDE1234F"},
                           Named<std::string_view>{"refund_reason", "moved away"},
                           Named<std::string_view>{"report_type", "progress"},
                           Named<std::string_view>{"role", "TRAINEE"},
                           Named<std::string_view>{"source", "personal training"},
                           Named<std::string_view>{"specialization", "Strength Training"},
                           Named<std::string_view>{"start_time", "09:00"},
                           Named<std::string_view>{"timezone", "Europe/Vienna"},
                           Named<std::string_view>{"title", "Six weeks of pull-ups"},
                           Named<std::string_view>{"trainer_notes", "Keeps the back straight."},
                           Named<std::string_view>{"transaction_id", "T-2026-0042"}};

constexpr std::array numbers{Named<double>{"body_fat", 18.5},
                             Named<double>{"calories", 420},
                             Named<double>{"calories_burned", 350},
                             Named<double>{"chest", 101},
                             Named<double>{"confidence", 0.9},
                             Named<double>{"duration", 45},
                             Named<double>{"duration_days", 90},
                             Named<double>{"height", 180},
                             Named<double>{"hips", 98},
                             Named<double>{"limit", 50},
                             Named<double>{"offset", 0},
                             Named<double>{"rating", 4.5},
                             Named<double>{"sessions_count", 10},
                             Named<double>{"waist", 82.5},
                             Named<double>{"weight", 75.5}};

// One pixel, and one empty page.
constexpr std::string_view picture =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mMISCgA"
    "AAIkASHCFxVaAAAAAElFTkSuQmCC";
constexpr std::string_view document =
    "data:application/pdf;base64,"
    "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+CmVuZG9iagoyIDAgb2JqPDwvVHlw"
    "ZS9QYWdlcy9LaWRzWzMgMCBSXS9Db3VudCAxPj4KZW5kb2JqCjMgMCBvYmo8PC9UeXBlL1BhZ2UvUGFyZW50IDIg"
    "MCBSL01lZGlhQm94WzAgMCA5IDldPj4KZW5kb2JqCnhyZWYKMCA0CjAwMDAwMDAwMDAgNjU1MzUgZiAKMDAwMDAw"
    "MDAwOSAwMDAwMCBuIAowMDAwMDAwMDUzIDAwMDAwIG4gCjAwMDAwMDAxMDMgMDAwMDAgbiAKdHJhaWxlcjw8L1Np"
    "emUgNC9Sb290IDEgMCBSPj4Kc3RhcnR4cmVmCjE2MwolJUVPRgo=";

bool is_picture(std::string_view field) {
  return field == "image";
}

template <class T, std::size_t size>
T find_or(const std::array<Named<T>, size>& known, std::string_view name, T otherwise) {
  const auto found = std::ranges::find(known, name, &Named<T>::first);
  return found == known.end() ? otherwise : found->second;
}

Json number_of(const Field& field) {
  constexpr double usual = 5;
  const bool is_id = field.name == "id" || field.name.ends_with("_id");
  const auto number =
      is_id ? 1 : find_or(numbers, field.name, std::clamp(usual, field.least, field.most));
  if (field.kind == Kind::integer) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace

Json example_of(const Field& field) {
  switch (field.kind) {
    case Kind::number:
    case Kind::integer:
      return number_of(field);
    case Kind::money:
      return 49.9;
    case Kind::boolean:
      return true;
    case Kind::email:
      return "john@example.com";
    case Kind::password:
    case Kind::secret:
      return "Correct-horse-1";
    case Kind::phone:
      return "+43 660 1234567";
    case Kind::instant:
      return "2026-03-01T18:30:00Z";
    case Kind::day:
      return find_or(texts, field.name, std::string_view{"2026-03-01"});
    case Kind::uuid:
      return "01890000-0000-7000-8000-000000000001";
    case Kind::json:
      if (field.name == "macros_json") return {{"protein", 32}, {"carbs", 45}, {"fat", 12}};
      return {{"sets", {3, 3}}, {"reps", {10, 8}}};
    case Kind::choice:
      return find_or(texts, field.name, field.choices.front());
    default:
      // A profile can only give its picture up: another one comes by a call of its own.
      if (field.name == "avatar_url") return nullptr;
      return find_or(texts, field.name, field.name);
  }
}

std::string example_of_file(std::string_view field) {
  return std::string{is_picture(field) ? picture : document};
}

std::string_view types_of_file(std::string_view field) {
  return is_picture(field) ? "image/jpeg, image/png" : "application/pdf";
}

Json example_of(const std::vector<Field>& fields) {
  auto body = Json::object();
  for (const auto& field : fields) body[field.name] = example_of(field);
  return body;
}

}  // namespace fitmate::central::http
