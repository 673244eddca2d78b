#include "services/rendering/domain/web_text.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/rendering/domain/phrases.h"

namespace sennight::rendering {
namespace {

// Longest tag that is believed to be one.
constexpr std::size_t kMaxTagSize = 35;

// Longest word with a hyphen, such as CAR-T, that is not broken.
constexpr std::size_t kMaxUnbrokenWord = 12;

bool IsWordByte(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// Returns a headline in which no line ends between a number and its counter: the space between a
// digit and an ideograph does not break.
std::string WithCountersKept(std::string_view headline) {
  std::string kept;
  std::size_t copied = 0;
  for (std::size_t i = headline.find(' '); i != headline.npos; i = headline.find(' ', i + 1)) {
    const auto left = static_cast<unsigned char>(i > 0 ? headline[i - 1] : 0);
    const auto right = static_cast<unsigned char>(i + 1 < headline.size() ? headline[i + 1] : 0);
    const bool is_counted = (absl::ascii_isdigit(left) && right >= 0x80) ||
                            (left >= 0x80 && absl::ascii_isdigit(right));
    if (!is_counted) continue;
    kept.append(headline.substr(copied, i - copied)).append("\u00A0");
    copied = i + 1;
  }
  return kept.append(headline.substr(copied));
}

// Returns the words of a text that has one run of them, nothing if it has more.
std::optional<std::string_view> OnlyWords(const digest::v1::InlineText& text) {
  std::optional<std::string_view> words;
  for (const digest::v1::Run& run : text.runs()) {
    if (run.text().empty()) continue;
    if (words.has_value()) return std::nullopt;
    words = run.text();
  }
  return words;
}

// Keeps a citation on the line of its word.
constexpr std::string_view kWordJoiner = "\u2060";

}  // namespace

std::string LangTag(std::string_view language) {
  const bool is_tag = language.size() >= 2 && language.size() <= kMaxTagSize &&
                      absl::ascii_isalpha(static_cast<unsigned char>(language[0])) &&
                      absl::ascii_isalnum(static_cast<unsigned char>(language.back())) &&
                      std::all_of(language.begin(), language.end(), [](char c) {
                        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-';
                      });
  return is_tag ? std::string(language) : "und";
}

std::string SectionId(int index) { return absl::StrCat("s", index + 1); }

std::string ReferenceId(int number) { return absl::StrCat("r", number); }

std::string PlaceId(int number, int place) { return absl::StrCat("c", number, "-", place); }

WebText::WebText(const DigestView& view, HtmlWriter* html)
    : view_(view),
      html_(*html),
      places_(static_cast<std::size_t>(view.digest().references_size()) + 1, 0) {}

bool WebText::OpenForeign(const digest::v1::InlineText& text) {
  const std::string_view language = view_.ForeignLanguage(text);
  if (language.empty()) return false;
  html_.Open("span", {{"lang", LangTag(language)}});
  return true;
}

void WebText::Inline(const digest::v1::InlineText& text) {
  const bool is_foreign = OpenForeign(text);
  for (const Piece& piece : view_.Pieces(text)) {
    Words(piece.text);
    Citations(piece.citations);
  }
  if (is_foreign) html_.Close();
}

void WebText::Plain(const digest::v1::InlineText& text) {
  const bool is_foreign = OpenForeign(text);
  Words(view_.Plain(text));
  if (is_foreign) html_.Close();
}

void WebText::Headline(const digest::v1::InlineText& text) {
  const std::optional<std::string_view> words = OnlyWords(text);
  if (!words.has_value()) return WriteHeadline(text);
  const auto [found, is_new] = headlines_.try_emplace(*words);
  Place& place = found->second;
  if (!is_new && place.language == text.language()) {
    html_.Again(place.begin, place.end);
    return;
  }
  const std::size_t begin = html_.html().size();
  WriteHeadline(text);
  place = {.language = text.language(), .begin = begin, .end = html_.html().size()};
}

void WebText::WriteHeadline(const digest::v1::InlineText& text) {
  const bool is_foreign = OpenForeign(text);
  Headline(view_.Headline(text));
  if (is_foreign) html_.Close();
}

void WebText::Headline(std::string_view headline) {
  const std::string text = WithCountersKept(headline);
  std::size_t start = 0;
  for (const std::size_t boundary : WordBoundaries(text, view_.names())) {
    Words(std::string_view(text).substr(start, boundary - start));
    html_.Void("wbr");
    start = boundary;
  }
  Words(std::string_view(text).substr(start));
}

void WebText::Words(std::string_view text) {
  while (!text.empty()) {
    const std::size_t hyphen = text.find('-');
    if (hyphen == std::string_view::npos) break;
    std::size_t start = hyphen;
    while (start > 0 && IsWordByte(text[start - 1])) --start;
    std::size_t end = hyphen;
    while (end < text.size() && (IsWordByte(text[end]) || text[end] == '-')) ++end;
    html_.Text(text.substr(0, start));
    const std::string_view word = text.substr(start, end - start);
    if (start < hyphen && IsWordByte(word.back()) && word.size() <= kMaxUnbrokenWord) {
      html_.Element("span", {{"class", "word"}}, word);
    } else {
      html_.Text(word);
    }
    text.remove_prefix(end);
  }
  html_.Text(text);
}

void WebText::Filled(std::string_view pattern, int number) {
  constexpr std::string_view kPlace = "{0}";
  const std::size_t place = pattern.find(kPlace);
  html_.Text(pattern.substr(0, place));
  if (place == pattern.npos) return;
  html_.Number(number);
  html_.Text(pattern.substr(place + kPlace.size()));
}

void WebText::Citations(const std::vector<int>& numbers) {
  if (numbers.empty()) return;
  html_.Text(kWordJoiner);
  html_.Open("sup", {{"class", "c"}});
  // There are many of them, so each is written piece by piece, not as an element.
  for (const int number : numbers) {
    html_.Raw("<a href=\"#r");  // ReferenceId
    html_.Number(number);
    html_.Raw("\" id=\"c");  // PlaceId
    html_.Number(number);
    html_.Raw("-");
    html_.Number(++places_[static_cast<std::size_t>(number)]);
    html_.Raw("\" aria-label=\"");
    Filled(ui().reference, number);
    html_.Raw("\">[");
    html_.Number(number);
    html_.Raw("]</a>");
  }
  html_.Close();
}

void WebText::ReferenceLink(int number) {
  html_.Element("a", {Attribute::HrefTo(ReferenceId(number)), {"class", "n"}},
                absl::StrCat("[", number, "]"));
}

}  // namespace sennight::rendering
