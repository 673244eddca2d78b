#include "absl/strings/str_cat.h"
#include "services/summarization/domain/numbers.h"

namespace sennight::summarization {

std::string ShiftDecimal(std::string value, int places) {
  if (places <= 0) return value;
  const size_t point = value.find('.');
  std::string fraction = point == std::string::npos ? "" : value.substr(point + 1);
  std::string whole = value.substr(0, point);
  while (static_cast<int>(fraction.size()) < places) fraction.push_back('0');
  whole += fraction.substr(0, places);
  fraction.erase(0, places);
  const size_t first = whole.find_first_not_of('0');
  whole = first == std::string::npos ? "0" : whole.substr(first);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? whole : absl::StrCat(whole, ".", fraction);
}

std::string CanonicalDecimal(std::string value) {
  if (value.find('.') == std::string::npos) return value;
  while (value.back() == '0') value.pop_back();
  if (value.back() == '.') value.pop_back();
  return value;
}

}  // namespace sennight::summarization
