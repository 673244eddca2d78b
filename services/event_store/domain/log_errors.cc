#include "services/event_store/domain/log_errors.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace sennight::event_store {

namespace {

absl::Status PositionAfterHead(const char* field, int64_t position, const Head& head) {
  return WithReason(
      absl::OutOfRangeError(absl::StrCat(field, ": want a position of at most ", head.position,
                                         " (the head), got ", position)),
      "POSITION_AFTER_HEAD", {{"head", absl::StrCat(head.position)}});
}

}  // namespace

absl::StatusOr<int64_t> ResolveAsOf(int64_t as_of, const Head& head) {
  if (as_of == 0) return head.position;
  if (as_of <= head.position) return as_of;
  return PositionAfterHead("as_of_position", as_of, head);
}

absl::Status CheckTail(const TailQuery& query, const Head& head) {
  if (query.epoch.has_value() && *query.epoch != head.epoch) {
    return WithReason(absl::OutOfRangeError(absl::StrCat(
                          "the position is of epoch ", *query.epoch, ", the store is in epoch ",
                          head.epoch, ": it was restored, and later positions mean others")),
                      "EPOCH_MISMATCH", {{"epoch", absl::StrCat(head.epoch)}});
  }
  if (query.after_position <= head.position) return absl::OkStatus();
  return PositionAfterHead("after_position", query.after_position, head);
}

absl::Status CheckEpoch(std::optional<int32_t> epoch, const Head& head) {
  if (!epoch.has_value() || *epoch == head.epoch) return absl::OkStatus();
  return WithReason(absl::OutOfRangeError(absl::StrCat("the page token is of epoch ", *epoch,
                                                       ", the store is in epoch ", head.epoch,
                                                       "; begin the list again")),
                    "EPOCH_MISMATCH", {{"epoch", absl::StrCat(head.epoch)}});
}

absl::Status EventNotFound(const std::string& event_id, int64_t as_of) {
  return WithReason(
      absl::NotFoundError(absl::StrCat("no event ", event_id, " as of position ", as_of)),
      "EVENT_NOT_FOUND", {{"event_id", event_id}});
}

absl::Status AnswerTooLarge(int64_t size_bytes) {
  return WithReason(absl::ResourceExhaustedError(
                        absl::StrCat("the events have ", size_bytes, " bytes, want at most ",
                                     kMaxBatchGetBytes, "; ask for fewer at once")),
                    "ANSWER_TOO_LARGE");
}

}  // namespace sennight::event_store
