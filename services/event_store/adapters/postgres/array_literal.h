// PostgreSQL's text form of arrays, so that one statement takes a whole batch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sennight::event_store {

// Writes an array such as `{"a","b\"c",NULL}`. Every element is quoted, so no text is taken for
// syntax; PostgreSQL reads it as text, uuid, date or whatever the statement casts it to.
class ArrayLiteral {
 public:
  void Add(std::string_view text);
  void AddNumber(int64_t number);
  // Adds a bytea of the bytes that `hex` names.
  void AddHex(std::string_view hex);
  // Adds a bytea.
  void AddBytes(std::string_view bytes);
  void AddNull();
  // Adds `text`, or NULL if it is empty.
  void AddOrNull(std::string_view text);

  // Returns the array.
  std::string text() const { return literal_ + "}"; }

 private:
  void Begin() { literal_ += literal_.size() == 1 ? "" : ","; }

  std::string literal_ = "{";
};

}  // namespace sennight::event_store
