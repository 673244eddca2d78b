#include "services/rendering/domain/mail_parts.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "absl/strings/ascii.h"
#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Bytes that make one line of base64, and one encoded word (75 characters with its frame).
constexpr std::size_t kLineBytes = 57;
constexpr std::size_t kWordBytes = 45;

// Bytes of the first encoded word: the name of its header stands on the line, too.
constexpr std::size_t kFirstWordBytes = 36;

// Longest text that stands in a header as it is.
constexpr std::size_t kMaxPlainHeader = 60;

// The two characters of each twelve bits.
constexpr std::array<std::array<char, 2>, 4096> kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {kAlphabet[i >> 6], kAlphabet[i & 63]};
  return pairs;
}();

// Returns eight bytes, the first of them as the highest; compilers know it as one instruction.
std::uint64_t Load64(const char* at) {
  const auto byte = [at](int i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (56 - 8 * i);
  };
  return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
}

void AppendBase64(std::string_view bytes, std::string* out) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
  };
  const std::size_t groups = bytes.size() / 3;
  const std::size_t begin = out->size();
  out->resize(begin + 4 * groups);
  char* to = out->data() + begin;
  std::size_t i = 0;
  // Six bytes at a time, out of eight that are there.
  for (; i + 8 <= bytes.size(); i += 6, to += 8) {
    const std::uint64_t bits = Load64(bytes.data() + i) >> 16;
    std::memcpy(to, kPairs[bits >> 36].data(), 2);
    std::memcpy(to + 2, kPairs[(bits >> 24) & 4095].data(), 2);
    std::memcpy(to + 4, kPairs[(bits >> 12) & 4095].data(), 2);
    std::memcpy(to + 6, kPairs[bits & 4095].data(), 2);
  }
  for (; i < 3 * groups; i += 3, to += 4) {
    const std::uint32_t bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    std::memcpy(to, kPairs[bits >> 12].data(), 2);
    std::memcpy(to + 2, kPairs[bits & 4095].data(), 2);
  }
  if (i == bytes.size()) return;
  const bool has_two = i + 2 == bytes.size();
  const std::uint32_t bits = byte(i) << 16 | (has_two ? byte(i + 1) << 8 : 0);
  out->push_back(kAlphabet[bits >> 18]);
  out->push_back(kAlphabet[(bits >> 12) & 63]);
  out->push_back(has_two ? kAlphabet[(bits >> 6) & 63] : '=');
  out->push_back('=');
}

bool IsHeaderCharacter(char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); }

bool IsNameCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == ' ';
}

// Returns a text as it is if it is short and all of it `may_stand`, else in encoded words.
std::string Encoded(std::string_view text, bool (*may_stand)(char c)) {
  std::string clean;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = NextCodePoint(text, &i);
    if (!IsPrintable(c)) continue;
    AppendUtf8(IsSpace(c) && c != 0x3000 ? U' ' : c, &clean);
  }
  const bool is_plain = clean.size() <= kMaxPlainHeader && clean.find("=?") == clean.npos &&
                        std::all_of(clean.begin(), clean.end(), may_stand);
  if (is_plain) return clean;
  std::string words;
  for (std::size_t begin = 0; begin < clean.size();) {
    std::size_t end = begin;
    for (std::size_t next = begin; next < clean.size();) {
      NextCodePoint(clean, &next);
      if (next - begin > (begin == 0 ? kFirstWordBytes : kWordBytes)) break;
      end = next;
    }
    words.append(words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
    AppendBase64(std::string_view(clean).substr(begin, end - begin), &words);
    words.append("?=");
    begin = end;
  }
  return words;
}

}  // namespace

void AppendBase64Lines(std::string_view bytes, std::string* out) {
  out->reserve(out->size() + bytes.size() * 14 / 10 + 8);
  for (std::size_t i = 0; i < bytes.size(); i += kLineBytes) {
    AppendBase64(bytes.substr(i, kLineBytes), out);
    out->append("\r\n");
  }
}

std::string HeaderText(std::string_view text) { return Encoded(text, IsHeaderCharacter); }

std::string HeaderName(std::string_view text) { return Encoded(text, IsNameCharacter); }

}  // namespace sennight::rendering
