// Text in the WeChat fragment: its colours, and citations that stay on the line of their word.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/wechat_writer.h"

namespace sennight::rendering {

class WechatText {
 public:
  WechatText(const DigestView& view, const WechatDetail& detail, HtmlWriter* html);

  Color accent() const { return accent_; }
  Color edge() const { return edge_; }  // Of boxes.
  Color ink() const { return Color(0x2B, 0x33, 0x31); }
  Color mute() const { return Color(0x4F, 0x59, 0x56); }
  Color warm() const { return Color(0x8A, 0x3F, 0x0C); }

  void Inline(const digest::v1::InlineText& text);
  void Plain(const digest::v1::InlineText& text);
  void Paragraph(const digest::v1::InlineText& text);
  void Heading(const digest::v1::InlineText& text);
  void Small(std::string_view text);

  // Writes citations glued to `word`, the end of the text before them.
  void Citations(std::string_view word, const std::vector<int>& numbers);

  // Returns whether a reference has been cited.
  bool Cites(int number) const { return cited_.count(number) > 0; }

 private:
  const DigestView& view_;
  const WechatDetail& detail_;
  HtmlWriter& html_;
  Color accent_;
  Color edge_;
  std::set<int> cited_;
};

// Returns the numbers of citations as they are printed: `[1]`, `[2,4–6]`.
std::string CitationMark(const std::vector<int>& numbers);

// Returns where the last word of a text begins as far as a line must not end before its citation:
// the last character that is no punctuation, and what follows it.
std::size_t LastWord(std::string_view text);

}  // namespace sennight::rendering
