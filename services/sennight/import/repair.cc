#include "services/sennight/import/repair.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/cleaning.h"
#include "common/text/ids.h"
#include "common/text/language.h"
#include "common/text/normalize.h"
#include "common/url/url.h"
#include "common/window/civil_date.h"
#include "google/rpc/error_details.pb.h"
#include "services/sennight/import/event_id.h"

namespace sennight::importing {
namespace {

using event::v1::Event;
using event::v1::Source;

constexpr std::string_view kSecondaryAddress = "dropped an address that cannot be used: ";

class Repairer {
 public:
  Repairer(Event& event, Origin origin, const Options& options, Record& record)
      : event_(event), origin_(origin), options_(options), record_(record) {}

  void Run() {
    DropOutputOnly();
    CleanTexts();
    RepairSources();
    RepairLinks();
    CheckTopic();
    CheckDates();
    CheckLanguage();
    CheckId();
  }

 private:
  enum class Lines { kOne, kMany };

  void Error(std::string_view field, std::string_view words) {
    record_.errors.push_back({std::string(field), std::string(words)});
  }
  void Warn(std::string_view field, std::string_view words) {
    record_.warnings.push_back({std::string(field), std::string(words)});
  }

  void DropOutputOnly() {
    const auto drop = [this](std::string_view field, bool filled) {
      if (filled && !options_.from_store) Warn(field, "dropped a field that only the store fills");
    };
    drop("revision", event_.revision() != 0);
    drop("state", event_.state() != event::v1::EVENT_STATE_UNSPECIFIED);
    drop("position", event_.position() != 0);
    drop("recorded_time", event_.has_recorded_time());
    drop("recorded_by", !event_.recorded_by().empty());
    drop("content_hash", !event_.content_hash().empty());
    drop("near_duplicate_of", !event_.near_duplicate_of().empty());
    drop("revision_reason", !event_.revision_reason().empty());
    event_.clear_revision();
    event_.clear_state();
    event_.clear_position();
    event_.clear_recorded_time();
    event_.clear_recorded_by();
    event_.clear_content_hash();
    event_.clear_near_duplicate_of();
    event_.clear_revision_reason();
    for (int i = 0; i < event_.sources_size(); ++i) {
      Source& source = *event_.mutable_sources(i);
      drop(absl::StrCat("sources[", i, "].canonical_url"), !source.canonical_url().empty());
      source.clear_canonical_url();
    }
  }

  void Clean(std::string_view field, std::string* text, Lines lines = Lines::kOne) {
    const text::Cleaned cleaned =
        lines == Lines::kOne ? text::CleanLine(*text) : text::CleanText(*text);
    for (const text::Repair& repair : cleaned.repairs) Warn(field, text::Describe(repair));
    *text = cleaned.text;
  }

  void CleanTexts() {
    Clean("title", event_.mutable_title());
    Clean("body", event_.mutable_body(), Lines::kMany);
    if (event_.title().empty()) Error("title", "want a headline");
    for (int i = 0; i < event_.sources_size(); ++i) {
      const std::string path = absl::StrCat("sources[", i, "].");
      Clean(path + "publisher", event_.mutable_sources(i)->mutable_publisher());
      Clean(path + "title", event_.mutable_sources(i)->mutable_title());
    }
    for (int i = 0; i < event_.entities_size(); ++i) {
      const std::string path = absl::StrCat("entities[", i, "].");
      Clean(path + "name", event_.mutable_entities(i)->mutable_name());
      Clean(path + "kind", event_.mutable_entities(i)->mutable_kind());
    }
    for (int i = 0; i < event_.metrics_size(); ++i) CleanMetric(i);
    CleanLabels();
    for (int i = 0; i < event_.images_size(); ++i) {
      const std::string path = absl::StrCat("images[", i, "].");
      Clean(path + "alt", event_.mutable_images(i)->mutable_alt());
      Clean(path + "credit", event_.mutable_images(i)->mutable_credit());
    }
  }

  // In the order of the keys, so that one line has one answer.
  void CleanLabels() {
    std::map<std::string, std::string*> labels;
    for (auto& [key, value] : *event_.mutable_labels()) labels.emplace(key, &value);
    for (const auto& [key, value] : labels) {
      Clean(absl::StrCat("labels[\"", key, "\"]"), value, Lines::kMany);
    }
  }

