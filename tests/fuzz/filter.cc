// Filters come from outside: any text is refused, with its column, or read; what was read is
// written so that it reads the same, and what it says of columns lets nothing through that it would
// not.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/filter.h"
#include "services/event_store/domain/filter_bounds.h"
#include "services/event_store/domain/search.h"
#include "services/event_store/domain/search_terms.h"
#include "tests/fuzz/expect.h"
#include "tests/unit/event_store/format_filter.h"

namespace sennight::fuzz {
namespace {

using event_store::Filter;

event::v1::Event AnEvent(FuzzedDataProvider& bytes) {
  event::v1::Event event;
  event.set_topic("t");
  event.set_category(bytes.ConsumeBool() ? "a" : "b");
  event.set_language(bytes.ConsumeBool() ? "zh-CN" : "en");
  event.mutable_occurred()->set_start(bytes.ConsumeBool() ? "2025-12-08" : "2025");
  event.set_state(bytes.ConsumeBool() ? event::v1::EVENT_STATE_ACTIVE
                                      : event::v1::EVENT_STATE_RETRACTED);
  event.add_sources()->set_canonical_url("https://www.fda.gov/x");
  (*event.mutable_labels())["a"] = "b";
  return event;
}

void CheckFilter(const std::string& text, FuzzedDataProvider& bytes) {
  const absl::StatusOr<Filter> filter = event_store::ParseFilter(text);
  if (!filter.ok()) {
    const google::rpc::BadRequest bad_request = BadRequestOf(filter.status());
    Expect(bad_request.field_violations_size() == 1 &&
               bad_request.field_violations(0).field() == "filter",
           "a bad filter is the caller's mistake");
    return;
  }
  const std::string written = event_store::FormatFilter(*filter);
  if (written.size() <= event_store::kMaxFilterBytes) {
    const absl::StatusOr<Filter> again = event_store::ParseFilter(written);
    Expect(again.ok() && *again == *filter, "what was written reads the same");
    Expect(event_store::FormatFilter(*again) == written, "and is written the same");
  }
  const event::v1::Event event = AnEvent(bytes);
  if (!event_store::Matches(*filter, event)) return;
  const event_store::FilterBounds bounds = event_store::BoundsOf(*filter);
  Expect(!bounds.categories.has_value() || bounds.categories->contains(event.category()),
         "the category of what is let through is within the bounds");
  Expect(!bounds.languages.has_value() || bounds.languages->contains(event.language().substr(0, 2)),
         "the language of what is let through is within the bounds");
  const bool is_retracted = event.state() == event::v1::EVENT_STATE_RETRACTED;
  Expect(is_retracted ? bounds.may_be_retracted : bounds.may_be_active,
         "the state of what is let through is within the bounds");
}

void CheckSearch(const std::string& query, const std::string& title) {
  const auto words = event_store::ParseSearchWords(query);
  if (!words.ok()) return;
  event::v1::Event event;
  event.set_topic("t");
  event.set_title(title);
  if (!event_store::FindIn({.topic = "t", .words = *words}, event).has_value()) return;
  const std::vector<int32_t> terms = event_store::TitleTerms("t", title);
  for (const int32_t term : event_store::QueryTerms("t", *words)) {
    Expect(std::binary_search(terms.begin(), terms.end(), term), "a title that is found has terms");
  }
}

}  // namespace
}  // namespace sennight::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  FuzzedDataProvider bytes(data, size);
  const std::string filter = bytes.ConsumeRandomLengthString(2100);
  const std::string query = bytes.ConsumeRandomLengthString(64);
  const std::string title = bytes.ConsumeRandomLengthString(256);
  sennight::fuzz::CheckFilter(filter, bytes);
  sennight::fuzz::CheckSearch(query, title);
  return 0;
}
