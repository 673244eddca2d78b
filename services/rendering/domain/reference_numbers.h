// The numbers that citations are printed with.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {

// Maps ids of references to their numbers: the places in `Digest.references`, from 1. Borrows the
// digest's ids; the digest must outlive it.
class ReferenceNumbers {
 public:
  explicit ReferenceNumbers(const digest::v1::Digest& digest);

  // Returns the number, 0 if there is no such reference.
  int Of(std::string_view ref_id) const;

 private:
  std::unordered_map<std::string_view, int> numbers_;
};

}  // namespace sennight::rendering
