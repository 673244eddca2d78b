#include "services/rendering/domain/digest_view.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "common/text/language.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/dates.h"
#include "services/rendering/domain/figures.h"

namespace sennight::rendering {
namespace {

using digest::v1::InlineText;

// Most names that headlines are looked through for.
constexpr std::size_t kMostNames = 64;

// Returns a text without its citations.
std::string Joined(const InlineText& text) {
  std::string joined;
  for (const digest::v1::Run& run : text.runs()) joined += run.text();
  return joined;
}

std::size_t SizeOf(const InlineText& text) {
  std::size_t size = 0;
  for (const digest::v1::Run& run : text.runs()) size += run.text().size();
  return size;
}

std::string_view WithoutFullStop(std::string_view text) {
  for (const std::string_view stop : {".", "。"}) {
    if (text.ends_with(stop)) return text.substr(0, text.size() - stop.size());
  }
  return text;
}

bool IsCited(const InlineText& text) {
  return std::any_of(text.runs().begin(), text.runs().end(),
                     [](const digest::v1::Run& run) { return run.cite().ref_ids_size() > 0; });
}

// Whether the text only says once more what the headline says.
bool Repeats(const InlineText& text, const InlineText& headline) {
  constexpr std::size_t kFullStop = std::string_view("。").size();
  const std::size_t size = SizeOf(text);
  const std::size_t of = SizeOf(headline);
  if (size == 0 || std::max(size, of) - std::min(size, of) > kFullStop) return false;
  return WithoutFullStop(Joined(text)) == WithoutFullStop(Joined(headline));
}

char32_t FirstCodePoint(std::string_view text) {
  std::size_t at = 0;
  return text.empty() ? 0 : NextCodePoint(text, &at);
}

char32_t LastCodePoint(std::string_view text) {
  if (text.empty()) return 0;
  std::size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return NextCodePoint(text, &at);
}

// Returns the first code point of the text that follows run `index`, looking past citations.
char32_t Following(const InlineText& text, int index) {
  for (int i = index + 1; i < text.runs_size(); ++i) {
    if (!text.runs(i).text().empty()) return FirstCodePoint(text.runs(i).text());
  }
  return 0;
}

absl::CivilDay DayOr(const std::string& text, absl::CivilDay fallback) {
  const auto day = window::ParseCivilDay(text);
  return day.ok() ? *day : fallback;
}

}  // namespace

DigestView::DigestView(const digest::v1::Digest& digest, HanLatinGap gap, const v1::Theme& theme,
                       const v1::Publication& publication)
    : digest_(digest),
      publication_(publication),
      gap_(gap),
      chinese_(text::IsChinese(digest.language())),
      ui_(UiTextFor(digest.language())),
      palette_(PaletteOf(digest.branding(), theme)),
      numbers_(digest),
      first_day_(DayOr(digest.window().start(), absl::CivilDay())),
      last_day_(DayOr(digest.window().end(), first_day_ + 1) - 1) {
  constexpr std::size_t kTexts = 128;  // As many as a digest of usual length has.
  pieces_.reserve(kTexts);
  for (const digest::v1::Section& section : digest_.sections()) {
    for (const digest::v1::Story& story : section.stories()) {
      // The headline of a story that has its section to itself stands only in the heading.
      const bool is_printed =
          section.stories_size() > 1 || Repeats(section.heading(), story.headline());
      if (is_printed && IsCited(story.lead()) && Repeats(story.lead(), story.headline())) {
        repeated_.insert(&story.lead());
      }
    }
  }
}

const std::vector<std::string>& DigestView::names() const {
  if (names_.has_value()) return *names_;
  std::vector<std::string>& names = names_.emplace();
  for (const digest::v1::Section& section : digest_.sections()) {
    for (const digest::v1::Story& story : section.stories()) {
      if (names.size() == kMostNames) return names;
      std::string name = Headline(story.subject());
      if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
      }
    }
  }
  return names;
}

