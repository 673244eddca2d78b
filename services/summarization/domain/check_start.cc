#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/language.h"
#include "common/window/week.h"
#include "common/window/window.h"
#include "google/rpc/error_details.pb.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/templates.h"

namespace sennight::summarization {
namespace {

constexpr size_t kMaxIdLength = 63;

bool IsId(const std::string& id) {
  return !id.empty() && id.size() <= kMaxIdLength &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

void CheckRange(const std::string& field, int value, int most, FieldViolations* violations) {
  if (value < 0 || value > most) {
    violations->Add(field, absl::StrCat("want 0 to ", most, ", got ", value));
  }
}

template <typename Map>
void CheckText(const std::string& field, const Map& texts, const std::string& language,
               FieldViolations* violations) {
  const auto text = texts.find(language);
  if (text == texts.end() || text->second.empty()) {
    violations->Add(absl::StrCat(field, "[", language, "]"),
                    "want a text in the digest's language");
  }
}

void CheckCategories(const topic::v1::Topic& topic, const std::string& language,
                     FieldViolations* violations) {
  if (topic.categories().empty()) violations->Add("start.topic.categories", "want at least one");
  std::set<std::string> known;
  for (int i = 0; i < topic.categories_size(); ++i) {
    const std::string field = absl::StrCat("start.topic.categories[", i, "]");
    const topic::v1::Category& category = topic.categories(i);
    if (!IsId(category.category_id())) {
      violations->Add(field + ".category_id", "want 1 to 63 characters of [a-z0-9-]");
    } else if (!known.insert(category.category_id()).second) {
      violations->Add(field + ".category_id", "want an id that no other category has");
    }
    CheckText(field + ".label", category.label(), language, violations);
  }
}

void CheckKeyPoints(const topic::v1::Topic& topic, const std::string& language,
                    FieldViolations* violations) {
  for (int i = 0; i < topic.key_points_size(); ++i) {
    const std::string field = absl::StrCat("start.topic.key_points[", i, "]");
    if (!IsId(topic.key_points(i).label_id())) {
      violations->Add(field + ".label_id", "want 1 to 63 characters of [a-z0-9-]");
    }
    CheckText(field + ".label", topic.key_points(i).label(), language, violations);
  }
}

void CheckShape(const topic::v1::DigestShape& shape, FieldViolations* violations) {
  CheckRange("start.topic.shape.max_sections", shape.max_sections(), 60, violations);
  CheckRange("start.topic.shape.max_stories_per_section", shape.max_stories_per_section(), 6,
             violations);
  CheckRange("start.topic.shape.max_highlights", shape.max_highlights(), 60, violations);
  CheckRange("start.topic.shape.max_key_points_per_story", shape.max_key_points_per_story(), 12,
             violations);
  CheckRange("start.topic.shape.max_in_brief", shape.max_in_brief(), 60, violations);
}

void CheckTopic(const topic::v1::Topic& topic, const std::string& language,
                FieldViolations* violations) {
  if (!IsId(topic.topic_id())) {
    violations->Add("start.topic.topic_id", "want 1 to 63 characters of [a-z0-9-]");
  }
  CheckText("start.topic.name", topic.name(), language, violations);
  CheckCategories(topic, language, violations);
  CheckKeyPoints(topic, language, violations);
  for (int i = 0; i < topic.concepts_size(); ++i) {
    if (!IsId(topic.concepts(i).concept_id())) {
      violations->Add(absl::StrCat("start.topic.concepts[", i, "].concept_id"),
                      "want 1 to 63 characters of [a-z0-9-]");
    }
  }
  if (topic.relevance().terms().empty()) {
    violations->Add("start.topic.relevance.terms", "want at least one");
  }
  CheckText("start.topic.branding.publication", topic.branding().publication(), language,
            violations);
  CheckShape(topic.shape(), violations);
  if (topic.has_late_days()) {
    CheckRange("start.topic.late_days", topic.late_days(), kMaxLateDays, violations);
  }
}

}  // namespace

absl::Status CheckStart(const v1::SummarizeWindowStart& start) {
  FieldViolations violations;
  if (!start.has_topic()) {
    violations.Add("start.topic", "want the topic, whole");
  } else {
    const auto& languages = start.topic().languages();
    if (std::find(languages.begin(), languages.end(), start.language()) == languages.end()) {
      violations.Add("start.language", absl::StrCat("want one of the topic's languages, got \"",
                                                    start.language(), "\""));
    } else if (!CanWrite(text::PrimarySubtag(start.language()))) {
      violations.Add("start.language",
                     absl::StrCat("want Chinese or English, got \"", start.language(), "\""));
    } else {
      CheckTopic(start.topic(), start.language(), &violations);
    }
  }
  if (const auto window = window::Window::Parse(start.window()); !window.ok()) {
    const google::rpc::BadRequest wrong = BadRequestOf(window.status());
    for (const auto& violation : wrong.field_violations()) {
      violations.Add(absl::StrCat("start.window.", violation.field()), violation.description());
    }
  }
  if (!start.week().empty()) {
    if (const auto week = window::WeekId::Parse(start.week()); !week.ok()) {
      violations.Add("start.week", std::string(week.status().message()));
    }
  }
  if (start.fame_size() > kMaxFame) {
    violations.Add("start.fame",
                   absl::StrCat("want at most ", kMaxFame, " names, got ", start.fame_size()));
  }
  for (int i = 0; i < std::min(start.fame_size(), kMaxFame); ++i) {
    const std::string field = absl::StrCat("start.fame[", i, "]");
    if (start.fame(i).name().empty()) violations.Add(field + ".name", "want a name");
    if (start.fame(i).mentions() < 0) violations.Add(field + ".mentions", "want 0 or more");
  }
  return violations.ToStatus();
}

}  // namespace sennight::summarization
