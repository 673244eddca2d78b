// Any digest can be verified and checked, whatever a person made of it; what is changed in a
// sentence is noticed.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "common/text/normalize.h"
#include "common/text/utf8.h"
#include "services/gateway/domain/checks/editor.h"
#include "services/gateway/domain/checks/support.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/verify.h"
#include "services/summarization/domain/verify_digest.h"
#include "tests/fuzz/expect.h"
#include "tests/fuzz/filler.h"
#include "tests/fuzz/sample_topic.h"
#include "tests/unit/summarization/reports.h"

namespace sennight::fuzz {
namespace {

using digest::v1::Digest;
using digest::v1::InlineText;
using summarization::v1::VerifyDigestResponse;

// What is verified against: two stories and the digest of them.
struct Week {
  topic::v1::Topic topic;
  std::vector<event::v1::Event> events;
  Digest digest;
};

const Week& TheWeek() {
  static const Week& week = *new Week([] {
    using summarization::testing::AnEvent;
    Week made;
    made.topic = ReadSampleTopic();
    made.events = {
        AnEvent("a", "FDA approves the gene therapy Casgevy for younger children",
                "On 10 December 2025 the FDA approved Casgevy, the gene therapy of Vertex, for "
                "children aged 5 to 11 years. No patient died; 54 of 60 (90%) responded.",
                "2025-12-10"),
        AnEvent("b", "华道生物递交CAR-T药物HD001的上市申请",
                "2025年12月12日，华道生物向国家药监局递交CAR-T药物HD001的上市申请。"
                "研究纳入54名患者，未观察到严重不良反应。",
                "2025-12-12")};
    summarization::v1::SummarizeWindowStart start;
    *start.mutable_topic() = made.topic;
    start.mutable_window()->set_start("2025-12-09");
    start.mutable_window()->set_end("2025-12-16");
    start.mutable_window()->set_time_zone(made.topic.time_zone());
    start.set_language("en");
    const auto response = summarization::Summarize(start, made.events);
    Expect(response.ok(), "a digest of the two");
    made.digest = response->digest();
    return made;
  }());
  return week;
}

// Returns the texts that stand in a message and the messages in it.
void CollectTexts(google::protobuf::Message& message, std::vector<InlineText*>* texts) {
  if (auto* text = dynamic_cast<InlineText*>(&message); text != nullptr) texts->push_back(text);
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      CollectTexts(*reflection.MutableMessage(&message, field), texts);
      continue;
    }
    if (field->is_map()) continue;
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      CollectTexts(*reflection.MutableRepeatedMessage(&message, field, i), texts);
    }
  }
}

VerifyDigestResponse Verified(const Digest& digest) {
  const Week& week = TheWeek();
  VerifyDigestResponse response = summarization::VerifyDigest(week.topic, digest, week.events);
  const summarization::Evidence evidence(week.topic, week.events);
  for (const auto& claim : response.claims()) {
    Expect(!claim.path().empty(), "a claim stands somewhere");
    Expect(claim.is_checked() == claim.reasons().empty(), "a claim is checked or doubted");
    std::string words;
    Expect(!claim.has_replacement() ||
               (evidence.TextOf(claim.replacement(), &words) && words == claim.replacement_text()),
           "a replacement is what its source says");
  }
  std::vector<digest::v1::Finding> findings = gateway::checks::FindingsOf(digest, response);
  Expect(findings.size() >= static_cast<size_t>(response.claims_size()),
         "a finding for each claim");
  gateway::checks::CheckLikeAnEditor(digest, week.topic, &findings);
  for (size_t i = 1; i < findings.size(); ++i) {
    Expect(findings[i - 1].severity() <= findings[i].severity(), "the gravest comes first");
  }
  const std::vector<std::string> named = gateway::checks::EventsOf(digest);
  Expect(std::set<std::string>(named.begin(), named.end()).size() == named.size(),
         "each event is named once");
  return response;
}

// A person edits one sentence.
void CheckAnEdit(FuzzedDataProvider& bytes) {
  Digest digest = TheWeek().digest;
  std::vector<InlineText*> texts;
  CollectTexts(digest, &texts);
  InlineText& text = *texts[bytes.ConsumeIntegralInRange<size_t>(0, texts.size() - 1)];
  if (text.support().empty()) return;
  const int sentence = bytes.ConsumeIntegralInRange<int>(0, text.support_size() - 1);
  digest::v1::Run& run = *text.mutable_runs(text.support(sentence).run_start());
  std::u32string words = text::ToCodePoints(run.text());
  const size_t place = bytes.ConsumeIntegralInRange<size_t>(0, words.size());
  const size_t gone = bytes.ConsumeIntegralInRange<size_t>(0, words.size() - place);
  words.replace(place, gone, text::ToCodePoints(bytes.ConsumeRemainingBytesAsString()));
  const std::string before = text::CollapseWhiteSpace(run.text());
  run.set_text(text::ToUtf8(words));
  const VerifyDigestResponse response = Verified(digest);
  if (text::CollapseWhiteSpace(run.text()) == before) return;
  Expect(!response.claims().empty() || !response.findings().empty(),
         "what is changed is noticed: " + run.text());
}

}  // namespace
}  // namespace sennight::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  FuzzedDataProvider bytes(data, size);
  if (bytes.ConsumeBool()) {
    sennight::fuzz::CheckAnEdit(bytes);
    return 0;
  }
  sennight::digest::v1::Digest digest;
  if (bytes.ConsumeBool()) digest = sennight::fuzz::TheWeek().digest;
  sennight::digest::v1::Digest filled;
  sennight::fuzz::Filler(bytes).Fill(filled);
  digest.MergeFrom(filled);
  sennight::fuzz::Verified(digest);
  return 0;
}
