#include "common/text/sentences.h"

#include <algorithm>
#include <bitset>
#include <string>

#include "common/text/abbreviations.h"
#include "common/text/asides.h"
#include "common/text/characters.h"
#include "common/text/list_marks.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

constexpr int32_t kLongestWord = 24;
constexpr int32_t kLongestNoteMark = 12;
// How far behind a quotation the words that say who said it are looked for.
constexpr int32_t kLongestAttribution = 40;

constexpr std::u32string_view kFullStops = U"。！？｡‼⁉";
constexpr std::u32string_view kMarks = U"!?";
constexpr std::u32string_view kEllipses = U"…⋯";
constexpr std::u32string_view kDots = U".．";
constexpr std::u32string_view kQuotes = U"“”\"「」『』«»";
constexpr std::u32string_view kPauses = U"，。：；！？、,.;:!?";
constexpr std::u32string_view kChineseReporting[] = {U"说",   U"表示", U"指出", U"称",
                                                     U"道",   U"认为", U"强调", U"介绍",
                                                     U"补充", U"问",   U"答",   U"透露"};

bool In(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }
bool IsChinese(char32_t c) { return IsHan(c) || (c >= 0x3000 && c <= 0x303F) || In(U"（【［“", c); }

// What a splitter stops at, by its code: what ends a line or a sentence, brackets, quotation marks
// and bullets.
using Marks = std::bitset<0x10000>;

const Marks& SplittingMarks() {
  static const Marks& marks = *new Marks([] {
    Marks made;
    for (char32_t c = 0; c < made.size(); ++c) {
      made[c] = IsLineEnd(c) || IsOpening(c) || IsClosing(c) || IsBullet(c) || c == '"';
    }
    for (const auto set : {kFullStops, kMarks, kEllipses, kDots}) {
      for (const char32_t c : set) made.set(c);
    }
    return made;
  }());
  return marks;
}

// What a run of terminators is.
enum class Stop { kNone, kFull, kMark, kDot, kEllipsis };

class Splitter {
 public:
  explicit Splitter(std::u32string_view text) : text_(text) {}

  std::vector<Range> Split() && {
    const auto size = static_cast<int32_t>(text_.size());
    for (int32_t start = 0; start < size;) {
      int32_t end = start;
      marks_at_.clear();
      for (; end < size; ++end) {
        const char32_t c = text_[end];
        if (c >= marks_.size() || !marks_[c]) continue;
        if (IsLineEnd(c)) break;
        marks_at_.push_back(end);
      }
      SplitLine({start, end});
      start = end + 1;
    }
    return std::move(sentences_);
  }

 private:
  void SplitLine(Range line) {
    if (line.empty()) return;
    const Asides asides(text_, marks_at_);
    asides_ = &asides;
    line_ = line;
    start_ = line.start;
    int32_t behind = line.start;  // Where what has been read ends.
    for (const int32_t at : marks_at_) {
      if (at < behind) continue;
      const int32_t closed = asides.ClosedAt(at);
      if (closed >= 0) {
        const int32_t end = EndOfAside(at, closed);
        if (end >= 0) Emit(end);
        behind = std::max(end, closed + 1);
      } else if (IsBulletAt(text_, line, at)) {
        Emit(at);
      } else {
        int32_t next = at + 1;
        const int32_t end = EndOfRun(at, next);
        if (end >= 0) Emit(end);
        behind = std::max(end, next);
      }
    }
    Emit(line.end);
    asides_ = nullptr;
  }

  // Ends the sentence that began at start_.
  void Emit(int32_t end) {
    const Range sentence = WithoutListMark(text_, {start_, end}, start_ == line_.start);
    const std::u32string_view words = Slice(text_, sentence);
    const auto says = [](char32_t c) { return IsLetter(c) || IsDigit(c); };
    if (std::any_of(words.begin(), words.end(), says)) sentences_.push_back(sentence);
    start_ = end;
  }

