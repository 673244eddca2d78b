#include "services/event_store/operations.h"

#include <cstdint>
#include <functional>
#include <limits>

#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/cutter.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kSchemaPatience = absl::Seconds(10);

// Longest that one operation lasts: a server that has stopped answering is given up after it.
constexpr absl::Duration kMaxOperationTime = absl::Hours(24);

// Does `work` with one snapshot of a store whose schema is ours.
absl::Status WithSnapshot(const std::string& database,
                          const std::function<absl::Status(Transaction&)>& work) {
  Cutter cutter;
  if (absl::Status schema =
          CheckSchema(database, EmbeddedMigrations(), cutter, absl::Now() + kSchemaPatience);
      !schema.ok()) {
    return schema;
  }
  ConnectionPool pool({.connection_string = database, .size = 1, .max_lease = kMaxOperationTime});
  return InTransaction(pool, absl::Now() + kMaxOperationTime, [&](Transaction& transaction) {
    transaction.RunOnce("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return work(transaction);
  });
}

}  // namespace

absl::StatusOr<StoreReport> CheckStore(const std::string& database) {
  StoreReport report;
  const absl::Status status = WithSnapshot(database, [&report](Transaction& transaction) {
    report = CheckStore(transaction, std::numeric_limits<int64_t>::max());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return report;
}

}  // namespace sennight::event_store
