#include "services/event_store/domain/prepared_event.h"

#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "common/hash/hash.h"
#include "common/text/normalize.h"
#include "common/url/url.h"
#include "services/event_store/domain/content_hash.h"

namespace sennight::event_store {
namespace {

constexpr size_t kContentKeyBytes = 16;

// Returns a hash of `parts`; none of them contains a NUL, which therefore parts them.
std::string KeyOf(std::initializer_list<std::string_view> parts) {
  std::string bytes;
  for (const std::string_view part : parts) {
    bytes.append(part);
    bytes.push_back('\0');
  }
  return hash::Sha256(bytes);
}

uint64_t FirstNumberOf(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof number; ++i) number = number << 8 | static_cast<uint8_t>(bytes[i]);
  return number;
}

// Returns `text` as near duplicates have it in common: folded, with single spaces.
std::string MatchingForm(std::string_view text) {
  std::string form;
  for (const char c : text::NormalizedKey(text, text::Script::kAsWritten)) {
    if (c != ' ' || (!form.empty() && form.back() != ' ')) form += c;
  }
  if (form.ends_with(' ')) form.pop_back();
  return form;
}

EventKeys KeysOf(const event::v1::Event& event) {
  const event::v1::Source& source = event.sources(0);
  const std::string& url = source.canonical_url();
  return {.event_id = event.event_id(),
          .topic = event.topic(),
          .content_hash = event.content_hash(),
          .content_key = ContentKeyOf(event),
          .source_key =
              FirstNumberOf(url.empty() ? KeyOf({"publisher", MatchingForm(source.publisher())})
                                        : KeyOf({"url", url}))};
}

// Leaves `event` as it was. What has a name is taken out of it for a while: cheaper than a copy.
std::string PayloadOf(event::v1::Event& event) {
  const std::array<std::string*, 8> named = {
      event.mutable_event_id(),     event.mutable_topic(),      event.mutable_language(),
      event.mutable_category(),     event.mutable_title(),      event.mutable_body(),
      event.mutable_content_hash(), event.mutable_recorded_by()};
  std::array<std::string, named.size()> taken;
  for (size_t i = 0; i < named.size(); ++i) taken[i].swap(*named[i]);
  std::string payload = hash::DeterministicBytes(event);
  for (size_t i = 0; i < named.size(); ++i) taken[i].swap(*named[i]);
  return payload;
}

}  // namespace

std::string ContentKeyOf(const event::v1::Event& event) {
  if (event.sources().empty() || event.sources(0).canonical_url().empty()) return "";
  return KeyOf({event.topic(), event.sources(0).canonical_url(), event.content_hash()})
      .substr(0, kContentKeyBytes);
}

PreparedEvent Prepare(event::v1::Event event, std::string actor) {
  const EventDates dates = DatesOf(event);
  const TextSketch sketch = SketchOf(event.title(), event.body());
  PreparedEvent prepared{.event = std::move(event), .keys = {}, .dates = dates, .sketch = sketch};
  DropOutputOnly(prepared.event);
  for (event::v1::Source& source : *prepared.event.mutable_sources()) {
    source.clear_canonical_url();
    const absl::StatusOr<std::string> canonical = url::CanonicalUrl(source.url());
    if (canonical.ok()) source.set_canonical_url(*canonical);
  }
  prepared.event.set_content_hash(ContentHashInPlace(prepared.event));
  prepared.event.set_recorded_by(std::move(actor));
  prepared.keys = KeysOf(prepared.event);
  prepared.folded = FoldedTextOf(prepared.event);
  prepared.payload = PayloadOf(prepared.event);
  prepared.size_bytes = static_cast<int64_t>(prepared.event.ByteSizeLong());
  return prepared;
}

int64_t MemoryOf(const PreparedEvent& prepared) {
  size_t bytes = sizeof prepared + prepared.payload.size();
  if (prepared.folded.has_value()) {
    bytes += prepared.folded->title.size() + prepared.folded->body.size();
  }
  return prepared.size_bytes + static_cast<int64_t>(bytes);
}

SketchedText SketchedTextOf(const PreparedEvent& prepared, int64_t position) {
  return {.position = position,
          .event_id = prepared.keys.event_id,
          .topic = prepared.keys.topic,
          .source_key = prepared.keys.source_key,
          .sketch = prepared.sketch};
}

}  // namespace sennight::event_store
