#include "services/event_store/adapters/postgres/binary_array.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sennight::event_store {
namespace {

constexpr size_t kSizeBytes = 4;
constexpr size_t kUuidBytes = 16;
constexpr size_t kHeaderBytes = 20;
constexpr size_t kEmptyBytes = 12;               // Of the header, if there is nothing more.
constexpr absl::CivilDay kFirstDay(2000, 1, 1);  // PostgreSQL counts days and moments from here.

// Writes the number's last `bytes` bytes, at most 8.
void PutNumber(uint64_t number, size_t bytes, char* out) {
  for (size_t i = bytes; i > 0; number >>= 8) out[--i] = static_cast<char>(number);
}

// The values of hexadecimal digits.
constexpr std::array<uint8_t, 256> kDigits = [] {
  std::array<uint8_t, 256> digits{};
  for (uint8_t value = 0; value < 16; ++value) {
    digits[static_cast<uint8_t>("0123456789abcdef"[value])] = value;
    digits[static_cast<uint8_t>("0123456789ABCDEF"[value])] = value;
  }
  return digits;
}();

size_t WidthOf(ElementType type) {
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

BinaryArray::BinaryArray(ElementType type) : type_(type), bytes_(kHeaderBytes, 0) {}

// Returns where the bytes of one more element go.
char* BinaryArray::Extend(size_t bytes) {
  const size_t at = bytes_.size();
  bytes_.resize(at + kSizeBytes + bytes);
  PutNumber(bytes, kSizeBytes, &bytes_[at]);
  ++size_;
  return &bytes_[at] + kSizeBytes;
}

void BinaryArray::Put(uint64_t number, size_t bytes) { PutNumber(number, bytes, Extend(bytes)); }

void BinaryArray::Reserve(size_t elements, size_t bytes) {
  bytes_.reserve(kHeaderBytes + elements * kSizeBytes + bytes);
}

void BinaryArray::Add(std::string_view bytes) {
  std::array<char, kSizeBytes> size;
  PutNumber(bytes.size(), size.size(), size.data());
  bytes_.append(size.data(), size.size()).append(bytes);
  ++size_;
}

void BinaryArray::AddUuid(std::string_view uuid) {
  char* out = Extend(kUuidBytes);
  const char* const end = out + kUuidBytes;
  for (size_t at = 0; out < end && at + 1 < uuid.size(); at += 2) {
    if (uuid[at] == '-') ++at;
    *out++ = static_cast<char>(kDigits[static_cast<uint8_t>(uuid[at])] << 4 |
                               kDigits[static_cast<uint8_t>(uuid[at + 1])]);
  }
}

void BinaryArray::AddNumber(int64_t number) { Put(static_cast<uint64_t>(number), WidthOf(type_)); }

void BinaryArray::AddDay(absl::CivilDay day) { Put(static_cast<uint64_t>(day - kFirstDay), 4); }

void BinaryArray::AddTime(absl::Time time) {
  static const int64_t epoch =
      absl::ToUnixMicros(absl::FromCivil(absl::CivilSecond(kFirstDay), absl::UTCTimeZone()));
  Put(static_cast<uint64_t>(absl::ToUnixMicros(time) - epoch), 8);
}

void BinaryArray::AddNull() {
  bytes_.append(kSizeBytes, '\xff');  // The size -1.
  has_nulls_ = true;
  ++size_;
}

// Writes the header.
void BinaryArray::Finish() {
  PutNumber(size_ == 0 ? 0 : 1, 4, bytes_.data());  // Dimensions; an empty array has none.
  PutNumber(has_nulls_ ? 1 : 0, 4, &bytes_[4]);
  PutNumber(static_cast<uint32_t>(type_), 4, &bytes_[8]);
  PutNumber(size_, 4, &bytes_[12]);
  PutNumber(1, 4, &bytes_[16]);  // The index of the first.
  if (size_ == 0) bytes_.resize(kEmptyBytes);
}

pqxx::binarystring BinaryArray::Parameter() {
  Finish();
  return pqxx::binarystring(bytes_.data(), bytes_.size());
}

std::string BinaryArray::Release() {
  Finish();
  return std::move(bytes_);
}

}  // namespace sennight::event_store
