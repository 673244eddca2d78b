// Certificates for tests, made on the spot.
#pragma once

#include <memory>
#include <string>

#include "common/rpc/tls.h"

namespace sennight::testing {

// An authority whose certificates are valid for a day around the moment they are made.
class CertificateAuthority {
 public:
  // Keeps its files, which begin with `name`, in `folder`.
  CertificateAuthority(const std::string& folder, const std::string& name);
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  // The PEM file of the authority's own certificate.
  const std::string& file() const { return file_; }

  // Issues a certificate for `localhost` and 127.0.0.1 whose first other name is the URI
  // `spiffe://test/NAME`, and writes NAME.pem and NAME.key, over what was there. Returns the files,
  // with this authority as `ca`. With `names`, as OpenSSL writes them, it has these instead.
  rpc::TlsFiles Issue(const std::string& name, const std::string& names = "");

 private:
  struct Keys;

  std::string folder_;
  std::string file_;
  std::unique_ptr<Keys> keys_;
  long next_serial_ = 1;
};

}  // namespace sennight::testing
