// Text in the web page: inline text with its citations, headlines, and who was cited where.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering {

// Writes the texts of one page into `html`. Borrows both.
class WebText {
 public:
  WebText(const DigestView& view, HtmlWriter* html);

  const DigestView& view() const { return view_; }
  const UiText& ui() const { return view_.ui(); }
  HtmlWriter& html() { return html_; }

  // Writes an inline text; one in another language stands in an element that says so.
  void Inline(const digest::v1::InlineText& text);

  // Writes an inline text without citations, such as a headline within a link.
  void Plain(const digest::v1::InlineText& text);

  // Writes a headline: without citations, breakable between words only.
  void Headline(const digest::v1::InlineText& text);
  void Headline(std::string_view headline);

  // Writes a sentence of UiText whose place is filled with a number.
  void Filled(std::string_view pattern, int number);

  // Writes citations, each a place that its reference links back to.
  void Citations(const std::vector<int>& numbers);

  // Writes a list of links to references, which are no places of citation.
  void ReferenceLink(int number);

  // Returns how many places cite a reference so far.
  int PlacesOf(int number) const { return places_[static_cast<std::size_t>(number)]; }

 private:
  // Writes words, short ones with a hyphen unbroken.
  void Words(std::string_view text);
  void WriteHeadline(const digest::v1::InlineText& text);
  bool OpenForeign(const digest::v1::InlineText& text);

  // Where a headline has been written: it is copied when it is written again, as in the contents,
  // or when a section has the heading of its only story.
  struct Place {
    std::string_view language;
    std::size_t begin;
    std::size_t end;
  };

  const DigestView& view_;
  HtmlWriter& html_;
  std::vector<int> places_;                                // By number; place 0 is not used.
  std::unordered_map<std::string_view, Place> headlines_;  // By what they say.
};

// Returns a BCP 47 tag as it may stand in a `lang` attribute; `und` if it is none.
std::string LangTag(std::string_view language);

// Returns the ids of a section, a reference and a place that cites it.
std::string SectionId(int index);
std::string ReferenceId(int number);
std::string PlaceId(int number, int place);

}  // namespace sennight::rendering
