// The figures of a story as they are printed.
#pragma once

#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/figure.h"

namespace sennight::rendering {

// Returns the figures of a story in their order, each once. DigestView::Figures remembers them.
std::vector<Figure> FiguresOf(const digest::v1::Story& story, const DigestView& view);

// A figure worth being shown large, and the section it is from.
struct KeyFigure {
  Figure figure;
  int section = 0;  // Index.
};

// Returns up to `limit` figures of the digest in the order of the sections: the first share of each
// story before its first other figure that is no money, and those before the rest. A figure too
// long to be shown large is passed over, and one on which the sources differ.
std::vector<KeyFigure> KeyFigures(const DigestView& view, std::size_t limit);

}  // namespace sennight::rendering
