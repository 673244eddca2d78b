// Who reported an event, and how far that is trusted.
#pragma once

#include <string>
#include <string_view>

#include "sennight/event/v1/event.pb.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::summarization {

// A trust below this is low: such a source alone carries no weight.
inline constexpr double kLowTrust = 0.4;

// Returns the host of an http(s) URL in lower case, without `www.` and port; empty if there is
// none.
std::string HostOf(std::string_view url);

// Returns the address that is printed: canonical if known.
std::string AddressOf(const event::v1::Source& source);

// Returns what the topic knows of the source, or null.
const topic::v1::KnownSource* KnownSourceOf(const event::v1::Source& source,
                                            const topic::v1::Topic& topic);

// Returns what kind of source it is: as the event says, otherwise as the topic knows.
event::v1::SourceKind KindOf(const event::v1::Source& source, const topic::v1::Topic& topic);

// Returns how far the source is trusted, 0 to 1: as the topic says, otherwise by its kind.
double TrustOf(const event::v1::Source& source, const topic::v1::Topic& topic);

// Returns what tells two publishers apart: the known host, the host, or the publisher's name.
std::string PublisherKey(const event::v1::Source& source, const topic::v1::Topic& topic);

// Returns what tells two references apart: the address, or publisher and title.
std::string ReferenceKey(const event::v1::Source& source, std::string_view event_title);

}  // namespace sennight::summarization
