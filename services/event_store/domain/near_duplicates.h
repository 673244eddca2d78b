// Finds texts of a log that are nearly the same.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "services/event_store/domain/newest_texts.h"
#include "services/event_store/domain/text_sketch.h"

namespace sennight::event_store {

// How many revisions are remembered: the newest of the log.
inline constexpr size_t kRememberedTexts = 32'768;

// From so many equal places of kSketchPlaces on, two texts are nearly the same.
inline constexpr int kNearlyTheSame = 20;

// A text of the log.
struct SketchedText {
  int64_t position = 0;
  std::string event_id;
  std::string topic;
  uint64_t source_key = 0;
  TextSketch sketch{};
};

// The texts of the newest revisions, found by bands of their sketches. What it finds depends on
// the log alone, so every process that reads the log finds the same. Takes about 500 bytes a text.
// Not safe for concurrent use.
class NearDuplicates {
 public:
  // The last position that has been added; 0 if there is none.
  int64_t position() const { return position_; }

  // The epoch of the log that the texts are of.
  int32_t epoch() const { return epoch_; }

  // Returns the id of the event of the topic that is most like `text` and came from another source,
  // the earliest of several; empty if there is none.
  std::string Find(const SketchedText& text) const;

  // Adds the text of the next position.
  void Add(SketchedText text);

  // The same, and returns what Find would have returned before.
  std::string FindThenAdd(SketchedText text);

  // Says that what has been added up to `position` is stored for good.
  void Confirm(int64_t position) { confirmed_ = std::min(position, position_); }

  // Forgets what is after `position` and what has not been confirmed: it has not been stored after
  // all, or something else has been stored there.
  void Withdraw(int64_t position);

  // Forgets texts that are too old for whatever comes after the last one that was confirmed.
  void Trim();

  // Forgets everything, and says that nothing up to `position` is worth remembering.
  void Restart(int32_t epoch, int64_t position);

 private:
  static constexpr int kBands = 8;
  static constexpr int kPlacesInBand = kSketchPlaces / kBands;
  // So many texts of a band are compared, the newest: a text that everybody repeats costs no more.
  static constexpr int kMostCompared = 8;
  static constexpr int64_t kNoText = NewestTexts::kNone;

  using Keys = std::array<uint64_t, kBands>;
  using Numbers = std::array<int64_t, kBands>;  // Of a text in each band, or kNoText.

  // What every comparison looks at, in two lines of the processor's cache.
  struct alignas(128) Compared {
    TextSketch sketch;
    std::array<uint32_t, kBands> back;  // How many texts ago the band's text before came, or 0.
    uint64_t source_key = 0;
    uint64_t topic = 0;  // A hash of 64 bits, taken for the topic itself.
  };

  // What only those that are alike are asked for.
  struct Named {
    int64_t position = 0;
    std::string event_id;
  };

  // Of each band, the text before the one that `compared`, number `number`, is.
  static Numbers Earlier(const Compared& compared, int64_t number);
  static Keys KeysOf(uint64_t topic, const TextSketch& sketch);
  Keys KeysOf(int64_t number) const { return KeysOf(At(number).topic, At(number).sketch); }
  // Has the memory of all bands fetched at once rather than one after the other.
  void Prefetch(const Keys& keys) const;
  static Compared ComparedOf(const SketchedText& text);
  // Returns what Find returns for a text of an event that has the number `of`, or would have; the
  // comparing begins with `newest`.
  std::string MostLike(const Compared& text, int64_t of, std::string_view event_id,
                       const Numbers& newest) const;
  int64_t first() const { return next_ - static_cast<int64_t>(named_.size()); }
  const Compared& At(int64_t number) const {
    return compared_[static_cast<size_t>(number) & (compared_.size() - 1)];
  }
  Compared& At(int64_t number) {
    return compared_[static_cast<size_t>(number) & (compared_.size() - 1)];
  }
  const Named& NameOf(int64_t number) const {
    return named_[static_cast<size_t>(number - first())];
  }
  // Makes room for one more, so that adding it cannot fail half way.
  void MakeRoom();

  int32_t epoch_ = 0;
  int64_t position_ = 0;
  int64_t confirmed_ = 0;
  int64_t next_ = 0;                // Texts are numbered as they are added.
  std::vector<Compared> compared_;  // A ring, of as many places as a power of two; by number.
  std::deque<Named> named_;
  NewestTexts newest_;
};

}  // namespace sennight::event_store
