// The style rules of the web page. Colours of the publication come as custom properties: --accent,
// --soft (grounds), --edge (lines).
#pragma once

#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering {

extern const Literal kScreenStyle;
extern const Literal kNarrowStyle;  // Tablets and phones.
extern const Literal kPrintStyle;

}  // namespace sennight::rendering
