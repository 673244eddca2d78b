// What the checks of the formats find: rules with stable ids, in the digest's language. The README
// of the service lists them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/findings/rule.h"
#include "sennight/digest/v1/finding.pb.h"

namespace sennight::rendering {

using findings::Rule;

extern const Rule kWebAccent, kWebLanguage;
extern const Rule kWechatTooLong, kWechatShortened, kWechatNearLimit, kWechatTag, kWechatStyle,
    kWechatLink, kWechatNewline, kWechatRoot, kWechatDark, kWechatTitle;
extern const Rule kMailClipped, kMailLarge, kMailUnsubscribe, kMailSender, kMailSubject,
    kMailPreheader, kMailStyle;
extern const Rule kTypographyPairs, kTypographyEllipsis, kTypographyDash, kTypographyRanges,
    kTypographyLineStart, kTypographyLineEnd, kTypographyPageStart, kTypographyPageEnd;
extern const Rule kFeedLink;
extern const Rule kPdfFont, kPngFont, kPngCode;

// Collects findings.
class FormatFindings {
 public:
  // `language` is the digest's.
  explicit FormatFindings(std::string_view language) : language_(language) {}

  // Adds one; `path` is a JSON Pointer into the digest, empty for the whole of it.
  void Add(const Rule& rule, std::string_view path,
           std::initializer_list<std::string_view> arguments = {});

  // Returns the findings, the gravest first, otherwise in the order they were added.
  std::vector<digest::v1::Finding> Take();

 private:
  std::string language_;
  std::vector<digest::v1::Finding> findings_;
};

}  // namespace sennight::rendering
