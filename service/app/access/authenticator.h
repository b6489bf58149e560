// Authenticator: from what the transport knows of a peer to a Principal.
//
// A bearer token counts before everything else: whoever sends one that does not hold is refused, also on the loopback.
// Without one: the certificate's name, then the uid at the other end of the unix socket, then - only where the daemon
// knows neither TLS nor tokens - the loopback itself.
//
// Thread rule: const methods may be called from any thread.

#ifndef SERVICE_APP_ACCESS_AUTHENTICATOR_H_
#define SERVICE_APP_ACCESS_AUTHENTICATOR_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "service/app/access/token_store.h"
#include "service/call/principal.h"

namespace walz {

enum class Transport : std::uint8_t { kLoopback, kUnix, kTls };

// What the transport knows of who calls.
struct Peer {
  Transport transport = Transport::kLoopback;
  // The values of the metadata `authorization`; more than one is refused.
  std::vector<std::string> authorization;
  // Names in a certificate that was verified: `uri:spiffe://walz/north`, `dns:centre.example`,
  // `email:anna@example.org`.
  std::vector<std::string> certificate_names;
  // Of the process at the other end of the unix socket, where it may be an administrator.
  std::optional<std::uint32_t> uid;
};

struct AuthenticatorOptions {
  // By certificate name as in Peer; the name of each principal is filled in.
  std::map<std::string, Principal> certificates;
  // Who calls over the loopback or the unix socket without credentials; kNobody: is refused.  To be set only where
  // there are neither TLS nor tokens.
  Role anonymous_role = Role::kNobody;
};

class Authenticator {
 public:
  // `tokens`, which may be null, has to outlive this.
  Authenticator(AuthenticatorOptions options, const TokenStore* tokens);
  virtual ~Authenticator() = default;

  // UNAUTHENTICATED: NO_CREDENTIALS or TOKEN_EXPIRED.
  virtual absl::StatusOr<Principal> Authenticate(const Peer& peer) const;

 private:
  AuthenticatorOptions options_;
  const TokenStore* tokens_;
};

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_AUTHENTICATOR_H_
