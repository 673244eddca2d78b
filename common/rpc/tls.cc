#include "common/rpc/tls.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <vector>

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sennight::rpc {
namespace {

namespace tls = grpc::experimental;

constexpr unsigned kRefreshSeconds = 1;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using File = std::unique_ptr<std::FILE, Close>;
using Certificate = std::unique_ptr<X509, Close>;
using Key = std::unique_ptr<EVP_PKEY, Close>;

File Open(const std::string& path, std::vector<std::string>& mistakes) {
  File file(std::fopen(path.c_str(), "re"));
  if (file == nullptr) mistakes.push_back(absl::StrCat("cannot read ", path));
  return file;
}

Certificate ReadCertificate(const std::string& path, std::vector<std::string>& mistakes) {
  const File file = Open(path, mistakes);
  if (file == nullptr) return nullptr;
  Certificate certificate(PEM_read_X509(file.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) mistakes.push_back(absl::StrCat(path, " holds no PEM certificate"));
  return certificate;
}

// A key that wants a pass phrase is none: nobody is there to type it.
int NoPassPhrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

Key ReadKey(const std::string& path, std::vector<std::string>& mistakes) {
  const File file = Open(path, mistakes);
  if (file == nullptr) return nullptr;
  Key key(PEM_read_PrivateKey(file.get(), nullptr, NoPassPhrase, nullptr));
  if (key == nullptr) {
    mistakes.push_back(absl::StrCat(path, " holds no PEM private key without a pass phrase"));
  }
  return key;
}

std::shared_ptr<grpc::experimental::CertificateProviderInterface> Watch(const TlsFiles& files) {
  return std::make_shared<tls::FileWatcherCertificateProvider>(files.key, files.certificate,
                                                               files.ca, kRefreshSeconds);
}

}  // namespace

absl::Status CheckTlsFiles(const TlsFiles& files) {
  std::vector<std::string> mistakes;
  if (files.certificate.empty() != files.key.empty()) {
    mistakes.emplace_back("a certificate and its key are wanted together");
  }
  const Certificate certificate =
      files.certificate.empty() ? nullptr : ReadCertificate(files.certificate, mistakes);
  const Key key = files.key.empty() ? nullptr : ReadKey(files.key, mistakes);
  if (certificate != nullptr && key != nullptr &&
      X509_check_private_key(certificate.get(), key.get()) != 1) {
    mistakes.push_back(
        absl::StrCat(files.key, " is not the key of the certificate in ", files.certificate));
  }
  if (!files.ca.empty()) ReadCertificate(files.ca, mistakes);
  if (mistakes.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

std::shared_ptr<grpc::ServerCredentials> ServerCredentialsOf(const TlsFiles& files) {
  tls::TlsServerCredentialsOptions options(Watch(files));
  options.watch_identity_key_cert_pairs();
  if (!files.ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return tls::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> ChannelCredentialsOf(const TlsFiles& files) {
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  options.watch_root_certs();
  if (!files.certificate.empty()) options.watch_identity_key_cert_pairs();
  return tls::TlsCredentials(options);
}

}  // namespace sennight::rpc
