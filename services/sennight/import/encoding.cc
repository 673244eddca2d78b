#include "services/sennight/import/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/text/characters.h"
#include "common/text/utf8.h"

namespace sennight::importing {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr size_t kDeclarationBytes = 256;
constexpr size_t kMaxNameBytes = 40;

// The encoding that the XML declaration names; empty if there is none.
std::string DeclaredEncoding(std::string_view bytes) {
  std::string_view head = bytes.substr(0, kDeclarationBytes);
  if (head.substr(0, 5) != "<?xml") return "";
  head = head.substr(0, head.find("?>"));
  const size_t attribute = head.find("encoding");
  if (attribute == head.npos) return "";
  const size_t open = head.find_first_of("\"'", attribute);
  if (open == head.npos) return "";
  const size_t close = head.find(head[open], open + 1);
  if (close == head.npos) return "";
  return std::string(head.substr(open + 1, close - open - 1));
}

bool IsUtf8Name(std::string_view name) {
  return name.empty() || ucnv_compareNames(std::string(name).c_str(), "UTF-8") == 0 ||
         ucnv_compareNames(std::string(name).c_str(), "US-ASCII") == 0;
}

// GBK is what texts declared as GB2312 are written in; GB18030 reads both.
std::string ConverterName(const std::string& declared) {
  for (const char* name : {"gb2312", "gbk", "x-gbk", "euc-cn"}) {
    if (ucnv_compareNames(declared.c_str(), name) == 0) return "gb18030";
  }
  return declared;
}

absl::StatusOr<std::string> Convert(std::string_view bytes, const std::string& encoding) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
      ucnv_open(ConverterName(encoding).c_str(), &error), &ucnv_close);
  if (U_FAILURE(error)) {
    return absl::InvalidArgumentError(absl::StrCat("want UTF-8 or another known encoding, got ",
                                                   encoding.substr(0, kMaxNameBytes)));
  }
  const icu::UnicodeString units(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(),
                                 error);
  std::string utf8;
  units.toUTF8String(utf8);
  return utf8;
}

bool IsAllowedInXml(UChar32 c) {
  return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string_view WithoutByteOrderMark(std::string_view bytes) {
  if (bytes.substr(0, kUtf8Mark.size()) == kUtf8Mark) bytes.remove_prefix(kUtf8Mark.size());
  return bytes;
}

bool IsUtf16(std::string_view bytes) {
  const std::string_view mark = bytes.substr(0, 2);
  return mark == "\xFF\xFE" || mark == "\xFE\xFF";
}

absl::StatusOr<std::string> XmlToUtf8(std::string_view bytes, int& removed) {
  std::string converted;
  if (IsUtf16(bytes)) {
    absl::StatusOr<std::string> utf8 = Convert(bytes, "UTF-16");
    if (!utf8.ok()) return utf8.status();
    converted = *std::move(utf8);
  } else if (const std::string declared = DeclaredEncoding(bytes); !IsUtf8Name(declared)) {
    absl::StatusOr<std::string> utf8 = Convert(bytes, declared);
    if (!utf8.ok()) return utf8.status();
    converted = *std::move(utf8);
  } else {
    converted = std::string(WithoutByteOrderMark(bytes));
  }
  std::string clean;
  clean.reserve(converted.size());
  const auto size = static_cast<int32_t>(converted.size());
  for (int32_t at = 0; at < size;) {
    UChar32 c;
    U8_NEXT(converted.data(), at, size, c);
    if (c >= 0 && IsAllowedInXml(c)) {
      text::AppendUtf8(static_cast<char32_t>(c), clean);
    } else {
      ++removed;
    }
  }
  return clean;
}

}  // namespace sennight::importing
