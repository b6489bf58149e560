// RpcServer: serves a MethodSet over gRPC, with health, reflection and channelz.
//
//   StatusOr<std::unique_ptr<RpcServer>> server = RpcServer::Start(options, methods, authenticator, authorizer,
//   &observer);
//   (*server)->SetServing("", true);
//   ...
//   (*server)->Drain(absl::Now() + absl::Seconds(8));
//
// Every method of every service of walz.v1 is there; those that the set lacks answer UNIMPLEMENTED.  A call is
// authenticated, then its role is asked, then its request is read, then its resources are asked, then the handler runs.
// Without TLS it listens on loopback addresses and unix sockets alone.
//
// Thread rule: all methods may be called from any thread; Drain and Shutdown from one.

#ifndef SERVICE_RPC_SERVER_H_
#define SERVICE_RPC_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "service/app/access/authenticator.h"
#include "service/app/access/authorizer.h"
#include "service/call/method_set.h"
#include "service/rpc/limits.h"
#include "service/rpc/observer.h"

namespace walz {

// PEM files, read again every minute, so that certificates are renewed without a restart.
struct TlsFiles {
  std::string certificate_chain;
  std::string private_key;
  // Whose certificates clients may have; empty: client certificates are not asked for.
  std::string client_roots;
  // Refuses handshakes without a client certificate; else a token does.
  bool require_client_certificate = true;
};

struct RpcOptions {
  // `127.0.0.1:7443`, `[::1]:0`, `0.0.0.0:7443` (TLS alone); port 0: any free one.  Empty: no TCP.
  std::string address;
  std::optional<TlsFiles> tls;  // Of `address`.

  // Path; a socket that nobody listens on is replaced.  Empty: none.
  std::string unix_socket;
  std::uint32_t unix_mode = 0600;
  // Who is an administrator on the unix socket, beside root and the daemon's own user.  Others need a token.
  std::vector<std::uint32_t> unix_admin_uids;

  // Connections, their peers and calls may be looked at over gRPC; to be left off where strangers can connect.
  bool channelz = true;
  std::function<absl::Time()> now = absl::Now;
  RpcLimits limits;
};

class RpcServer {
 public:
  // Everything has to outlive the server; `observer` may be null.
  // InvalidArgument: an address without TLS that is no loopback, files that cannot be used.
  // FailedPrecondition: the port or the socket is taken.
  static absl::StatusOr<std::unique_ptr<RpcServer>> Start(const RpcOptions& options, const MethodSet& methods,
                                                          const Authenticator& authenticator,
                                                          const Authorizer& authorizer, CallObserver* observer);
  virtual ~RpcServer() = default;  // Shuts down.

  // Of TCP; 0 without.
  virtual int port() const = 0;
  // Health; `service` such as `walz.v1.CentreService`, empty: the whole.  NOT_SERVING at first.
  virtual void SetServing(absl::string_view service, bool serving) = 0;
  // All services and the whole.
  virtual void SetAllServing(bool serving) = 0;
  // Health says NOT_SERVING, new calls are UNAVAILABLE, endless streams are asked to stop; waits for the others, and
  // cancels what is left at `deadline`.  Then nothing is served any more.
  virtual void Drain(absl::Time deadline) = 0;
  virtual void Shutdown() = 0;

 protected:
  RpcServer() = default;
};

}  // namespace walz

#endif  // SERVICE_RPC_SERVER_H_
