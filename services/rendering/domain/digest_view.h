// A digest as the writers of all formats look at it: its texts typeset, its citations numbered, its
// words in its language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/window/civil_date.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/rendering/v1/rendering_service.pb.h"
#include "services/rendering/domain/figure.h"
#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/reference_numbers.h"
#include "services/rendering/domain/safe_url.h"
#include "services/rendering/domain/theme.h"
#include "services/rendering/domain/typography.h"
#include "services/rendering/domain/ui_text.h"

namespace sennight::rendering {

// A piece of inline text: a text, then the numbers of the references that stand behind it.
struct Piece {
  std::string text;
  std::vector<int> citations;
};

// Borrows the digest, which must be valid (Validate), and what the publication puts around it; both
// must outlive the view. For one thread: it remembers what it has typeset.
class DigestView {
 public:
  DigestView(const digest::v1::Digest& digest, HanLatinGap gap,
             const v1::Theme& theme = ShippedThemes().front(),
             const v1::Publication& publication = v1::Publication::default_instance());

  const digest::v1::Digest& digest() const { return digest_; }
  const UiText& ui() const { return ui_; }
  const Palette& palette() const { return palette_; }
  const std::string& language() const { return digest_.language(); }
  bool chinese() const { return chinese_; }
  absl::CivilDay first_day() const { return first_day_; }
  absl::CivilDay last_day() const { return last_day_; }  // Inclusive.
  int usual_year() const { return static_cast<int>(last_day_.year()); }

  // Returns an inline text of the digest as it is printed; no two pieces without a citation between
  // them. It is typeset when it is asked for first. Of a lead that only repeats its headline, as
  // that of a report without a body does, the citations are left: "Sources: [1][2]".
  const std::vector<Piece>& Pieces(const digest::v1::InlineText& text) const;

  // Returns an inline text as it is printed, without its citations.
  std::string Plain(const digest::v1::InlineText& text) const;

  // Returns the same with spaces as gaps, whoever else makes them: a line may end there.
  std::string Headline(const digest::v1::InlineText& text) const;

  // Returns the headline of a story as it is printed under the heading of its section, which is
  // printed as `heading`; empty if that says it already.
  std::string HeadlineUnder(std::string_view heading, const digest::v1::Story& story) const;

  // Returns a text as it is printed; `language` is the digest's unless given.
  std::string Plain(std::string_view text) const;
  std::string Plain(std::string_view text, std::string_view language) const;

  // What the stories are about, as headlines print it; no line ends within one of these names.
  const std::vector<std::string>& names() const;

  // Returns the label of the category of the section that a highlight leads to; empty if it leads
  // to none.
  std::string_view CategoryLabelOf(const digest::v1::Highlight& highlight) const;

  // Returns the language of an inline text if it is not the digest's, else an empty text.
  std::string_view ForeignLanguage(const digest::v1::InlineText& text) const;

  int NumberOf(std::string_view ref_id) const { return numbers_.Of(ref_id); }
  const digest::v1::Reference& ReferenceAt(int number) const {
    return digest_.references(number - 1);
  }

  // Returns the address of a reference; nothing if it is none that may be a link.
  const std::optional<SafeUrl>& UrlOf(int number) const;

  // Returns the figures of a story of the digest (figures.h).
  const std::vector<Figure>& Figures(const digest::v1::Story& story) const;

  // Returns the numbers of the references of a section's stories, in ascending order.
  std::vector<int> SourcesOf(const digest::v1::Section& section) const;

  // Returns how many stories there are, in sections and in brief.
  int CountStories() const;

  // Returns the title, never empty: without one, the name of the publication or of the topic.
  std::string Title() const;
  std::string Publication() const;

  // Returns what the publication puts around the digest.
  const v1::Publication& publication() const { return publication_; }
  std::string MastheadNote() const { return Plain(publication_.masthead_note()); }

  // Returns what is said at the end, text by text: the publication's note, the disclaimers of the
  // topic, the imprint.
  std::vector<std::string> EndNotes() const;

  // Returns the days of an event's date; nothing if it has none that can be read.
  static std::optional<window::DateInterval> DaysOf(const event::v1::EventDate& date);

  // Returns an event's date as it is printed; empty if it has none.
  std::string Dates(const event::v1::EventDate& date) const;

  // Returns the date of a section as it is printed: from the first to the last of its stories'.
  std::string Dates(const digest::v1::Section& section) const;

  // Returns the days that the window covers as they are printed.
  std::string WindowDates() const;

  // Returns `2025 · 第 50 周`; empty for a free window.
  std::string YearAndWeek() const;

  // Returns the title of a reference, never empty.
  std::string TitleOf(const digest::v1::Reference& reference) const;

  // Returns `publisher, date`, as far as known.
  std::string PublisherAndDate(const digest::v1::Reference& reference) const;

  // Returns what stands behind the title of a reference (TitleOf) on its line: a full stop, unless
  // the title ends in a mark of its own, publisher and date. Nothing if neither is known.
  std::string BehindTitle(std::string_view title, const digest::v1::Reference& reference) const;

 private:
  std::vector<Piece> TypesetPieces(const digest::v1::InlineText& text) const;
  Typography TypographyOf(std::string_view language) const;

  const digest::v1::Digest& digest_;
  const v1::Publication& publication_;
  HanLatinGap gap_;
  bool chinese_;
  const UiText& ui_;
  Palette palette_;
  ReferenceNumbers numbers_;
  std::unordered_set<const digest::v1::InlineText*> repeated_;  // Leads that say their headline.
  absl::CivilDay first_day_;
  absl::CivilDay last_day_;
  mutable std::optional<std::vector<std::string>> names_;  // Once they are asked for.
  mutable std::vector<std::optional<SafeUrl>> urls_;       // By number less one, likewise.
  mutable std::unordered_map<const digest::v1::Story*, std::vector<Figure>> figures_;  // Likewise.
  // What Pieces has typeset, by its place in the digest.
  mutable std::unordered_map<const digest::v1::InlineText*, std::vector<Piece>> pieces_;
};

}  // namespace sennight::rendering
