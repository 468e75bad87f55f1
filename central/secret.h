#pragma once

#include <string>
#include <utility>

namespace fitmate::central {

// Text that must not reach a log: it cannot be printed or formatted, only revealed by name.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_{std::move(text)} {}

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

}  // namespace fitmate::central