std::string_view DigestView::CategoryLabelOf(const digest::v1::Highlight& highlight) const {
  for (const digest::v1::Section& section : digest_.sections()) {
    if (section.section_id() == highlight.section_id()) return section.category_label();
  }
  return {};
}

Typography DigestView::TypographyOf(std::string_view language) const {
  return {.chinese = language.empty() ? chinese_ : text::IsChinese(language), .gap = gap_};
}

const std::vector<Piece>& DigestView::Pieces(const InlineText& text) const {
  const auto found = pieces_.find(&text);
  if (found != pieces_.end()) return found->second;
  return pieces_.emplace(&text, TypesetPieces(text)).first->second;
}

std::vector<Piece> DigestView::TypesetPieces(const InlineText& text) const {
  const Typography typography = TypographyOf(text.language());
  const bool is_repeated = repeated_.contains(&text);
  std::vector<Piece> pieces;
  char32_t before = 0;
  for (int i = 0; i < text.runs_size(); ++i) {
    const digest::v1::Run& run = text.runs(i);
    if (run.has_cite()) {
      if (pieces.empty()) pieces.emplace_back();
      std::vector<int>& citations = pieces.back().citations;
      for (const std::string& ref_id : run.cite().ref_ids()) {
        const int number = numbers_.Of(ref_id);
        // Ascending: the digest names the quoted source first, a reader looks numbers up.
        const auto place = std::lower_bound(citations.begin(), citations.end(), number);
        const bool is_new = place == citations.end() || *place != number;
        if (number != 0 && is_new) citations.insert(place, number);
      }
      continue;
    }
    if (run.text().empty() || is_repeated) continue;
    std::string printed = Typeset(run.text(), typography, before, Following(text, i));
    before = LastCodePoint(run.text());
    if (pieces.empty() || !pieces.back().citations.empty()) {
      pieces.push_back({.text = std::move(printed), .citations = {}});
    } else {
      pieces.back().text += printed;
    }
  }
  if (is_repeated && !pieces.empty()) {
    pieces.front().text = pieces.front().citations.size() > 1 ? ui_.told_by_several : ui_.told_by;
  }
  return pieces;
}

std::string DigestView::Plain(const InlineText& text) const {
  if (text.runs_size() == 1) return Typeset(text.runs(0).text(), TypographyOf(text.language()));
  return Typeset(Joined(text), TypographyOf(text.language()));
}

std::string DigestView::Headline(const InlineText& text) const {
  Typography typography = TypographyOf(text.language());
  typography.gap = HanLatinGap::kSpace;
  if (text.runs_size() == 1) return Typeset(text.runs(0).text(), typography);
  return Typeset(Joined(text), typography);
}

std::string DigestView::HeadlineUnder(std::string_view heading,
                                      const digest::v1::Story& story) const {
  std::string headline = Plain(story.headline());
  if (headline == heading) headline.clear();
  return headline;
}

std::string DigestView::Plain(std::string_view text) const { return Plain(text, {}); }

std::string DigestView::Plain(std::string_view text, std::string_view language) const {
  return Typeset(text, TypographyOf(language));
}

std::string_view DigestView::ForeignLanguage(const InlineText& text) const {
  if (text.language() == digest_.language() || repeated_.contains(&text)) return {};
  return text.language();
}

const std::optional<SafeUrl>& DigestView::UrlOf(int number) const {
  if (urls_.empty()) {
    urls_.reserve(static_cast<std::size_t>(digest_.references_size()));
    for (const digest::v1::Reference& reference : digest_.references()) {
      urls_.push_back(SafeUrl::Parse(reference.url()));
    }
  }
  return urls_[static_cast<std::size_t>(number - 1)];
}

const std::vector<Figure>& DigestView::Figures(const digest::v1::Story& story) const {
  const auto found = figures_.find(&story);
  if (found != figures_.end()) return found->second;
  return figures_.emplace(&story, FiguresOf(story, *this)).first->second;
}

