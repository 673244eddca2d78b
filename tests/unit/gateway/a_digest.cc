#include "tests/unit/gateway/a_digest.h"

#include <google/protobuf/text_format.h>

#include "tests/support/proto_matchers.h"

namespace sennight::gateway {
namespace {

constexpr char kTopic[] = R"(
  name { key: "en" value: "Cell and gene therapy" }
  name { key: "zh-CN" value: "细胞与基因治疗" }
  languages: ["zh-CN", "en"]
  time_zone: "Asia/Shanghai"
  week_start: DAY_OF_WEEK_TUESDAY
  late_days: 3
  categories {
    category_id: "approval"
    label { key: "en" value: "Approval" }
    label { key: "zh-CN" value: "监管批准" }
    weight: 1
    terms: "approved"
  }
  concepts { concept_id: "car-t" concept_class: CONCEPT_CLASS_MODALITY aliases: "CAR-T" }
  relevance {
    terms { text: "gene therapy" weight: 2 }
    off_topic_terms { text: "insurance" }
    threshold: 1
  }
  key_points {
    label_id: "price"
    label { key: "en" value: "Price" }
    label { key: "zh-CN" value: "定价" }
    terms: "price"
    needs_number: true
  }
  known_sources {
    host: "fda.gov"
    publisher { key: "en" value: "U.S. FDA" }
    publisher { key: "zh-CN" value: "美国食品药品监督管理局" }
    kind: SOURCE_KIND_REGULATOR
    trust: 1
  }
  branding {
    publication { key: "en" value: "Seven Nights" }
    publication { key: "zh-CN" value: "七夜周报" }
    accent_color: "#0b6e6e"
    accent_color_dark: "#63c5bd"
    home_url: "https://example.org/"
  }
  disclaimers {
    kind: "medical"
    text { key: "en" value: "No medical advice." }
    text { key: "zh-CN" value: "不构成医疗建议。" }
  }
)";

constexpr char kDigest[] = R"(
  topic: "cell-gene-therapy"
  topic_name: "Cell and gene therapy"
  week: "2025-W50"
  window { start: "2025-12-09" end: "2025-12-16" time_zone: "Asia/Shanghai" }
  title { runs { text: "Two approvals and a trial" } }
  highlights { section_id: "s-1" text { runs { text: "A trial reports responses" } } }
  highlights { section_id: "s-2" text { runs { text: "Two approvals follow each other" } } }
  intro { runs { text: "The week brought three stories." } }
  sections {
    section_id: "s-1" ordinal: 1
    heading { runs { text: "Responses in a trial" } }
    category: "clinical" category_label: "Clinical"
    stories {
      story_id: "st-1" event_ids: ["e-1", "e-2"]
      headline { runs { text: "Responses in a trial" } }
      lead {
        runs { text: "34 of 54 patients responded." }
        runs { cite { ref_ids: ["r-1", "r-2"] } }
        support {
          span { event_id: "e-1" revision: 1 field: "body" start: 0 end: 28 }
          run_start: 0 run_end: 2
        }
      }
      key_points {
        label_id: "response" label: "Response"
        text {
          runs { text: "The response rate was 63.0%." }
          runs { cite { ref_ids: "r-1" } }
          support {
            span { event_id: "e-1" revision: 1 field: "body" start: 29 end: 57 }
            run_start: 0 run_end: 2
          }
        }
      }
      occurred { start: "2025-12-09" end: "2025-12-11" }
      metrics { label: "response rate" value: "63.0" unit: "%" n: 54 }
      ref_ids: ["r-1", "r-2"]
      category: "clinical" category_label: "Clinical"
      read_more_url: "https://example.org/trial"
    }
  }
  sections {
    section_id: "s-2" ordinal: 2
    heading { runs { text: "Two approvals in two days" } }
    category: "approval" category_label: "Approval"
    stories {
      story_id: "st-2" event_ids: "e-3"
      headline { runs { text: "The first product is approved" } }
      lead {
        runs { text: "The agency approved the first product." }
        runs { cite { ref_ids: "r-3" } }
        support {
          span { event_id: "e-3" revision: 1 field: "title" start: 0 end: 38 }
          run_start: 0 run_end: 2
        }
      }
      occurred { start: "2025-12-12" end: "2025-12-13" }
      ref_ids: "r-3"
      category: "approval" category_label: "Approval"
    }
    stories {
      story_id: "st-3" event_ids: "e-4"
      headline { runs { text: "The second product is approved" } }
      lead {
        runs { text: "The agency approved the second product." }
        runs { cite { ref_ids: "r-4" } }
        support {
          span { event_id: "e-4" revision: 1 field: "title" start: 0 end: 39 }
          run_start: 0 run_end: 2
        }
      }
      occurred { start: "2025-12-14" end: "2025-12-15" }
      ref_ids: "r-4"
      category: "approval" category_label: "Approval"
    }
  }
  in_brief {
    story_id: "st-4" event_ids: "e-5" category: "approval" category_label: "Approval"
    text { runs { text: "A clinic has opened." } runs { cite { ref_ids: "r-5" } } }
    occurred { start: "2025-12-12" }
  }
  closing { runs { text: "3 stories were told." } }
  references {
    ref_id: "r-1" title: "Trial data" publisher: "A Journal" url: "https://journal.example/1"
    published: "2025-12-11" kind: SOURCE_KIND_JOURNAL event_ids: "e-1" language: "en"
  }
  references {
    ref_id: "r-2" title: "Trial reported" publisher: "News" url: "https://news.example/2"
    published: "2025-12-12" kind: SOURCE_KIND_NEWS event_ids: "e-2" language: "en"
  }
  references {
    ref_id: "r-3" title: "Approval" publisher: "U.S. FDA" url: "https://fda.example/3"
    published: "2025-12-13" kind: SOURCE_KIND_REGULATOR event_ids: "e-3" language: "en"
  }
  references {
    ref_id: "r-4" title: "Approval again" publisher: "U.S. FDA" url: "https://fda.example/4"
    published: "2025-12-15" kind: SOURCE_KIND_REGULATOR event_ids: "e-4" language: "en"
  }
  references {
    ref_id: "r-5" title: "Clinic" publisher: "A Hospital" url: "https://hospital.example/5"
    published: "2025-12-12" kind: SOURCE_KIND_ORGANIZATION event_ids: "e-5" language: "en"
  }
  disclaimers { kind: "medical" text: "No medical advice." }
  branding { publication: "Seven Nights" accent_color: "#0b6e6e" accent_color_dark: "#63c5bd" }
)";

}  // namespace

std::string ATopicFile(const std::string& topic_id) {
  return "topic_id: \"" + topic_id + "\"" + kTopic;
}

topic::v1::Topic ATopic(const std::string& topic_id) {
  return testing::ParseText<topic::v1::Topic>(ATopicFile(topic_id));
}

digest::v1::Digest ADigest(const std::string& language) {
  auto digest = testing::ParseText<digest::v1::Digest>(kDigest);
  digest.set_language(language);
  return digest;
}

}  // namespace sennight::gateway
