#include "tools/walz/connection.h"

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/refusal.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr double kCallSecondsMax = 86'400;

// What is wrong with the settings themselves; nobody was called.
int TellBadConnection(const absl::Status& status) {
  PrintError(absl::StrCat("walz: ", Printable(status.message()), "\n"));
  return absl::IsPermissionDenied(status) ? kExitDenied : kExitUsage;
}

}  // namespace

void AddConnectionOptions(CLI::App& app, ConnectionOptions& options) {
  app.add_option("--context", options.context, "The daemon's name in the context file (default: the current one).")
      ->type_name("NAME")
      ->group(kConnectionGroup);
  app.add_option("--address", options.flags.address, "Where the daemon listens: host:port, or unix:PATH.")
      ->type_name("ADDRESS")
      ->group(kConnectionGroup);
  app.add_option("--token-file", options.flags.token_file, "File of mode 0600 that holds the token.")
      ->type_name("FILE")
      ->group(kConnectionGroup);
  app.add_option("--tls-ca", options.flags.tls_ca,
                 "Certificates (PEM) of those who may vouch for the daemon; `system`: the machine's own.")
      ->type_name("FILE")
      ->group(kConnectionGroup);
  app.add_option("--tls-cert", options.flags.tls_cert, "Own certificate (PEM).")
      ->type_name("FILE")
      ->group(kConnectionGroup);
  app.add_option("--tls-key", options.flags.tls_key, "Its key, a file of mode 0600.")
      ->type_name("FILE")
      ->group(kConnectionGroup);
  app.add_option("--timeout", options.time_limit_seconds, "Seconds that one call may take (default 60).")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, kCallSecondsMax).description(""))
      ->group(kConnectionGroup);
}

absl::StatusOr<Resolved> ResolveConnection(const ConnectionOptions& options) {
  WALZ_ASSIGN_OR_RETURN(const ContextFile file, ReadContexts(ContextFilePath(&ProcessEnvironment)));
  return Resolve(file, options.context, options.flags, &ProcessEnvironment);
}

absl::StatusOr<Client> Connect(const ConnectionOptions& options, int attempts_max) {
  WALZ_ASSIGN_OR_RETURN(const Resolved resolved, ResolveConnection(options));
  WALZ_ASSIGN_OR_RETURN(const Endpoint endpoint, EndpointOf(resolved));
  return Client::Open(endpoint,
                      {.time_limit = absl::Seconds(options.time_limit_seconds), .attempts_max = attempts_max});
}

int WithClient(const ConnectionOptions& options, absl::FunctionRef<absl::StatusOr<int>(const Client&)> work) {
  const QuickEnd quick_end;
  const absl::StatusOr<Client> client = Connect(options);
  if (!client.ok()) return TellBadConnection(client.status());
  const absl::StatusOr<int> code = work(*client);
  return code.ok() ? *code : TellRefusal(code.status(), client->address());
}

}  // namespace walz
