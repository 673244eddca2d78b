#include "services/summarization/domain/numbers.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/summarization/domain/chinese_numerals.h"
#include "services/summarization/domain/number_dates.h"
#include "services/summarization/domain/number_words.h"

namespace sennight::summarization {
namespace {

using event::v1::Approximation;

namespace words = number_words;
using words::Word;

// One left-to-right pass over a text. Most of it is passed quickly: only where there is a digit or
// a Chinese numeral something is read.
class Scanner : private DateCursor {
 public:
  using DateCursor::DateCursor;

  std::vector<Number> Scan() {
    while (at_ < End()) {
      const char32_t c = text_[at_];
      if (IsLatinLetter(c)) {
        PassLetters();
      } else if (IsDigit(c)) {
        DigitNumber();
      } else if (c >= 0x80 && (ChineseDigit(c) >= 0 || c == U'十')) {
        ChineseNumber();
      } else {
        ++at_;
      }
    }
    return std::move(numbers_);
  }

 private:
  void PassLetters() {
    const int start = at_;
    while (at_ < End() && IsLatinLetter(text_[at_])) ++at_;
    switch (Peek(at_)) {
      case U' ':
      case U'.':
        if (const auto date = DateBehindMonth(start, at_)) EmitDate(*date);
        break;
      case U'$':
        break;
      default:
        PassName();
    }
  }

  // Passes the digits that belong to the word before them: cd19, gpt-5.5, ux-da003.
  void PassName() {
    const int after = Peek(at_) == U'-' ? at_ + 1 : at_;
    if (!IsDigit(Peek(after)) || IsCurrencyWord(at_)) return;
    if (after > at_ && IsYearOrPlainAfterHyphen(after)) return;
    at_ = after;
    while (at_ < End() && (IsWordChar(text_[at_]) ||
                           ((text_[at_] == U'.' || text_[at_] == U'-' || text_[at_] == U'/') &&
                            IsWordChar(Peek(at_ + 1))))) {
      ++at_;
    }
  }

  bool IsCurrencyWord(int end) const {
    for (const Word& word : words::kCurrencyBefore) {
      if (Precedes(end, word.text)) return true;
    }
    return false;
  }

  // A hyphen that joins a word and a number with a unit, as in "mid-2026".
  bool IsYearOrPlainAfterHyphen(int at) const {
    int end = at;
    while (IsDigit(Peek(end))) ++end;
    return end - at == 4 && text_.substr(at, 2) == U"20";
  }

  void Emit(NumberKind kind, std::string value, std::string_view unit, int start, int end,
            Approximation approximation) {
    Number number;
    number.kind = kind;
    number.value = std::move(value);
    number.unit = std::string(unit);
    number.range = {start, end};
    number.is_bound = IsBound(start, end);
    if (!number.is_bound) number.approximation = approximation;
    numbers_.push_back(std::move(number));
    at_ = end;
  }

  Approximation ApproximationBefore(int start) const {
    int end = start;
    while (end > begin_ && IsSpace(text_[end - 1])) --end;
    for (const auto& [word, approximation] : words::kBefore) {
      if (Precedes(end, word)) return approximation;
    }
    return event::v1::APPROXIMATION_UNSPECIFIED;
  }

  bool IsBound(int start, int end) const {
    int before = start;
    while (before > begin_ && IsSpace(text_[before - 1])) --before;
    const auto precedes = [&](std::u32string_view word) { return Precedes(before, word); };
    const int after = SkipSpaces(end);
    const auto follows = [&](std::u32string_view word) { return Follows(after, word); };
    return std::any_of(words::kBoundBefore.begin(), words::kBoundBefore.end(), precedes) ||
           std::any_of(words::kBoundAfter.begin(), words::kBoundAfter.end(), follows);
  }

  void EmitDate(const DateText& date) {
    Emit(NumberKind::kDate, date.value, "", date.start, date.end, {});
    if (const auto last = LastDayBehind(date)) {
      Emit(NumberKind::kDate, last->value, "", last->start, last->end, {});
    }
  }

  void DigitNumber() {
    const int start = at_;
    int end = EndOfNumeral(start);
    if (const int clock_end = EndOfClockTime(end); clock_end > end) {
      at_ = clock_end;
      return;
    }
    if (const auto date = DateAt(start, end)) return EmitDate(*date);
    if (Peek(end) == U'/' && IsDigit(Peek(end + 1)) && !IsLatinLetter(Peek(end - 1))) {
      int stop = end + 1;
      while (IsDigit(Peek(stop))) ++stop;
      at_ = stop;
      if (Precedes(start, U"phase ") || Peek(stop) == U'期') return;  // Both of them.
      Emit(NumberKind::kRatio, absl::StrCat(Digits(start, end), "/", Digits(end + 1, stop)), "",
           start, stop, {});
      return;
    }
    Complete(Digits(start, end), start, end);
  }

  // Returns the power of ten that follows at `*end`, and moves it behind the scale.
  int TakeScale(int* end, bool money) {
    const int at = SkipSpaces(*end);
    for (const words::Scale& scale : words::kScales) {
      if (!Follows(at, scale.text)) continue;
      *end = at + static_cast<int>(scale.text.size());
      return scale.places;
    }
    if (!money) return 0;
    for (const words::Scale& scale : words::kMoneyScales) {
      if (!Follows(*end, scale.text)) continue;
      *end += 1;
      return scale.places;
    }
    return 0;
  }

