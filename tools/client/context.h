// Contexts: the daemons that a person works with, by name, in one TOML file.
//
//   current = "north"
//   [contexts.north]
//   address = "walz.example.org:7443"
//   token_file = "~/.config/walz/north.token"
//   tls_ca = "~/.config/walz/ca.pem"
//
// Flags win over the environment, the environment over the file.

#ifndef TOOLS_CLIENT_CONTEXT_H_
#define TOOLS_CLIENT_CONTEXT_H_

#include <functional>
#include <map>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "tools/client/channel.h"

namespace walz {

// Where a daemon on this machine listens: on its socket, where there is one, else on the loopback.
inline constexpr char kDefaultSocket[] = "/run/walzd/walzd.sock";
inline constexpr char kDefaultAddress[] = "127.0.0.1:7250";

// An empty setting: not given here.
struct Context {
  std::string address;
  std::string token_file;
  std::string tls_ca;    // `system`: the machine's own roots.
  std::string tls_cert;  // With tls_key: who we are.
  std::string tls_key;

  friend bool operator==(const Context&, const Context&) = default;
};

struct ContextFile {
  std::string current;  // Empty: none.
  std::map<std::string, Context> contexts;

  friend bool operator==(const ContextFile&, const ContextFile&) = default;
};

// An environment variable's value; empty if it is not set.
using Environment = std::function<std::string(const char* name)>;
std::string ProcessEnvironment(const char* name);

// $WALZ_CONFIG, else $XDG_CONFIG_HOME/walz/config.toml, else ~/.config/walz/config.toml.
std::string ContextFilePath(const Environment& environment);

// INVALID_ARGUMENT with the line where the text cannot stand.
absl::StatusOr<ContextFile> ParseContexts(absl::string_view text, absl::string_view path);
std::string FormatContexts(const ContextFile& file);

// No file: no contexts.
absl::StatusOr<ContextFile> ReadContexts(const std::string& path);
// Written whole or not at all, for the owner alone.
absl::Status WriteContexts(const std::string& path, const ContextFile& file);

// A setting and where it is from: `--address`, `WALZ_ADDRESS`, `context north`, `default`.
struct ResolvedSetting {
  std::string value;
  std::string origin;
};

// What a command will use.
struct Resolved {
  std::string context;  // Empty: none.
  ResolvedSetting address;
  ResolvedSetting token_file;
  ResolvedSetting tls_ca;
  ResolvedSetting tls_cert;
  ResolvedSetting tls_key;
};

// `context` names a context (else $WALZ_CONTEXT, else the file's current one); `flags` win over what it says, and so do
// WALZ_ADDRESS, WALZ_TOKEN_FILE, WALZ_CA_FILE, WALZ_CLIENT_CERT and WALZ_CLIENT_KEY.  NOT_FOUND for a context that is
// not there.
absl::StatusOr<Resolved> Resolve(const ContextFile& file, absl::string_view context, const Context& flags,
                                 const Environment& environment);

// Reads the files that it names.
absl::StatusOr<Endpoint> EndpointOf(const Resolved& resolved);

// `~/x` as `/people/anna/x`.
std::string ExpandHome(absl::string_view path, const Environment& environment);

}  // namespace walz

#endif  // TOOLS_CLIENT_CONTEXT_H_
