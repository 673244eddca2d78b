// PostgreSQL's binary form of arrays, so that one statement takes a whole batch and nothing is
// quoted, escaped or parsed.
//
// The form is what array_recv reads (PostgreSQL, src/backend/utils/adt/arrayfuncs.c).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <pqxx/binarystring>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace sennight::event_store {

// The types of elements, by their object ids, which are the same in every server.
enum class ElementType : uint32_t {
  kBytea = 17,
  kBigint = 20,
  kSmallint = 21,
  kInt = 23,
  kText = 25,
  kDate = 1082,
  kTimestamptz = 1184,
  kUuid = 2950,
};

// Writes a one-dimensional array of one type. The statement must cast its parameter to that type,
// such as `$1::uuid[]`.
class BinaryArray {
 public:
  explicit BinaryArray(ElementType type);

  // Makes room for so many elements of so many bytes together.
  void Reserve(size_t elements, size_t bytes);

  // Adds a text, a bytea, or the 16 bytes of a uuid.
  void Add(std::string_view bytes);
  // Adds a uuid in its usual form, which must be valid.
  void AddUuid(std::string_view uuid);
  // Adds a smallint, int or bigint, whichever the array is of.
  void AddNumber(int64_t number);
  void AddDay(absl::CivilDay day);
  // Adds a moment, cut off to the microsecond.
  void AddTime(absl::Time time);
  void AddNull();

  // Returns the array as a parameter of a statement.
  pqxx::binarystring Parameter();

  // The same of a statement in binary form (binary_rows.h). The array is of no use afterwards.
  std::string Release();

 private:
  void Finish();
  char* Extend(size_t bytes);
  void Put(uint64_t number, size_t bytes);

  const ElementType type_;
  uint32_t size_ = 0;
  bool has_nulls_ = false;
  std::string bytes_;  // The header, written at last, and the elements.
};

// Returns the array of the elements of `range`: numbers, texts, or uuids in their usual form.
template <typename Range>
BinaryArray ArrayOf(ElementType type, const Range& range) {
  BinaryArray array(type);
  for (const auto& element : range) {
    if constexpr (std::is_integral_v<std::decay_t<decltype(element)>>) {
      array.AddNumber(element);
    } else if (type == ElementType::kUuid) {
      array.AddUuid(element);
    } else {
      array.Add(element);
    }
  }
  return array;
}

// Returns texts as an array.
template <typename Range>
pqxx::binarystring SqlTexts(const Range& texts) {
  return ArrayOf(ElementType::kText, texts).Parameter();
}

}  // namespace sennight::event_store
