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

}  // namespace sennight::summarization
