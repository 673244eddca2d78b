// The rules that a digest is checked by, with what is said when one is broken.
#pragma once

#include "absl/types/span.h"
#include "common/findings/rule.h"

namespace sennight::gateway::checks {

// In the sentences, `{0}` stands for the evidence.
using findings::Rule;

// The structure of the digest.
extern const Rule kHeadIncomplete;
extern const Rule kHighlightOrder;
extern const Rule kHighlightUnknown;
extern const Rule kHighlightMissing;
extern const Rule kHighlightRepeats;
extern const Rule kSectionNumber;
extern const Rule kSectionId;
extern const Rule kSectionEmpty;
extern const Rule kStoryEmpty;
extern const Rule kSingleSubItem;
extern const Rule kDisclaimer;

// Citations and references.
extern const Rule kReferenceOrphan;
extern const Rule kCitationDangling;
extern const Rule kCitationOrder;
extern const Rule kStoryUncited;
extern const Rule kFigureUncited;
extern const Rule kOneSource;
extern const Rule kReferenceNoUrl;
extern const Rule kReferenceBare;
extern const Rule kReferenceTwice;
extern const Rule kReferenceLate;
extern const Rule kReferenceEarly;

// Addresses.
extern const Rule kUrlTracking;
extern const Rule kUrlScheme;
extern const Rule kUrlCredentials;
extern const Rule kUrlLength;

// Dates.
extern const Rule kDateOutside;
extern const Rule kDateLateUnmarked;
extern const Rule kDateLate;
extern const Rule kDateOverlap;
extern const Rule kDateVague;
extern const Rule kDateFuture;
extern const Rule kDateMissing;
extern const Rule kDateGap;

// Numbers.
extern const Rule kNumberConflict;
extern const Rule kNumberUnreachable;
extern const Rule kNumberWithoutN;

// Typography.
extern const Rule kForbiddenCharacter;
extern const Rule kOddHyphen;
extern const Rule kHalfWidthPunctuation;

// All of the above, in their order.
absl::Span<const Rule* const> AllRules();

// What the digest's events say: found by the summarization service, not by checks of this folder.
extern const Rule kClaimUnsupported;
extern const Rule kClaimChecked;

}  // namespace sennight::gateway::checks
