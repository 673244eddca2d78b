// A small store with some of everything.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "services/event_store/adapters/postgres/filter_texts.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {

inline absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

// A store with five events, of which the second was revised (6) and the third retracted (7); the
// fifth repeats the fourth, and the second has a folded text.
inline std::string AStore() {
  std::string database = PostgresCluster::Shared().NewDatabase();
  ConnectionPool pool({.connection_string = database});
  PostgresEventLog log(pool);
  log.SetReady();
  std::vector<event::v1::Event> events;
  for (int n = 1; n <= 5; ++n) events.push_back(AnEvent(n));
  events[1].set_title("基因治療在臺灣");
  for (int n : {3, 4}) {
    events[static_cast<size_t>(n)].set_body(
        "The agency has granted the therapy an accelerated approval on Monday, after a panel of "
        "its "
        "advisers had voted for it by a wide margin in September, the company says.");
  }
  events[4].mutable_sources(0)->set_publisher("Other News");
  EXPECT_THAT(AppendTo(log, events, {kNow}, Soon()), testing::IsOk());
  event::v1::Event revised = events[1];
  revised.set_body("Another text.");
  EXPECT_THAT(log.Revise({.event_id = IdOf(2),
                          .expected_revision = 1,
                          .reason = "wrong",
                          .event = Prepare(revised, "editor")},
                         {kNow}, Soon()),
              testing::IsOk());
  EXPECT_THAT(log.Revise({.event_id = IdOf(3),
                          .expected_revision = 1,
                          .reason = "withdrawn",
                          .event = std::nullopt},
                         {kNow, "editor"}, Soon()),
              testing::IsOk());
  EXPECT_THAT(log.IndexForSearch(Soon()), testing::IsOk());
  return database;
}

// Gives all texts of a store filters, each of which ends at one of `last_positions`.
inline void FilterTextsOfAll(const std::string& database,
                             const std::vector<int64_t>& last_positions) {
  ConnectionPool pool({.connection_string = database});
  const absl::Status filtered = InTransaction(pool, Soon(), [&](Transaction& transaction) {
    transaction.RunOnce("SELECT 1");
    int64_t after = 0;
    for (const int64_t last : last_positions)
      FilterTexts(transaction, std::exchange(after, last), last);
    transaction.RunOnce("UPDATE event_store.search_backfill SET filtered_to = $1", after);
    return absl::OkStatus();
  });
  EXPECT_THAT(filtered, testing::IsOk());
}

}  // namespace sennight::event_store
