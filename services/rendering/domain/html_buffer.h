// Bytes of a document that grows at its end. For html_writer.h.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace sennight::rendering {

// What std::string would do, too; but markup is many short pieces, and these are copied in place,
// without a call for each.
class HtmlBuffer {
 public:
  void Append(std::string_view piece) {
    CopyTo(Room(piece.size()), piece);
    size_ += piece.size();
  }
  void Append(char c) {
    *Room(1) = c;
    ++size_;
  }
  // Appends several pieces.
  template <typename... Pieces>
  void AppendAll(const Pieces&... pieces) {
    char* to = Room((SizeOf(pieces) + ...));
    size_ += (SizeOf(pieces) + ...);
    ((CopyTo(to, AsView(pieces)), to += SizeOf(pieces)), ...);
  }
  // Appends once more what stands from byte `begin` to `end`.
  void AppendAgain(std::size_t begin, std::size_t end) {
    char* const to = Room(end - begin);  // What stands there may move.
    CopyTo(to, text().substr(begin, end - begin));
    size_ += end - begin;
  }

  std::size_t size() const { return size_; }
  std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  static std::size_t SizeOf(std::string_view piece) { return piece.size(); }
  static constexpr std::size_t SizeOf(const char& /*piece*/) { return 1; }
  static std::string_view AsView(std::string_view piece) { return piece; }
  static constexpr std::string_view AsView(const char& piece) { return {&piece, 1}; }

  static constexpr std::size_t kFirstCapacity = std::size_t{1} << 16;

  // Returns where `size` more bytes have room.
  char* Room(std::size_t size) {
    if (size > capacity_ - size_) Grow(size);
    return bytes_.get() + size_;
  }

  void Grow(std::size_t size) {
    const std::size_t capacity = std::max({kFirstCapacity, 2 * capacity_, size_ + size});
    auto grown = std::make_unique_for_overwrite<char[]>(capacity);
    if (size_ > 0) std::memcpy(grown.get(), bytes_.get(), size_);
    bytes_ = std::move(grown);
    capacity_ = capacity;
  }

  // Copies both ends of a short piece at once: they may overlap.
  static void CopyTo(char* to, std::string_view piece) {
    const std::size_t size = piece.size();
    if (size > 16) {
      std::memcpy(to, piece.data(), size);
    } else if (size >= 8) {
      CopyEnds<8>(to, piece);
    } else if (size >= 4) {
      CopyEnds<4>(to, piece);
    } else if (size >= 2) {
      CopyEnds<2>(to, piece);
    } else if (size == 1) {
      *to = piece[0];
    }
  }

  template <std::size_t kSize>
  static void CopyEnds(char* to, std::string_view piece) {
    const std::size_t last = piece.size() - kSize;
    std::memcpy(to, piece.data(), kSize);
    std::memcpy(to + last, piece.data() + last, kSize);
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace sennight::rendering
