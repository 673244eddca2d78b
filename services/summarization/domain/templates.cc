#include "services/summarization/domain/templates.h"

namespace sennight::summarization {

std::span<const Template> TemplatesOf(std::string_view language) {
  if (language == "zh") return ChineseTemplates();
  if (language == "en") return EnglishTemplates();
  return {};
}

std::string_view PatternOf(std::string_view language, std::string_view id) {
  for (const Template& known : TemplatesOf(language)) {
    if (known.id == id) return known.pattern;
  }
  return {};
}

std::string Fill(std::string_view pattern, const std::vector<std::string>& texts) {
  std::string filled;
  for (size_t at = 0; at < pattern.size(); ++at) {
    const bool place = pattern[at] == '{' && at + 2 < pattern.size() && pattern[at + 2] == '}';
    const size_t index = place ? static_cast<size_t>(pattern[at + 1] - '0') : texts.size();
    if (index < texts.size()) {
      filled += texts[index];
      at += 2;
    } else {
      filled.push_back(pattern[at]);
    }
  }
  return filled;
}

}  // namespace sennight::summarization
