// Text in the HTML of an e-mail: rows of the card, paragraphs, citations on the line of their word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/palette.h"

namespace sennight::rendering {

class EmailText {
 public:
  // `view` and `html` must outlive the text.
  EmailText(const DigestView& view, HtmlWriter* html);

  // The colours in light mode; the classes of the same names carry those of dark mode.
  const Tones& tones() const { return tones_; }

  // Opens a row of the card, of one cell; ends with CloseRow().
  void OpenRow(CssPart padding);
  void CloseRow() { html_.Close(2); }

  // Opens a tinted box in a row of its own; ends with CloseBox().
  void OpenBox();
  void CloseBox();

  void Inline(const digest::v1::InlineText& text);
  void Paragraph(const digest::v1::InlineText& text);
  // Writes a paragraph under a bold label in the accent colour, or a warm one.
  void Labelled(std::string_view label, const digest::v1::InlineText& text, bool is_warm = false);
  void Small(std::string_view text);
  void Title(std::string_view text);
  void Citations(std::string_view word, const std::vector<int>& numbers);

  // Writes the logo of the publication, a part of the message with this id.
  void Logo(std::string_view content_id);

  // Writes a link of the frame.
  void Link(const SafeUrl& url, std::string_view text);

 private:
  const DigestView& view_;
  HtmlWriter& html_;
  Tones tones_;
};

}  // namespace sennight::rendering
