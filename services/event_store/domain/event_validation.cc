#include "services/event_store/domain/event_validation.h"

#include <algorithm>
#include <map>
#include <string>

#include <google/protobuf/unknown_field_set.h>

#include "absl/strings/str_cat.h"
#include "common/text/ids.h"
#include "common/text/language.h"
#include "common/window/civil_date.h"
#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/text_rules.h"

namespace sennight::event_store {
namespace {

constexpr TextRule kName{.least_bytes = 1, .most_bytes = kMaxNameBytes};
constexpr TextRule kOptionalName{.least_bytes = 0, .most_bytes = kMaxNameBytes};
constexpr TextRule kCaption{.least_bytes = 0, .most_bytes = kMaxCaptionBytes};

// The years that dates have: 1900-01-01T00:00:00Z to 2999-12-31T23:59:59Z.
constexpr int64_t kLeastSecond = -2208988800;
constexpr int64_t kMostSecond = 32503679999;
static_assert(window::kFirstYear == 1900 && window::kLastYear == 2999);
constexpr int32_t kMostNano = 999999999;

bool IsLowerHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

std::string At(std::string_view list, int index, std::string_view field) {
  return absl::StrCat(std::string(list), "[", index, "]", field.empty() ? "" : ".",
                      std::string(field));
}

void CheckCount(std::string_view field, int count, int most, FieldViolations& violations) {
  if (count > most) {
    violations.Add(field, absl::StrCat("want at most ", most, ", got ", count));
  }
}

void CheckTimestamp(std::string_view field, const google::protobuf::Timestamp& time,
                    FieldViolations& violations) {
  if (time.seconds() < kLeastSecond || time.seconds() > kMostSecond || time.nanos() < 0 ||
      time.nanos() > kMostNano) {
    violations.Add(field,
                   "want a time in the years 1900 to 2999 (UTC), with 0 to 999999999 nanoseconds");
  }
}

void CheckOccurred(const event::v1::EventDate& date, FieldViolations& violations) {
  if (!event::v1::DateBasis_IsValid(date.basis())) {
    violations.Add("occurred.basis", "want a value of DateBasis");
  }
  const absl::StatusOr<window::DateInterval> start = window::ParseDate(date.start());
  if (!start.ok()) violations.Add("occurred.start", window::kWantDate);
  if (date.end().empty()) return;
  const absl::StatusOr<window::DateInterval> end = window::ParseDate(date.end());
  if (!end.ok()) {
    violations.Add("occurred.end", window::kWantDate);
  } else if (start.ok() && end->precision != start->precision) {
    violations.Add("occurred.end", "want the precision of start");
  } else if (start.ok() && end->first < start->first) {
    violations.Add("occurred.end", "want a date not before start");
  }
}

void CheckDates(const event::v1::Event& event, FieldViolations& violations) {
  if (!event.has_occurred() && !event.has_reported_time()) {
    violations.Add("occurred", "want at least one of occurred and reported_time");
  }
  if (event.has_occurred()) CheckOccurred(event.occurred(), violations);
  if (event.has_reported_time()) {
    CheckTimestamp("reported_time", event.reported_time(), violations);
  }
}

void CheckSources(const event::v1::Event& event, FieldViolations& violations) {
  if (event.sources_size() < 1 || event.sources_size() > kMaxSources) {
    violations.Add("sources",
                   absl::StrCat("want 1 to ", kMaxSources, ", got ", event.sources_size()));
  }
  for (int i = 0; i < std::min(event.sources_size(), kMaxSources); ++i) {
    const event::v1::Source& source = event.sources(i);
    if (source.url().empty() && source.publisher().empty()) {
      violations.Add(At("sources", i, ""), "want url or publisher");
    }
    CheckUrl(At("sources", i, "url"), source.url(), violations);
    const bool is_named = source.url().empty() && !source.publisher().empty();
    CheckText(At("sources", i, "publisher"), source.publisher(), is_named ? kName : kOptionalName,
              violations);
    CheckText(At("sources", i, "title"), source.title(), kCaption, violations);
    if (source.has_published_time()) {
      CheckTimestamp(At("sources", i, "published_time"), source.published_time(), violations);
    }
    if (!event::v1::SourceKind_IsValid(source.kind())) {
      violations.Add(At("sources", i, "kind"), "want a value of SourceKind");
    }
  }
}

void CheckEntities(const event::v1::Event& event, FieldViolations& violations) {
  CheckCount("entities", event.entities_size(), kMaxEntities, violations);
  for (int i = 0; i < std::min(event.entities_size(), kMaxEntities); ++i) {
    const event::v1::EntityRef& entity = event.entities(i);
    CheckText(At("entities", i, "entity_id"), entity.entity_id(), kOptionalName, violations);
    CheckText(At("entities", i, "name"), entity.name(), kName, violations);
    CheckText(At("entities", i, "kind"), entity.kind(), kOptionalName, violations);
  }
}

void CheckMetric(const event::v1::Metric& metric, int i, FieldViolations& violations) {
  CheckText(At("metrics", i, "label"), metric.label(), kName, violations);
  CheckDecimal(At("metrics", i, "value"), metric.value(), violations);
  CheckText(At("metrics", i, "unit"), metric.unit(), kOptionalName, violations);
  CheckText(At("metrics", i, "population"), metric.population(), kOptionalName, violations);
  CheckText(At("metrics", i, "time_point"), metric.time_point(), kOptionalName, violations);
  if (!event::v1::Approximation_IsValid(metric.approximation())) {
    violations.Add(At("metrics", i, "approximation"), "want a value of Approximation");
  }
  if (metric.n() < 0) violations.Add(At("metrics", i, "n"), "want 0 or more");
  if (metric.count() < 0) violations.Add(At("metrics", i, "count"), "want 0 or more");
  if (!metric.has_comparator()) return;
  CheckText(At("metrics", i, "comparator.label"), metric.comparator().label(), kName, violations);
  if (!metric.comparator().value().empty()) {
    CheckDecimal(At("metrics", i, "comparator.value"), metric.comparator().value(), violations);
  }
}

void CheckMetrics(const event::v1::Event& event, FieldViolations& violations) {
  CheckCount("metrics", event.metrics_size(), kMaxMetrics, violations);
  for (int i = 0; i < std::min(event.metrics_size(), kMaxMetrics); ++i) {
    CheckMetric(event.metrics(i), i, violations);
  }
}

void CheckImages(const event::v1::Event& event, FieldViolations& violations) {
  CheckCount("images", event.images_size(), kMaxImages, violations);
  for (int i = 0; i < std::min(event.images_size(), kMaxImages); ++i) {
    const event::v1::Image& image = event.images(i);
    if (image.url().empty()) violations.Add(At("images", i, "url"), "want an http or https URL");
    CheckUrl(At("images", i, "url"), image.url(), violations);
    CheckText(At("images", i, "alt"), image.alt(), kCaption, violations);
    CheckText(At("images", i, "credit"), image.credit(), kOptionalName, violations);
  }
}

void CheckLabels(const event::v1::Event& event, FieldViolations& violations) {
  CheckCount("labels", static_cast<int>(event.labels_size()), kMaxLabels, violations);
  // In the order of the keys, so that one request has one answer.
  const std::map<std::string, std::string> labels(event.labels().begin(), event.labels().end());
  int looked_at = 0;
  for (const auto& [key, value] : labels) {
    if (looked_at++ == kMaxLabels) break;
    // A key goes into the path only if it is fit to be printed.
    FieldViolations of_key;
    CheckText("labels", key, {.least_bytes = 1, .most_bytes = kMaxLabelKeyBytes, .one_line = true},
              of_key);
    if (!of_key.empty()) {
      const google::rpc::BadRequest bad_request = of_key.ToBadRequest();
      violations.Add("labels",
                     absl::StrCat("a key: ", bad_request.field_violations(0).description()));
      continue;
    }
    CheckText(absl::StrCat("labels[\"", key, "\"]"), value,
              {.least_bytes = 0, .most_bytes = kMaxLabelValueBytes}, violations);
  }
}

// What the contract lacks has no bound, and nobody who reads it would know what it means. Names the
// first such field of a message by its number.
void CheckKnown(const google::protobuf::Message& message, FieldViolations& violations,
                std::string_view list = "", int index = -1, std::string_view field = "") {
  const google::protobuf::UnknownFieldSet& unknown =
      message.GetReflection()->GetUnknownFields(message);
  if (unknown.empty()) return;
  std::string path = index < 0 ? std::string(list) : At(list, index, field);
  if (!path.empty()) path += '.';
  violations.Add(absl::StrCat(path, unknown.field(0).number()),
                 "want no field that the contract lacks");
}

void CheckAllKnown(const event::v1::Event& event, FieldViolations& violations) {
  CheckKnown(event, violations);
  CheckKnown(event.occurred(), violations, "occurred");
  CheckKnown(event.reported_time(), violations, "reported_time");
  for (int i = 0; i < std::min(event.sources_size(), kMaxSources); ++i) {
    CheckKnown(event.sources(i), violations, "sources", i);
    CheckKnown(event.sources(i).published_time(), violations, "sources", i, "published_time");
  }
  for (int i = 0; i < std::min(event.entities_size(), kMaxEntities); ++i) {
    CheckKnown(event.entities(i), violations, "entities", i);
  }
  for (int i = 0; i < std::min(event.metrics_size(), kMaxMetrics); ++i) {
    CheckKnown(event.metrics(i), violations, "metrics", i);
    CheckKnown(event.metrics(i).comparator(), violations, "metrics", i, "comparator");
  }
  for (int i = 0; i < std::min(event.images_size(), kMaxImages); ++i) {
    CheckKnown(event.images(i), violations, "images", i);
  }
}

}  // namespace

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !IsLowerHex(text[i])) return false;
  }
  return true;
}

void ValidateEvent(const event::v1::Event& event, FieldViolations& violations) {
  CheckAllKnown(event, violations);
  if (!IsUuid(event.event_id())) violations.Add("event_id", kWantUuid);
  if (!text::IsTopicId(event.topic())) violations.Add("topic", text::kWantTopicId);
  CheckText("title", event.title(),
            {.least_bytes = 1, .most_bytes = kMaxTitleBytes, .one_line = true}, violations);
  CheckText("body", event.body(), {.least_bytes = 0, .most_bytes = kMaxBodyBytes}, violations);
  if (!text::IsLanguageTag(event.language())) {
    violations.Add("language", "want a BCP 47 tag such as zh-CN or en");
  }
  CheckDates(event, violations);
  CheckSources(event, violations);
  if (!event.category().empty() && !text::IsId(event.category())) {
    violations.Add("category", "want at most 63 characters of [a-z0-9-]");
  }
  CheckEntities(event, violations);
  CheckMetrics(event, violations);
  CheckUrl("read_more_url", event.read_more_url(), violations);
  CheckImages(event, violations);
  CheckLabels(event, violations);
}

}  // namespace sennight::event_store
