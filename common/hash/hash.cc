#include "common/hash/hash.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message_lite.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

#include "absl/strings/escaping.h"

namespace sennight::hash {
namespace {

// Asked for once: OpenSSL takes longer to look an algorithm up than to hash an address with it.
const EVP_MD* FetchedSha256() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched != nullptr ? fetched : EVP_sha256();
}

// What a hash is computed in; making one takes as long as hashing an address, too.
class DigestContext {
 public:
  DigestContext() {
    if (context_ == nullptr) throw std::bad_alloc();
  }
  DigestContext(const DigestContext&) = delete;
  DigestContext& operator=(const DigestContext&) = delete;
  ~DigestContext() { EVP_MD_CTX_free(context_); }

  EVP_MD_CTX* get() const { return context_; }

 private:
  EVP_MD_CTX* const context_ = EVP_MD_CTX_new();
};

std::string Digest(const EVP_MD* algorithm, std::string_view bytes) {
  thread_local const DigestContext context;
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned int size = 0;
  const bool is_done = EVP_DigestInit_ex(context.get(), algorithm, nullptr) == 1 &&
                       EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                       EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1;
  if (!is_done) throw std::bad_alloc();  // There is nothing else that it can fail for.
  return std::string(reinterpret_cast<const char*>(out.data()), size);
}

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

}  // namespace

std::string Sha256(std::string_view bytes) { return Digest(FetchedSha256(), bytes); }

std::string Sha256Hex(std::string_view bytes) { return Hex(Sha256(bytes)); }

std::string HmacSha256(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), out.data(), &size);
  return std::string(reinterpret_cast<const char*>(out.data()), size);
}

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string UuidV5(std::string_view namespace_uuid, std::string_view name) {
  std::string digits;
  for (const char c : namespace_uuid) {
    if (c != '-') digits += c;
  }
  std::string uuid =
      Digest(EVP_sha1(), absl::HexStringToBytes(digits) + std::string(name)).substr(0, 16);
  uuid[6] = static_cast<char>((uuid[6] & 0x0f) | 0x50);  // The version: 5.
  uuid[8] = static_cast<char>((uuid[8] & 0x3f) | 0x80);  // The variant of RFC 4122.
  std::string text = Hex(uuid);
  for (const size_t dash : {8, 13, 18, 23}) text.insert(dash, 1, '-');
  return text;
}

std::string DeterministicBytes(const google::protobuf::MessageLite& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream output(&stream);
  output.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&output);
  output.Trim();
  return bytes;
}

}  // namespace sennight::hash
