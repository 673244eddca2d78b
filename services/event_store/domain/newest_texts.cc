#include "services/event_store/domain/newest_texts.h"

#include <algorithm>
#include <utility>

namespace sennight::event_store {
namespace {

constexpr size_t kFirstPlaces = 8192;

}  // namespace

size_t NewestTexts::PlaceOf(uint64_t key) const {
  size_t place = FirstPlaceOf(key);
  while (places_[place].number != kNone && places_[place].key != key) place = Next(place);
  return place;
}

void NewestTexts::Reserve(size_t more) {
  size_t wanted = std::max(kFirstPlaces, places_.size());
  while ((size_ + more) * 4 > wanted * 3) wanted *= 2;
  if (wanted == places_.size()) return;
  std::vector<Place> before(wanted);
  before.swap(places_);
  for (const Place& place : before) {
    if (place.number != kNone) places_[PlaceOf(place.key)] = place;
  }
}

void NewestTexts::Prefetch(uint64_t key) const {
  if (!places_.empty()) __builtin_prefetch(&places_[FirstPlaceOf(key)]);
}

int64_t NewestTexts::Find(uint64_t key) const {
  return places_.empty() ? kNone : places_[PlaceOf(key)].number;
}

int64_t NewestTexts::Exchange(uint64_t key, int64_t number) {
  Place& place = places_[PlaceOf(key)];
  place.key = key;
  const int64_t before = std::exchange(place.number, number);
  if (before == kNone) ++size_;
  return before;
}

void NewestTexts::Erase(uint64_t key) {
  if (Find(key) == kNone) return;
  size_t free = PlaceOf(key);
  // Who stands behind moves up if that is no further back than where it began to look.
  for (size_t place = Next(free); places_[place].number != kNone; place = Next(place)) {
    const size_t mask = places_.size() - 1;
    const size_t moved = (place - FirstPlaceOf(places_[place].key)) & mask;
    if (moved < ((place - free) & mask)) continue;
    places_[free] = places_[place];
    free = place;
  }
  places_[free] = {};
  --size_;
}

}  // namespace sennight::event_store
