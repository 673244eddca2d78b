// The figures of a story as they are printed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

struct Figure {
  std::string label;
  std::string value;   // With unit and how exact it is: `约 1.98 万元`.
  std::string count;   // `34/54` or `n = 54`; empty if the source does not say.
  std::string detail;  // Population, time point, comparator; empty if the source does not say.
  // The share of the whole, in hundredths of a percent. Only a percentage of 0 to 100 has one:
  // what has no natural whole gets no bar.
  std::optional<int> share;
  bool is_money = false;
  std::vector<int> citations;  // Ascending.
};

// Returns the figures of a story in their order, each once.
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
