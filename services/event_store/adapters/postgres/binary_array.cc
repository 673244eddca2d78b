#include "services/event_store/adapters/postgres/binary_array.h"

#include "absl/strings/escaping.h"

namespace sennight::event_store {
namespace {

constexpr int kSizeBytes = 4;
constexpr size_t kUuidBytes = 16;
constexpr size_t kHeaderBytes = 20;
constexpr absl::CivilDay kFirstDay(2000, 1, 1);  // PostgreSQL counts days and moments from here.

void AppendNumber(uint64_t number, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(number >> shift));
  }
}

int WidthOf(ElementType type) {
  switch (type) {
    case ElementType::kSmallint:
      return 2;
    case ElementType::kInt:
      return 4;
    default:
      return 8;
  }
}

}  // namespace

void BinaryArray::Put(uint64_t number, int bytes) {
  AppendNumber(static_cast<uint32_t>(bytes), kSizeBytes, elements_);
  AppendNumber(number, bytes, elements_);
  ++size_;
}

void BinaryArray::Add(std::string_view bytes) {
  AppendNumber(bytes.size(), kSizeBytes, elements_);
  elements_.append(bytes);
  ++size_;
}

void BinaryArray::AddUuid(std::string_view uuid) {
  std::string digits;
  digits.reserve(2 * kUuidBytes);
  for (const char c : uuid) {
    if (c != '-') digits.push_back(c);
  }
  Add(absl::HexStringToBytes(digits));
}

void BinaryArray::AddNumber(int64_t number) { Put(static_cast<uint64_t>(number), WidthOf(type_)); }

void BinaryArray::AddDay(absl::CivilDay day) { Put(static_cast<uint64_t>(day - kFirstDay), 4); }

void BinaryArray::AddTime(absl::Time time) {
  static const int64_t epoch =
      absl::ToUnixMicros(absl::FromCivil(absl::CivilSecond(kFirstDay), absl::UTCTimeZone()));
  Put(static_cast<uint64_t>(absl::ToUnixMicros(time) - epoch), 8);
}

void BinaryArray::AddNull() {
  AppendNumber(~uint64_t{0}, kSizeBytes, elements_);
  has_nulls_ = true;
  ++size_;
}

pqxx::binarystring BinaryArray::Parameter() const {
  std::string array;
  array.reserve(kHeaderBytes + elements_.size());
  AppendNumber(size_ == 0 ? 0 : 1, 4, array);  // Dimensions; an empty array has none.
  AppendNumber(has_nulls_ ? 1 : 0, 4, array);
  AppendNumber(static_cast<uint32_t>(type_), 4, array);
  if (size_ > 0) {
    AppendNumber(size_, 4, array);
    AppendNumber(1, 4, array);  // The index of the first.
    array += elements_;
  }
  return pqxx::binarystring(array);
}

pqxx::binarystring SqlTexts(absl::Span<const std::string> texts) {
  BinaryArray array(ElementType::kText);
  for (const std::string& text : texts) array.Add(text);
  return array.Parameter();
}

}  // namespace sennight::event_store
