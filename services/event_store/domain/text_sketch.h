// What a text has in common with others, in a few bytes.
//
// One-permutation MinHash (Li, Owen, Zhang: One Permutation Hashing, NIPS 2012) over the runs of
// five characters of the folded text, 16 bits a place (Li, König: b-Bit Minwise Hashing, WWW 2010):
// the share of equal places of two sketches estimates the Jaccard similarity of the texts' runs.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sennight::event_store {

inline constexpr int kSketchPlaces = 32;
inline constexpr size_t kSketchBytes = 2 * kSketchPlaces;

using TextSketch = std::array<uint16_t, kSketchPlaces>;

// Sketches a body. One too short to tell is sketched together with the title, so that only the
// same text has the same sketch: headlines alone tell nothing.
TextSketch SketchOf(std::string_view title, std::string_view body);

// Returns how many places are equal, of kSketchPlaces.
int EqualPlaces(const TextSketch& a, const TextSketch& b);

// Returns the sketch as kSketchBytes bytes, and the sketch of such bytes.
std::string SketchBytes(const TextSketch& sketch);
TextSketch SketchFromBytes(std::string_view bytes);

}  // namespace sennight::event_store
