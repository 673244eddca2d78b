// The rules of the platform, checked on a fragment as it goes out: what its editor would remove or
// break, and whether every text can be read in light and in dark mode.
#pragma once

#include <string_view>

#include "services/rendering/domain/format_rules.h"

namespace sennight::rendering {

// Adds what breaks a rule of WX-TAG, WX-STYLE, WX-LINK, WX-NEWLINE, WX-ROOT or WX-DARK, each thing
// once. `fragment` must be well-formed, with attribute values in double quotes. Linear in its size.
void CheckWechat(std::string_view fragment, FormatFindings* findings);

}  // namespace sennight::rendering
