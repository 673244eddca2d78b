#include "services/event_store/domain/token_seal.h"

#include "absl/strings/escaping.h"
#include "common/hash/hash.h"

namespace sennight::event_store {
namespace {

constexpr size_t kSealBytes = 16;

std::string SealOf(std::string_view token, std::string_view key) {
  return absl::WebSafeBase64Escape(hash::HmacSha256(key, token).substr(0, kSealBytes));
}

}  // namespace

std::string SealToken(std::string_view token, std::string_view key) {
  return std::string(token) + "." + SealOf(token, key);
}

std::optional<std::string> OpenToken(std::string_view sealed, std::string_view key) {
  const size_t dot = sealed.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view token = sealed.substr(0, dot);
  if (!hash::SameSecret(sealed.substr(dot + 1), SealOf(token, key))) return std::nullopt;
  return std::string(token);
}

}  // namespace sennight::event_store
