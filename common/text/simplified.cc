#include <numeric>
#include <opencc/SimpleConverter.hpp>
#include <unordered_map>
#include <vector>

#include "common/text/characters.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

// The characters that OpenCC converts: of the basic plane by offset, the few others by themselves.
struct Table {
  std::vector<char32_t> basic;
  std::unordered_map<char32_t, char32_t> others;
};

struct Block {
  char32_t first;
  char32_t last;
};
constexpr Block kBasic = {0x3400, 0x9FFF};
constexpr Block kOthers = {0x20000, 0x2A6DF};

// Each Han character on a line of its own, so that no phrase of the dictionary applies.
std::u32string CharacterPerLine() {
  std::u32string lines;
  for (const Block& block : {kBasic, kOthers}) {
    for (char32_t c = block.first; c <= block.last; ++c) {
      lines.push_back(c);
      lines.push_back(U'\n');
    }
  }
  return lines;
}

// OpenCC's data comes with its library; without it the installation is broken and its exception
// ends the program.
Table ReadTable() {
  const opencc::SimpleConverter converter("t2s.json");
  const std::u32string from = CharacterPerLine();
  const std::u32string to = ToCodePoints(converter.Convert(ToUtf8(from)));
  Table table;
  table.basic.resize(kBasic.last - kBasic.first + 1);
  std::iota(table.basic.begin(), table.basic.end(), kBasic.first);
  if (to.size() != from.size()) return table;
  for (size_t i = 0; i < from.size(); ++i) {
    if (from[i] == to[i]) continue;
    if (from[i] <= kBasic.last) {
      table.basic[from[i] - kBasic.first] = to[i];
    } else {
      table.others.emplace(from[i], to[i]);
    }
  }
  return table;
}

}  // namespace

char32_t ToSimplified(char32_t c) {
  if (c < kBasic.first || (c > kBasic.last && c < kOthers.first)) return c;
  static const Table& table = *new Table(ReadTable());
  if (c <= kBasic.last) return table.basic[c - kBasic.first];
  const auto found = table.others.find(c);
  return found == table.others.end() ? c : found->second;
}

}  // namespace sennight::text
