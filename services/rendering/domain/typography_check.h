// The rules of Chinese typesetting (clreq, GB/T 15834) that a digest and its lines are checked by.
#pragma once

#include <string_view>

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/format_rules.h"

namespace sennight::rendering {

// Checks the Chinese texts of a digest: quotes and brackets in pairs, ellipses and dashes as
// Chinese writes them, one sign for ranges. Each rule is found once, at its first place, with how
// many more there are.
void CheckTypography(const digest::v1::Digest& digest, FormatFindings* findings);

// Checks lines as they are printed: none begins with what may not stand there (marks that close,
// citations), none ends with what opens.
void CheckLines(std::string_view lines, FormatFindings* findings);

// Returns whether Chinese typesetting lets no line begin, or end, with a character.
bool MayNotBeginLine(char32_t c);
bool MayNotEndLine(char32_t c);

}  // namespace sennight::rendering
