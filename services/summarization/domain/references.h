// What a digest cites: one reference for each distinct source.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "services/summarization/domain/draft.h"

namespace sennight::summarization {

// Collects the references of a digest's stories.
class ReferenceBook {
 public:
  // Makes the references of all reports of the material. `language` is the digest's, as the topic
  // writes it.
  ReferenceBook(const Material& material, const std::string& language);

  // Returns the ids of a report's references, its own source's first.
  const std::vector<std::string>& IdsOf(int report) const { return of_report_[report]; }

  // Returns the references of reports, without repetition, in their order.
  std::vector<std::string> IdsOf(std::span<const int> reports) const;

  // Returns what `digest` cites, in the order of the first citation.
  std::vector<digest::v1::Reference> CitedBy(const digest::v1::Digest& digest) const;

 private:
  std::map<std::string, digest::v1::Reference> by_id_;
  std::vector<std::vector<std::string>> of_report_;
};

}  // namespace sennight::summarization
