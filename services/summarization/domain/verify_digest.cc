#include "services/summarization/domain/verify_digest.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"
#include "common/text/normalize.h"
#include "common/text/sentences.h"
#include "common/text/utf8.h"
#include "google/rpc/error_details.pb.h"
#include "services/summarization/domain/digest_texts.h"
#include "services/summarization/domain/guard.h"
#include "services/summarization/domain/summarize.h"

namespace sennight::summarization {
namespace {

// A digest may be anybody's. So much is told of it, and so much read and compared for it; what is
// more is a claim that was not compared.
constexpr int kMostFindings = 5'000;
constexpr int kMostClaims = 1'000;
constexpr size_t kMostScopeBytes = size_t{16} << 20;  // Of the events of one text,
constexpr size_t kMostReadBytes = size_t{64} << 20;   // and of all texts.
constexpr size_t kMostComparisons = 5'000'000;        // Of a sentence with a source sentence.

// A sentence that is not what its support says.
struct DoubtfulSentence {
  std::string text;
  std::vector<std::string> faults;  // If its support is no quotation: what is wrong with it.
};

// The events that a sentence may rest on, as the guard reads them.
class Sources {
 public:
  explicit Sources(const std::vector<const event::v1::Event*>& events) {
    for (const event::v1::Event* event : events) {
      Add(*event, "title", event->title());
      Add(*event, "body", event->body());
    }
  }

  size_t size() const { return guard_.size(); }

  v1::DoubtfulClaim Judge(const std::string& path, const DoubtfulSentence& sentence) const {
    v1::DoubtfulClaim claim;
    claim.set_path(path);
    claim.set_text(sentence.text);
    for (const Doubt& doubt : guard_.Check(sentence.text)) {
      claim.add_reasons(absl::StrCat(doubt.rule, " ", doubt.evidence));
    }
    claim.set_is_checked(claim.reasons().empty());
    // What is counted or fixed tells of the digest: that no event says so decides nothing.
    if (!claim.is_checked() && !sentence.faults.empty()) {
      claim.mutable_reasons()->Assign(sentence.faults.begin(), sentence.faults.end());
      return claim;
    }
    if (const auto place = guard_.Nearest(sentence.text)) {
      const Text& text = texts_[place->text];
      event::v1::SourceSpan& span = *claim.mutable_replacement();
      span.set_event_id(text.event->event_id());
      span.set_revision(text.event->revision());
      span.set_field(text.field);
      span.set_start(place->range.start);
      span.set_end(place->range.end);
      claim.set_replacement_text(text::CollapseWhiteSpace(text::Slice(*text.words, place->range)));
    }
    return claim;
  }

 private:
  struct Text {
    const event::v1::Event* event = nullptr;
    std::string field;
    const std::string* words = nullptr;
  };

  void Add(const event::v1::Event& event, std::string field, const std::string& words) {
    guard_.Add(words);
    texts_.push_back({&event, std::move(field), &words});
  }

  Guard guard_;
  std::vector<Text> texts_;
};

// Has sentences compared with their sources, within the bounds above. What one text rests on is
// kept for the next, which often rests on the same.
class Comparison {
 public:
  explicit Comparison(const Evidence& evidence) : evidence_(evidence) {}

  v1::DoubtfulClaim Judge(const TextPlace& place, const DoubtfulSentence& sentence) {
    if (const Sources* sources = SourcesOf(place.scope);
        sources != nullptr && sources->size() <= comparisons_left_) {
      comparisons_left_ -= sources->size();
      return sources->Judge(place.path, sentence);
    }
    v1::DoubtfulClaim claim;
    claim.set_path(place.path);
    claim.set_text(sentence.text);
    claim.add_reasons("GRD-NOT-RUN more than can be compared");
    return claim;
  }

 private:
  static std::set<std::string> IdsOf(const Scope& scope) {
    if (!scope.event_ids.empty()) return {scope.event_ids.begin(), scope.event_ids.end()};
    std::set<std::string> ids;
    for (const digest::v1::Section& section : scope.digest->sections()) {
      for (const digest::v1::Story& story : section.stories()) {
        ids.insert(story.event_ids().begin(), story.event_ids().end());
      }
    }
    for (const digest::v1::BriefStory& brief : scope.digest->in_brief()) {
      ids.insert(brief.event_ids().begin(), brief.event_ids().end());
    }
    return ids;
  }

  // Returns null if that is too much.
  const Sources* SourcesOf(const Scope& scope) {
    std::set<std::string> ids = IdsOf(scope);
    if (has_sources_ && ids == ids_) return sources_.get();
    ids_ = std::move(ids);
    has_sources_ = true;
    sources_.reset();
    std::vector<const event::v1::Event*> events;
    size_t bytes = 0;
    for (const std::string& id : ids_) {
      const event::v1::Event* event = evidence_.EventOf(id);
      if (event == nullptr) continue;
      events.push_back(event);
      bytes += event->title().size() + event->body().size();
    }
    if (bytes > std::min(kMostScopeBytes, bytes_left_)) return nullptr;
    bytes_left_ -= bytes;
    sources_ = std::make_unique<Sources>(events);
    return sources_.get();
  }

