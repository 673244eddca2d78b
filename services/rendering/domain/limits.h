// What a digest may be at most. `protos/sennight/rendering/v1/rendering_service.proto` states them.
#pragma once

#include <cstddef>

namespace sennight::rendering {

inline constexpr int kMaxSections = 60;
inline constexpr int kMaxReferences = 1000;

// Most bytes that the digest may have on the wire.
inline constexpr std::size_t kMaxDigestBytes = std::size_t{8} << 20;

// Most characters of what a publication puts around a digest.
inline constexpr std::size_t kMaxCaption = 40;
inline constexpr std::size_t kMaxMastheadNote = 120;
inline constexpr std::size_t kMaxEndNote = 600;

}  // namespace sennight::rendering
