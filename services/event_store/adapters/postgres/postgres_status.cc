#include "services/event_store/adapters/postgres/postgres_status.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <pqxx/except>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/log/log.h"

namespace sennight::event_store {
namespace {

constexpr size_t kMaxLoggedBytes = 300;

// The first line: the lines after it may hold values, which are no matter for logs.
std::string FirstLine(const std::string& text) {
  return text.substr(0, std::min(text.find('\n'), kMaxLoggedBytes));
}

// An outage fails every call; the log need not say so more than once a second.
bool IsNews() {
  static std::atomic<int64_t> silent_until = 0;
  const int64_t now = absl::ToUnixMillis(absl::Now());
  int64_t until = silent_until;
  return now >= until && silent_until.compare_exchange_strong(until, now + 1000);
}

DatabaseResult Lost(const std::string& what) {
  if (IsNews()) log::Warning("database connection lost", {{"what", FirstLine(what)}});
  return {.status = absl::UnavailableError("the database cannot be reached"),
          .connection_lost = true,
          .may_repeat = true};
}

// It may be committed. Appends are idempotent, so the client asks again and learns what is stored.
DatabaseResult InDoubt(const std::string& what) {
  log::Warning("commit in doubt", {{"what", FirstLine(what)}});
  return {absl::UnavailableError("the database was lost while it committed; repeat the call"), true,
          false};
}

DatabaseResult FromSqlState(const std::string& state, const std::string& what) {
  // Class 22 errors quote the value that was wrong.
  log::Warning("database error", {{"sqlstate", state},
                                  {"what", absl::StartsWith(state, "22") ? "" : FirstLine(what)}});
  // 57P01 to 57P03: the server shuts down, has crashed, or starts.
  if (absl::StartsWith(state, "57P")) {
    return {absl::UnavailableError("the database is not available"), true, true};
  }
  if (state == "57014") {
    return {absl::DeadlineExceededError("the database did not answer in time"), false, false};
  }
  // 55P03: a lock was not to be had in time.
  if (state == "55P03") return {absl::AbortedError("the database is busy"), false, false};
  // Disk full, out of memory, and a server that is a standby or read-only.
  if (absl::StartsWith(state, "53") || state == "25006") {
    return {absl::UnavailableError("the database cannot store anything now"), false, false};
  }
  return {absl::InternalError("a database statement failed"), false, false};
}

}  // namespace

DatabaseResult Translated(const std::function<absl::Status()>& work) {
  try {
    return {work(), false, false};
  } catch (const pqxx::in_doubt_error& error) {
    return InDoubt(error.what());
  } catch (const pqxx::statement_completion_unknown& error) {
    return InDoubt(error.what());
  } catch (const pqxx::broken_connection& error) {
    return Lost(error.what());
  } catch (const pqxx::transaction_rollback& error) {
    log::Warning("transaction rolled back", {{"what", FirstLine(error.what())}});
    return {absl::AbortedError("the transaction lost a race"), false, true};
  } catch (const pqxx::insufficient_privilege& error) {
    log::Warning("database error", {{"what", FirstLine(error.what())}});
    return {absl::FailedPreconditionError("the role in the database may not do this"), false,
            false};
  } catch (const pqxx::sql_error& error) {
    return FromSqlState(error.sqlstate(), error.what());
  } catch (const pqxx::failure& error) {
    return Lost(error.what());
  } catch (const std::logic_error& error) {
    // What libpqxx throws besides: conversion, range, usage and argument errors. Its versions share
    // no other base of them.
    log::Error("database interface", {{"what", FirstLine(error.what())}});
    return {absl::InternalError("reading the database's answer failed"), true, false};
  }
}

absl::Status TranslatedStatus(const std::function<absl::Status()>& work) {
  return Translated(work).status;
}

}  // namespace sennight::event_store
