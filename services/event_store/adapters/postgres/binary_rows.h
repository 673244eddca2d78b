// Rows in PostgreSQL's binary form, which costs it and us less than text, a bytea half the bytes.
// libpqxx can only ask for text.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>
#include <pqxx/connection>

#include "absl/time/time.h"
#include "absl/types/span.h"

namespace sennight::event_store {

using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Libpq's number of the binary form.
inline constexpr int kBinaryFormat = 1;

// Throws what libpqxx throws when a statement fails as `result` (null if there is none) says.
[[noreturn]] void ThrowFailure(const PGconn* connection, const PGresult* result);

// The rows that a statement found. Methods throw std::logic_error if a value has not the form that
// is asked for.
class BinaryRows {
 public:
  explicit BinaryRows(PGresult* result) : result_(result, &PQclear) {}

  int size() const { return PQntuples(result_.get()); }

  bool IsNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

  // A text or bytea, or whatever it is as it came; empty for a null. Valid as long as the rows.
  std::string_view Bytes(int row, int column) const {
    return {PQgetvalue(result_.get(), row, column),
            static_cast<size_t>(PQgetlength(result_.get(), row, column))};
  }

  // A smallint, int or bigint.
  int64_t Number(int row, int column) const;

  bool Flag(int row, int column) const;

  // A timestamptz.
  absl::Time Time(int row, int column) const;

  // A bytea in hexadecimal digits; empty for a null.
  std::string Hex(int row, int column) const;

  // A uuid in its usual form; empty for a null.
  std::string Uuid(int row, int column) const;

 private:
  PgResult result_;
};

// Returns a number as a parameter of type bigint or int, a moment, cut off to the microsecond, as
// one of type timestamptz.
std::string BigintParameter(int64_t number);
std::string IntParameter(int32_t number);
std::string TimeParameter(absl::Time time);

// The parameters of a statement as libpq takes them, all in binary form. Refers to them.
class BinaryValues {
 public:
  explicit BinaryValues(absl::Span<const std::string> parameters);

  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* sizes() const { return sizes_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<const char*> values_;
  std::vector<int> sizes_;
  std::vector<int> formats_;
};

// The statements of a connection whose parameters and rows are binary. Used beside libpqxx, not at
// the same time as it.
class BinaryStatements {
 public:
  // Takes no possession of the connection, which must outlive it. Throws libpqxx's exceptions.
  explicit BinaryStatements(pqxx::connection& connection);

  // Returns whether the connection can be used by others: it is in no transaction or pipeline.
  bool IsIdle() const;

  // Runs a statement, a constant of the program, which is prepared when it is run for the first
  // time. Throws libpqxx's exceptions.
  BinaryRows Run(const char* sql, absl::Span<const std::string> parameters);

 private:
  friend class Pipeline;

  const std::string& Prepared(const char* sql);
  bool IsLost() const;

  PGconn* const connection_;
  std::map<const char*, std::string> names_;
};

}  // namespace sennight::event_store
