// Languages: of texts, and as BCP 47 tags.
#pragma once

#include <string>
#include <string_view>

namespace sennight::text {

// The language of a text as a primary subtag: "zh" if Han characters are at least 20 % of the Han
// characters and twice the Latin words together, otherwise "en". (`CAR-T获批` is Chinese.)
std::string DetectLanguage(std::string_view utf8);

// The primary subtag of a BCP 47 tag in lower case: "zh" for "zh-CN".
std::string PrimarySubtag(std::string_view tag);

// A BCP 47 tag in its usual spelling: "zh-CN" for "zh_cn", "zh-Hant-TW" for "ZH-hant-tw".
std::string CanonicalTag(std::string_view tag);

// Whether a BCP 47 tag names Chinese.
bool IsChinese(std::string_view tag);

// Whether two BCP 47 tags name the same language, whatever the script or region.
bool SameLanguage(std::string_view a, std::string_view b);

// Whether `tag` is shaped like a BCP 47 tag of a written language: two or three letters, then
// subtags of one to eight letters and digits, at most 35 bytes.
bool IsLanguageTag(std::string_view tag);

}  // namespace sennight::text
