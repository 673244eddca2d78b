#include "common/rpc/access.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/hash/hash.h"
#include "common/log/log.h"
#include "common/status/status.h"

namespace sennight::rpc {
namespace {

constexpr size_t kLeastTokenBytes = 16;
constexpr char kHashPrefix[] = "sha256:";

// Longest name behind `token:` or `certificate:`, so that the identity is no longer than actors
// are.
constexpr size_t kMaxNameBytes = kMaxActorBytes - (sizeof "certificate:" - 1);

// Names stand in logs and in the record: letters, digits and the signs of URIs and addresses.
bool IsActor(std::string_view name) {
  return !name.empty() && name.size() <= kMaxActorBytes &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 ||
                  std::string_view("-_.:/@+=,").find(static_cast<char>(c)) !=
                      std::string_view::npos;
         });
}

bool IsName(std::string_view name) { return name.size() <= kMaxNameBytes && IsActor(name); }

// Returns the bytes of a SHA-256 in hexadecimal, or an empty text if it is none.
std::string HashOf(std::string_view hex) {
  const bool is_hash = hex.size() == 64 && std::all_of(hex.begin(), hex.end(), [](unsigned char c) {
                         return std::isxdigit(c) != 0;
                       });
  return is_hash ? absl::AsciiStrToLower(std::string(hex)) : std::string();
}

// Returns the token of `Bearer TOKEN`; the scheme's case does not matter (RFC 7235 §2.1).
std::string_view BearerToken(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (!absl::StartsWithIgnoreCase(std::string(authorization.substr(0, kScheme.size())),
                                  std::string(kScheme))) {
    return {};
  }
  return authorization.substr(kScheme.size());
}

std::string MetadataOf(const grpc::ServerContextBase& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

// The names in a certificate, the most telling first (RFC 6125 §1.8; SPIFFE X509-SVID §2).
std::string NameInCertificate(const grpc::AuthContext& auth) {
  for (const char* property : {"peer_spiffe_id", "peer_uri", "peer_dns", "x509_common_name"}) {
    const std::vector<grpc::string_ref> values = auth.FindPropertyValues(property);
    if (!values.empty()) return std::string(values[0].data(), values[0].size());
  }
  return "";
}

}  // namespace

Access::FileState Access::StateOf(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return {};
  return {.modified_ns = file.st_mtim.tv_sec * 1'000'000'000 + file.st_mtim.tv_nsec,
          .size = file.st_size,
          .inode = file.st_ino};
}

absl::StatusOr<Access::Tokens> Access::ReadTokens(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  Tokens tokens;
  std::vector<std::string> mistakes;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::vector<std::string> words =
        absl::StrSplit(line.substr(0, line.find('#')), absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty()) continue;
    const auto mistake = [&](std::string_view what) {
      mistakes.push_back(absl::StrCat(path, ":", number, ": ", std::string(what)));
    };
    if (words.size() != 2) {
      mistake("want IDENTITY and TOKEN or sha256:HEX");
      continue;
    }
    if (!IsName(words[0])) mistake("the identity is too long or has signs that names do not have");
    const bool is_hash = absl::StartsWith(words[1], kHashPrefix);
    if (!is_hash && words[1].size() < kLeastTokenBytes) {
      mistake(absl::StrCat("a token has at least ", kLeastTokenBytes, " characters"));
      continue;
    }
    const std::string key =
        is_hash ? HashOf(words[1].substr(sizeof kHashPrefix - 1)) : hash::Sha256Hex(words[1]);
    if (key.empty()) mistake("want 64 hexadecimal digits behind sha256:");
    if (!key.empty() && !tokens.emplace(key, words[0]).second)
      mistake("the token stands here twice");
  }
  if (tokens.empty() && mistakes.empty()) {
    mistakes.push_back(absl::StrCat(path, ": holds no token"));
  }
  if (mistakes.empty()) return tokens;
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

