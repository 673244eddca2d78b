#include "services/summarization/domain/verify.h"

#include <algorithm>
#include <cassert>

#include "absl/strings/str_cat.h"
#include "common/findings/rule.h"
#include "services/summarization/domain/digest_texts.h"
#include "services/summarization/domain/numbers.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {
namespace {

using findings::kError;

constexpr findings::Rule kRules[] = {
    {"CIT-RUNS", kError, "句子没有依据，或文字与依据对不上",
     "a sentence has no support, or its runs do not fit"},
    {"CIT-SPAN", kError, "依据所指的报道或位置不存在", "a support names a place that is not there"},
    {"CIT-SUPPORT", kError, "所印文字与依据不符",
     "the printed sentence is not what its support says"},
    {"CIT-NUMBER", kError, "所印数字不在依据之中",
     "a number is printed that the support does not hold"},
    {"CIT-NAME", kError, "所印名称不在依据之中",
     "a name is printed that the support does not hold"},
    {"CIT-COMPUTED", kError, "计算值不对", "a computed value is wrong"},
    {"CIT-DANGLING", kError, "引用指向不存在的参考资料", "a citation names no reference"},
    {"CIT-FOREIGN", kError, "所引资料不是这件事的来源",
     "a cited reference is no source of the story"},
    {"CIT-SEC-NONE", kError, "事件没有任何引用", "a story cites nothing"},
    {"CIT-REF-ORPHAN", kError, "参考资料从未被引用", "a reference is never cited"},
    {"CIT-METRIC", kError, "数字与其所在原文不符", "a figure is not what stands at its place"},
    {"STR-EVENT", kError, "事件所列报道不存在", "a story names a report that was not read"},
    {"STR-LABEL", kError, "标签不是该领域的标签", "a label is not the topic's"},
    {"STR-HL-COVER", kError, "速览没有对应的板块", "a highlight names no section"},
};

digest::v1::Finding MakeFinding(const std::string& rule, const std::string& path,
                                const std::string& evidence, const std::string& language) {
  const auto* known = std::find_if(std::begin(kRules), std::end(kRules),
                                   [&rule](const findings::Rule& it) { return it.id == rule; });
  assert(known != std::end(kRules));
  digest::v1::Finding finding = findings::Broken(*known, language, path);
  finding.set_evidence(evidence);
  return finding;
}

bool Cites(const digest::v1::InlineText& text) {
  return std::any_of(text.runs().begin(), text.runs().end(),
                     [](const digest::v1::Run& run) { return run.has_cite(); });
}

// Whether the words hold the value as they are read.
bool HoldsValue(const std::string& words, const event::v1::Metric& metric) {
  const std::u32string shadow = ShadowText(words);
  const auto numbers = FindNumbers(shadow, {0, static_cast<int>(shadow.size())});
  return std::any_of(numbers.begin(), numbers.end(), [&](const Number& number) {
    return CanonicalDecimal(number.value) == CanonicalDecimal(metric.value());
  });
}

// Collects what is wrong beside the texts themselves.
class StructureCheck {
 public:
  StructureCheck(const digest::v1::Digest& digest, const Evidence& evidence)
      : digest_(digest), evidence_(evidence) {}

  std::vector<digest::v1::Finding> Check() {
    for (int s = 0; s < digest_.sections_size(); ++s) CheckSection(s);
    for (int b = 0; b < digest_.in_brief_size(); ++b) {
      const std::string path = absl::StrCat("/inBrief/", b);
      CheckEvents(digest_.in_brief(b).event_ids(), path);
      CheckCategory(digest_.in_brief(b).category(), digest_.in_brief(b).category_label(), path);
      if (!Cites(digest_.in_brief(b).text())) Add("CIT-SEC-NONE", path, "");
    }
    CheckHighlights();
    CheckReferences();
    return std::move(findings_);
  }

 private:
  void Add(const std::string& rule, const std::string& path, const std::string& evidence) {
    findings_.push_back(MakeFinding(rule, path, evidence, digest_.language()));
  }

