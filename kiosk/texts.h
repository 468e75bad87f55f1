#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fitmate::kiosk {

// What the kiosk says in one language, as assets/texts/<language>.txt has it.
class Texts {
 public:
  using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

  // Lines "key = text"; empty lines and those that begin with # are skipped. Throws
  // std::invalid_argument for any other line and for a key that comes twice.
  explicit Texts(std::string_view file);

  // The languages that were built in, by their codes ("en").
  static std::vector<std::string_view> languages();
  // English where there is no such language.
  static Texts in_language(std::string_view language);

  [[nodiscard]] bool has(std::string_view key) const;

  // The text with each {field} filled in. The key itself where there is no such text, so that a
  // missing one is seen; the tests find it first.
  [[nodiscard]] std::string get(std::string_view key, Fields fields = {}) const;

  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all() const {
    return texts_;
  }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace fitmate::kiosk
