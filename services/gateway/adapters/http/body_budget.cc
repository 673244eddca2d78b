#include "services/gateway/adapters/http/body_budget.h"

namespace sennight::gateway::http {

BodyShare::~BodyShare() { budget_.in_hand_ -= bytes_; }

bool BodyShare::GrowTo(size_t bytes) {
  if (bytes <= bytes_) return true;
  size_t in_hand = budget_.in_hand_;
  while (true) {
    const size_t others = in_hand - bytes_;
    if (others > 0 && others + bytes > budget_.most_) return false;
    if (budget_.in_hand_.compare_exchange_weak(in_hand, others + bytes)) break;
  }
  bytes_ = bytes;
  return true;
}

}  // namespace sennight::gateway::http
