#include "services/summarization/domain/numbers.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/summarization/domain/chinese_numerals.h"
#include "services/summarization/domain/number_cursor.h"
#include "services/summarization/domain/number_words.h"

namespace sennight::summarization {
namespace {

using event::v1::Approximation;

namespace words = number_words;
using words::Word;

// One left-to-right pass over a text.
class Scanner : private NumberCursor {
 public:
  using NumberCursor::NumberCursor;

  std::vector<Number> Scan() {
    while (at_ < End()) {
      if (IsLatinLetter(text_[at_])) {
        if (!EnglishDate()) SkipName();
      } else if (IsDigit(text_[at_])) {
        DigitNumber();
      } else if (ChineseDigit(text_[at_]) >= 0 || text_[at_] == U'十') {
        ChineseNumber();
      } else {
        ++at_;
      }
    }
    return std::move(numbers_);
  }

 private:
  // Passes a word and the digits that belong to it: cd19, gpt-5.5, ux-da003.
  void SkipName() {
    const bool currency = Peek(at_ + 1) == U's' && Peek(at_ + 2) == U'$';
    while (at_ < End() && IsLatinLetter(text_[at_])) ++at_;
    if (currency || at_ - begin_ < 1) return;
    if (IsCurrencyWord(at_)) return;
    const int after = Peek(at_) == U'-' ? at_ + 1 : at_;
    if (!IsDigit(Peek(after)) || (after > at_ && IsYearOrPlainAfterHyphen(after))) return;
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

  std::string Digits(int start, int end) const {
    std::string digits;
    for (int i = start; i < end; ++i) {
      if (text_[i] != U',') digits.push_back(static_cast<char>(text_[i]));
    }
    return digits;
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

  bool EnglishDate() {
    for (size_t month = 0; month < words::kMonths.size(); ++month) {
      const std::u32string_view name = words::kMonths[month];
      int end = -1;
      if (Follows(at_, name)) {
        end = at_ + static_cast<int>(name.size());
      } else if (Follows(at_, name.substr(0, 3)) || (month == 8 && Follows(at_, U"sept"))) {
        end = at_ + (month == 8 && Follows(at_, U"sept") ? 4 : 3);
        if (Peek(end) == U'.') ++end;
      }
      if (end < 0 || Peek(end) != U' ' || !IsDigit(Peek(end + 1))) continue;
      return EmitEnglishDate(static_cast<int>(month) + 1, end + 1);
    }
    return false;
  }

  // "december 8, 2025", "dec. 6-9", "december 2025" with the digits at `at`.
  bool EmitEnglishDate(int month, int at) {
    int end = at;
    while (IsDigit(Peek(end))) ++end;
    if (end - at == 4) {
      Emit(NumberKind::kDate, absl::StrFormat("%s-%02d", Digits(at, end), month), "", at_, end, {});
      return true;
    }
    if (end - at > 2) return false;
    const int day = std::stoi(Digits(at, end));
    int year_at = end;
    if (Peek(year_at) == U',') ++year_at;
    if (Peek(year_at) == U' ') ++year_at;
    int year_end = year_at;
    while (IsDigit(Peek(year_end))) ++year_end;
    if (year_end - year_at == 4 && Digits(year_at, year_end).starts_with("20")) {
      Emit(NumberKind::kDate,
           absl::StrFormat("%s-%02d-%02d", Digits(year_at, year_end), month, day), "", at_,
           year_end, {});
    } else {
      Emit(NumberKind::kDate, absl::StrFormat("--%02d-%02d", month, day), "", at_, end, {});
    }
    return true;
  }

  // "8 december 2025", "8. december 2025" with the day at `start`; the month after `end`.
  bool DayBeforeMonth(int start, int end) {
    if (end - start > 2) return false;
    const int day = std::stoi(Digits(start, end));
    if (Peek(end) == U'.') ++end;
    if (Peek(end) != U' ' || day < 1 || day > 31) return false;
    for (size_t month = 0; month < words::kMonths.size(); ++month) {
      for (const size_t length : {words::kMonths[month].size(), size_t{4}, size_t{3}}) {
        if (!Follows(end + 1, words::kMonths[month].substr(0, length))) continue;
        int stop = end + 1 + static_cast<int>(length);
        std::string value = absl::StrFormat("--%02d-%02d", static_cast<int>(month) + 1, day);
        if (Peek(stop) == U' ' && IsDigit(Peek(stop + 1)) && IsDigit(Peek(stop + 4)) &&
            !IsDigit(Peek(stop + 5))) {
          value = absl::StrCat(Digits(stop + 1, stop + 5), value.substr(1));
          stop += 5;
        }
        Emit(NumberKind::kDate, std::move(value), "", start, stop, {});
        return true;
      }
    }
    return false;
  }

  // "2025年12月8日", "12月8日", "12月", "2025-12-08" at `start`.
  bool NumericDate(int start, int end) {
    int at = start;
    std::string year;
    if (end - start == 4 && (Peek(end) == U'年' || Peek(end) == U'-')) {
      year = Digits(start, end);
      const bool iso = Peek(end) == U'-';
      at = end + 1;
      int month_end = at;
      while (IsDigit(Peek(month_end))) ++month_end;
      if (iso && (month_end - at != 2 || Peek(month_end) != U'-')) return false;
      if (month_end == at || (!iso && Peek(month_end) != U'月')) {
        Emit(NumberKind::kDate, year, "", start, at, {});
        return true;
      }
      end = month_end;
    } else if (Peek(end) != U'月' || end - start > 2) {
      return false;
    }
    const int month = std::stoi(Digits(at, end));
    int day_end = end + 1;
    while (IsDigit(Peek(day_end))) ++day_end;
    const bool has_day = day_end > end + 1 && day_end - end - 1 <= 2;
    const std::string head = year.empty() ? "-" : year;
    if (!has_day) {
      Emit(NumberKind::kDate, absl::StrFormat("%s-%02d", head, month), "", start, end + 1, {});
      return true;
    }
    const int day = std::stoi(Digits(end + 1, day_end));
    const int stop = Peek(day_end) == U'日' || Peek(day_end) == U'号' ? day_end + 1 : day_end;
    Emit(NumberKind::kDate, absl::StrFormat("%s-%02d-%02d", head, month, day), "", start, stop, {});
    return true;
  }

  // "in 2026", "end of 2029", "mid-2026": four digits after a word that goes before years.
  bool BareYear(int start, int end) {
    const std::u32string_view digits = text_.substr(start, end - start);
    if (end - start != 4 || (!digits.starts_with(U"20") && !digits.starts_with(U"19")))
      return false;
    if (digits.find_first_not_of(U"0123456789") != std::u32string_view::npos) return false;
    for (const std::u32string_view word :
         {U"in ",     U"of ",     U"by ",    U"until ", U"since ", U"from ",   U"during ",
          U"before ", U"after ",  U"early ", U"late ",  U"mid-",   U"spring ", U"summer ",
          U"autumn ", U"winter ", U"fall ",  U"q1 ",    U"q2 ",    U"q3 ",     U"q4 "}) {
      if (!Precedes(start, word)) continue;
      Emit(NumberKind::kDate, Digits(start, end), "", start, end, {});
      return true;
    }
    return false;
  }

  void DigitNumber() {
    const int start = at_;
    int end = EndOfNumeral(start);
    if (const int clock_end = EndOfClockTime(end); clock_end > end) {
      at_ = clock_end;
      return;
    }
    if (NumericDate(start, end) || DayBeforeMonth(start, end) || BareYear(start, end)) return;
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

  // 二〇二五年, 二〇二五年十二月, 二〇二五年十二月九日, with what is after the year at `end`.
  void EmitChineseDate(std::string value, int start, int end) {
    for (const std::u32string_view units : {U"月", U"日号"}) {
      const ChineseNumeral part = ReadChineseNumeral(text_, end);
      if (part.total < 1 || units.find(Peek(part.end)) == std::u32string_view::npos) break;
      absl::StrAppendFormat(&value, "-%02d", part.total);
      end = part.end + 1;
    }
    Emit(NumberKind::kDate, std::move(value), "", start, end, {});
  }

  // 两款, 十二款, 四亿元, 六成, 二〇二五年: only with a unit behind it, and more than one.
  void ChineseNumber() {
    const int start = at_;
    const ChineseNumeral numeral = ReadChineseNumeral(text_, start);
    const int end = numeral.end;
    if (numeral.positional && numeral.digits.size() == 4 && Peek(end) == U'年') {
      EmitChineseDate(numeral.digits, start, end + 1);
      return;
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