  // Where the sentence ends that has terminators from `at`, or -1; `next` is set behind them.
  int32_t EndOfRun(int32_t at, int32_t& next) {
    const Stop stop = RunFrom(at, next);
    if (stop == Stop::kNone) return -1;
    const int32_t end = AbsorbClosing(next);
    if (end >= line_.end || stop == Stop::kFull) return end;
    const int32_t follows = SkipSpace(end);
    if (follows >= line_.end) return end;
    if (follows == end) return EndsWithoutSpace(at, end, stop) ? end : -1;
    if (stop == Stop::kDot) return DotEnds(at, follows) ? end : -1;
    return MayBegin(follows) ? end : -1;
  }

  Stop RunFrom(int32_t at, int32_t& next) const {
    int32_t dots = 0;
    bool full = false, mark = false, ellipsis = false;
    for (next = at; next < line_.end; ++next) {
      const char32_t c = text_[next];
      if (In(kFullStops, c))
        full = true;
      else if (In(kMarks, c))
        mark = true;
      else if (In(kEllipses, c))
        ellipsis = true;
      else if (In(kDots, c))
        ++dots;
      else
        break;
    }
    if (next == at) {
      next = at + 1;
      return Stop::kNone;
    }
    if (full) return Stop::kFull;
    if (mark) return Stop::kMark;
    return ellipsis || dots > 1 ? Stop::kEllipsis : Stop::kDot;
  }

  // Behind closing marks, note marks and further terminators that follow a terminator.
  int32_t AbsorbClosing(int32_t at) const {
    while (at < line_.end) {
      const char32_t c = text_[at];
      const int32_t note = EndOfNoteMark(at);
      if (note > at) {
        at = note;
      } else if (In(kFullStops, c) || In(kMarks, c) || IsClosing(c) ||
                 ((c == '"' || c == '\'') && asides_->ClosedAt(at) < 0)) {
        ++at;
      } else {
        break;
      }
    }
    return at;
  }

  // Behind "[3]", "[4,5]" or "［6］" at `at`; `at` if there is none.
  int32_t EndOfNoteMark(int32_t at) const {
    if (text_[at] != '[' && text_[at] != U'［') return at;
    const int32_t limit = std::min(line_.end, at + kLongestNoteMark);
    int32_t end = at + 1;
    while (end < limit && (IsDigit(text_[end]) || IsDash(text_[end]) || In(U", ，", text_[end]))) {
      ++end;
    }
    if (end == at + 1 || end >= limit) return at;
    return text_[end] == ']' || text_[end] == U'］' ? end + 1 : at;
  }

  // Without a space behind it only Chinese ends: 获批.公司…, 真的吗?他说. Not: 3.25, a.com/?q=1.
  bool EndsWithoutSpace(int32_t at, int32_t end, Stop stop) const {
    if (stop == Stop::kEllipsis || at == line_.start) return false;
    const char32_t before = text_[at - 1];
    const bool chinese_before = IsHan(before) || In(U"）)】》”", before);
    const bool chinese_behind = IsChinese(text_[end]);
    return stop == Stop::kMark ? chinese_behind : chinese_before && chinese_behind;
  }

  // Whether the full stop at `at`, with white space up to `follows` behind it, ends the sentence.
  bool DotEnds(int32_t at, int32_t follows) const {
    if (!MayBegin(follows)) return false;
    const Range before = WordBefore(at);
    if (before.empty()) return !IsOrdinal(at, follows);
    const std::string word = ToUtf8(Slice(text_, before));
    const Abbreviation abbreviation = AbbreviationOf(word);
    if (abbreviation == Abbreviation::kNone) return true;
    if (abbreviation == Abbreviation::kNeverEnds) return false;
    if (abbreviation == Abbreviation::kBeforeNumber) return !IsDigit(text_[follows]);
    if (before.size() == 1 &&
        TakesLetter(ToUtf8(Slice(text_, WordBefore(SkipSpaceBack(before.start)))))) {
      return true;
    }
    return BeginsSentences(WordAt(follows));
  }

  // A number before a full stop that counts something: "1. First", "31. August".
  bool IsOrdinal(int32_t at, int32_t follows) const {
    int32_t start = at;
    while (start > start_ && IsDigit(text_[start - 1])) --start;
    const int32_t digits = at - start;
    if (digits < 1 || digits > 2) return false;
    return SkipSpace(start_) == start || IsMonth(WordAt(follows));
  }

