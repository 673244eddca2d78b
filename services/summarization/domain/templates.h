// The fixed sentences of a digest in each language. Nothing else is written that no source wrote.
#pragma once

#include <span>
#include <string_view>

namespace sennight::summarization {

// A sentence with places to fill (text::Fill). Ids are stable: digests name them in their supports.
struct Template {
  std::string_view id;
  std::string_view pattern;
};

// Returns the templates of a language (a primary subtag), empty if there are none. The tables are
// in templates_zh.cc and templates_en.cc, with the same ids.
std::span<const Template> TemplatesOf(std::string_view language);
std::span<const Template> ChineseTemplates();
std::span<const Template> EnglishTemplates();

// Whether digests can be written in the language.
inline bool CanWrite(std::string_view language) { return !TemplatesOf(language).empty(); }

// Returns the pattern of a template, empty if the language has none of that id.
std::string_view PatternOf(std::string_view language, std::string_view id);

}  // namespace sennight::summarization
