#include "service/app/access/authenticator.h"

#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "service/call/errors.h"

namespace walz {
namespace {

constexpr absl::string_view kBearer = "Bearer ";

absl::Status NoCredentials(absl::string_view what) {
  return Refuse(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_NO_CREDENTIALS, what);
}

}  // namespace

Authenticator::Authenticator(AuthenticatorOptions options, const TokenStore* tokens)
    : options_(std::move(options)), tokens_(tokens) {
  for (auto& [name, principal] : options_.certificates) {
    if (principal.name.empty()) principal.name = name;
    principal.method = "certificate";
  }
}

absl::StatusOr<Principal> Authenticator::Authenticate(const Peer& peer) const {
  if (!peer.authorization.empty()) {
    const absl::string_view value = peer.authorization.front();
    if (peer.authorization.size() > 1 || !absl::StartsWithIgnoreCase(value, kBearer) || tokens_ == nullptr) {
      return NoCredentials("the metadata 'authorization' must be one 'Bearer walz_...' token that this daemon knows");
    }
    return tokens_->Find(value.substr(kBearer.size()));
  }
  if (!peer.certificate_names.empty()) {
    for (const std::string& name : peer.certificate_names) {
      const auto at = options_.certificates.find(name);
      if (at != options_.certificates.end()) return at->second;
    }
    return NoCredentials(absl::StrCat("the client certificate is valid, but no name in it is known here, such as ",
                                      peer.certificate_names.front(),
                                      "; add it to the daemon's certificates, or send a token"));
  }
  if (peer.uid) return Principal{.name = absl::StrCat("unix:", *peer.uid), .role = Role::kAdmin, .method = "unix"};
  if (peer.transport != Transport::kTls && options_.anonymous_role != Role::kNobody) {
    const char* const method = peer.transport == Transport::kUnix ? "unix" : "loopback";
    return Principal{.name = method, .role = options_.anonymous_role, .method = method};
  }
  return NoCredentials(
      "send a token as metadata 'authorization: Bearer walz_...', or connect with a client certificate");
}

}  // namespace walz