  void CleanMetric(int i) {
    const std::string path = absl::StrCat("metrics[", i, "].");
    event::v1::Metric& metric = *event_.mutable_metrics(i);
    Clean(path + "label", metric.mutable_label());
    Clean(path + "unit", metric.mutable_unit());
    Clean(path + "population", metric.mutable_population());
    Clean(path + "time_point", metric.mutable_time_point());
    if (metric.has_comparator()) {
      Clean(path + "comparator.label", metric.mutable_comparator()->mutable_label());
    }
    if (metric.has_span() || !metric.text().empty()) {
      Warn(path + "span", "dropped a field that only the store fills");
      metric.clear_span();
      metric.clear_text();
    }
  }

  // Trims `address` and drops it if it cannot be used. Returns whether something is left.
  bool RepairUrl(std::string_view field, std::string* address) {
    *address = std::string(text::Trim(*address));
    if (address->empty()) return false;
    const absl::Status status = url::Url::Parse(*address).status();
    if (status.ok()) return true;
    Warn(field, absl::StrCat(std::string(kSecondaryAddress), std::string(status.message())));
    address->clear();
    return false;
  }

  void RepairSources() {
    google::protobuf::RepeatedPtrField<Source> kept;
    const bool named = !event_.sources().empty();
    for (int i = 0; i < event_.sources_size(); ++i) {
      Source& source = *event_.mutable_sources(i);
      const bool address = RepairUrl(absl::StrCat("sources[", i, "].url"), source.mutable_url());
      if (address || !source.publisher().empty()) kept.Add(std::move(source));
    }
    event_.mutable_sources()->Swap(&kept);
    const bool address = std::any_of(event_.sources().begin(), event_.sources().end(),
                                     [](const Source& source) { return !source.url().empty(); });
    if (origin_ == Origin::kFeed && !address) {
      Error("sources[0].url", "want an http or https URL as the entry's link");
    } else if (event_.sources().empty()) {
      Error(named ? "sources[0].url" : "sources",
            "want a source with an http or https URL or a publisher");
    }
  }

  void RepairLinks() {
    RepairUrl("read_more_url", event_.mutable_read_more_url());
    google::protobuf::RepeatedPtrField<event::v1::Image> kept;
    for (int i = 0; i < event_.images_size(); ++i) {
      event::v1::Image& image = *event_.mutable_images(i);
      if (RepairUrl(absl::StrCat("images[", i, "].url"), image.mutable_url())) {
        kept.Add(std::move(image));
      }
    }
    event_.mutable_images()->Swap(&kept);
  }

  void CheckTopic() {
    if (event_.topic().empty()) event_.set_topic(options_.topic);
    const std::string& topic = event_.topic();
    if (!options_.topic.empty() && topic != options_.topic) {
      Error("topic",
            absl::StrCat("want ", options_.topic, ", got ", topic.substr(0, text::kMaxIdBytes)));
      return;
    }
    if (!text::IsTopicId(topic)) Error("topic", std::string(text::kWantTopicId));
  }

  void CheckDates() {
    if (!event_.has_occurred() && !event_.has_reported_time()) {
      Error("occurred", origin_ == Origin::kFeed ? "want an entry with a date"
                                                 : "want occurred or reported_time");
      return;
    }
    if (!event_.has_occurred()) return;
    const absl::Status status = window::ParseEventDate(event_.occurred()).status();
    if (status.ok()) return;
    const google::rpc::BadRequest details = BadRequestOf(status);
    for (const auto& violation : details.field_violations()) {
      Error(absl::StrCat("occurred.", violation.field()), violation.description());
    }
    if (details.field_violations().empty()) Error("occurred", std::string(status.message()));
  }

  void CheckLanguage() {
    if (event_.language().empty()) {
      const std::string detected = text::DetectLanguage(event_.title() + "\n" + event_.body());
      event_.set_language(detected == "zh" ? "zh-CN" : detected);
    } else if (!text::IsLanguageTag(event_.language())) {
      Error("language", "want a BCP 47 tag such as zh-CN or en");
    }
  }

  // Last, since the id is made from the rest.
  void CheckId() {
    if (!event_.event_id().empty()) {
      if (!IsEventId(event_.event_id())) Error("event_id", "want a UUID in lower case");
    } else if (record_.errors.empty()) {
      event_.set_event_id(DerivedEventId(event_));
    }
  }

  Event& event_;
  Origin origin_;
  const Options& options_;
  Record& record_;
};

}  // namespace

void RepairAndCheck(Event event, Origin origin, const Options& options, Record& record) {
  Repairer(event, origin, options, record).Run();
  if (record.errors.empty()) record.event = std::move(event);
}

}  // namespace sennight::importing
