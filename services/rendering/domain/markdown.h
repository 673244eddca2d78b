// The digest as Markdown: CommonMark, with footnotes (`[^1]`) as citations.
#pragma once

#include <string>
#include <string_view>

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering {

// Returns a valid digest (Validate) as Markdown, with its ids and dates as front matter (YAML; each
// value is a JSON string, a number, or a list of them).
Rendered RenderMarkdown(const digest::v1::Digest& digest, const v1::RenderOptions& options = {});

// Returns a text so that Markdown shows it as it is, wherever in a line it stands: what could be
// read as markup has a backslash before it.
std::string EscapeMarkdown(std::string_view text);

}  // namespace sennight::rendering
