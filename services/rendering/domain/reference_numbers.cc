#include "services/rendering/domain/reference_numbers.h"

namespace sennight::rendering {

ReferenceNumbers::ReferenceNumbers(const digest::v1::Digest& digest) {
  numbers_.reserve(static_cast<std::size_t>(digest.references_size()));
  int number = 0;
  for (const digest::v1::Reference& reference : digest.references()) {
    numbers_.emplace(reference.ref_id(), ++number);
  }
}

int ReferenceNumbers::Of(std::string_view ref_id) const {
  const auto found = numbers_.find(ref_id);
  return found == numbers_.end() ? 0 : found->second;
}

}  // namespace sennight::rendering
