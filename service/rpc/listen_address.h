// Where to listen: addresses, and whether they stay on this machine.

#ifndef SERVICE_RPC_LISTEN_ADDRESS_H_
#define SERVICE_RPC_LISTEN_ADDRESS_H_

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace walz {

struct ListenAddress {
  std::string host;  // Numeric, without brackets.
  int port = 0;
  bool loopback = false;

  // `127.0.0.1:7443`, `[::1]:7443`.
  std::string ToString() const;
};

// `localhost` is read as 127.0.0.1; other names are refused, since what they mean may change under the daemon.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// Why nobody can listen there, as the operating system says it; OK if one can.
absl::Status ProbeListenAddress(const ListenAddress& address);

}  // namespace walz

#endif  // SERVICE_RPC_LISTEN_ADDRESS_H_
