// The sections of the web page.
#pragma once

#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {

// Writes the section at `index`: one story at full width, or several as cards side by side.
void WriteSection(int index, WebText* web);

}  // namespace sennight::rendering
