// How the digests of a topic are rendered: what the topic says, and what a request says instead.
#pragma once

#include "absl/status/status.h"
#include "common/status/status.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/rendering/v1/rendering_service.pb.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Adds what is wrong with a topic's `render_options`, and with what its branding puts around a
// digest, to `violations`. Whether texts are there in each language is not asked here.
void CheckRenderOptions(const topic::v1::Topic& topic, FieldViolations* violations);

// Returns the options for a digest of the topic: the topic's, in the digest's language and with its
// places filled; a field that `wanted` sets takes the place of the topic's.
rendering::v1::RenderOptions RenderOptionsFor(const CoveredTopic& topic,
                                              const digest::v1::Digest& digest,
                                              const rendering::v1::RenderOptions& wanted);

// Returns whether the renderer's `status` is for a caller who sent `wanted`: it refuses options and
// the caller has set one of those that it names. Otherwise they are the topic's, and the caller can
// do nothing about it.
bool IsForTheCaller(const absl::Status& status, const rendering::v1::RenderOptions& wanted);

}  // namespace sennight::gateway
