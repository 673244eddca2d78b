// What the checks of the formats find: rules with stable ids, in the digest's language. The README
// of the service lists them.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "sennight/digest/v1/finding.pb.h"

namespace sennight::rendering {

// A rule. `$0`, `$1` in its sentences are places to fill.
struct FormatRule {
  const char* id;
  digest::v1::Severity severity;
  const char* chinese;
  const char* english;
};

extern const FormatRule kWebAccent, kWebLanguage;
extern const FormatRule kWechatTooLong, kWechatShortened, kWechatNearLimit, kWechatTag,
    kWechatStyle, kWechatLink, kWechatNewline, kWechatRoot, kWechatDark, kWechatTitle;
extern const FormatRule kMailClipped, kMailLarge, kMailUnsubscribe, kMailSender, kMailSubject,
    kMailPreheader, kMailStyle;
extern const FormatRule kTypographyPairs, kTypographyEllipsis, kTypographyDash, kTypographyRanges,
    kTypographyLineStart, kTypographyLineEnd, kTypographyPageStart, kTypographyPageEnd;
extern const FormatRule kFeedLink;
extern const FormatRule kPdfFont, kPngFont, kPngCode;

// Collects findings.
class FormatFindings {
 public:
  // `language` is the digest's.
  explicit FormatFindings(std::string_view language);

  // Adds one; `path` is a JSON Pointer into the digest, empty for the whole of it.
  void Add(const FormatRule& rule, std::string_view path,
           std::initializer_list<std::string_view> arguments = {});

  // Returns the findings, the gravest first, otherwise in the order they were added.
  std::vector<digest::v1::Finding> Take();

 private:
  bool chinese_;
  std::vector<digest::v1::Finding> findings_;
};

}  // namespace sennight::rendering
