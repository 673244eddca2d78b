#include "services/event_store/domain/store_check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/window/window.h"
#include "services/event_store/domain/content_hash.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {
namespace {

constexpr int kReported = 1;
constexpr int kErased = 4;

bool SameDates(const EventDates& a, const EventDates& b) {
  return a.occurred == b.occurred && a.reported_at == b.reported_at && a.listed_on == b.listed_on;
}

}  // namespace

void RevisionChecks::Note(const std::string& rule, const event::v1::Event& event,
                          const std::string& what) {
  sink_({.rule = rule, .position = event.position(), .event_id = event.event_id(), .what = what});
}

void RevisionChecks::Pass(int64_t position) {
  if (position != last_position_ + 1) {
    sink_({.rule = "position-gap",
           .position = last_position_ + 1,
           .what = absl::StrCat("positions ", last_position_ + 1, " to ", position - 1,
                                " are missing")});
  }
  last_position_ = position;
  ++count_;
}

void RevisionChecks::Check(const StoredRevision& revision) {
  if (!left_out_.contains(revision.event.event_id())) {
    chain_ =
        hash::Sha256(absl::StrCat(chain_, hash::Sha256(hash::DeterministicBytes(revision.event))));
  }
  const absl::Time recorded_at = window::ToTime(revision.event.recorded_time());
  if (recorded_at < last_recorded_at_) {
    Note("recorded-time", revision.event, "it was recorded before the position before it");
  }
  last_recorded_at_ = recorded_at;
  CheckHistory(revision);
  if (revision.is_recorded_as_erased || revision.op == kErased) {
    CheckErased(revision);
  } else {
    CheckContent(revision);
    CheckSearch(revision);
  }
}

void RevisionChecks::CheckErased(const StoredRevision& revision) {
  const event::v1::Event& event = revision.event;
  if (!revision.is_recorded_as_erased || revision.op != kErased) {
    Note("erasure", event,
         revision.op == kErased ? "it was erased, and nothing says by whom and why"
                                : "its event was erased, but not this revision");
    return;
  }
  const bool has_dates =
      revision.dates.occurred.has_value() || revision.dates.reported_at.has_value();
  const bool has_terms = revision.title_terms.has_value() && !revision.title_terms->empty();
  if (has_dates || has_terms || revision.folded.has_value() || !revision.content_key.empty() ||
      revision.has_text) {
    Note("erasure", event, "it was erased, and something of what it said is left");
  }
}

void RevisionChecks::CheckHistory(const StoredRevision& revision) {
  const event::v1::Event& event = revision.event;
  if (!revision.has_key_row) {
    Note("revision-row", event,
         absl::StrCat("event_revision does not have revision ", event.revision(),
                      " at this position"));
  }
  if (revision.op != kErased && (event.revision() == 1) != (revision.op == kReported)) {
    Note("revision-kind", event,
         absl::StrCat("revision ", event.revision(), " cannot be of kind ", revision.op));
  }
  if (event.revision() > 1 && (!revision.previous_position.has_value() ||
                               *revision.previous_position >= event.position())) {
    Note("revision-gap", event,
         absl::StrCat("revision ", event.revision() - 1, " does not stand before it"));
  }
  if (revision.superseded_by != revision.next_position) {
    Note("supersession", event,
         absl::StrCat("it is superseded by ", revision.superseded_by.value_or(0),
                      ", the next revision is at ", revision.next_position.value_or(0)));
  }
  if (!revision.has_original) {
    Note("near-duplicate", event, "the event that it nearly repeats is not there, or later");
  }
}

void RevisionChecks::CheckContent(const StoredRevision& revision) {
  const event::v1::Event& event = revision.event;
  if (ContentHash(event) != event.content_hash()) {
    Note("content-hash", event, "what it says has another hash than the one that is stored");
  }
  // The canonical URL is the one that the event holds: what makes URLs canonical may have changed
  // since it was stored.
  const bool may_lack_key = revision.content_key.empty() && revision.is_of_before_keys;
  if (revision.has_key_row && !may_lack_key && ContentKeyOf(event) != revision.content_key) {
    Note("content-key", event, "topic, first URL and content have another key");
  }
  if (!SameDates(DatesOf(event), revision.dates)) {
    Note("dates", event, "the columns have other dates than the event");
  }
}

void RevisionChecks::CheckSearch(const StoredRevision& revision) {
  const event::v1::Event& event = revision.event;
  if (!revision.title_terms.has_value() && revision.must_have_terms) {
    Note("search-terms", event, "its title is not sorted in, although later ones are");
  }
  if (revision.title_terms.has_value() &&
      *revision.title_terms != TitleTerms(event.topic(), event.title())) {
    Note("search-terms", event, "its title is found by other terms than it should be");
  }
  const std::optional<FoldedText> folded = FoldedTextOf(event);
  if (revision.folded.has_value() ? revision.folded != folded
                                  : folded.has_value() && revision.must_have_folded) {
    Note("folded-text", event, "its folded text is another one");
  }
}

void RevisionChecks::Finish(int64_t head, absl::Time recorded_at) {
  if (head != last_position_) {
    sink_({.rule = "head",
           .position = head,
           .what = absl::StrCat("the head is ", head, ", the last position ", last_position_)});
  } else if (head > 0 && recorded_at != last_recorded_at_) {
    sink_({.rule = "head",
           .position = head,
           .what = "the log says another recorded time than its last position"});
  }
}

std::string RevisionChecks::log_hash() const { return hash::Sha256Hex(chain_); }

}  // namespace sennight::event_store
