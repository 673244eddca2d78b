#include "services/event_store/domain/near_duplicates.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"

namespace sennight::event_store {

NearDuplicates::Keys NearDuplicates::KeysOf(const SketchedText& text) {
  const size_t topic = absl::HashOf(text.topic);
  Keys keys;
  for (size_t band = 0; band < keys.size(); ++band) {
    uint64_t places = 0;
    for (size_t i = 0; i < kPlacesInBand; ++i) {
      places = places << 16 | text.sketch[band * kPlacesInBand + i];
    }
    keys[band] = absl::HashOf(topic, band, places);
  }
  return keys;
}

std::string NearDuplicates::Find(const SketchedText& text) const {
  const Keys keys = KeysOf(text);
  Numbers newest;
  for (size_t band = 0; band < keys.size(); ++band) {
    const auto it = newest_.find(keys[band]);
    newest[band] = it == newest_.end() ? kNoText : it->second;
  }
  return MostLike(text, newest);
}

std::string NearDuplicates::MostLike(const SketchedText& text, const Numbers& newest) const {
  // From band to band, so that the memory of one is fetched while the next is asked for.
  std::array<int64_t, kBands * kMostCompared> candidates;
  size_t size = 0;
  Numbers next = newest;
  for (int i = 0; i < kMostCompared; ++i) {
    for (size_t band = 0; band < next.size(); ++band) {
      if (next[band] < first()) continue;
      candidates[size++] = next[band];
      const Remembered& candidate = At(next[band]);
      __builtin_prefetch(&candidate.text.sketch);
      next[band] = candidate.earlier[band];
    }
  }
  // From the earliest on, each once: like texts meet in several bands.
  std::sort(candidates.begin(), candidates.begin() + size);
  const SketchedText* best = nullptr;
  int best_places = kNearlyTheSame - 1;
  for (size_t i = 0; i < size; ++i) {
    if (i > 0 && candidates[i] == candidates[i - 1]) continue;
    const SketchedText& other = At(candidates[i]).text;
    // The sketch first: the texts of a log do not lie together in memory, and few are like this.
    const int places = EqualPlaces(other.sketch, text.sketch);
    if (places <= best_places || other.source_key == text.source_key ||
        other.event_id == text.event_id || other.topic != text.topic) {
      continue;
    }
    best = &other;
    best_places = places;
  }
  return best == nullptr ? "" : best->event_id;
}

void NearDuplicates::Add(SketchedText text) {
  const Keys keys = KeysOf(text);
  position_ = text.position;
  Remembered& added = texts_.emplace_back(Remembered{.text = std::move(text), .earlier = {}});
  for (size_t band = 0; band < keys.size(); ++band) {
    const auto [newest, is_first] = newest_.try_emplace(keys[band], next_);
    added.earlier[band] = is_first ? kNoText : std::exchange(newest->second, next_);
  }
  ++next_;
}

std::string NearDuplicates::FindThenAdd(SketchedText text) {
  Add(std::move(text));
  const Remembered& added = texts_.back();
  return MostLike(added.text, added.earlier);
}

void NearDuplicates::Withdraw(int64_t position) {
  position = std::min(position, confirmed_);
  while (!texts_.empty() && texts_.back().text.position > position) {
    const Remembered& last = texts_.back();
    const Keys keys = KeysOf(last.text);
    for (size_t band = 0; band < keys.size(); ++band) {
      if (last.earlier[band] >= first()) {
        newest_[keys[band]] = last.earlier[band];
      } else {
        newest_.erase(keys[band]);
      }
    }
    texts_.pop_back();
    --next_;
  }
  position_ = std::min(position_, position);
  confirmed_ = position_;
}

void NearDuplicates::Trim() {
  while (texts_.size() > kRememberedTexts) {
    const Keys keys = KeysOf(texts_.front().text);
    for (const uint64_t key : keys) {
      const auto newest = newest_.find(key);
      if (newest != newest_.end() && newest->second == first()) newest_.erase(newest);
    }
    texts_.pop_front();
  }
}

void NearDuplicates::Restart(int32_t epoch, int64_t position) {
  *this = NearDuplicates();
  epoch_ = epoch;
  position_ = position;
  confirmed_ = position;
}

}  // namespace sennight::event_store
