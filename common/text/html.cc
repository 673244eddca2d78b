#include "common/text/html.h"

#include <algorithm>
#include <iterator>

#include "common/text/cleaning.h"
#include "common/text/normalize.h"

namespace sennight::text {
namespace {

// Quotes inside a tag are honoured up to here; a longer tag ends at its first '>'. Keeps hostile
// markup linear.
constexpr size_t kLongestTag = 2048;
constexpr size_t kLongestName = 16;

constexpr std::string_view kBlocks[] = {
    "address", "article", "aside",  "blockquote", "br",     "caption", "dd",      "details",
    "div",     "dl",      "dt",     "figcaption", "figure", "footer",  "h1",      "h2",
    "h3",      "h4",      "h5",     "h6",         "header", "hr",      "li",      "main",
    "nav",     "ol",      "option", "p",          "pre",    "section", "summary", "table",
    "tbody",   "tfoot",   "thead",  "title",      "tr",     "ul"};
// Dropped with their content, which is not text for a reader.
constexpr std::string_view kActive[] = {
    "applet", "audio",  "canvas", "embed", "frame", "iframe",   "math",     "noscript",
    "object", "script", "select", "style", "svg",   "template", "textarea", "video"};

template <size_t kSize>
bool In(const std::string_view (&names)[kSize], std::string_view name) {
  return std::binary_search(std::begin(names), std::end(names), name);
}

bool IsAsciiLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// Digits and signs as superscripts, so that 10<sup>6</sup> does not become 106.
std::string Superscript(std::string_view text) {
  constexpr std::string_view kPlain = "0123456789+-";
  constexpr std::string_view kRaised[] = {"⁰", "¹", "²", "³", "⁴", "⁵",
                                          "⁶", "⁷", "⁸", "⁹", "⁺", "⁻"};
  std::string raised;
  for (const char c : text) {
    const size_t at = kPlain.find(c);
    if (at == kPlain.npos) return std::string(text);
    raised += kRaised[at];
  }
  return raised;
}

class Stripper {
 public:
  explicit Stripper(std::string_view html) : html_(html), last_end_(html.rfind('>')) {}

  Stripped Strip() && {
    while (at_ < html_.size()) {
      const size_t open = std::min(html_.find('<', at_), html_.size());
      Text(html_.substr(at_, open - at_));
      at_ = open;
      if (at_ < html_.size() && !Markup()) {
        Text("<");
        ++at_;
      }
    }
    EndLine();
    return std::move(stripped_);
  }

 private:
  // Reads the markup at `at_`, if it is any.
  bool Markup() {
    if (last_end_ == html_.npos || at_ > last_end_ || at_ + 1 >= html_.size()) return false;
    if (html_.substr(at_, 4) == "<!--") return Skip("-->");
    const char next = html_[at_ + 1];
    if (next == '!' || next == '?') return Skip(">");
    const bool closing = next == '/';
    size_t name_end = at_ + (closing ? 2 : 1);
    if (name_end >= html_.size() || !IsAsciiLetter(html_[name_end])) return false;
    std::string name;
    while (name_end < html_.size() &&
           (IsAsciiLetter(html_[name_end]) || (html_[name_end] >= '0' && html_[name_end] <= '9'))) {
      if (name.size() < kLongestName) name.push_back(Lower(html_[name_end]));
      ++name_end;
    }
    const size_t end = EndOfTag(name_end);
    if (end == html_.npos) return false;
    const bool empty = html_[end - 1] == '/';
    at_ = end + 1;
    Tag(name, closing, empty);
    return true;
  }

  void Tag(std::string_view name, bool closing, bool empty) {
    ++stripped_.tags;
    if (In(kBlocks, name)) EndLine();
    if (name == "td" || name == "th") line_ += ' ';
    if (name == "sup") Raise(closing);
    if (!In(kActive, name) || closing) return;
    ++stripped_.active;
    if (!empty) Drop(name);
  }

  // Inside <sup> the text is kept apart until its end.
  void Raise(bool closing) {
    if (!closing) {
      raised_from_ = line_.size();
    } else if (raised_from_ <= line_.size()) {
      const std::string raised = Superscript(std::string_view(line_).substr(raised_from_));
      line_.replace(raised_from_, line_.npos, raised);
      raised_from_ = line_.npos;
    }
  }

  bool Skip(std::string_view until) {
    ++stripped_.tags;
    const size_t end = html_.find(until, at_);
    at_ = end == html_.npos ? html_.size() : end + until.size();
    return true;
  }

  // Skips up to the closing tag of `name`; without one, scripts and styles go on to the end.
  void Drop(std::string_view name) {
    for (size_t at = html_.find("</", at_); at != html_.npos; at = html_.find("</", at + 2)) {
      const std::string_view candidate = html_.substr(at + 2, name.size());
      if (std::equal(candidate.begin(), candidate.end(), name.begin(), name.end(),
                     [](char a, char b) { return Lower(a) == b; })) {
        at_ = at;
        return;
      }
    }
    at_ = html_.size();
  }

  // The '>' of the tag whose name ends at `at`.
  size_t EndOfTag(size_t at) const {
    const size_t limit = std::min(html_.size(), at + kLongestTag);
    char quote = 0;
    for (size_t i = at; i < limit; ++i) {
      const char c = html_[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i;
      }
    }
    return html_.find('>', at);
  }

  void Text(std::string_view text) { line_ += DecodeEntities(text, &stripped_.entities); }

  void EndLine() {
    const std::string line = CollapseWhiteSpace(line_);
    line_.clear();
    raised_from_ = line_.npos;
    if (line.empty()) return;
    if (!stripped_.text.empty()) stripped_.text += '\n';
    stripped_.text += line;
  }

  std::string_view html_;
  size_t last_end_;  // of the last '>', behind which nothing is a tag
  size_t at_ = 0;
  std::string line_;
  size_t raised_from_ = std::string::npos;  // where <sup> began in line_
  Stripped stripped_;
};

}  // namespace

Stripped StripMarkup(std::string_view html) { return Stripper(html).Strip(); }

}  // namespace sennight::text