  void CheckSection(int s) {
    const digest::v1::Section& section = digest_.sections(s);
    const std::string path = absl::StrCat("/sections/", s);
    CheckCategory(section.category(), section.category_label(), path);
    for (int t = 0; t < section.stories_size(); ++t) {
      CheckStory(section.stories(t), absl::StrCat(path, "/stories/", t));
    }
  }

  void CheckStory(const digest::v1::Story& story, const std::string& path) {
    CheckEvents(story.event_ids(), path);
    CheckCategory(story.category(), story.category_label(), path);
    if (!Cites(story.lead())) Add("CIT-SEC-NONE", path, "");
    for (int k = 0; k < story.key_points_size(); ++k) {
      CheckKeyPoint(story.key_points(k), absl::StrCat(path, "/keyPoints/", k));
    }
    const auto& ids = story.event_ids();
    for (int m = 0; m < story.metrics_size(); ++m) {
      const event::v1::Metric& metric = story.metrics(m);
      std::string words;
      const bool there = evidence_.TextOf(metric.span(), &words) && words == metric.text() &&
                         std::find(ids.begin(), ids.end(), metric.span().event_id()) != ids.end();
      if (!there || !HoldsValue(words, metric)) {
        Add("CIT-METRIC", absl::StrCat(path, "/metrics/", m), metric.text());
      }
    }
  }

  template <typename Ids>
  void CheckEvents(const Ids& event_ids, const std::string& path) {
    for (const std::string& id : event_ids) {
      if (evidence_.EventOf(id) == nullptr) Add("STR-EVENT", path, id);
    }
  }

  void CheckCategory(const std::string& id, const std::string& label, const std::string& path) {
    for (const topic::v1::Category& category : evidence_.topic().categories()) {
      if (category.category_id() != id) continue;
      const auto known = category.label().find(digest_.language());
      if (known != category.label().end() && known->second == label) return;
    }
    Add("STR-LABEL", path, label);
  }

  void CheckKeyPoint(const digest::v1::KeyPoint& point, const std::string& path) {
    for (const topic::v1::KeyPointLabel& label : evidence_.topic().key_points()) {
      if (label.label_id() != point.label_id()) continue;
      const auto known = label.label().find(digest_.language());
      if (known != label.label().end() && known->second == point.label()) return;
    }
    Add("STR-LABEL", path, point.label());
  }

  void CheckHighlights() {
    for (int h = 0; h < digest_.highlights_size(); ++h) {
      const std::string& id = digest_.highlights(h).section_id();
      const bool known =
          std::any_of(digest_.sections().begin(), digest_.sections().end(),
                      [&](const auto& section) { return section.section_id() == id; });
      if (!known) Add("STR-HL-COVER", absl::StrCat("/highlights/", h), id);
    }
  }

  void CheckReferences() {
    std::set<std::string> cited;
    ForEachText(digest_, [&cited](const TextPlace& place) {
      for (const digest::v1::Run& run : place.text->runs()) {
        cited.insert(run.cite().ref_ids().begin(), run.cite().ref_ids().end());
      }
    });
    for (int r = 0; r < digest_.references_size(); ++r) {
      const std::string& id = digest_.references(r).ref_id();
      if (cited.count(id) == 0) Add("CIT-REF-ORPHAN", absl::StrCat("/references/", r), id);
    }
  }

  const digest::v1::Digest& digest_;
  const Evidence& evidence_;
  std::vector<digest::v1::Finding> findings_;
};

}  // namespace

std::vector<digest::v1::Finding> Verify(const digest::v1::Digest& digest,
                                        const Evidence& evidence) {
  std::vector<digest::v1::Finding> findings;
  ForEachText(digest, [&](const TextPlace& place) {
    for (const Fault& fault : CheckText(*place.text, place.scope, evidence)) {
      findings.push_back(MakeFinding(fault.rule, place.path, fault.evidence, digest.language()));
    }
  });
  for (digest::v1::Finding& finding : StructureCheck(digest, evidence).Check()) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace sennight::summarization
