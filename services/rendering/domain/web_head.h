// The head of the web page: what browsers, search engines and link previews read.
#pragma once

#include <optional>

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/safe_url.h"

namespace sennight::rendering {

// `url` is where the page is published, if that is known.
void WriteHead(const DigestView& view, const std::optional<SafeUrl>& url, HtmlWriter* html);

}  // namespace sennight::rendering
