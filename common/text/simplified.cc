#include <opencc/SimpleConverter.hpp>
#include <unordered_map>

#include "common/text/characters.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

using Table = std::unordered_map<char32_t, char32_t>;

// The blocks whose characters OpenCC converts.
struct Block {
  char32_t first;
  char32_t last;
};
constexpr Block kBlocks[] = {{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0x20000, 0x2A6DF}};

// Each Han character on a line of its own, so that no phrase of the dictionary applies.
std::u32string CharacterPerLine() {
  std::u32string lines;
  for (const Block& block : kBlocks) {
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
  if (to.size() != from.size()) return table;
  for (size_t i = 0; i < from.size(); ++i) {
    if (from[i] != to[i]) table.emplace(from[i], to[i]);
  }
  return table;
}

}  // namespace

char32_t ToSimplified(char32_t c) {
  if (c < 0x3400) return c;
  static const Table& table = *new Table(ReadTable());
  const auto found = table.find(c);
  return found == table.end() ? c : found->second;
}

}  // namespace sennight::text