  const Evidence& evidence_;
  bool has_sources_ = false;
  std::set<std::string> ids_;
  std::unique_ptr<Sources> sources_;
  size_t bytes_left_ = kMostReadBytes;
  size_t comparisons_left_ = kMostComparisons;
};

// Returns the doubtful sentences of a text; all of them if its supports do not fit its runs.
std::vector<DoubtfulSentence> DoubtfulSentences(const digest::v1::InlineText& text,
                                                const std::vector<Fault>& faults) {
  std::vector<DoubtfulSentence> sentences;
  if (faults.empty()) return sentences;
  std::map<int, std::vector<std::string>> doubtful;
  for (const Fault& fault : faults) {
    doubtful[fault.sentence].push_back(absl::StrCat(fault.rule, " ", fault.evidence));
  }
  if (doubtful.count(-1) == 0) {
    for (auto& [sentence, wrong] : doubtful) {
      const digest::v1::Support& support = text.support(sentence);
      DoubtfulSentence doubt;
      doubt.text = text::CollapseWhiteSpace(text.runs(support.run_start()).text());
      if (!support.has_span()) doubt.faults = std::move(wrong);
      sentences.push_back(std::move(doubt));
    }
    return sentences;
  }
  std::string all;
  for (const digest::v1::Run& run : text.runs()) absl::StrAppend(&all, run.text());
  for (const text::Range& range : text::Sentences(text::ToCodePoints(all))) {
    sentences.push_back({text::CollapseWhiteSpace(text::Slice(all, range)), {}});
  }
  return sentences;
}

}  // namespace

v1::VerifyDigestResponse VerifyDigest(const topic::v1::Topic& topic,
                                      const digest::v1::Digest& digest,
                                      const std::vector<event::v1::Event>& events) {
  const Evidence evidence(topic, events);
  v1::VerifyDigestResponse response;
  for (digest::v1::Finding& finding : Verify(digest, evidence)) {
    if (response.findings_size() == kMostFindings) break;
    *response.add_findings() = std::move(finding);
  }
  int sentences = 0;
  Comparison comparison(evidence);
  ForEachText(digest, [&](const TextPlace& place) {
    sentences += place.text->support_size();
    if (response.claims_size() == kMostClaims) return;
    const std::vector<Fault> faults = CheckText(*place.text, place.scope, evidence);
    for (const DoubtfulSentence& sentence : DoubtfulSentences(*place.text, faults)) {
      if (response.claims_size() == kMostClaims) return;
      *response.add_claims() = comparison.Judge(place, sentence);
    }
  });
  response.set_sentences(sentences);
  return response;
}

absl::Status VerifyIntake::Take(v1::VerifyDigestRequest request) {
  if (!has_digest_) return TakeDigest(std::move(request));
  if (request.has_digest()) return InvalidField("digest", "want one in the first message only");
  if (request.has_topic()) return InvalidField("topic", "want one in the first message only");
  return events_.Take(request.mutable_events());
}

absl::Status VerifyIntake::TakeDigest(v1::VerifyDigestRequest request) {
  if (!request.has_topic()) return InvalidField("topic", "want it in the first message");
  if (!request.has_digest()) return InvalidField("digest", "want it in the first message");
  if (!request.events().empty()) return InvalidField("events", "want none in the first message");
  // What a start needs the digest needs too.
  v1::SummarizeWindowStart start;
  *start.mutable_topic() = request.topic();
  start.set_language(request.digest().language());
  *start.mutable_window() = request.digest().window();
  if (const absl::Status status = CheckStart(start); !status.ok()) {
    FieldViolations violations;
    const google::rpc::BadRequest wrong = BadRequestOf(status);
    for (const auto& violation : wrong.field_violations()) {
      const std::string field(absl::StripPrefix(violation.field(), "start."));
      const bool of_topic = field == "topic" || field.rfind("topic.", 0) == 0;
      violations.Add(of_topic ? field : absl::StrCat("digest.", field), violation.description());
    }
    return violations.ToStatus();
  }
  topic_ = std::move(*request.mutable_topic());
  digest_ = std::move(*request.mutable_digest());
  has_digest_ = true;
  return absl::OkStatus();
}

absl::StatusOr<v1::VerifyDigestResponse> VerifyIntake::Verify() {
  if (!has_digest_) return InvalidField("digest", "want it in the first message, got no message");
  return VerifyDigest(topic_, digest_, events_.Give());
}

}  // namespace sennight::summarization
