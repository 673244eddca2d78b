// Dates in Chinese and English text, as the numbers of a text are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/summarization/domain/number_cursor.h"

namespace sennight::summarization {

// A date in its normal form (numbers.h) and where it stands.
struct DateText {
  std::string value;
  int start = 0;
  int end = 0;
};

// Reads dates at places that a scan of the text has come to.
class DateCursor : protected NumberCursor {
 protected:
  using NumberCursor::NumberCursor;

  // "december 8, 2025", "dec. 6-9", "december 2025", of which the month stands at [start, end).
  std::optional<DateText> DateBehindMonth(int start, int end) const;

  // The date whose first digits stand at [start, end): "2025年12月8日", "12月8日", "12月",
  // "2025-12-08", "8 december 2025", "31. august", and years behind a word that goes before them.
  std::optional<DateText> DateAt(int start, int end) const;

  // The last day of a span of days that begins with `first`, of the same month: 12月9日至15日.
  std::optional<DateText> LastDayBehind(const DateText& first) const;

  // 二〇二五年, 二〇二五年十二月, 二〇二五年十二月九日, with the year's digits at [start, end).
  DateText ChineseDate(std::string year, int start, int end) const;

 private:
  int EndOfDigits(int at) const;
  std::optional<DateText> NumericDate(int start, int end) const;
  std::optional<DateText> DayBeforeMonth(int start, int end) const;
  std::optional<DateText> BareYear(int start, int end) const;
};

}  // namespace sennight::summarization