  template <size_t N>
  std::optional<std::string_view> TakeWord(int* end, const std::array<Word, N>& words) {
    const int at = SkipSpaces(*end);
    for (const Word& word : words) {
      if (!Follows(at, word.text)) continue;
      *end = at + static_cast<int>(word.text.size());
      return word.meaning;
    }
    return std::nullopt;
  }

  // Completes the numeral at [start, end) with what stands around it.
  void Complete(std::string value, int start, int end) {
    Approximation approximation = ApproximationBefore(start);
    for (const Word& currency : words::kCurrencyBefore) {
      if (!Precedes(start, currency.text)) continue;
      const int first = start - static_cast<int>(currency.text.size());
      value = ShiftDecimal(std::move(value), TakeScale(&end, true));
      if (approximation == event::v1::APPROXIMATION_UNSPECIFIED) {
        approximation = ApproximationBefore(first);
      }
      TakeWord(&end, words::kCurrencyAfter);
      Emit(NumberKind::kMoney, std::move(value), currency.meaning, first, end, approximation);
      return;
    }
    if (Peek(end) == U'%') {
      Emit(NumberKind::kPercent, std::move(value), "%", start, end + 1, approximation);
      return;
    }
    if (Peek(end) == U' ' && (Peek(end + 1) == U'%' || Follows(end + 1, U"percent"))) {
      const int stop = Peek(end + 1) == U'%' ? end + 2 : end + 8;
      Emit(NumberKind::kPercent, std::move(value), "%", start, stop, approximation);
      return;
    }
    if (Peek(end) == U'余' || Peek(end) == U'多') {
      approximation = event::v1::APPROXIMATION_OVER;
      ++end;
    }
    const int power = TakePowerOfTen(&end);
    value = ShiftDecimal(std::move(value), power + TakeScale(&end, false));
    if (Peek(end) == U'余' || Peek(end) == U'多') {
      approximation = event::v1::APPROXIMATION_OVER;
      ++end;
    }
    if (const auto currency = TakeWord(&end, words::kCurrencyAfter)) {
      Emit(NumberKind::kMoney, std::move(value), *currency, start, end, approximation);
      return;
    }
    EmitWithUnit(std::move(value), start, end, approximation);
  }

  void EmitWithUnit(std::string value, int start, int end, Approximation approximation) {
    const bool ordinal_before = Precedes(start, U"第");
    if (const auto unit = TakeWord(&end, words::kDurations)) {
      const NumberKind kind = ordinal_before ? NumberKind::kOrdinal : NumberKind::kDuration;
      Emit(kind, std::move(value), *unit, start, end, approximation);
      return;
    }
    for (const std::u32string_view word : {U"day ", U"week ", U"month ", U"year "}) {
      if (!Precedes(start, word)) continue;
      const std::string unit = ToUtf8(word.substr(0, word.size() - 1));
      Emit(NumberKind::kOrdinal, std::move(value), unit, start, end, approximation);
      return;
    }
    if (const auto unit = TakeWord(&end, words::kMeasures)) {
      Emit(NumberKind::kMeasure, std::move(value), *unit, start, end, approximation);
      return;
    }
    if (ordinal_before || Peek(end) == U'期' || Peek(end) == U'届') {
      Emit(NumberKind::kOrdinal, std::move(value), "", start, end, approximation);
      return;
    }
    if (words::kChineseCounters.find(Peek(end)) != std::u32string_view::npos) {
      Emit(NumberKind::kCount, std::move(value), "", start, end + 1, approximation);
      return;
    }
    const bool counts = IsSpace(Peek(end)) && IsLatinLetter(Peek(end + 1));
    Emit(counts ? NumberKind::kCount : NumberKind::kPlain, std::move(value), "", start, end,
         approximation);
  }

  // 两款, 十二款, 四亿元, 六成, 二〇二五年: only with a unit behind it, and more than one.
  void ChineseNumber() {
    const int start = at_;
    const ChineseNumeral numeral = ReadChineseNumeral(text_, start);
    const int end = numeral.end;
    if (numeral.positional && numeral.digits.size() == 4 && Peek(end) == U'年') {
      return EmitDate(ChineseDate(numeral.digits, start, end));
    }
    at_ = end;
    if (Precedes(start, U"百分之")) {
      Emit(NumberKind::kPercent, std::to_string(numeral.total), "%", start - 3, end,
           ApproximationBefore(start - 3));
      return;
    }
    if (numeral.total < 2 || (numeral.positional && numeral.digits.size() > 1)) return;
    if (Peek(end) == U'成') {
      Emit(NumberKind::kPercent, std::to_string(numeral.total * 10), "%", start, end + 1,
           ApproximationBefore(start));
      return;
    }
    const size_t known = numbers_.size();
    Complete(std::to_string(numeral.total), start, end);
    const NumberKind kind = numbers_.back().kind;
    // 一百二十三万 is one as it stands.
    const bool is_long = end - start >= 3 && numbers_.back().range.end > end;
    if ((kind == NumberKind::kPlain && !is_long) ||
        (kind == NumberKind::kOrdinal && numbers_.back().unit.empty())) {
      numbers_.resize(known);
      at_ = end;
    }
  }

  std::vector<Number> numbers_;
};

}  // namespace

std::vector<Number> FindNumbers(std::u32string_view shadow, const Range& within) {
  return Scanner(shadow, within).Scan();
}

}  // namespace sennight::summarization
