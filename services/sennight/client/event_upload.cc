#include "services/sennight/client/event_upload.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/status.h"
#include "services/sennight/client/changed_event.h"
#include "services/sennight/client/repeated_events.h"

namespace sennight::client {
namespace {

constexpr int kEventsPerChunk = 200;  // The contract allows 500.
constexpr size_t kBytesPerChunk = 1024 * 1024;
constexpr size_t kEventsPerCall = 10'000;
// Of events that are revised or skipped if they changed: the store lists so many conflicts of a
// call, and the events are kept until it has.
constexpr size_t kKeptEventsPerCall = 1'000;
constexpr size_t kKeptBytesPerCall = 16 * 1024 * 1024;

}  // namespace

EventUpload::EventUpload(const std::shared_ptr<grpc::Channel>& channel, Prepare prepare)
    : stub_(eventstore::v1::EventStoreService::NewStub(channel)), prepare_(std::move(prepare)) {}

EventUpload::~EventUpload() {
  if (writer_ == nullptr) return;
  context_->TryCancel();
  (void)writer_->Finish();
}

absl::Status EventUpload::Add(event::v1::Event event, Origin origin, OnChange on_change) {
  // The store's list of conflicts is bounded: those that are only reported must not fill it.
  const bool is_kept = on_change != OnChange::kReport;
  if (!sent_.empty() && is_kept != (sent_.back().on_change != OnChange::kReport)) {
    if (absl::Status ended = Finish(); !ended.ok()) return ended;
  }
  const size_t bytes = event.ByteSizeLong();
  if (chunk_.events_size() > 0 && chunk_bytes_ + bytes > kBytesPerChunk) {
    if (absl::Status sent = SendChunk(); !sent.ok()) return sent;
  }
  Sent& sent = sent_.emplace_back(Sent{.origin = std::move(origin), .on_change = on_change});
  if (is_kept) ++kept_events_;
  if (on_change == OnChange::kRevise) {
    sent.event = event;
    kept_bytes_ += bytes;
  }
  *chunk_.add_events() = std::move(event);
  chunk_bytes_ += bytes;
  if (chunk_.events_size() < kEventsPerChunk) return absl::OkStatus();
  return SendChunk();
}

absl::Status EventUpload::Finish() {
  if (chunk_.events_size() > 0) {
    if (absl::Status sent = SendChunk(); !sent.ok()) return sent;
  }
  return EndCall();
}

absl::Status EventUpload::SendChunk() {
  if (writer_ == nullptr) {
    context_ = std::make_unique<grpc::ClientContext>();
    prepare_(*context_);
    response_.Clear();
    writer_ = stub_->ImportEvents(context_.get(), &response_);
  }
  const bool is_sent = writer_->Write(chunk_);
  chunk_.Clear();
  chunk_bytes_ = 0;
  // The call has ended: its status says why.
  if (!is_sent || IsCallLong()) return EndCall();
  return absl::OkStatus();
}

bool EventUpload::IsCallLong() const {
  return sent_.size() >= kEventsPerCall || kept_events_ + kEventsPerChunk > kKeptEventsPerCall ||
         kept_bytes_ >= kKeptBytesPerCall;
}

absl::Status EventUpload::EndCall() {
  if (writer_ == nullptr) return absl::OkStatus();
  writer_->WritesDone();
  const grpc::Status status = writer_->Finish();
  writer_ = nullptr;
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  const absl::Status taken = Take(response_);
  sent_.clear();
  own_revisions_.clear();
  kept_events_ = 0;
  kept_bytes_ = 0;
  return taken;
}

absl::Status EventUpload::Take(const eventstore::v1::ImportEventsResponse& response) {
  counts_.stored += response.stored();
  counts_.duplicates += response.duplicates();
  counts_.rejected += response.rejected();
  const int64_t unnamed_conflicts = response.conflicts() - response.conflicting_size();
  counts_.conflicts += unnamed_conflicts;
  counts_.unnamed += unnamed_conflicts + response.rejected() - response.rejections_size();
  const auto sent_at = [this](int64_t index) {
    const auto place = static_cast<size_t>(index);
    return place < sent_.size() ? sent_[place] : Sent();
  };
  for (const auto& rejection : response.rejections()) {
    for (const auto& violation : rejection.bad_request().field_violations()) {
      remarks_.push_back(
          {sent_at(rejection.index()).origin, violation.field(), violation.description()});
    }
  }
  for (const auto& conflict : response.conflicting()) {
    const absl::Status status = TakeConflict(sent_at(conflict.index()), conflict.outcome());
    if (!status.ok()) return status;
  }
  return response.duplicates() > 0 ? TakeDuplicates(response) : absl::OkStatus();
}

absl::Status EventUpload::TakeConflict(const Sent& sent,
                                       const eventstore::v1::AppendOutcome& outcome) {
  if (sent.on_change == OnChange::kSkip) {
    ++counts_.skipped;
    return absl::OkStatus();
  }
  if (sent.on_change == OnChange::kRevise) {
    // The store's answer is of before this upload went on to revise the event.
    const auto own = own_revisions_.find(sent.event.event_id());
    return Revise(sent, own == own_revisions_.end() ? outcome.revision() : own->second);
  }
  NoteConflict(sent, outcome.stored_event_id(), "");
  return absl::OkStatus();
}

// The store tells how many duplicates there are, not which: they are not among its other answers.
absl::Status EventUpload::TakeDuplicates(const eventstore::v1::ImportEventsResponse& response) {
  if (response.rejected() > response.rejections_size()) return absl::OkStatus();
  std::unordered_set<int64_t> rejected;
  for (const auto& rejection : response.rejections()) rejected.insert(rejection.index());
  std::unordered_set<int64_t> conflicting;
  for (const auto& conflict : response.conflicting()) conflicting.insert(conflict.index());
  // Of what was sent of an event several times, the last counts.
  std::vector<const Sent*> repeated;
  std::unordered_set<std::string_view> ids;
  for (size_t i = sent_.size(); i-- > 0;) {
    const Sent& sent = sent_[i];
    const auto index = static_cast<int64_t>(i);
    if (sent.on_change != OnChange::kRevise || rejected.contains(index)) continue;
    const bool is_last = ids.insert(sent.event.event_id()).second;
    if (is_last && !conflicting.contains(index)) repeated.push_back(&sent);
  }
  std::reverse(repeated.begin(), repeated.end());
  std::vector<const event::v1::Event*> events;
  for (const Sent* sent : repeated) events.push_back(&sent->event);
  const absl::StatusOr<std::vector<RepeatedEvent>> found =
      FindWhatSaysMore(*stub_, prepare_, events, own_revisions_);
  if (!found.ok()) return found.status();
  for (const RepeatedEvent& event : *found) {
    --counts_.duplicates;
    if (absl::Status done = Revise(*repeated[event.place], event.revision); !done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::Status EventUpload::Revise(const Sent& sent, int32_t current) {
  const absl::StatusOr<ChangeResult> result = StoreChange(*stub_, prepare_, sent.event, current);
  if (!result.ok()) return result.status();
  if (!result->why_not.empty()) {
    NoteConflict(sent, sent.event.event_id(), ": " + result->why_not);
    return absl::OkStatus();
  }
  own_revisions_[sent.event.event_id()] = result->revision;
  ++(result->is_new ? counts_.revised : counts_.duplicates);
  return absl::OkStatus();
}

void EventUpload::NoteConflict(const Sent& sent, const std::string& stored_id,
                               const std::string& why_not) {
  ++counts_.conflicts;
  remarks_.push_back({sent.origin, "",
                      absl::StrCat("differs from what is stored as event ", stored_id,
                                   "; the stored one was kept", why_not)});
}

}  // namespace sennight::client
