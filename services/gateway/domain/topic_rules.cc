#include "services/gateway/domain/topic_rules.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/image/color.h"
#include "common/text/ids.h"
#include "common/window/window.h"
#include "services/gateway/domain/render_options.h"

namespace sennight::gateway {
namespace {

// The grounds that accent colours are printed on.
constexpr image::Color kLightGround(0xFB, 0xFA, 0xF6);
constexpr image::Color kDarkGround(0x14, 0x1A, 0x19);

using TextMap = google::protobuf::Map<std::string, std::string>;

// Checks the parts of one topic.
class Inspection {
 public:
  explicit Inspection(const topic::v1::Topic& topic) : topic_(topic) {}

  FieldViolations Run() {
    Head();
    Shape();
    Categories();
    Concepts();
    Relevance();
    KeyPoints();
    Sources();
    Branding();
    Disclaimers();
    CheckRenderOptions(topic_, &found_);
    return std::move(found_);
  }

 private:
  void Head() {
    if (!text::IsTopicId(topic_.topic_id())) Add("topic_id", std::string(text::kWantTopicId));
    Languages();
    Texts("name", topic_.name());
    if (!window::ParseTimeZone(topic_.time_zone()).ok()) {
      Add("time_zone", "want an IANA time zone such as Asia/Shanghai");
    }
    if (!topic::v1::DayOfWeek_IsValid(topic_.week_start()) ||
        topic_.week_start() == topic::v1::DAY_OF_WEEK_UNSPECIFIED) {
      Add("week_start", "want a day of the week such as DAY_OF_WEEK_MONDAY");
    }
    if (topic_.has_late_days()) Range("late_days", topic_.late_days(), 0, kMaxLateDays);
    for (int i = 0; i < topic_.boilerplate_size(); ++i) {
      NotEmpty(absl::StrCat("boilerplate[", i, "]"), topic_.boilerplate(i));
    }
  }

  void Languages() {
    if (topic_.languages().empty()) Add("languages", "want at least one language");
    std::set<std::string> seen;
    for (int i = 0; i < topic_.languages_size(); ++i) {
      const std::string& language = topic_.languages(i);
      const std::string field = absl::StrCat("languages[", i, "]");
      if (std::find(std::begin(kWrittenLanguages), std::end(kWrittenLanguages), language) ==
          std::end(kWrittenLanguages)) {
        Add(field, "want a language that digests are written in: zh-CN or en");
      }
      if (!seen.insert(language).second) Add(field, "stands here twice");
    }
  }

  void Shape() {
    const topic::v1::DigestShape& shape = topic_.shape();
    Range("shape.max_sections", shape.max_sections(), 0, kMaxSections);
    Range("shape.max_stories_per_section", shape.max_stories_per_section(), 0,
          kMaxStoriesPerSection);
    Range("shape.max_highlights", shape.max_highlights(), 0, kMaxSections);
    Range("shape.max_key_points_per_story", shape.max_key_points_per_story(), 0,
          kMaxKeyPointsPerStory);
    Range("shape.max_in_brief", shape.max_in_brief(), 0, kMaxSections);
  }

  void Categories() {
    if (topic_.categories().empty()) Add("categories", "want at least one category");
    std::set<std::string> seen;
    for (int i = 0; i < topic_.categories_size(); ++i) {
      const topic::v1::Category& category = topic_.categories(i);
      const std::string field = absl::StrCat("categories[", i, "]");
      UniqueId(field + ".category_id", category.category_id(), &seen);
      Texts(field + ".label", category.label());
      if (category.has_weight()) Share(field + ".weight", category.weight());
      NoneEmpty(field + ".terms", category.terms());
    }
  }

  void Concepts() {
    std::set<std::string> seen;
    for (int i = 0; i < topic_.concepts_size(); ++i) {
      const topic::v1::Concept& it = topic_.concepts(i);
      const std::string field = absl::StrCat("concepts[", i, "]");
      UniqueId(field + ".concept_id", it.concept_id(), &seen);
      if (!topic::v1::ConceptClass_IsValid(it.concept_class()) ||
          it.concept_class() == topic::v1::CONCEPT_CLASS_UNSPECIFIED) {
        Add(field + ".concept_class", "want a class such as CONCEPT_CLASS_PRODUCT");
      }
      if (it.aliases().empty()) Add(field + ".aliases", "want at least one name");
      NoneEmpty(field + ".aliases", it.aliases());
    }
  }

  void Relevance() {
    const topic::v1::Relevance& relevance = topic_.relevance();
    if (relevance.terms().empty()) Add("relevance.terms", "want at least one word of the field");
    Terms("relevance.terms", relevance.terms());
    Terms("relevance.off_topic_terms", relevance.off_topic_terms());
    if (relevance.has_threshold() && !IsPositive(relevance.threshold())) {
      Add("relevance.threshold", "want a number above 0");
    }
  }

  void Terms(const std::string& field,
             const google::protobuf::RepeatedPtrField<topic::v1::RelevanceTerm>& terms) {
    for (int i = 0; i < terms.size(); ++i) {
      const std::string path = absl::StrCat(field, "[", i, "]");
      NotEmpty(path + ".text", terms[i].text());
      if (terms[i].has_weight() && !IsPositive(terms[i].weight())) {
        Add(path + ".weight", "want a number above 0");
      }
    }
  }

