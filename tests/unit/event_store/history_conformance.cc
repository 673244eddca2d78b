// Random histories of appends, revisions and retractions, against a model that keeps everything in
// a list; and reads as of every position, which must never change.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/support/event_log_calls.h"
#include "tests/unit/event_store/revision_conformance.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using eventstore::v1::AppendOutcome;

constexpr int kEvents = 6;
constexpr int kVersions = 4;
constexpr int kSteps = 120;

// One of the things that the n-th event may say: by title and, for every other version, on a day
// outside of the week.
Event Version(int n, int version) {
  Event event = AnEvent(n);
  event.set_title(absl::StrCat("Report ", n, ".", version));
  event.mutable_occurred()->set_start(version % 2 == 0 ? "2025-12-10" : "2025-11-10");
  return event;
}

// A revision as the model has it: which event, what it says (-1: it is retracted), and its number.
struct Entry {
  int n = 0;
  int version = 0;
  int32_t revision = 1;
};

// All there is: position p is at p - 1.
class Model {
 public:
  int64_t head() const { return static_cast<int64_t>(entries_.size()); }

  // Returns the position of the event's revision as of `as_of`; 0 if there is none.
  int64_t Find(int n, int64_t as_of) const {
    for (int64_t at = as_of; at > 0; --at) {
      if (At(at).n == n) return at;
    }
    return 0;
  }

  const Entry& At(int64_t position) const { return entries_[static_cast<size_t>(position - 1)]; }

  void Add(const Entry& entry) { entries_.push_back(entry); }

  // Whether any revision of the event says this.
  bool EverSaid(int n, int version) const {
    return std::ranges::any_of(
        entries_, [&](const Entry& entry) { return entry.n == n && entry.version == version; });
  }

  // Returns the positions that stand, of the events of the week alone or of all.
  std::vector<int64_t> Standing(int64_t as_of, bool in_week) const {
    std::vector<int64_t> positions;
    for (int64_t at = 1; at <= as_of; ++at) {
      const Entry& entry = At(at);
      if (entry.version < 0 || Find(entry.n, as_of) != at) continue;
      if (!in_week || entry.version % 2 == 0) positions.push_back(at);
    }
    return positions;
  }

  // Returns the last position at which the set of the week became what it is as of `as_of`; 0 if it
  // is empty.
  int64_t WeekChangedAt(int64_t as_of) const {
    const std::vector<int64_t> set = Standing(as_of, true);
    if (set.empty()) return 0;
    int64_t at = as_of;
    while (at > 0 && Standing(at - 1, true) == set) --at;
    return at;
  }

 private:
  std::vector<Entry> entries_;
};

// A life of the log under test, beside that of the model.
class History {
 public:
  explicit History(RevisionConformance& test) : test_(test) {}

  void Live(unsigned seed) {
    std::mt19937 random(seed);
    for (int step = 0; step < kSteps && !::testing::Test::HasFailure(); ++step) {
      Step(random);
      ASSERT_EQ(test_.HeadPosition(), model_.head());
      if (model_.head() > 0) ExpectReadsAsOf(0);
    }
    ASSERT_GT(model_.head(), 30);
    for (int64_t as_of = 1; as_of <= model_.head(); ++as_of) ExpectReadsAsOf(as_of);
    ExpectRevisions();
  }

 private:
  // Does something, and expects of the log what the model does.
  void Step(std::mt19937& random) {
    const auto any = [&random](int below) {
      return static_cast<int>(random() % static_cast<unsigned>(below));
    };
    const int n = any(kEvents);
    const int version = any(kVersions);
    const int64_t at = model_.Find(n, model_.head());
    // Mostly the revision that is current.
    const int32_t current = at == 0 ? 0 : model_.At(at).revision;
    const int32_t expected = std::max(1, any(4) == 0 ? any(5) : current);
    switch (any(3)) {
      case 0:
        return AppendVersion(n, version, at);
      case 1:
        return ReviseTo(n, version, at, expected);
      default:
        return ReviseTo(n, -1, at, expected);
    }
  }

  void AppendVersion(int n, int version, int64_t at) {
    SCOPED_TRACE(absl::StrCat("append ", n, ".", version));
    const auto outcomes = AppendTo(test_.log_, {Version(n, version)}, {kNow}, test_.deadline_);
    ASSERT_THAT(outcomes, testing::IsOk());
    if (at == 0) {
      model_.Add({.n = n, .version = version, .revision = 1});
      return Expect(outcomes->at(0), eventstore::v1::APPEND_STATUS_STORED, model_.head());
    }
    Expect(outcomes->at(0),
           model_.EverSaid(n, version) ? eventstore::v1::APPEND_STATUS_DUPLICATE
                                       : eventstore::v1::APPEND_STATUS_CONFLICT,
           at);
  }

