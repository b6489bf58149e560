// Config: all that an operator can decide about walzd, read from one file, the environment and flags.
//
//   store.folder      [store] folder = "..." in walzd.toml, WALZD_STORE_FOLDER in the environment, --store-folder
//
// A flag beats the environment, the environment the file, the file the default.  The members' initialisers are the
// defaults; config_schema.h has the table of keys.

#ifndef SERVICE_SERVER_CONFIG_H_
#define SERVICE_SERVER_CONFIG_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace walz {

struct Config {
  std::string listen_tcp = "127.0.0.1:7250";
  std::string listen_unix;

  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;
  std::string access_token_file;
  std::vector<std::string> access_certificates;
  std::vector<std::string> access_unix_admins;
  std::string access_anonymous_role = "none";

  std::string store_folder = "/var/lib/walz/store";
  std::int64_t store_cache_mib = 256;
  std::int64_t store_memtable_mib = 128;
  std::int64_t store_watermark_mib = 256;
  std::int64_t store_ballast_mib = 256;
  std::int64_t store_idempotency_hours = 24;

  std::string backup_folder;
  std::string catalogue_folder;

  std::int64_t run_threads = 0;
  bool jobs_enabled = true;
  std::string jobs_holder;

  std::int64_t limits_worker_threads = 4;
  std::int64_t limits_drain_seconds = 8;

  std::string log_level = "info";
  std::string log_format = "json";
  std::string log_file;

  std::string metrics_address;
};

// Where values come from, beside the file.
struct ConfigSources {
  std::string file;                                // Empty: none.
  std::map<std::string, std::string> environment;  // Variables that begin with WALZD_.
  std::map<std::string, std::string> flags;        // By key, such as `store.folder`.
};

struct LoadedConfig {
  Config config;
  // By key: `default`, `walzd.toml:12`, `environment WALZD_STORE_FOLDER`, `flag --store-folder`.
  std::map<std::string, std::string> sources;
};

// InvalidArgument with one line for each fault: where, key, value, and what to do.
absl::StatusOr<LoadedConfig> LoadConfig(const ConfigSources& sources);

// The same over the text of a file that is called `file_name` in messages.
absl::StatusOr<LoadedConfig> ParseConfig(absl::string_view text, absl::string_view file_name,
                                         const ConfigSources& sources);

// Variables of `environment` (as `environ`) that begin with WALZD_.
std::map<std::string, std::string> WalzdVariables(const char* const* environment);

// The effective values as a walzd.toml, each with where it came from.  There are no secrets among them: secrets stand
// in files that are named here.
std::string PrintConfig(const LoadedConfig& loaded);

// A walzd.toml of all keys as comments, with type, limits and meaning.
std::string ExampleConfig();

}  // namespace walz

#endif  // SERVICE_SERVER_CONFIG_H_
