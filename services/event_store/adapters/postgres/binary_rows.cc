#include "services/event_store/adapters/postgres/binary_rows.h"

#include <poll.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include <pqxx/except>
#include <pqxx/largeobject>
#include <pqxx/transaction>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace sennight::event_store {
namespace {

constexpr size_t kUuidBytes = 16;
constexpr size_t kMostHexBytes = 32;

// Where PostgreSQL's time begins.
constexpr absl::Duration kEpoch = absl::Seconds(946'684'800);

// Libpq's connection within libpqxx's, which all versions show to what is derived from this class.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
class Inside : private pqxx::largeobject {
 public:
  static PGconn* Of(pqxx::connection& connection) {
    const pqxx::work transaction(connection);
    return raw_connection(transaction);
  }
};
#pragma GCC diagnostic pop

uint64_t BigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

void AddHex(char byte, Digits& digits) {
  constexpr std::string_view kHex = "0123456789abcdef";
  digits.Add(kHex[static_cast<unsigned char>(byte) >> 4]);
  digits.Add(kHex[static_cast<unsigned char>(byte) & 0xf]);
}

std::string BigEndian(uint64_t number, size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = size; i-- > 0; number >>= 8) bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

// Sets `ends`, a bool, if an idle connection is told that it ends. 57P01 to 57P05: the server shuts
// down or has crashed, an administrator ended the connection, or it was idle too long; of a crash
// it is told as a warning.
void NoteTheEnd(void* ends, const PGresult* notice) {
  const char* const severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  const char* const state = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
  if ((severity != nullptr && absl::string_view(severity) == "FATAL") ||
      (state != nullptr && absl::StartsWith(state, "57P"))) {
    *static_cast<bool*>(ends) = true;
  }
}

}  // namespace

void ThrowFailure(const PGconn* connection, const PGresult* result) {
  std::string what = result == nullptr ? PQerrorMessage(connection) : PQresultErrorMessage(result);
  if (what.empty()) what = "the connection was ended";
  const char* const state =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr || PQstatus(connection) != CONNECTION_OK) {
    throw pqxx::broken_connection(what);
  }
  if (absl::string_view(state) == "42501") throw pqxx::insufficient_privilege(what);
  if (absl::StartsWith(state, "40")) throw pqxx::transaction_rollback(what);
  throw pqxx::sql_error(what, "", state);
}

int64_t BinaryRows::Number(int row, int column) const {
  const std::string_view bytes = Bytes(row, column);
  const uint64_t number = BigEndian(bytes);
  switch (bytes.size()) {
    case 2:
      return static_cast<int16_t>(number);
    case 4:
      return static_cast<int32_t>(number);
    case 8:
      return static_cast<int64_t>(number);
  }
  throw std::logic_error(absl::StrCat("column ", column, " is no number"));
}

bool BinaryRows::Flag(int row, int column) const {
  const std::string_view bytes = Bytes(row, column);
  if (bytes.size() != 1) throw std::logic_error(absl::StrCat("column ", column, " is no flag"));
  return bytes[0] != 0;
}

absl::Time BinaryRows::Time(int row, int column) const {
  return absl::UnixEpoch() + kEpoch + absl::Microseconds(Number(row, column));
}

Digits BinaryRows::Hex(int row, int column) const {
  const std::string_view bytes = Bytes(row, column);
  if (bytes.size() > kMostHexBytes) {
    throw std::logic_error(absl::StrCat("column ", column, " is too long"));
  }
  Digits digits;
  for (const char byte : bytes) AddHex(byte, digits);
  return digits;
}

Digits BinaryRows::Uuid(int row, int column) const {
  const std::string_view bytes = Bytes(row, column);
  if (!bytes.empty() && bytes.size() != kUuidBytes) {
    throw std::logic_error(absl::StrCat("column ", column, " is no uuid"));
  }
  Digits digits;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) digits.Add('-');
    AddHex(bytes[i], digits);
  }
  return digits;
}

std::string BigintParameter(int64_t number) { return BigEndian(static_cast<uint64_t>(number), 8); }

std::string TimeParameter(absl::Time time) {
  return BigintParameter(absl::ToUnixMicros(time - kEpoch));
}

std::string IntParameter(int32_t number) { return BigEndian(static_cast<uint32_t>(number), 4); }

BinaryValues::BinaryValues(absl::Span<const std::string> parameters)
    : formats_(parameters.size(), kBinaryFormat) {
  values_.reserve(parameters.size());
  sizes_.reserve(parameters.size());
  for (const std::string& parameter : parameters) {
    values_.push_back(parameter.data());
    sizes_.push_back(static_cast<int>(parameter.size()));
  }
}

BinaryStatements::BinaryStatements(pqxx::connection& connection)
    : connection_(Inside::Of(connection)) {}

BinaryRows BinaryStatements::Run(const char* sql, absl::Span<const std::string> parameters) {
  const BinaryValues values(parameters);
  PGresult* const result =
      PQexecPrepared(connection_, Prepared(sql).c_str(), values.count(), values.values(),
                     values.sizes(), values.formats(), kBinaryFormat);
  BinaryRows rows(result);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) ThrowFailure(connection_, result);
  return rows;
}

bool BinaryStatements::IsIdle() const {
  return PQtransactionStatus(connection_) == PQTRANS_IDLE &&
         PQpipelineStatus(connection_) == PQ_PIPELINE_OFF;
}

// Whether it is known already that the connection is lost: while it is idle, nobody looks. A server
// may have said that it ends and not be gone yet; to a statement it would say nothing more.
bool BinaryStatements::IsLost() const {
  pollfd socket{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0};
  bool ends = false;
  while (!ends && poll(&socket, 1, 0) > 0) {
    const PQnoticeReceiver before = PQsetNoticeReceiver(connection_, &NoteTheEnd, &ends);
    const bool is_read = PQconsumeInput(connection_) != 0;
    PQisBusy(connection_);  // Takes in what has come, such as a setting that has changed.
    PQsetNoticeReceiver(connection_, before, nullptr);  // Libpq's own, which wants no more.
    if (!is_read) return true;
  }
  return ends || PQstatus(connection_) != CONNECTION_OK;
}

const std::string& BinaryStatements::Prepared(const char* sql) {
  const auto found = names_.find(sql);
  if (found != names_.end()) return found->second;
  const std::string& name = names_.emplace(sql, absl::StrCat("b", names_.size() + 1)).first->second;
  const PgResult result(PQprepare(connection_, name.c_str(), sql, 0, nullptr), &PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
    names_.erase(sql);
    ThrowFailure(connection_, result.get());
  }
  return name;
}

}  // namespace sennight::event_store
