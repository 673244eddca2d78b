#include "services/event_store/adapters/postgres/array_literal.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace sennight::event_store {

void ArrayLiteral::Add(std::string_view text) {
  Begin();
  literal_.reserve(literal_.size() + text.size() + 2);
  literal_ += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') literal_ += '\\';
    literal_ += c;
  }
  literal_ += '"';
}

void ArrayLiteral::AddNumber(int64_t number) {
  Begin();
  absl::StrAppend(&literal_, number);
}

void ArrayLiteral::AddHex(std::string_view hex) {
  Begin();
  // A bytea is written \x…, and the array's own syntax doubles the backslash.
  literal_.append("\"\\\\x").append(hex).append("\"");
}

void ArrayLiteral::AddBytes(std::string_view bytes) {
  AddHex(absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size())));
}

void ArrayLiteral::AddNull() {
  Begin();
  literal_ += "NULL";
}

void ArrayLiteral::AddOrNull(std::string_view text) {
  if (text.empty()) {
    AddNull();
  } else {
    Add(text);
  }
}

}  // namespace sennight::event_store
