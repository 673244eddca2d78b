#include "services/gateway/domain/checks/editor.h"

#include <iterator>

#include "services/gateway/domain/checks/findings.h"
#include "services/gateway/domain/checks/groups.h"

namespace sennight::gateway::checks {

void CheckLikeAnEditor(const digest::v1::Digest& digest, const topic::v1::Topic& topic,
                       std::vector<digest::v1::Finding>* findings) {
  Findings found(digest.language());
  CheckStructure(digest, topic, &found);
  CheckCitations(digest, &found);
  CheckReferences(digest, &found);
  CheckUrls(digest, &found);
  CheckDates(digest, topic, &found);
  CheckNumbers(digest, &found);
  CheckTypography(digest, &found);
  std::vector<digest::v1::Finding> taken = found.Take();
  findings->insert(findings->end(), std::make_move_iterator(taken.begin()),
                   std::make_move_iterator(taken.end()));
  SortByGravity(findings);
}

}  // namespace sennight::gateway::checks
