// Events as they are sent: as fields of a message, in protobuf's wire format, so that what is
// stored is passed on without being taken apart and put together again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "sennight/eventstore/v1/event_store_service.pb.h"

namespace sennight::event_store {

// The field of a GetEventResponse that is the event.
inline constexpr int kEventOfGet = eventstore::v1::GetEventResponse::kEventFieldNumber;

// Writes fields of messages, also those that are empty or 0: the last of a number counts, whatever
// was written before.
class FieldWriter {
 public:
  // What a number takes at most, and a text or message beside itself.
  static constexpr size_t kFieldBytes = 16;

  // Has room for `most_bytes`.
  explicit FieldWriter(size_t most_bytes) : bytes_(most_bytes, '\0'), end_(bytes_.data()) {}

  FieldWriter(const FieldWriter&) = delete;
  FieldWriter& operator=(const FieldWriter&) = delete;

  // Fields that are written already.
  void Fields(std::string_view fields) { end_ = std::copy(fields.begin(), fields.end(), end_); }

  // Also if it is empty: of what stands twice the later one counts.
  void Text(int number, std::string_view text) {
    Tag(number, kLengthDelimited);
    Varint(text.size());
    Fields(text);
  }

  void Number(int number, int64_t value) {
    Tag(number, kVarint);
    Varint(static_cast<uint64_t>(value));
  }

  // A message, whose fields `write`, a `void()`, writes.
  template <typename Write>
  void Message(int number, const Write& write) {
    Tag(number, kLengthDelimited);
    char* const begin = end_ + kUsualLength;
    end_ = begin;
    write();
    const auto size = static_cast<size_t>(end_ - begin);
    const size_t length = SizeOfVarint(size);
    if (length != kUsualLength) std::memmove(begin - kUsualLength + length, begin, size);
    end_ = begin - kUsualLength;
    Varint(size);
    end_ += size;
  }

  // Returns what was written. The writer is of no use afterwards.
  std::string Release() {
    bytes_.resize(static_cast<size_t>(end_ - bytes_.data()));
    return std::move(bytes_);
  }

 private:
  static constexpr uint64_t kVarint = 0;
  static constexpr uint64_t kLengthDelimited = 2;

  // What the length takes of most messages, those of 128 bytes to 16 KiB.
  static constexpr size_t kUsualLength = 2;

  static size_t SizeOfVarint(uint64_t value) {
    size_t size = 1;
    while ((value >>= 7) != 0) ++size;
    return size;
  }

  void Tag(int number, uint64_t wire_type) {
    Varint(static_cast<uint64_t>(number) << 3 | wire_type);
  }

  void Varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) *end_++ = static_cast<char>(value | 0x80);
    *end_++ = static_cast<char>(value);
  }

  std::string bytes_;
  char* end_;
};

}  // namespace sennight::event_store