  // Whether a sentence may begin here: not with a lower-case letter, unless as in mRNA or siRNA.
  bool MayBegin(int32_t at) const {
    const char32_t c = text_[at];
    if (!IsLower(c)) return !In(U",;:/)]}，；：、）】》”’%&+=", c) && !IsDash(c);
    int32_t end = at;
    while (end < line_.end && IsLower(text_[end])) ++end;
    return end - at <= 4 && end < line_.end && IsUpper(text_[end]);
  }

  // Where the sentence ends that holds the aside from `open` to `closed`, or -1: it ends if the
  // aside ends with a terminator and the sentence with the aside.
  int32_t EndOfAside(int32_t open, int32_t closed) const {
    int32_t last = closed - 1;
    while (last > open && (IsClosing(text_[last]) || IsWhiteSpace(text_[last]))) --last;
    const char32_t c = text_[last];
    if (last <= open || !(In(kFullStops, c) || In(kMarks, c) || In(kDots, c))) return -1;
    const bool quoted = In(kQuotes, text_[open]);
    const bool whole = SkipSpace(start_) == open && (quoted || In(U"(（", text_[open]));
    if (!whole && !quoted) return -1;
    const int32_t end = AbsorbClosing(closed + 1);
    const int32_t follows = SkipSpace(end);
    if (follows >= line_.end) return end;
    // English puts a comma, not a full stop, before the words that say who said it.
    if (whole && !In(kDots, c) && IsAttribution(follows)) return -1;
    if (follows > end && !IsHan(text_[follows])) return MayBegin(follows) ? end : -1;
    // 他参加“加油！”活动: only what was announced as speech ends like a sentence.
    const bool speech = whole || (open > start_ && In(U"：:，,", text_[SkipSpaceBack(open) - 1]));
    return speech && MayBegin(follows) ? end : -1;
  }

  // Whether the words from `at` to the next pause say that somebody said what stands before.
  bool IsAttribution(int32_t at) const {
    const int32_t limit = std::min(line_.end, at + kLongestAttribution);
    int32_t end = at;
    while (end < limit && !In(kPauses, text_[end])) ++end;
    const std::u32string_view clause = Slice(text_, {at, end});
    for (const std::u32string_view verb : kChineseReporting) {
      if (clause.find(verb) != clause.npos) return true;
    }
    for (int32_t word = at; word < end; ++word) {
      if (IsLatin(text_[word]) && (word == at || !IsLatin(text_[word - 1])) &&
          IsReportingVerb(WordAt(word))) {
        return true;
      }
    }
    return false;
  }

  // The Latin letters and inner full stops before `at`.
  Range WordBefore(int32_t at) const {
    const int32_t limit = std::max(start_, at - kLongestWord);
    int32_t start = at;
    while (start > limit && (IsLatin(text_[start - 1]) || text_[start - 1] == '.')) --start;
    while (start < at && text_[start] == '.') ++start;
    return {start, at};
  }

  std::string WordAt(int32_t at) const {
    const int32_t limit = std::min(line_.end, at + kLongestWord);
    int32_t end = at;
    while (end < limit && IsLatin(text_[end])) ++end;
    return ToUtf8(Slice(text_, {at, end}));
  }

  int32_t SkipSpace(int32_t at) const {
    while (at < line_.end && IsWhiteSpace(text_[at])) ++at;
    return at;
  }

  int32_t SkipSpaceBack(int32_t at) const {
    while (at > start_ + 1 && IsWhiteSpace(text_[at - 1])) --at;
    return at;
  }

  std::u32string_view text_;
  const Marks& marks_ = SplittingMarks();
  std::vector<int32_t> marks_at_;  // Of the line.
  std::vector<Range> sentences_;
  const Asides* asides_ = nullptr;  // of line_, while it is split
  Range line_;
  int32_t start_ = 0;  // where the sentence began that is being read
};

}  // namespace

std::vector<Range> Sentences(std::u32string_view text) { return Splitter(text).Split(); }

}  // namespace sennight::text
