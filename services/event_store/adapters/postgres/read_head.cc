#include "services/event_store/adapters/postgres/read_head.h"

namespace sennight::event_store {
namespace {

#define SENNIGHT_SELECT_HEAD                                                               \
  "SELECT head, epoch, (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded_us" \
  " FROM event_store.log WHERE log_id = 1"

constexpr char kHead[] = SENNIGHT_SELECT_HEAD;

constexpr char kLockLog[] = SENNIGHT_SELECT_HEAD " FOR UPDATE";
#undef SENNIGHT_SELECT_HEAD

}  // namespace

Head HeadOf(const pqxx::row& row) {
  Head head{.position = row["head"].as<int64_t>(), .epoch = row["epoch"].as<int>()};
  if (!row["recorded_us"].is_null()) {
    head.recorded_at = absl::FromUnixMicros(row["recorded_us"].as<int64_t>());
  }
  return head;
}

Head SelectHead(Transaction& transaction) { return HeadOf(transaction.Run(kHead).at(0)); }

LockedLog LockLog(Transaction& transaction) { return {HeadOf(transaction.Run(kLockLog).at(0))}; }

}  // namespace sennight::event_store
