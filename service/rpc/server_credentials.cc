#include "service/rpc/server_credentials.h"

#include <fstream>
#include <mutex>
#include <sstream>
#include <string>

#include <absl/strings/str_cat.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "engine/base/status_macros.h"
#include "service/rpc/peer.h"

namespace walz {
namespace {

constexpr unsigned kReloadSeconds = 60;

absl::StatusOr<std::string> ReadPem(const std::string& path, absl::string_view what) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()) || text.str().empty()) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read the ", what, " of TLS from ", path));
  }
  return text.str();
}

std::unique_ptr<X509, decltype(&X509_free)> ReadCertificate(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                      &BIO_free);
  return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free};
}

// gRPC itself would start, and fail every handshake.
absl::Status CheckTlsFiles(const TlsFiles& files) {
  WALZ_ASSIGN_OR_RETURN(const std::string chain, ReadPem(files.certificate_chain, "certificate"));
  WALZ_ASSIGN_OR_RETURN(const std::string key_pem, ReadPem(files.private_key, "private key"));
  const auto certificate = ReadCertificate(chain);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(files.certificate_chain, " has no PEM certificate"));
  }
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())),
                                                      &BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  if (key == nullptr) return absl::InvalidArgumentError(absl::StrCat(files.private_key, " has no PEM private key"));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return absl::InvalidArgumentError(absl::StrCat("the key in ", files.private_key,
                                                   " does not belong to the certificate in ", files.certificate_chain));
  }
  if (files.client_roots.empty()) return absl::OkStatus();
  WALZ_ASSIGN_OR_RETURN(const std::string roots, ReadPem(files.client_roots, "client roots"));
  if (ReadCertificate(roots) == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(files.client_roots, " has no PEM certificate"));
  }
  return absl::OkStatus();
}

// Each uid has credentials of its own, so that no call can be taken for that of another connection.
class UidMark final : public grpc::AuthMetadataProcessor {
 public:
  explicit UidMark(std::uint32_t uid) : uid_(absl::StrCat(uid)) {}

  bool IsBlocking() const override { return false; }
  grpc::Status Process(const InputMetadata&, grpc::AuthContext* context, OutputMetadata*, OutputMetadata*) override {
    // The context is that of the connection: its first call marks it for all.
    const std::lock_guard lock(mutex_);
    if (context->FindPropertyValues(kUidProperty).empty()) context->AddProperty(kUidProperty, uid_);
    return grpc::Status::OK;
  }

 private:
  const std::string uid_;
  std::mutex mutex_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> TlsCredentials(const TlsFiles& files) {
  WALZ_RETURN_IF_ERROR(CheckTlsFiles(files));
  namespace tls = grpc::experimental;
  auto provider = std::make_shared<tls::FileWatcherCertificateProvider>(files.private_key, files.certificate_chain,
                                                                        files.client_roots, kReloadSeconds);
  tls::TlsServerCredentialsOptions options(provider);
  options.watch_identity_key_cert_pairs();
  if (!files.client_roots.empty()) options.watch_root_certs();
  options.set_cert_request_type(files.client_roots.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                : files.require_client_certificate
                                    ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                    : GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  return tls::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ServerCredentials> UnixCredentials(std::optional<std::uint32_t> uid) {
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::experimental::LocalServerCredentials(UDS);
  if (uid) credentials->SetAuthMetadataProcessor(std::make_shared<UidMark>(*uid));
  return credentials;
}

}  // namespace walz
