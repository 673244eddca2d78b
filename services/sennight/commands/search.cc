#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/sennight/cli/event_text.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/cli/period.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/client/topic.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using eventstore::v1::EventStoreService;
using eventstore::v1::SearchEventsRequest;
using eventstore::v1::SearchEventsResponse;
using eventstore::v1::SearchHit;

constexpr int kDefaultLimit = 20;
constexpr int kMostHits = 10'000;
constexpr int kPageSize = 100;

// What the shell has taken for one word is looked for as one.
std::string QueryOf(const std::vector<std::string>& operands) {
  std::string query;
  for (const std::string& operand : operands) {
    const bool is_phrase =
        operand.find(' ') != std::string::npos && operand.find('"') == std::string::npos;
    absl::StrAppend(&query, query.empty() ? "" : " ", is_phrase ? "\"" : "", operand,
                    is_phrase ? "\"" : "");
  }
  return query;
}

absl::StatusOr<SearchEventsRequest> ReadRequest(const cli::Arguments& arguments) {
  SearchEventsRequest request;
  const absl::StatusOr<event::v1::Window> days = cli::ReadDays(arguments);
  if (!days.ok()) return days.status();
  request.set_start_date(days->start());
  request.set_end_date(days->end());
  const absl::StatusOr<int64_t> as_of = arguments.Number("as-of", 0, 1, INT64_MAX);
  if (!as_of.ok()) return as_of.status();
  request.set_as_of_position(*as_of);
  const std::string order = arguments.Text("order", "newest");
  if (order != "newest" && order != "best") {
    return absl::InvalidArgumentError(
        absl::StrCat("--order: want newest or best, got \"", order, "\""));
  }
  request.set_order(order == "best" ? eventstore::v1::SEARCH_ORDER_BEST
                                    : eventstore::v1::SEARCH_ORDER_NEWEST);
  request.set_scope(arguments.Has("text") ? eventstore::v1::SEARCH_SCOPE_TEXT
                                          : eventstore::v1::SEARCH_SCOPE_TITLE);
  request.set_filter(arguments.Text("filter"));
  request.set_query(QueryOf(arguments.operands()));
  return request;
}

// Writes hits until there are `limit`; pages may be short. Returns how many there are.
absl::StatusOr<int64_t> WriteHits(const client::Gateway& gateway, SearchEventsRequest request,
                                  int64_t limit, bool as_json, cli::Console& console) {
  const auto stub = EventStoreService::NewStub(gateway.channel());
  int64_t count = 0;
  SearchEventsResponse page;
  do {
    request.set_page_size(static_cast<int32_t>(std::min<int64_t>(limit - count, kPageSize)));
    grpc::ClientContext context;
    gateway.Prepare(context);
    const grpc::Status status = stub->SearchEvents(&context, request, &page);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    for (const SearchHit& hit : page.hits()) {
      console.out << (as_json ? cli::JsonLine(hit) : cli::HitText(hit));
    }
    count += page.hits_size();
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty() && count < limit);
  const bool has_more = !page.next_page_token().empty();
  console.err << count << (count == 1 ? " hit" : " hits") << " as of position "
              << page.as_of_position() << (has_more ? "; there may be more (--limit)" : "") << "\n";
  return count;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  absl::StatusOr<SearchEventsRequest> request = ReadRequest(arguments);
  if (!request.ok()) return request.status();
  const absl::StatusOr<int64_t> limit = arguments.Number("limit", kDefaultLimit, 1, kMostHits);
  if (!limit.ok()) return limit.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  // The store knows no topics: it has nothing of a misspelt one.
  const absl::StatusOr<topic::v1::Topic> topic =
      client::FetchTopic(gateway->channel(), arguments.Text("topic"), gateway->Deadline());
  if (!topic.ok()) return topic.status();
  request->set_topic(topic->topic_id());
  const absl::StatusOr<int64_t> count =
      WriteHits(*gateway, *std::move(request), *limit, arguments.Has("json"), console);
  if (!count.ok()) return count.status();
  return *count > 0 ? process::kExitOk : process::kExitRejected;
}

}  // namespace

cli::Command Search() {
  return {
      .usage =
          {.name = "search",
           .summary = "Searches the stored events of a topic for words.",
           .options = client::WithConnectionOptions(
               {{.name = "topic", .value = "TOPIC", .purpose = "The topic.", .is_required = true},
                {.name = "text",
                 .value = "",
                 .purpose = "Looks into bodies too; needs --from and --to, at most 366 days."},
                {.name = "from", .value = "DAY", .purpose = "Only events of this day or later."},
                {.name = "to", .value = "DAY", .purpose = "Only events up to this day."},
                {.name = "filter",
                 .value = "FILTER",
                 .purpose = "Only events that it lets through, such as 'category = approval'."},
                {.name = "order", .value = "ORDER", .purpose = "newest (default) or best first."},
                {.name = "limit", .value = "COUNT", .purpose = "Most hits: 20."},
                {.name = "as-of",
                 .value = "POSITION",
                 .purpose = "Searches what was stored at this position."}}),
           .operand = "WORD",
           .least_operands = 1,
           .most_operands = 8,
           .description =
               "Finds events in which all words stand, Chinese (simplified or traditional) or "
               "English,\nwhatever their case; English words are found by their beginning. A word "
               "may "
               "have spaces:\n'gene therapy'. The places are marked with [ and ]. With --json each "
               "line is a SearchHit."},
      .run = Run};
}

}  // namespace sennight::commands
