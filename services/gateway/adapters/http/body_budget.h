// The memory of bodies, shared by all connections.
#pragma once

#include <atomic>
#include <cstddef>

namespace sennight::gateway::http {

// Counts the bytes of the bodies that are in hand. Safe for concurrent use.
class BodyBudget {
 public:
  explicit BodyBudget(size_t most) : most_(most) {}

 private:
  friend class BodyShare;

  const size_t most_;
  std::atomic<size_t> in_hand_ = 0;
};

// What one request has of the budget; is given back at the end. For one thread.
class BodyShare {
 public:
  explicit BodyShare(BodyBudget& budget) : budget_(budget) {}
  ~BodyShare();
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  // Takes as much as makes `bytes` of it; nothing if it has as much. Returns false, and takes
  // nothing, if others have the rest; who is alone may have more than there is.
  bool GrowTo(size_t bytes);

 private:
  BodyBudget& budget_;
  size_t bytes_ = 0;
};

}  // namespace sennight::gateway::http
