#include "tests/support/certificates.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>

namespace sennight::testing {
namespace {

constexpr long kDaySeconds = 24 * 60 * 60;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;

// Files appear whole: under another name first, then renamed.
template <typename Write>
void WriteFile(const std::string& path, const Write& write) {
  const std::string written = path + ".new";
  {
    const std::unique_ptr<std::FILE, Free> file(std::fopen(written.c_str(), "we"));
    ASSERT_NE(file, nullptr) << written;
    EXPECT_EQ(write(file.get()), 1) << written;
  }
  std::filesystem::rename(written, path);
}

void WriteCertificate(const std::string& path, X509* certificate) {
  WriteFile(path, [&](std::FILE* file) { return PEM_write_X509(file, certificate); });
}

void Extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension.get(), -1);
}

// Returns an unsigned certificate of `key` in the name of `name`.
Certificate Draft(EVP_PKEY* key, const std::string& name, long serial) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDaySeconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

}  // namespace

struct CertificateAuthority::Keys {
  Key key;
  Certificate certificate;
};

CertificateAuthority::CertificateAuthority(const std::string& folder, const std::string& name)
    : folder_(folder), file_(folder + "/" + name + ".pem"), keys_(std::make_unique<Keys>()) {
  keys_->key = Key(EVP_EC_gen("P-256"));
  keys_->certificate = Draft(keys_->key.get(), name, next_serial_++);
  X509* const own = keys_->certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  Extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
  Extend(own, own, NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(own, keys_->key.get(), EVP_sha256());
  WriteCertificate(file_, own);
}

CertificateAuthority::~CertificateAuthority() = default;

rpc::TlsFiles CertificateAuthority::Issue(const std::string& name, const std::string& names) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = Draft(key.get(), name, next_serial_++);
  X509* const issuer = keys_->certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  Extend(certificate.get(), issuer, NID_subject_alt_name,
         names.empty() ? "URI:spiffe://test/" + name + ",DNS:localhost,IP:127.0.0.1" : names);
  X509_sign(certificate.get(), keys_->key.get(), EVP_sha256());

  rpc::TlsFiles files{.certificate = folder_ + "/" + name + ".pem",
                      .key = folder_ + "/" + name + ".key",
                      .ca = file_};
  WriteCertificate(files.certificate, certificate.get());
  WriteFile(files.key, [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return files;
}

}  // namespace sennight::testing