  void KeyPoints() {
    if (topic_.key_points().empty()) Add("key_points", "want at least one label");
    std::set<std::string> seen;
    for (int i = 0; i < topic_.key_points_size(); ++i) {
      const topic::v1::KeyPointLabel& label = topic_.key_points(i);
      const std::string field = absl::StrCat("key_points[", i, "]");
      UniqueId(field + ".label_id", label.label_id(), &seen);
      Texts(field + ".label", label.label());
      if (label.terms().empty()) Add(field + ".terms", "want at least one word");
      NoneEmpty(field + ".terms", label.terms());
    }
  }

  void Sources() {
    std::set<std::string> seen;
    for (int i = 0; i < topic_.known_sources_size(); ++i) {
      const topic::v1::KnownSource& source = topic_.known_sources(i);
      const std::string field = absl::StrCat("known_sources[", i, "]");
      const std::string& host = source.host();
      const bool is_host =
          !host.empty() && host.rfind("www.", 0) != 0 &&
          std::all_of(host.begin(), host.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
          });
      if (!is_host) Add(field + ".host", "want a host name in lower case, without www.");
      if (!seen.insert(host).second) Add(field + ".host", "stands here twice");
      Texts(field + ".publisher", source.publisher());
      if (source.has_trust()) Share(field + ".trust", source.trust());
    }
  }

  void Branding() {
    const topic::v1::Branding& branding = topic_.branding();
    Texts("branding.publication", branding.publication());
    if (!branding.tagline().empty()) Texts("branding.tagline", branding.tagline());
    if (!branding.contact().empty()) Texts("branding.contact", branding.contact());
    if (!branding.qr_caption().empty()) Texts("branding.qr_caption", branding.qr_caption());
    if (!branding.masthead_note().empty()) {
      Texts("branding.masthead_note", branding.masthead_note());
    }
    if (!branding.footer_note().empty()) Texts("branding.footer_note", branding.footer_note());
    if (!branding.imprint().empty()) Texts("branding.imprint", branding.imprint());
    Accent("branding.accent_color", branding.accent_color(), kLightGround);
    Accent("branding.accent_color_dark", branding.accent_color_dark(), kDarkGround);
    if (!branding.home_url().empty() && branding.home_url().rfind("https://", 0) != 0) {
      Add("branding.home_url", "want an https address");
    }
  }

  void Disclaimers() {
    std::set<std::string> seen;
    for (int i = 0; i < topic_.disclaimers_size(); ++i) {
      const std::string field = absl::StrCat("disclaimers[", i, "]");
      UniqueId(field + ".kind", topic_.disclaimers(i).kind(), &seen);
      Texts(field + ".text", topic_.disclaimers(i).text());
    }
  }

  // A map of texts has one text for each of the topic's languages and no other.
  void Texts(const std::string& field, const TextMap& texts) {
    for (const std::string& language : topic_.languages()) {
      const auto text = texts.find(language);
      if (text == texts.end() || text->second.empty()) {
        Add(absl::StrCat(field, "[", language, "]"), "want a text in this language of the topic");
      }
    }
    std::set<std::string> others;
    for (const auto& [language, text] : texts) {
      const auto& known = topic_.languages();
      if (std::find(known.begin(), known.end(), language) == known.end()) others.insert(language);
    }
    for (const std::string& language : others) {
      Add(absl::StrCat(field, "[", language, "]"), "is not a language of the topic");
    }
  }

  void Accent(const std::string& field, const std::string& color, image::Color ground) {
    if (color.empty()) return;  // The default.
    const std::optional<image::Color> accent = image::Color::Parse(color);
    if (!accent) return Add(field, "want a colour such as #0b6e6e");
    const double contrast = image::Contrast(*accent, ground);
    if (contrast >= image::kLeastContrast) return;
    Add(field, absl::StrFormat("want a contrast of at least %.1f with %s, got %.2f",
                               image::kLeastContrast, ground.Hex(), contrast));
  }

  void UniqueId(const std::string& field, const std::string& id, std::set<std::string>* seen) {
    if (!text::IsId(id)) Add(field, std::string(text::kWantId));
    if (!seen->insert(id).second) Add(field, absl::StrCat("\"", id, "\" stands here twice"));
  }

  void Range(const std::string& field, int value, int least, int most) {
    if (value < least || value > most) {
      Add(field, absl::StrCat("want ", least, " to ", most, ", got ", value));
    }
  }

  void Share(const std::string& field, double value) {
    if (!(value >= 0 && value <= 1)) Add(field, absl::StrCat("want 0 to 1, got ", value));
  }

  void NoneEmpty(const std::string& field,
                 const google::protobuf::RepeatedPtrField<std::string>& texts) {
    for (int i = 0; i < texts.size(); ++i) NotEmpty(absl::StrCat(field, "[", i, "]"), texts[i]);
  }

  void NotEmpty(const std::string& field, const std::string& text) {
    if (text.empty()) Add(field, "want a text");
  }

  static bool IsPositive(double value) { return std::isfinite(value) && value > 0; }

  void Add(const std::string& field, const std::string& description) {
    found_.Add(field, description);
  }

  const topic::v1::Topic& topic_;
  FieldViolations found_;
};

}  // namespace

FieldViolations ViolationsOf(const topic::v1::Topic& topic) { return Inspection(topic).Run(); }

}  // namespace sennight::gateway