std::vector<int> DigestView::SourcesOf(const digest::v1::Section& section) const {
  std::set<int> numbers;
  for (const digest::v1::Story& story : section.stories()) {
    for (const std::string& ref_id : story.ref_ids()) numbers.insert(numbers_.Of(ref_id));
  }
  numbers.erase(0);
  return {numbers.begin(), numbers.end()};
}

int DigestView::CountStories() const {
  int stories = digest_.in_brief_size();
  for (const digest::v1::Section& section : digest_.sections()) stories += section.stories_size();
  return stories;
}

std::string DigestView::Title() const {
  std::string title = Plain(digest_.title());
  return title.empty() ? Publication() : title;
}

std::string DigestView::Publication() const {
  for (const std::string* name :
       {&digest_.branding().publication(), &digest_.topic_name(), &digest_.topic()}) {
    std::string printed = Plain(*name);
    if (!printed.empty()) return printed;
  }
  return "Sennight";
}

std::vector<std::string> DigestView::EndNotes() const {
  std::vector<std::string> notes;
  const auto add = [&](const std::string& text) {
    if (std::string note = Plain(text); !note.empty()) notes.push_back(std::move(note));
  };
  add(publication_.footer_note());
  for (const digest::v1::Disclaimer& disclaimer : digest_.disclaimers()) add(disclaimer.text());
  add(publication_.imprint());
  return notes;
}

std::optional<window::DateInterval> DigestView::DaysOf(const event::v1::EventDate& date) {
  if (date.start().empty()) return std::nullopt;
  auto days = window::ParseEventDate(date);
  if (!days.ok()) return std::nullopt;
  return *days;
}

std::string DigestView::Dates(const event::v1::EventDate& date) const {
  const auto days = DaysOf(date);
  if (!days.has_value()) return {};
  std::string printed = PrintDates(*days, usual_year(), language());
  if (date.basis() != event::v1::DATE_BASIS_REPORTED) return printed;
  return text::Fill(ui_.reported_date, printed);
}

std::string DigestView::Dates(const digest::v1::Section& section) const {
  if (section.stories_size() == 1) return Dates(section.stories(0).occurred());
  std::optional<window::DateInterval> all;
  for (const digest::v1::Story& story : section.stories()) {
    const auto days = DaysOf(story.occurred());
    if (!days.has_value() || days->precision != window::Precision::kDay) continue;
    if (!all.has_value()) all = days;
    all->first = std::min(all->first, days->first);
    all->last = std::max(all->last, days->last);
  }
  return all.has_value() ? PrintDates(*all, usual_year(), language()) : std::string();
}

std::string DigestView::WindowDates() const {
  return PrintWindow(first_day_, last_day_, language());
}

std::string DigestView::YearAndWeek() const {
  const std::string& week = digest_.week();
  const std::size_t split = week.find("-W");
  if (split == std::string::npos) return {};
  std::string number = Plain(week.substr(split + 2));
  if (number.size() > 1 && number[0] == '0') number.erase(0, 1);
  return text::Fill(ui_.year_week, Plain(week.substr(0, split)), number);
}

std::string DigestView::TitleOf(const digest::v1::Reference& reference) const {
  for (const std::string* text : {&reference.title(), &reference.publisher(), &reference.url()}) {
    std::string printed = Plain(*text, reference.language());
    if (!printed.empty() && printed != " ") return printed;
  }
  return "—";
}

std::string DigestView::PublisherAndDate(const digest::v1::Reference& reference) const {
  std::string printed = Plain(reference.publisher());
  const std::string date = Plain(reference.published());
  if (!printed.empty() && !date.empty()) printed += ", ";
  return printed + date;
}

std::string DigestView::BehindTitle(std::string_view title,
                                    const digest::v1::Reference& reference) const {
  const std::string who = PublisherAndDate(reference);
  if (who.empty()) return who;
  constexpr std::u32string_view kEnds = U".!?…。！？";
  return absl::StrCat(kEnds.find(LastCodePoint(title)) == kEnds.npos ? ". " : " ", who);
}

}  // namespace sennight::rendering
