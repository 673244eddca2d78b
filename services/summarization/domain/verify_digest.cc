#include "services/summarization/domain/verify_digest.h"

#include <map>
#include <set>
#include <string>
#include <utility>

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

// A sentence that is not what its support says.
struct DoubtfulSentence {
  std::string text;
  std::vector<std::string> faults;  // If its support is no quotation: what is wrong with it.
};

// The events that a sentence may rest on, as the guard reads them.
class Sources {
 public:
  Sources(const Scope& scope, const Evidence& evidence) {
    for (const std::string& id : IdsOf(scope)) {
      const event::v1::Event* event = evidence.EventOf(id);
      if (event == nullptr) continue;
      Add(*event, "title", event->title());
      Add(*event, "body", event->body());
    }
  }

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

  void Add(const event::v1::Event& event, std::string field, const std::string& words) {
    guard_.Add(words);
    texts_.push_back({&event, std::move(field), &words});
  }

  Guard guard_;
  std::vector<Text> texts_;
};

// Returns the doubtful sentences of a text; all of them if its supports do not fit its runs.
std::vector<DoubtfulSentence> DoubtfulSentences(const digest::v1::InlineText& text,
                                                const std::vector<Fault>& faults) {
  std::vector<DoubtfulSentence> sentences;
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
    *response.add_findings() = std::move(finding);
  }
  int sentences = 0;
  ForEachText(digest, [&](const TextPlace& place) {
    sentences += place.text->support_size();
    const std::vector<Fault> faults = CheckText(*place.text, place.scope, evidence);
    if (faults.empty()) return;
    const Sources sources(place.scope, evidence);
    for (const DoubtfulSentence& sentence : DoubtfulSentences(*place.text, faults)) {
      *response.add_claims() = sources.Judge(place.path, sentence);
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
