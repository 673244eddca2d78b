// Figures and dates in text, in Chinese and English, in one normal form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sennight/event/v1/event.pb.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

enum class NumberKind {
  kMoney,     // 1.98万元: 19800 CNY.
  kPercent,   // 63.0%: 63.0 %.
  kRatio,     // 37/54.
  kCount,     // 54名, 54 patients: 54.
  kDuration,  // 28天, six months: 28 day.
  kMeasure,   // 16 MW: 16 mw.
  kOrdinal,   // 第28天, day 28: 28 day.
  kDate,      // 12月8日: --12-08; 2025年12月8日: 2025-12-08; 2025年: 2025.
  kPlain,     // A number of which nothing else is known.
};

// A figure. Values are decimal texts; scales (万, million) are written out, nothing is rounded.
struct Number {
  NumberKind kind = NumberKind::kPlain;
  std::string value;
  std::string unit;
  event::v1::Approximation approximation = event::v1::APPROXIMATION_UNSPECIFIED;
  bool is_bound = false;  // "up to 5%", "不超过 5%": at most or at least, as the text says.
  Range range;            // In the shadow's text when found; in the source once analysed.

  // Whether two figures say the same.
  bool Says(const Number& other) const {
    return kind == other.kind && value == other.value && unit == other.unit;
  }
};

// Returns the figures of `shadow` within `within`, from left to right. Digits that belong to a name
// (CD19, GPT-5.5, UX-DA003) are none.
std::vector<Number> FindNumbers(std::u32string_view shadow, const Range& within);

// Returns decimal `value` times 10 to the power of `places` (not negative): ("1.98", 4) is "19800".
std::string ShiftDecimal(std::string value, int places);

// Returns decimal `value` without a sign of its precision, for comparing: "63.0" is "63".
std::string CanonicalDecimal(std::string value);

}  // namespace sennight::summarization
