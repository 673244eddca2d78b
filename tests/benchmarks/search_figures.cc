// How long searches take among many events, without the network:
//
//   search_figures [EVENTS]      1,000,000 if not given; takes minutes and 4 GB below /tmp
//
// Titles and bodies are made of words of two Han characters, drawn by their frequency as in a
// language. Nothing is asserted.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/domain/index_pace.h"
#include "services/sennight/cluster/private_cluster.h"
#include "tests/benchmarks/timing.h"
#include "tests/support/event_log_calls.h"

namespace sennight::event_store {
namespace {

constexpr int kWords = 5000;
constexpr int kDays = 365;
constexpr int kRounds = 21;

// The next character from `c` on that folding leaves as it is.
char32_t Simplified(char32_t c) {
  while (text::ToSimplified(c) != c) ++c;
  return c;
}

// The word of a rank; words of neighbouring ranks share characters.
std::string Word(int rank) {
  std::string word;
  text::AppendUtf8(Simplified(0x4E00 + static_cast<char32_t>(rank * 7 % 2500)), word);
  text::AppendUtf8(Simplified(0x5A00 + static_cast<char32_t>(rank * 13 % 3000)), word);
  return word;
}

class Corpus {
 public:
  event::v1::Event Next(int n, int of) {
    event::v1::Event event;
    event.set_event_id(absl::StrFormat("00000000-0000-4000-8000-%012d", n));
    event.set_topic("figures");
    event.set_title(Text(10) + " FDA approval");
    event.set_body(Text(250));
    event.set_language("zh-CN");
    const absl::CivilDay day =
        absl::CivilDay(2025, 1, 1) + static_cast<int64_t>(n) * kDays / std::max(of, 1);
    event.mutable_occurred()->set_start(absl::FormatCivilTime(day));
    event.set_category(n % 7 == 0 ? "policy" : "approval");
    event.add_sources()->set_url(absl::StrCat("https://example.org/", n));
    return event;
  }

 private:
  // Log-uniform ranks: the frequency of a word is about one by its rank.
  std::string Text(int words) {
    std::string text;
    for (int i = 0; i < words; ++i) {
      const double at = std::uniform_real_distribution(0.0, std::log(kWords))(random_);
      text += Word(static_cast<int>(std::exp(at)));
    }
    return text;
  }

  std::mt19937 random_{1};
};

void Require(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(EXIT_FAILURE);
}

void Fill(EventLog& log, int events) {
  Corpus corpus;
  std::vector<event::v1::Event> batch;
  const absl::Time start = absl::Now();
  for (int n = 0; n < events; ++n) {
    batch.push_back(corpus.Next(n, events));
    if (batch.size() < 500 && n + 1 < events) continue;
    Require(AppendTo(log, batch, {absl::Now()}, absl::Now() + absl::Minutes(1)).status());
    batch.clear();
  }
  std::printf("%d events stored in %s\n", events,
              absl::FormatDuration(absl::Now() - start).c_str());
}

void Measure(EventLog& log, const std::string& what, const SearchQuery& query) {
  size_t hits = 0;
  const auto search = [&] {
    const auto page = log.Search(query, 0, absl::Now() + absl::Minutes(1));
    Require(page.status());
    hits = page->hits.size();
  };
  const std::vector<absl::Duration> times =
      benchmarks::InTurn({{.name = what, .work = search}}, kRounds, 3);
  std::printf("| %s | %d hits | %.1f ms |\n", what.c_str(), static_cast<int>(hits),
              absl::ToDoubleMilliseconds(times[0]));
  std::fflush(stdout);
}

// Until those up to `last` are.
void SortTitlesIn(PostgresEventLog& log, int64_t last) {
  const absl::Time begin = absl::Now();
  int64_t first = -1;
  IndexProgress progress;
  do {
    const auto done = log.IndexForSearch(absl::Now() + absl::Minutes(1));
    Require(done.status());
    progress = *done;
    if (first < 0) first = std::max<int64_t>(0, progress.indexed_to - kEventsIndexedAtOnce);
  } while (progress.indexed_to < last);
  if (progress.indexed_to == first) return;
  std::printf("| sorting a title in | %d titles | %.1f µs |\n",
              static_cast<int>(progress.indexed_to - first),
              absl::ToDoubleMicroseconds(absl::Now() - begin) /
                  static_cast<double>(progress.indexed_to - first));
}

int Run(int events) {
  auto cluster = cluster::PrivateCluster::StartTemporary();
  Require(cluster.status());
  const std::string database = (*cluster)->ConnectionString();
  Cutter cutter;
  Require(Migrate(database, EmbeddedMigrations(), cutter, absl::Now() + absl::Minutes(1)).status());
  ConnectionPool pool({.connection_string = database, .size = 2});
  PostgresEventLog log(pool);
  log.SetReady();
  Fill(log, events);
  SortTitlesIn(log, events - static_cast<int>(IndexPace::kMaxWaiting));
  Measure(log, "the word of rank 2000 in titles, of which 50,000 wait to be sorted in",
          {.topic = "figures", .words = *ParseSearchWords(Word(2000)), .limit = 20});
  SortTitlesIn(log, events);

  const absl::CivilDay week(2025, 6, 2);
  for (const int rank : {1, 20, 300, 2000, 4900}) {
    SearchQuery query{.topic = "figures", .words = *ParseSearchWords(Word(rank)), .limit = 20};
    const std::string word = absl::StrCat("the word of rank ", rank);
    Measure(log, word + " in titles", query);
    query.best_first = true;
    Measure(log, word + " in titles, best first", query);
    query.best_first = false;
    query.in_bodies = true;
    query.first_day = week;
    query.end_day = week + 7;
    Measure(log, word + " in texts of a week", query);
  }
  SearchQuery query{.topic = "figures", .words = *ParseSearchWords("absent"), .limit = 20};
  Measure(log, "an absent English word in titles", query);
  query.in_bodies = true;
  query.first_day = week;
  query.end_day = week + 7;
  Measure(log, "an absent English word in texts of a week", query);
  query.first_day = absl::CivilDay(2025, 1, 1);
  query.end_day = absl::CivilDay(2025, 1, 1) + kDays;
  Measure(log, "a page of it in texts of a year", query);
  return 0;
}

}  // namespace
}  // namespace sennight::event_store

int main(int argc, char** argv) {
  return sennight::event_store::Run(argc > 1 ? std::atoi(argv[1]) : 1'000'000);
}
