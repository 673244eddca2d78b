#include "services/event_store/domain/near_duplicates.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"

namespace sennight::event_store {
namespace {

constexpr size_t kFirstPlaces = 1024;
constexpr int64_t kMostRemembered = kRememberedTexts;

}  // namespace

NearDuplicates::Keys NearDuplicates::KeysOf(uint64_t topic, const TextSketch& sketch) {
  Keys keys;
  for (size_t band = 0; band < keys.size(); ++band) {
    uint64_t places = 0;
    for (size_t i = 0; i < kPlacesInBand; ++i) {
      places = places << 16 | sketch[band * kPlacesInBand + i];
    }
    keys[band] = absl::HashOf(topic, band, places);
  }
  return keys;
}

NearDuplicates::Numbers NearDuplicates::Earlier(const Compared& compared, int64_t number) {
  Numbers earlier;
  for (size_t band = 0; band < earlier.size(); ++band) {
    earlier[band] = compared.back[band] == 0 ? kNoText : number - compared.back[band];
  }
  return earlier;
}

void NearDuplicates::Prefetch(const Keys& keys) const {
  for (const uint64_t key : keys) newest_.Prefetch(key);
}

NearDuplicates::Compared NearDuplicates::ComparedOf(const SketchedText& text) {
  return {.sketch = text.sketch,
          .back = {},
          .source_key = text.source_key,
          .topic = absl::HashOf(text.topic)};
}

std::string NearDuplicates::Find(const SketchedText& text) const {
  const Compared compared = ComparedOf(text);
  const Keys keys = KeysOf(compared.topic, compared.sketch);
  Numbers newest;
  for (size_t band = 0; band < keys.size(); ++band) {
    newest[band] = newest_.Find(keys[band]);
  }
  return MostLike(compared, next_, text.event_id, newest);
}

std::string NearDuplicates::MostLike(const Compared& text, int64_t of, std::string_view event_id,
                                     const Numbers& newest) const {
  // What has not been trimmed yet is not found all the same.
  const int64_t oldest = std::max(first(), of - kMostRemembered);
  // From band to band, so that the memory of one is fetched while the next is asked for.
  std::array<int64_t, kBands * kMostCompared> candidates;
  size_t size = 0;
  Numbers next = newest;
  for (int i = 0; i < kMostCompared; ++i) {
    for (size_t band = 0; band < next.size(); ++band) {
      if (next[band] < oldest) continue;
      candidates[size++] = next[band];
      const uint32_t back = At(next[band]).back[band];
      next[band] = back == 0 ? kNoText : next[band] - back;
      if (next[band] >= oldest) __builtin_prefetch(&At(next[band]).back);
    }
  }
  // Like texts meet in several bands: to compare them again costs less than to sort them.
  int64_t best = kNoText;
  int best_places = kNearlyTheSame;
  for (size_t i = 0; i < size; ++i) {
    const int64_t number = candidates[i];
    const Compared& other = At(number);
    const int places = EqualPlaces(other.sketch, text.sketch);
    const bool is_more_like =
        places > best_places || (places == best_places && (best == kNoText || number < best));
    if (!is_more_like || other.source_key == text.source_key || other.topic != text.topic ||
        NameOf(number).event_id == event_id) {
      continue;
    }
    best = number;
    best_places = places;
  }
  return best == kNoText ? "" : NameOf(best).event_id;
}

void NearDuplicates::MakeRoom() {
  newest_.Reserve(kBands);
  if (named_.size() < compared_.size()) return;
  std::vector<Compared> larger(std::max(kFirstPlaces, 2 * compared_.size()));
  for (int64_t number = first(); number < next_; ++number) {
    larger[static_cast<size_t>(number) & (larger.size() - 1)] = At(number);
  }
  compared_ = std::move(larger);
}

void NearDuplicates::Add(SketchedText text) {
  const Compared compared = ComparedOf(text);
  const Keys keys = KeysOf(compared.topic, compared.sketch);
  Prefetch(keys);
  MakeRoom();
  named_.push_back({.position = text.position, .event_id = std::move(text.event_id)});
  const int64_t number = next_++;
  Compared& added = At(number);
  added = compared;
  position_ = text.position;
  for (size_t band = 0; band < keys.size(); ++band) {
    const int64_t earlier = newest_.Exchange(keys[band], number);
    if (earlier >= first()) added.back[band] = static_cast<uint32_t>(number - earlier);
  }
}

std::string NearDuplicates::FindThenAdd(SketchedText text) {
  Add(std::move(text));
  const int64_t added = next_ - 1;
  return MostLike(At(added), added, NameOf(added).event_id, Earlier(At(added), added));
}

void NearDuplicates::Withdraw(int64_t position) {
  position = std::min(position, confirmed_);
  while (!named_.empty() && named_.back().position > position) {
    const int64_t last = next_ - 1;
    const Keys keys = KeysOf(last);
    const Numbers earlier = Earlier(At(last), last);
    for (size_t band = 0; band < keys.size(); ++band) {
      if (earlier[band] >= first()) {
        newest_.Exchange(keys[band], earlier[band]);
      } else {
        newest_.Erase(keys[band]);
      }
    }
    named_.pop_back();
    --next_;
  }
  position_ = std::min(position_, position);
  confirmed_ = position_;
}

void NearDuplicates::Trim() {
  while (!named_.empty() && named_.front().position <= confirmed_ - kMostRemembered) {
    const Keys keys = KeysOf(first());
    Prefetch(keys);
    for (const uint64_t key : keys) {
      if (newest_.Find(key) == first()) newest_.Erase(key);
    }
    named_.pop_front();
  }
}

void NearDuplicates::Restart(int32_t epoch, int64_t position) {
  *this = NearDuplicates();
  epoch_ = epoch;
  position_ = position;
  confirmed_ = position;
}

}  // namespace sennight::event_store
