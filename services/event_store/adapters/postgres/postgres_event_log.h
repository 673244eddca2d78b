// The event log in PostgreSQL.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/event_store/adapters/postgres/append_meters.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/log_writer.h"
#include "services/event_store/adapters/postgres/search_index.h"
#include "services/event_store/adapters/postgres/token_key.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/window_memory.h"

namespace sennight::event_store {

// Every method takes one connection for as long as it works. Answers kUnavailable until the schema
// is known to be the program's own.
class PostgresEventLog final : public EventLog {
 public:
  // `pool` must outlive the log. `on_commit` (optional) is called after each commit, on the
  // thread that writes; it must be quick.
  explicit PostgresEventLog(ConnectionPool& pool, const AppendMeters& meters = {},
                            std::function<void()> on_commit = {})
      : pool_(pool), writer_(pool, meters, std::move(on_commit)) {}

  // Says that the schema is there.
  void SetReady() { is_ready_ = true; }

  absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> AppendPrepared(
      absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline) override;
  absl::Status AppendEach(Batches& batches, const std::function<absl::Time()>& clock,
                          absl::Time deadline) override;
  absl::StatusOr<eventstore::v1::AppendOutcome> Revise(const Revision& revision,
                                                       const Recording& recording,
                                                       absl::Time deadline) override;
  absl::StatusOr<RevisionPage> ListRevisions(const RevisionQuery& query,
                                             absl::Time deadline) override;
  absl::StatusOr<Each> GetEach(absl::Span<const EventAt> wanted, absl::Time deadline) override;
  absl::StatusOr<std::vector<event::v1::Event>> BatchGet(absl::Span<const std::string> event_ids,
                                                         int64_t as_of,
                                                         absl::Time deadline) override;
  absl::StatusOr<EventPage> List(const ListQuery& query, int64_t as_of,
                                 absl::Time deadline) override;
  absl::StatusOr<SearchPage> Search(const SearchQuery& query, int64_t as_of,
                                    absl::Time deadline) override;
  absl::StatusOr<WindowContents> Window(const WindowQuery& query, int64_t as_of,
                                        absl::Time deadline) override;
  absl::StatusOr<eventstore::v1::WindowHead> GetWindowHead(const WindowQuery& query, int64_t as_of,
                                                           absl::Time deadline) override;
  absl::StatusOr<WindowParts> Read(absl::Span<const int64_t> positions, Detail detail,
                                   absl::Time deadline) override;
  absl::StatusOr<Tail> ReadTail(const TailQuery& query, absl::Time deadline) override;
  absl::StatusOr<Head> GetHead(absl::Time deadline) override;
  absl::StatusOr<std::string> GetTokenKey(absl::Time deadline) override;

  // Sorts the next titles into the index of search terms (search_index.h).
  absl::StatusOr<IndexProgress> IndexForSearch(absl::Time deadline);

 private:
  Head ReadHead(Transaction& transaction);
  // Returns the head, but with the position that `as_of` means; errors as List.
  absl::StatusOr<Head> ReadHeadAt(Transaction& transaction, int64_t as_of,
                                  std::optional<int32_t> epoch);
  absl::Status CheckReady() const;
  // Does `work` with a Transaction& and returns its T.
  template <typename T, typename Work>
  absl::StatusOr<T> ReadOnly(absl::Time deadline, const Work& work) const;

  ConnectionPool& pool_;
  std::atomic<bool> is_ready_ = false;
  std::atomic<bool> may_filter_ = true;  // As far as is known.
  WindowMemory windows_;
  TokenKey token_key_;
  LogWriter writer_;
};

}  // namespace sennight::event_store
