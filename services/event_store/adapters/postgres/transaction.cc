#include "services/event_store/adapters/postgres/transaction.h"

#include <new>

#include <pqxx/nontransaction>

#include "services/event_store/adapters/postgres/postgres_status.h"

namespace sennight::event_store {
namespace {

constexpr int kAttempts = 2;

using Step = std::function<absl::Status(ConnectionPool::Lease&)>;

absl::Status WithConnection(ConnectionPool& pool, absl::Time deadline, const Step& step) {
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<ConnectionPool::Lease> lease = pool.Acquire(deadline);
    if (!lease.ok()) return lease.status();
    const DatabaseResult result = Translated([&lease, &step] {
      try {
        lease->BoundStatements();
        lease->OpenBinary();
        return step(*lease);
      } catch (const std::bad_alloc&) {
        // What was prepared, and what was noted of it, may differ.
        lease->Discard();
        throw;
      }
    });
    if (result.connection_lost) {
      lease->Discard();
      pool.CloseIdle();
    }
    if (absl::IsDeadlineExceeded(result.status) && absl::Now() < deadline) {
      // Our own bound, not the caller's: they may try again.
      return absl::UnavailableError(result.status.message());
    }
    const bool again = result.may_repeat && attempt < kAttempts && absl::Now() < deadline;
    if (!again) return result.status;
  }
}

}  // namespace

absl::Status InTransaction(ConnectionPool& pool, absl::Time deadline,
                           const std::function<absl::Status(Transaction&)>& work) {
  return WithConnection(pool, deadline, [&work](ConnectionPool::Lease& lease) {
    pqxx::work transaction(lease.connection());
    Transaction running(transaction, lease, /*is_begun=*/false);
    absl::Status status = work(running);
    if (status.ok()) transaction.commit();
    return status;
  });
}

absl::Status InStatements(ConnectionPool& pool, absl::Time deadline,
                          const std::function<absl::Status(BinaryStatements&)>& work) {
  return WithConnection(pool, deadline,
                        [&work](ConnectionPool::Lease& lease) { return work(lease.binary()); });
}

absl::Status Reading(ConnectionPool& pool, absl::Time deadline,
                     const std::function<absl::Status(Transaction&)>& work) {
  return WithConnection(pool, deadline, [&work](ConnectionPool::Lease& lease) {
    pqxx::nontransaction transaction(lease.connection());
    Transaction running(transaction, lease, /*is_begun=*/true);
    return work(running);
  });
}

}  // namespace sennight::event_store
