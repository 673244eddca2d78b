// The engine on records for measuring: `sennight eval`. It runs what the service runs, without
// choices of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::summarization {

enum class EvaluationTask {
  kSummarize,  // {id, lang?, docs: [{id, title, text}]} → {id, summary}
  kCluster,    // {id, lang?, title, text, date?} → {id, story, group}, all records together
  kRank,       // {id, lang?, date, items: [{headline, body}]} → {id, scores, reasons} by item
  // {id, lang?, docs} → {id, sentences, metrics, figures, printable, told}: each a story
  kTell,
  kVerify,  // {id, doc, summary} → {id, supported, reasons}
};

struct EvaluationOptions {
  // What is known of the records' field: the concepts of all of them together.
  std::vector<topic::v1::Topic> topics;
  int budget = 250;  // Of a summary, in words; a Han character counts as one.
};

// Returns the answers to `records`, both as JSON Lines. What else a record holds is passed over.
//
// Errors: kInvalidArgument for a line that is no record, with its number.
absl::StatusOr<std::string> Evaluate(EvaluationTask task, std::string_view records,
                                     const EvaluationOptions& options);

}  // namespace sennight::summarization