  void ReviseTo(int n, int version, int64_t at, int32_t expected) {
    SCOPED_TRACE(absl::StrCat("revise ", n, ".", version, ", expecting ", expected));
    const absl::StatusOr<AppendOutcome> outcome =
        version < 0 ? test_.Retract(n, expected) : test_.Revise(Version(n, version), expected);
    if (at == 0) {
      EXPECT_THAT(outcome, testing::StatusIs(absl::StatusCode::kNotFound, IdOf(n)));
    } else if (model_.At(at).version == version) {
      ASSERT_THAT(outcome, testing::IsOk());
      Expect(*outcome, eventstore::v1::APPEND_STATUS_DUPLICATE, at);
    } else if (model_.At(at).revision != expected) {
      EXPECT_THAT(outcome, testing::StatusIs(absl::StatusCode::kAborted, "is at revision"));
    } else {
      ASSERT_THAT(outcome, testing::IsOk());
      model_.Add({.n = n, .version = version, .revision = expected + 1});
      Expect(*outcome, eventstore::v1::APPEND_STATUS_STORED, model_.head());
    }
  }

  void Expect(const AppendOutcome& outcome, eventstore::v1::AppendStatus status, int64_t at) {
    EXPECT_EQ(eventstore::v1::AppendStatus_Name(outcome.status()),
              eventstore::v1::AppendStatus_Name(status));
    EXPECT_EQ(outcome.position(), at);
    EXPECT_EQ(outcome.revision(), model_.At(at).revision);
  }

  // Expects what is read as of a position, 0 for the head, to be what the model has.
  void ExpectReadsAsOf(int64_t as_of) {
    SCOPED_TRACE(absl::StrCat("as of ", as_of));
    const int64_t position = as_of == 0 ? model_.head() : as_of;
    EXPECT_EQ(test_.Listed(as_of), model_.Standing(position, false));
    std::vector<int64_t> week = model_.Standing(position, true);
    week.insert(week.begin(), model_.WeekChangedAt(position));
    EXPECT_EQ(test_.WeekAsOf(as_of), week);

    std::vector<std::string> ids;
    std::vector<int64_t> wanted;
    for (int n = 0; n < kEvents; ++n) {
      ids.push_back(IdOf(n));
      if (const int64_t at = model_.Find(n, position); at > 0) wanted.push_back(at);
    }
    const auto events = test_.log_.BatchGet(ids, as_of, test_.deadline_);
    ASSERT_THAT(events, testing::IsOk());
    std::vector<int64_t> got;
    for (const Event& event : *events) {
      got.push_back(event.position());
      ExpectSays(event);
    }
    EXPECT_EQ(got, wanted);
  }

  void ExpectSays(const Event& event) {
    const Entry& entry = model_.At(event.position());
    EXPECT_EQ(event.event_id(), IdOf(entry.n));
    EXPECT_EQ(event.revision(), entry.revision);
    EXPECT_EQ(event.state() == event::v1::EVENT_STATE_RETRACTED, entry.version < 0);
    // A retraction has the words of the revision before.
    const int64_t said =
        entry.version < 0 ? model_.Find(entry.n, event.position() - 1) : event.position();
    EXPECT_EQ(event.title(), Version(entry.n, model_.At(said).version).title());
  }

  // Expects the revisions of each event to be the model's, in pages of three.
  void ExpectRevisions() {
    for (int n = 0; n < kEvents; ++n) {
      std::vector<int64_t> wanted;
      for (int64_t at = 1; at <= model_.head(); ++at) {
        if (model_.At(at).n == n) wanted.push_back(at);
      }
      if (wanted.empty()) continue;
      std::vector<int64_t> got;
      for (bool has_more = true; has_more;) {
        const auto page = test_.Revisions(n, static_cast<int32_t>(got.size()), 3);
        ASSERT_THAT(page, testing::IsOk());
        for (const Event& event : page->revisions) {
          got.push_back(event.position());
          ExpectSays(event);
        }
        has_more = page->has_more;
      }
      EXPECT_EQ(got, wanted);
    }
  }

  RevisionConformance& test_;
  Model model_;
};

TEST_P(RevisionConformance, DoesWhatASimpleModelDoesAndNeverChangesWhatWas) {
  History(*this).Live(1);
}

TEST_P(RevisionConformance, DoesWhatASimpleModelDoesInAnotherHistory) {
  History(*this).Live(20251209);
}

}  // namespace
}  // namespace sennight::event_store
