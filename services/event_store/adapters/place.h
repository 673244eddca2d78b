// A bounded number of places.
#pragma once

#include <atomic>
#include <utility>

namespace sennight::event_store {

// One of them, held for as long as it lives.
class Place {
 public:
  // Takes one if fewer than `most` are taken. `taken`, their number, must outlive it.
  Place(std::atomic<int>& taken, int most) : taken_(&taken) {
    if (taken.fetch_add(1) >= most) GiveBack();
  }
  Place(Place&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
  Place& operator=(Place&&) = delete;
  ~Place() { GiveBack(); }

  // Returns whether it has been taken.
  bool IsTaken() const { return taken_ != nullptr; }

  void GiveBack() {
    if (taken_ != nullptr) std::exchange(taken_, nullptr)->fetch_sub(1);
  }

 private:
  std::atomic<int>* taken_;
};

}  // namespace sennight::event_store
