#include "services/rendering/domain/format_rules.h"

#include <algorithm>
#include <utility>

namespace sennight::rendering {
namespace {

using findings::kError;
using findings::kWarning;

}  // namespace

const Rule kWebAccent = {"WEB-CONTRAST", kWarning,
                         "标志色 {0} 与底色的对比度不足 4.5，已改用主题的颜色。",
                         "The accent colour {0} has a contrast below 4.5 with the ground; the "
                         "theme's is printed instead."};
const Rule kWebLanguage = {"WEB-LANG", kError, "语言标签“{0}”不合规范，页面标为 und。",
                           "The language \"{0}\" is no language tag; the page says und."};

const Rule kWechatTooLong = {
    "WX-BUDGET", kError, "全文放不进公众号的 20000 个字符：为此省去了 {0}。",
    "The digest does not fit into the platform's 20,000 characters: left out were {0}."};
const Rule kWechatShortened = {
    "WX-BUDGET", kWarning, "为不超过公众号的 20000 个字符，省去了 {0}。",
    "To stay below the platform's 20,000 characters, these were left out: {0}."};
const Rule kWechatNearLimit = {"WX-BUDGET", kWarning, "全文 {0} 个字符，已接近公众号的上限 20000。",
                               "The fragment has {0} characters, close to the platform's 20,000."};
const Rule kWechatTag = {"WX-TAG", kError, "公众号编辑器会去掉元素 {0}。",
                         "The platform's editor removes the element {0}."};
const Rule kWechatStyle = {"WX-STYLE", kError, "公众号编辑器会去掉或改动：{0}。",
                           "The platform's editor removes or changes: {0}."};
const Rule kWechatLink = {"WX-LINK", kError, "公众号只保留指向 mp.weixin.qq.com 的链接：{0}。",
                          "The platform keeps links to mp.weixin.qq.com only: {0}."};
const Rule kWechatNewline = {"WX-NEWLINE", kError, "片段中有换行或零宽字符，会变成断行。",
                             "The fragment has line ends or characters without width, which "
                             "become breaks."};
const Rule kWechatRoot = {"WX-ROOT", kError, "最外层元素的内边距和背景会丢失。",
                          "The outermost element loses its padding and its ground."};
const Rule kWechatDark = {
    "WX-DARK", kError, "颜色 {0} 的对比度只有 {2}（☀ 浅色，☾ 深色：{1}）。",
    "The colour {0} has a contrast of only {2} (☀ light mode, ☾ dark mode: {1})."};
const Rule kWechatTitle = {"WX-TITLE-LEN", kError, "标题有 {0} 个字符，公众号最多收 64 个。",
                           "The title has {0} characters; the platform takes 64."};

const Rule kMailClipped = {"MAIL-SIZE", kError, "邮件正文 {0} 字节：超过 100 kB 会被截断。",
                           "The HTML has {0} bytes: over 100 kB mail programs clip it."};
const Rule kMailLarge = {"MAIL-SIZE", kWarning, "邮件正文 {0} 字节，已接近 100 kB 的上限。",
                         "The HTML has {0} bytes, close to the 100 kB at which it is clipped."};
const Rule kMailUnsubscribe = {
    "MAIL-UNSUB", kError, "没有一键退订地址：群发邮件必须带 List-Unsubscribe。",
    "No https address to leave the list with one click: mass mail must carry List-Unsubscribe."};
const Rule kMailSender = {"MAIL-FROM", kError, "没有发件地址，信头中填的是占位地址 {0}。",
                          "No sender is known; the header names the placeholder {0}."};
const Rule kMailSubject = {"MAIL-SUBJECT", kWarning, "主题占 {0} 列，多数客户端只显示 70 列。",
                           "The subject takes {0} columns; most programs show 70."};
const Rule kMailPreheader = {"MAIL-PREHEADER", kWarning, "没有导语，收件箱里看不到摘要。",
                             "Without an intro the inbox shows no preview."};
const Rule kMailStyle = {"MAIL-CSS", kError, "邮件客户端不支持：{0}。",
                         "Mail programs do not support: {0}."};

const Rule kTypographyPairs = {"TYP-QUOTE", kWarning, "引号或括号不成对，共 {0} 处。",
                               "Quotes or brackets are not in pairs, in {0} texts."};
const Rule kTypographyEllipsis = {"TYP-ELLIPSIS", kWarning, "省略号应为“……”，共 {0} 处不是。",
                                  "An ellipsis in Chinese is ……; in {0} texts it is not."};
const Rule kTypographyDash = {"TYP-DASH", kWarning, "破折号应为“——”，共 {0} 处不是。",
                              "A dash in Chinese is ——; in {0} texts it is not."};
const Rule kTypographyRanges = {"TYP-RANGE-MIX", kWarning, "同一期中有 {0} 种范围连接号。",
                                "Ranges are written with {0} different signs."};
const Rule kTypographyLineStart = {"TYP-LINE-START", kWarning,
                                   "第 {0} 行以不能位于行首的标点开头。",
                                   "Line {0} begins with a mark that may not stand there."};
const Rule kTypographyLineEnd = {"TYP-LINE-END", kWarning, "第 {0} 行以不能位于行尾的标点结束。",
                                 "Line {0} ends with a mark that may not stand there."};

const Rule kTypographyPageStart = {
    "TYP-LINE-START", kWarning, "有 {0} 行以不能位于行首的标点开头，首见于第 {1} 页。",
    "Lines begin with a mark that may not stand there: {0}, the first on page {1}."};
const Rule kTypographyPageEnd = {
    "TYP-LINE-END", kWarning, "有 {0} 行以不能位于行尾的标点结束，首见于第 {1} 页。",
    "Lines end with a mark that may not stand there: {0}, the first on page {1}."};

const Rule kFeedLink = {"FEED-LINK", kWarning, "没有网页地址，订阅源的条目没有链接。",
                        "Without the address of the web page the entries have no link."};
const Rule kPdfFont = {"PDF-FONT", kError, "字体中没有的字符有 {0} 个，PDF 中显示为方框。",
                       "The fonts lack {0} characters; they are boxes in the PDF."};
const Rule kPngFont = {"PNG-FONT", kError, "字体中没有的字符有 {0} 个，图中显示为方框。",
                       "The fonts lack {0} characters; they are boxes in the picture."};
const Rule kPngCode = {"PNG-QR", kWarning, "没有可用的网页地址，分享图上没有二维码。",
                       "Without a web address the share card has no QR code."};

void FormatFindings::Add(const Rule& rule, std::string_view path,
                         std::initializer_list<std::string_view> arguments) {
  findings_.push_back(findings::Broken(rule, language_, path, arguments));
}

std::vector<digest::v1::Finding> FormatFindings::Take() {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const auto& a, const auto& b) { return a.severity() < b.severity(); });
  return std::move(findings_);
}

}  // namespace sennight::rendering
