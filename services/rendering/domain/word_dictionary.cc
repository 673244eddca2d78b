#include "services/rendering/domain/word_dictionary.h"

#include <unicode/ucharstrie.h>
#include <unicode/udata.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>

namespace sennight::rendering {
namespace {

constexpr char32_t kFirst = 0x4E00;
constexpr char32_t kLast = 0x9FFF;

// How unlikely a character is that is no word, and the longest word (CjkBreakEngine of ICU).
constexpr std::uint32_t kUnlikeliest = 255;
constexpr std::size_t kLongestWord = 20;
constexpr std::uint32_t kUnreached = std::numeric_limits<std::uint32_t>::max();

// The file of ICU: places of its parts, then a trie of words with their unlikeliness.
class Dictionary {
 public:
  static const Dictionary& Get() {
    static const Dictionary dictionary;
    return dictionary;
  }

  bool is_known() const { return trie_ != nullptr; }

  // Calls `take` with the length and the unlikeliness of each word that `text` begins with.
  template <typename Take>
  void ForEachWord(std::u32string_view text, Take take) const {
    const Beginning& first = beginnings_[text[0] - kFirst];
    if (first.unlikeliness != kNone) take(1, first.unlikeliness);
    if (!first.goes_on) return;
    icu::UCharsTrie at(trie_);
    at.resetToState64(first.state);
    for (std::size_t size = 2; size <= std::min(text.size(), kLongestWord); ++size) {
      const UStringTrieResult result = at.next(static_cast<std::int32_t>(text[size - 1]));
      if (USTRINGTRIE_HAS_VALUE(result)) take(size, static_cast<std::uint32_t>(at.getValue()));
      if (!USTRINGTRIE_HAS_NEXT(result)) return;
    }
  }

 private:
  static constexpr std::uint32_t kNone = kUnreached;

  // Where the trie is after the first character of a word: to find it there takes longest.
  struct Beginning {
    std::uint64_t state = 0;
    std::uint32_t unlikeliness = kNone;
    bool goes_on = false;
  };

  Dictionary() {
    UErrorCode error = U_ZERO_ERROR;
    data_.reset(udata_openChoice(U_ICUDATA_NAME U_TREE_SEPARATOR_STRING "brkitr", "dict", "cjdict",
                                 IsReadable, nullptr, &error));
    if (U_FAILURE(error)) return;
    constexpr std::size_t kTriePlace = 0, kTrieKind = 4, kTransform = 5;
    constexpr std::int32_t kKindMask = 7, kKindOfUtf16 = 1;
    const auto* bytes = static_cast<const std::uint8_t*>(udata_getMemory(data_.get()));
    const auto* places = reinterpret_cast<const std::int32_t*>(bytes);
    if ((places[kTrieKind] & kKindMask) != kKindOfUtf16 || places[kTransform] != 0) return;
    trie_ = reinterpret_cast<const char16_t*>(bytes + places[kTriePlace]);
    beginnings_.resize(kLast - kFirst + 1);
    for (char32_t c = kFirst; c <= kLast; ++c) {
      icu::UCharsTrie at(trie_);
      const UStringTrieResult result = at.first(static_cast<std::int32_t>(c));
      Beginning& beginning = beginnings_[c - kFirst];
      if (USTRINGTRIE_HAS_VALUE(result)) {
        beginning.unlikeliness = static_cast<std::uint32_t>(at.getValue());
      }
      beginning.goes_on = USTRINGTRIE_HAS_NEXT(result);
      beginning.state = at.getState64();
    }
  }

  static UBool U_CALLCONV IsReadable(void* /*context*/, const char* /*type*/, const char* /*name*/,
                                     const UDataInfo* info) {
    constexpr std::array<std::uint8_t, 4> kFormat = {'D', 'i', 'c', 't'};
    return std::equal(kFormat.begin(), kFormat.end(), info->dataFormat) &&
           info->formatVersion[0] == 1 && info->isBigEndian == U_IS_BIG_ENDIAN;
  }

  std::unique_ptr<UDataMemory, decltype(&udata_close)> data_{nullptr, &udata_close};
  const char16_t* trie_ = nullptr;
  std::vector<Beginning> beginnings_;
};

}  // namespace

bool HasWordDictionary() { return Dictionary::Get().is_known(); }

std::vector<std::size_t> WordsOf(std::u32string_view ideographs) {
  struct Way {
    std::uint32_t unlikeliness = kUnreached;
    std::size_t last = 0;  // The length of the last word.
  };
  const Dictionary& dictionary = Dictionary::Get();
  std::vector<Way> ways(ideographs.size() + 1);  // By the number of characters that are parted.
  ways[0].unlikeliness = 0;
  for (std::size_t at = 0; at < ideographs.size(); ++at) {
    const std::uint32_t so_far = ways[at].unlikeliness;
    if (so_far == kUnreached) continue;
    bool is_word = false;
    const auto take = [&](std::size_t size, std::uint32_t unlikeliness) {
      is_word = is_word || size == 1;
      Way& way = ways[at + size];
      if (so_far + unlikeliness < way.unlikeliness) {
        way = {.unlikeliness = so_far + unlikeliness, .last = size};
      }
    };
    dictionary.ForEachWord(ideographs.substr(at), take);
    if (!is_word) take(1, kUnlikeliest);
  }
  std::vector<std::size_t> words;
  for (std::size_t at = ideographs.size(); at > 0; at -= words.back()) {
    words.push_back(ways[at].last);
  }
  std::reverse(words.begin(), words.end());
  return words;
}

}  // namespace sennight::rendering
