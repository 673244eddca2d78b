// The head of the web page: what browsers, search engines and link previews read.
#pragma once

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/html_writer.h"

namespace sennight::rendering {

void WriteHead(const DigestView& view, HtmlWriter* html);

}  // namespace sennight::rendering
