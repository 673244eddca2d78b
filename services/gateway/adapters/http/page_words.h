// What the gateway's own pages say, in Chinese and English.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/window/window.h"
#include "services/gateway/adapters/http/message.h"

namespace sennight::gateway::http {

// The language of a page of ours; digests have their own.
enum class PageLanguage { kChinese, kEnglish };

// Returns the language that a request asks for: by `language`, else by Accept-Language, else
// English.
PageLanguage LanguageOf(const Request& request);

// Returns the BCP 47 tag: `zh-CN` or `en`.
std::string_view TagOf(PageLanguage language);

// A text in both languages.
struct Words {
  std::string_view chinese;
  std::string_view english;
  std::string_view In(PageLanguage language) const {
    return language == PageLanguage::kChinese ? chinese : english;
  }
};

// Returns the days of a window as people write them: `9–15 December 2025`, `2025年12月9日至15日`.
std::string PeriodText(const window::Window& window, PageLanguage language);

// What an error is to a reader.
struct Trouble {
  int status = 500;  // The HTTP status.
  Words title;
  Words advice;
};

// Returns what to tell of an error of the gateway's methods.
Trouble TroubleOf(const absl::Status& status);

// There is no page at this address.
Trouble NoSuchPage();

// The page can only be read.
Trouble ReadOnly();

}  // namespace sennight::gateway::http
