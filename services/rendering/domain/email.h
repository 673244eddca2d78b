// The e-mail: one complete MIME message, ready to be signed and sent.
#pragma once

#include <cstddef>

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering {

// Bytes of HTML from which on mail programs clip a message, and from which on that is near.
inline constexpr std::size_t kMaxEmailHtml = 100'000;
inline constexpr std::size_t kMuchEmailHtml = 80'000;

// Returns a valid digest (Validate) as multipart/alternative of text and HTML, in base64. Message
// id, date and boundary come from the digest, so the same digest is the same message. There is no
// receiver: who sends it knows them. Findings: the rules MAIL-*.
Rendered RenderEmail(const digest::v1::Digest& digest, const v1::RenderOptions& options);

}  // namespace sennight::rendering
