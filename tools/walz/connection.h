// Connection: the options that say which daemon a command speaks to, and speaking to it.

#ifndef TOOLS_WALZ_CONNECTION_H_
#define TOOLS_WALZ_CONNECTION_H_

#include <string>

#include <CLI/CLI.hpp>
#include <absl/functional/function_ref.h>
#include <absl/status/statusor.h>

#include "tools/client/client.h"
#include "tools/client/context.h"

namespace walz {

inline constexpr double kCallSeconds = 60;
inline constexpr char kConnectionGroup[] = "Connection";  // Under which the help shows its options.

struct ConnectionOptions {
  std::string context;
  Context flags;
  double time_limit_seconds = kCallSeconds;  // Of one call.
};

// Declares --context, --address, --token-file, --tls-ca, --tls-cert, --tls-key and --timeout.
void AddConnectionOptions(CLI::App& app, ConnectionOptions& options);

// Where the options, the environment and the context file point.
absl::StatusOr<Resolved> ResolveConnection(const ConnectionOptions& options);

absl::StatusOr<Client> Connect(const ConnectionOptions& options, int attempts_max = kAttemptsMax);

// Connects and does `work`, which gives an exit code; tells on standard error what was refused, and how to mend it.
int WithClient(const ConnectionOptions& options, absl::FunctionRef<absl::StatusOr<int>(const Client&)> work);

}  // namespace walz

#endif  // TOOLS_WALZ_CONNECTION_H_
