#include "common/text/abbreviations.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>
#include <unordered_map>

namespace sennight::text {
namespace {

// Entries in lower case match in any case; the others, which are also words, only as written.
constexpr std::string_view kNeverEnds[] = {
    "vs",   "e.g",  "i.e",  "eg",   "ie",   "approx", "ca",   "cf",    "viz",  "resp",
    "incl", "excl", "mr",   "mrs",  "ms",   "dr",     "drs",  "prof",  "rev",  "Gen",
    "Col",  "lt",   "capt", "sgt",  "maj",  "Gov",    "Sen",  "Rep",   "Hon",  "messrs",
    "St",   "Mt",   "dipl", "dept", "univ", "assn",   "Pres", "a.k.a", "b.i.d"};
constexpr std::string_view kBeforeNumber[] = {
    "no",  "nos", "nr",  "vol",  "fig", "figs", "pp",   "p",     "Art", "Sec", "sect", "Ch",  "eq",
    "tab", "ref", "Jan", "Feb",  "Mar", "Apr",  "Jun",  "Jul",   "Aug", "Sep", "Sept", "Oct", "Nov",
    "Dec", "Mon", "Tue", "Tues", "Wed", "Thu",  "Thur", "Thurs", "Fri", "Sat", "Sun"};
constexpr std::string_view kMayEnd[] = {
    "inc", "ltd",  "Co", "corp", "plc", "llc", "bros", "jr",  "Sr",   "etc",  "al", "est",
    "ave", "blvd", "Rd", "ft",   "oz",  "lb",  "lbs",  "pty", "gmbh", "ph.d", "Ph", "intl"};
constexpr std::string_view kStarters[] = {
    "The",  "A",    "An",    "In", "On",        "It",    "He",    "She",      "But",   "And",
    "This", "That", "They",  "We", "However",   "Its",   "These", "Those",    "For",   "At",
    "As",   "With", "After", "If", "Meanwhile", "When",  "While", "There",    "Our",   "His",
    "Her",  "By",   "From",  "To", "According", "Since", "Both",  "Although", "Each",  "No",
    "Not",  "Also", "Then",  "So", "Such",      "Under", "You",   "I",        "Their", "Of"};
constexpr std::string_view kTakesLetter[] = {"vitamin", "hepatitis", "type",  "grade", "stage",
                                             "phase",   "plan",      "group", "arm",   "cohort",
                                             "part",    "factor",    "class", "level", "series"};
constexpr std::string_view kMonths[] = {"January",  "February", "March",  "April",     "May",
                                        "June",     "July",     "August", "September", "October",
                                        "November", "December", "Januar", "Februar",   "März",
                                        "Mai",      "Juni",     "Juli",   "Oktober",   "Dezember"};
constexpr std::string_view kReporting[] = {"said",  "says",   "asked",     "added",     "told",
                                           "noted", "wrote",  "stated",    "commented", "explained",
                                           "asks",  "argued", "announced", "concluded"};

template <size_t kSize>
bool Holds(const std::string_view (&words)[kSize], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::string LowerOf(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// Sets of entries by what they mean, for one look-up of a word.
class Entries {
 public:
  template <size_t kSize>
  void Add(const std::string_view (&words)[kSize], Abbreviation meaning) {
    for (const std::string_view word : words) {
      meanings_.emplace(word, meaning);
      longest_ = std::max(longest_, word.size());
    }
  }

  // The meaning of a word, kNone if it is no entry.
  Abbreviation MeaningOf(std::string_view word) const {
    if (word.size() > longest_) return Abbreviation::kNone;
    auto found = meanings_.find(word);
    if (found == meanings_.end()) found = meanings_.find(LowerOf(word));
    return found == meanings_.end() ? Abbreviation::kNone : found->second;
  }

 private:
  std::unordered_map<std::string_view, Abbreviation> meanings_;
  size_t longest_ = 0;
};

const Entries& Abbreviations() {
  static const Entries& entries = *new Entries([] {
    Entries made;
    made.Add(kNeverEnds, Abbreviation::kNeverEnds);
    made.Add(kBeforeNumber, Abbreviation::kBeforeNumber);
    made.Add(kMayEnd, Abbreviation::kMayEnd);
    return made;
  }());
  return entries;
}

// Letters with full stops between them: U.S, p.m, N.J.
bool IsDotted(std::string_view word) {
  if (word.size() < 3) return false;
  for (size_t i = 1; i < word.size(); i += 2) {
    if (word[i] != '.') return false;
  }
  return word.size() % 2 == 1;
}

bool IsInitial(std::string_view word) {
  return word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';
}

}  // namespace

Abbreviation AbbreviationOf(std::string_view word) {
  const Abbreviation known = Abbreviations().MeaningOf(word);
  if (known != Abbreviation::kNone) return known;
  return IsDotted(word) || IsInitial(word) ? Abbreviation::kMayEnd : Abbreviation::kNone;
}

bool BeginsSentences(std::string_view word) { return Holds(kStarters, word); }
bool TakesLetter(std::string_view word) {
  return Holds(kTakesLetter, word) || Holds(kTakesLetter, LowerOf(word));
}
bool IsMonth(std::string_view word) { return Holds(kMonths, word); }
bool IsReportingVerb(std::string_view word) { return Holds(kReporting, word); }

}  // namespace sennight::text