absl::StatusOr<std::unique_ptr<Access>> Access::Make(const AccessOptions& options) {
  auto access = std::make_unique<Access>();
  access->options_ = options;
  for (const std::string& name : options.forwarders) {
    if (IsActor(name)) continue;
    return absl::InvalidArgumentError(absl::StrCat("no identity: \"", name, "\""));
  }
  if (options.token_file.empty()) return access;
  const std::lock_guard lock(access->mutex_);
  access->state_ = StateOf(options.token_file);
  absl::StatusOr<Tokens> tokens = ReadTokens(options.token_file);
  if (!tokens.ok()) return tokens.status();
  access->tokens_ = *std::move(tokens);
  return access;
}

// A file that is gone or wrong leaves the tokens as they were: a slip of the pen locks nobody out,
// and is said once.
std::string Access::FindToken(std::string_view token) const {
  const std::string key = hash::Sha256Hex(token);
  const std::lock_guard lock(mutex_);
  if (const FileState state = StateOf(options_.token_file); state != state_) {
    state_ = state;
    absl::StatusOr<Tokens> tokens = ReadTokens(options_.token_file);
    if (tokens.ok()) {
      tokens_ = *std::move(tokens);
      log::Info("tokens read again", {{"count", absl::StrCat(tokens_.size())}});
    } else {
      log::Error("tokens left as they were", {{"reason", std::string(tokens.status().message())}});
    }
  }
  const auto found = tokens_.find(key);
  return found == tokens_.end() ? "" : found->second;
}

absl::StatusOr<std::string> Access::IdentifyPeer(const Credentials& shown) const {
  if (shown.in_process) return kLocal;
  if (IsOpen()) return kAnonymous;
  if (!options_.token_file.empty() && !shown.authorization.empty()) {
    const std::string_view token = BearerToken(shown.authorization);
    const std::string name = token.empty() ? "" : FindToken(token);
    if (!name.empty()) return absl::StrCat("token:", name);
    return WithReason(absl::UnauthenticatedError("the token is not known"), "TOKEN_UNKNOWN");
  }
  if (options_.certificates && IsName(shown.certificate)) {
    return absl::StrCat("certificate:", shown.certificate);
  }
  return WithReason(absl::UnauthenticatedError("want the header authorization: Bearer TOKEN"),
                    "TOKEN_MISSING");
}

bool Access::MayActForOthers(const Credentials& shown, std::string_view peer) const {
  if (shown.in_process || IsOpen()) return true;
  return std::find(options_.forwarders.begin(), options_.forwarders.end(), peer) !=
         options_.forwarders.end();
}

absl::StatusOr<std::string> Access::Identify(const Credentials& shown) const {
  absl::StatusOr<std::string> peer = IdentifyPeer(shown);
  if (!peer.ok() || shown.acts_for.empty()) return peer;
  if (IsActor(shown.acts_for) && MayActForOthers(shown, *peer)) return shown.acts_for;
  return peer;
}

absl::Status Access::Authorize(std::string_view /*actor*/, std::string_view /*method*/) const {
  return absl::OkStatus();
}

namespace {

// A call that has not left the process has neither an address nor a kind of security: gRPC gives
// both to every call that comes through a socket.
bool IsInProcess(const grpc::ServerContextBase& context) {
  if (context.peer() != "unknown") return false;
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  return auth == nullptr || auth->FindPropertyValues("transport_security_type").empty();
}

}  // namespace

Credentials CredentialsOf(const grpc::ServerContextBase& context) {
  Credentials shown{.authorization = MetadataOf(context, kAuthorizationKey),
                    .acts_for = MetadataOf(context, kActorKey)};
  shown.in_process = IsInProcess(context);
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth != nullptr && auth->IsPeerAuthenticated()) shown.certificate = NameInCertificate(*auth);
  return shown;
}

}  // namespace sennight::rpc
