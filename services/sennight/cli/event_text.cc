#include "services/sennight/cli/event_text.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"
#include "common/window/window.h"

namespace sennight::cli {
namespace {

std::string MomentOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", window::ToTime(timestamp), absl::UTCTimeZone());
}

// The date by which a reader finds the event: when it happened, else when it was reported. What was
// erased has none.
std::string DateOf(const event::v1::Event& event) {
  if (event.has_occurred()) return event.occurred().start();
  if (!event.has_reported_time()) return "-";
  return absl::FormatTime("%Y-%m-%d", window::ToTime(event.reported_time()), absl::UTCTimeZone());
}

void AppendField(std::string& text, const char* name, const std::string& value) {
  if (!value.empty()) absl::StrAppendFormat(&text, "%-10s %s\n", name, value);
}

std::string Interval(const event::v1::EventDate& date) {
  return date.end().empty() ? date.start() : absl::StrCat(date.start(), " to ", date.end());
}

std::string SourceLine(const event::v1::Source& source) {
  if (source.url().empty()) return source.publisher();
  if (source.publisher().empty()) return source.url();
  return absl::StrCat(source.publisher(), "  ", source.url());
}

std::string MetricLine(const event::v1::Metric& metric) {
  std::string line = absl::StrCat(metric.label(), " ", metric.value(), metric.unit());
  if (metric.n() > 0) absl::StrAppend(&line, " (n=", metric.n(), ")");
  return line;
}

// What to tell of the event's state; empty if it stands.
std::string StateOf(const event::v1::Event& event) {
  if (event.state() == event::v1::EVENT_STATE_RETRACTED) return "retracted";
  if (event.state() == event::v1::EVENT_STATE_ERASED) return "erased";
  return "";
}

// Returns an event on one line, behind which stands `remark`, unless it is empty.
std::string LineOf(const event::v1::Event& event, const std::string& remark) {
  return absl::StrFormat("%6d  %-10s  %-5s  %s  %s%s\n", event.position(), DateOf(event),
                         event.language(), event.event_id(), event.title(),
                         remark.empty() ? "" : absl::StrCat("  (", remark, ")"));
}

// Code points that are shown before and behind a place in a body.
constexpr int32_t kContext = 40;

// Returns the code points [start, end) of `text`, a field of the hit, with the matches marked.
std::string Marked(const eventstore::v1::SearchHit& hit, std::string_view field,
                   const std::string& text, int32_t start, int32_t end) {
  std::string marked;
  int32_t at = start;
  for (const eventstore::v1::SearchMatch& match : hit.matches()) {
    if (match.field() != field || match.start() < at || match.end() > end) continue;
    absl::StrAppend(&marked, text::Slice(text, at, match.start()), "[",
                    text::Slice(text, match.start(), match.end()), "]");
    at = match.end();
  }
  return marked + text::Slice(text, at, end);
}

}  // namespace

std::string EventLine(const event::v1::Event& event) { return LineOf(event, StateOf(event)); }

std::string HitText(const eventstore::v1::SearchHit& hit) {
  event::v1::Event event = hit.event();
  const int32_t title_size = text::CodePointCount(event.title());
  event.set_title(Marked(hit, "title", event.title(), 0, title_size));
  std::string line = EventLine(event);
  for (const eventstore::v1::SearchMatch& match : hit.matches()) {
    if (match.field() != "body") continue;
    const int32_t body_size = text::CodePointCount(event.body());
    const int32_t start = std::max(match.start() - kContext, 0);
    const int32_t end = std::min(match.end() + kContext, body_size);
    absl::StrAppend(&line, "        ", start > 0 ? "…" : "",
                    text::CollapseWhiteSpace(Marked(hit, "body", event.body(), start, end)),
                    end < body_size ? "…" : "", "\n");
    break;
  }
  return line;
}

std::string ChangeLine(const event::v1::Event& event) {
  const std::string state = StateOf(event);
  const bool is_change = state.empty() && event.revision() > 1;
  return LineOf(event, is_change ? absl::StrCat("revision ", event.revision()) : state);
}

std::string EventText(const event::v1::Event& event) {
  std::string text = event.title() + "\n\n";
  AppendField(text, "id", event.event_id());
  AppendField(text, "topic", event.topic());
  AppendField(text, "language", event.language());
  if (event.has_occurred()) AppendField(text, "occurred", Interval(event.occurred()));
  if (event.has_reported_time()) {
    AppendField(text, "reported", MomentOf(event.reported_time()));
  }
  AppendField(text, "category", event.category());
  for (const auto& source : event.sources()) AppendField(text, "source", SourceLine(source));
  for (const auto& metric : event.metrics()) AppendField(text, "figure", MetricLine(metric));
  AppendField(text, "read more", event.read_more_url());
  AppendField(text, "same text", event.near_duplicate_of());
  AppendField(text, "stored",
              absl::StrCat("position ", event.position(), ", revision ", event.revision(), ", ",
                           MomentOf(event.recorded_time()),
                           event.recorded_by().empty() ? "" : ", by ", event.recorded_by()));
  AppendField(text, "state", StateOf(event));
  AppendField(text, "because", event.revision_reason());
  if (!event.body().empty()) absl::StrAppend(&text, "\n", event.body(), "\n");
  return text;
}

std::string RevisionLines(const event::v1::Event& revision) {
  const char* did = revision.state() == event::v1::EVENT_STATE_RETRACTED ? "retracted"
                    : revision.state() == event::v1::EVENT_STATE_ERASED  ? "erased"
                    : revision.revision() == 1                           ? "reported"
                                                                         : "revised";
  std::string text = absl::StrFormat(
      "%4d  %6d  %s  %-9s  %s", revision.revision(), revision.position(),
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", window::ToTime(revision.recorded_time()),
                       absl::UTCTimeZone()),
      did, revision.title());
  if (!revision.recorded_by().empty()) {
    absl::StrAppend(&text, "  (by ", revision.recorded_by(), ")");
  }
  text += '\n';
  if (!revision.revision_reason().empty()) {
    absl::StrAppend(&text, "      because: ", revision.revision_reason(), "\n");
  }
  return text;
}

std::string RevisedLine(const std::string& verb, const eventstore::v1::AppendOutcome& outcome) {
  const bool is_stored = outcome.status() == eventstore::v1::APPEND_STATUS_STORED;
  return absl::StrCat(is_stored ? verb : absl::StrCat("already ", verb), ": event ",
                      outcome.event_id(), ", revision ", outcome.revision(), " at position ",
                      outcome.position(), "\n");
}

}  // namespace sennight::cli
