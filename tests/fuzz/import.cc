// The importer takes any file: each record is an event that the store accepts in what the importer
// answers for, or says what is wrong.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/event_validation.h"
#include "services/sennight/import/event_id.h"
#include "services/sennight/import/reader.h"
#include "tests/fuzz/expect.h"

namespace sennight::fuzz {
namespace {

// Limits of sizes, counts and ids are the store's to check; what the importer answers for is not to
// be found wrong by it.
void CheckAccepted(const event::v1::Event& event) {
  FieldViolations violations;
  event_store::ValidateEvent(event, violations);
  const google::rpc::BadRequest wrong = BadRequestOf(violations.ToStatus());
  for (const auto& violation : wrong.field_violations()) {
    const std::string& words = violation.description();
    Expect(!absl::StartsWith(words, "want UTF-8") &&
               !absl::StartsWith(words, "want no control characters"),
           "the store finds the text clean");
    Expect(violation.field() != "event_id" && violation.field() != "language" &&
               violation.field() != "topic",
           "the store accepts id, language and topic");
    Expect(!absl::EndsWith(violation.field(), "url"), "the store accepts the addresses");
    Expect(violation.field() != "title" || !absl::StartsWith(words, "want one line"),
           "the store finds the title to be one line");
  }
}

void CheckRecord(const importing::Record& record) {
  if (record.number == 0) {
    Expect(!record.event && !record.warnings.empty(), "the file itself is no event");
    return;
  }
  Expect(record.event.has_value() == record.errors.empty(), "an event or errors");
  if (!record.event) return;
  Expect(importing::IsEventId(record.event->event_id()), "an id");
  Expect(!record.event->title().empty(), "a title");
  Expect(record.event->sources_size() > 0, "a source");
  CheckAccepted(*record.event);
}

void Check(const std::string& file, const importing::Options& options) {
  std::istringstream input(file);
  int records = 0;
  const absl::StatusOr<importing::Summary> summary =
      importing::ReadEvents(input, options, [&](const importing::Record& record) {
        if (record.number > 0) ++records;
        CheckRecord(record);
        return absl::OkStatus();
      });
  if (summary.ok()) {
    Expect(summary->records == records, "the records that were counted");
  } else {
    Expect(summary.status().code() == absl::StatusCode::kInvalidArgument, "the file is to blame");
  }
}

}  // namespace
}  // namespace sennight::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string file(reinterpret_cast<const char*>(data), size);
  sennight::fuzz::Check(file, {.topic = "cell-gene-therapy", .categories = {}});
  sennight::fuzz::Check(file, {.topic = "offshore-wind", .categories = {"approval", "market"}});
  return 0;
}
