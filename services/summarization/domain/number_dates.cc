#include "services/summarization/domain/number_dates.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/summarization/domain/chinese_numerals.h"
#include "services/summarization/domain/number_words.h"

namespace sennight::summarization {
namespace {

namespace words = number_words;

constexpr size_t kShortMonth = 3;
constexpr std::u32string_view kSept = U"sept";
constexpr std::u32string_view kDayMarks = U"日号";
constexpr std::u32string_view kSpanMarks = U"至到-~";
constexpr int kLastDay = 31;

// Returns the month of a whole word, from 1 on; 0 if it is none.
int MonthOf(std::u32string_view word) {
  if (word == kSept) return 9;
  for (size_t month = 0; month < words::kMonths.size(); ++month) {
    const std::u32string_view name = words::kMonths[month];
    if (word == name || word == name.substr(0, kShortMonth)) return static_cast<int>(month) + 1;
  }
  return 0;
}

// Whether a date is known to the day: 2025-12-09, --12-09.
bool HasDay(std::string_view value) {
  return value.size() == 10 || (value.size() == 7 && value[0] == '-');
}

bool IsDayMark(char32_t c) { return kDayMarks.find(c) != std::u32string_view::npos; }

}  // namespace

int DateCursor::EndOfDigits(int at) const {
  while (IsDigit(Peek(at))) ++at;
  return at;
}

std::optional<DateText> DateCursor::DateBehindMonth(int start, int end) const {
  const std::u32string_view word = text_.substr(start, end - start);
  const bool is_short = (word.size() == kShortMonth && word != U"may") || word == kSept;
  int at = end;
  if (is_short && Peek(at) == U'.') ++at;
  if (Peek(at) != U' ' || !IsDigit(Peek(at + 1))) return std::nullopt;
  const int month = MonthOf(word);
  if (month == 0) return std::nullopt;
  ++at;
  end = EndOfDigits(at);
  if (end - at == 4) {
    return DateText{absl::StrFormat("%s-%02d", Digits(at, end), month), start, end};
  }
  if (end - at > 2) return std::nullopt;
  const int day = std::stoi(Digits(at, end));
  int year_at = end;
  if (Peek(year_at) == U',') ++year_at;
  if (Peek(year_at) == U' ') ++year_at;
  const int year_end = EndOfDigits(year_at);
  if (year_end - year_at == 4 && text_.substr(year_at, 2) == U"20") {
    return DateText{absl::StrFormat("%s-%02d-%02d", Digits(year_at, year_end), month, day), start,
                    year_end};
  }
  return DateText{absl::StrFormat("--%02d-%02d", month, day), start, end};
}

std::optional<DateText> DateCursor::DateAt(int start, int end) const {
  if (auto date = NumericDate(start, end)) return date;
  if (auto date = DayBeforeMonth(start, end)) return date;
  return BareYear(start, end);
}

std::optional<DateText> DateCursor::DayBeforeMonth(int start, int end) const {
  if (end - start > 2) return std::nullopt;
  const int day = std::stoi(Digits(start, end));
  if (Peek(end) == U'.') ++end;
  if (Peek(end) != U' ' || day < 1 || day > kLastDay) return std::nullopt;
  const int month_at = end + 1;
  int stop = month_at;
  while (IsWordChar(Peek(stop))) ++stop;
  const int month = MonthOf(text_.substr(month_at, stop - month_at));
  if (month == 0) return std::nullopt;
  std::string value = absl::StrFormat("--%02d-%02d", month, day);
  if (Peek(stop) == U' ' && AreDigits(stop + 1, 4)) {
    value = absl::StrCat(Digits(stop + 1, stop + 5), value.substr(1));
    stop += 5;
  }
  return DateText{std::move(value), start, stop};
}

std::optional<DateText> DateCursor::NumericDate(int start, int end) const {
  int at = start;
  std::string year;
  if (end - start == 4 && (Peek(end) == U'年' || Peek(end) == U'-')) {
    year = Digits(start, end);
    const bool iso = Peek(end) == U'-';
    at = end + 1;
    const int month_end = EndOfDigits(at);
    if (iso && (month_end - at != 2 || Peek(month_end) != U'-')) return std::nullopt;
    const bool has_month = month_end > at && month_end - at <= 2;
    if (!has_month || (!iso && Peek(month_end) != U'月')) return DateText{year, start, at};
    end = month_end;
  } else if (Peek(end) != U'月' || end - start > 2) {
    return std::nullopt;
  }
  const int month = std::stoi(Digits(at, end));
  const int day_end = EndOfDigits(end + 1);
  const bool has_day = day_end > end + 1 && day_end - end - 1 <= 2;
  const std::string head = year.empty() ? "-" : year;
  if (!has_day) return DateText{absl::StrFormat("%s-%02d", head, month), start, end + 1};
  const int day = std::stoi(Digits(end + 1, day_end));
  return DateText{absl::StrFormat("%s-%02d-%02d", head, month, day), start,
                  IsDayMark(Peek(day_end)) ? day_end + 1 : day_end};
}

std::optional<DateText> DateCursor::BareYear(int start, int end) const {
  const std::u32string_view digits = text_.substr(start, end - start);
  if (end - start != 4 || (!digits.starts_with(U"20") && !digits.starts_with(U"19"))) {
    return std::nullopt;
  }
  if (digits.find_first_not_of(U"0123456789") != std::u32string_view::npos) return std::nullopt;
  for (const std::u32string_view word :
       {U"in ",     U"of ",     U"by ",    U"until ", U"since ", U"from ",   U"during ",
        U"before ", U"after ",  U"early ", U"late ",  U"mid-",   U"spring ", U"summer ",
        U"autumn ", U"winter ", U"fall ",  U"q1 ",    U"q2 ",    U"q3 ",     U"q4 "}) {
    if (Precedes(start, word)) return DateText{Digits(start, end), start, end};
  }
  return std::nullopt;
}

std::optional<DateText> DateCursor::LastDayBehind(const DateText& first) const {
  constexpr size_t kDayDigits = 2;
  const int at = first.end + 1;
  const int end = EndOfDigits(at);
  if (kSpanMarks.find(Peek(first.end)) == std::u32string_view::npos || end == at ||
      end - at > static_cast<int>(kDayDigits) || !IsDayMark(Peek(end))) {
    return std::nullopt;
  }
  if (!HasDay(first.value)) return std::nullopt;
  const size_t days = first.value.size() - kDayDigits;
  const int day = std::stoi(Digits(at, end));
  if (day <= std::stoi(first.value.substr(days)) || day > kLastDay) return std::nullopt;
  return DateText{absl::StrFormat("%s%02d", first.value.substr(0, days), day), at, end + 1};
}

DateText DateCursor::ChineseDate(std::string year, int start, int end) const {
  DateText date{std::move(year), start, end + 1};
  for (const std::u32string_view units : {std::u32string_view(U"月"), kDayMarks}) {
    const ChineseNumeral part = ReadChineseNumeral(text_, date.end);
    if (part.total < 1 || units.find(Peek(part.end)) == std::u32string_view::npos) break;
    absl::StrAppendFormat(&date.value, "-%02d", part.total);
    date.end = part.end + 1;
  }
  return date;
}

}  // namespace sennight::summarization
