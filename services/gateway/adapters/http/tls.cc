#include "services/gateway/adapters/http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <climits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/log/log.h"

namespace sennight::gateway::http {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

absl::Status Unreadable(std::string_view what, const std::string& file) {
  char why[256];
  ERR_error_string_n(ERR_get_error(), why, sizeof(why));
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat(std::string(what), " ", file, ": ", why));
}

// A key that wants a pass phrase is none: nobody is there to type it.
int NoPassPhrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

absl::StatusOr<Context> ReadFiles(const rpc::TlsFiles& files) {
  Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) return Unreadable("cannot begin with", files.certificate);
  SSL_CTX_set_default_passwd_cb(context.get(), NoPassPhrase);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
    return Unreadable("cannot read the certificate", files.certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Unreadable("cannot read the key", files.key);
  }
  if (files.ca.empty()) return context;
  if (SSL_CTX_load_verify_locations(context.get(), files.ca.c_str(), nullptr) != 1) {
    return Unreadable("cannot read the certificates", files.ca);
  }
  SSL_CTX_set_client_CA_list(context.get(), SSL_load_client_CA_file(files.ca.c_str()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  // Sessions of a client are not resumed over a change of the authority.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
  return context;
}

std::string VersionOf(const rpc::TlsFiles& files) {
  std::string version;
  for (const std::string& file : {files.certificate, files.key, files.ca}) {
    struct stat status {};
    if (file.empty() || stat(file.c_str(), &status) != 0) continue;
    absl::StrAppend(&version, status.st_mtim.tv_sec, ".", status.st_mtim.tv_nsec, " ",
                    status.st_ino, " ", status.st_size, "\n");
  }
  return version;
}

std::string TextOf(const ASN1_STRING* text) {
  unsigned char* bytes = nullptr;
  const int size = ASN1_STRING_to_UTF8(&bytes, text);
  if (size < 0) return "";
  std::string utf8(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return utf8;
}

// Returns the first name of a kind, be it empty.
std::optional<std::string> AlternativeName(const X509* certificate, int kind) {
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  std::optional<std::string> found;
  for (int i = 0; !found && i < sk_GENERAL_NAME_num(names); ++i) {
    int actual = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &actual);
    if (actual == kind) found = TextOf(static_cast<const ASN1_STRING*>(value));
  }
  GENERAL_NAMES_free(names);
  return found;
}

std::string CommonName(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return "";
  return TextOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

int Clamp(size_t size) { return static_cast<int>(std::min<size_t>(size, INT_MAX)); }

}  // namespace

TlsSession::~TlsSession() { SSL_free(ssl_); }

TlsSession::Step TlsSession::After(int result) {
  if (result > 0) return {.bytes = static_cast<size_t>(result), .done = true};
  const int error = SSL_get_error(ssl_, result);
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return {.events = POLLIN};
  if (error == SSL_ERROR_WANT_WRITE) return {.events = POLLOUT};
  return {};
}

TlsSession::Step TlsSession::Handshake(int socket) {
  if (SSL_get_fd(ssl_) != socket) SSL_set_fd(ssl_, socket);
  return After(SSL_accept(ssl_));
}

TlsSession::Step TlsSession::Read(char* target, size_t size) {
  return After(SSL_read(ssl_, target, Clamp(size)));
}

TlsSession::Step TlsSession::Write(const char* source, size_t size) {
  return After(SSL_write(ssl_, source, Clamp(size)));
}

void TlsSession::Close() {
  if (SSL_is_init_finished(ssl_) != 0) SSL_shutdown(ssl_);
  ERR_clear_error();
}

bool TlsSession::HasBuffered() const { return SSL_pending(ssl_) > 0; }

std::string TlsSession::PeerIdentity() const {
  X509* certificate = SSL_get1_peer_certificate(ssl_);
  if (certificate == nullptr) return "";
  std::optional<std::string> name = AlternativeName(certificate, GEN_URI);
  if (!name) name = AlternativeName(certificate, GEN_DNS);
  if (!name) name = CommonName(certificate);
  X509_free(certificate);
  return *name;
}

absl::StatusOr<std::unique_ptr<TlsKeys>> TlsKeys::Load(rpc::TlsFiles files) {
  std::string version = VersionOf(files);
  absl::StatusOr<Context> context = ReadFiles(files);
  if (!context.ok()) return context.status();
  // Private constructor: make_unique cannot call it.
  return std::unique_ptr<TlsKeys>(
      new TlsKeys(std::move(files), context->release(), std::move(version)));
}

TlsKeys::~TlsKeys() { SSL_CTX_free(context_); }

// Called with the mutex held; looks at most once a second.
void TlsKeys::Reload() {
  const time_t now = std::time(nullptr);
  if (now == looked_at_) return;
  looked_at_ = now;
  std::string version = VersionOf(files_);
  if (version == version_) return;
  version_ = std::move(version);
  absl::StatusOr<Context> context = ReadFiles(files_);
  if (!context.ok()) {
    log::Warning("keys are kept", {{"why", std::string(context.status().message())}});
    return;
  }
  SSL_CTX_free(std::exchange(context_, context->release()));
  log::Info("keys were read again", {{"certificate", files_.certificate}});
}

std::unique_ptr<TlsSession> TlsKeys::NewSession() {
  const std::lock_guard<std::mutex> lock(mutex_);
  Reload();
  SSL* ssl = SSL_new(context_);  // Holds the keys as long as it lives.
  return ssl == nullptr ? nullptr : std::make_unique<TlsSession>(ssl);
}

}  // namespace sennight::gateway::http
