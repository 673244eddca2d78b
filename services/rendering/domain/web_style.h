// The style rules of the web page, from the files in `style/`. Colours of the publication come as
// custom properties: --accent, --soft (grounds), --edge (lines).
#pragma once

#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering {

extern const Literal kScreenStyle;  // Screens of all sizes.
extern const Literal kPrintStyle;

}  // namespace sennight::rendering
