#include "service/server/config_schema.h"

#include <type_traits>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

namespace walz {
namespace {

constexpr std::int64_t kMibMax = 1 << 20;  // 1 TiB.

std::string Quoted(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      absl::StrAppend(&quoted, "\\u", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad4));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace

absl::Span<const ConfigSetting> ConfigSettings() {
  static const auto* const settings = new std::vector<ConfigSetting>{
      {"listen.tcp", &Config::listen_tcp,
       "Address that serves gRPC, such as \"127.0.0.1:7250\" or \"[::]:7250\"; port 0 takes a free one. Without TLS "
       "only "
       "loopback addresses are taken. Empty: none."},
      {"listen.unix", &Config::listen_unix,
       "Path of a unix socket that serves gRPC; its callers are known by their user. Empty: none."},
      {"tls.certificate", &Config::tls_certificate,
       "File with the certificate chain (PEM) that the daemon shows. With it, every TCP address speaks TLS."},
      {"tls.key", &Config::tls_key, "File with its private key (PEM); readable by the daemon alone."},
      {"tls.client_ca", &Config::tls_client_ca,
       "File with the authorities (PEM) whose client certificates are taken. With it, every client must show one "
       "(mTLS)."},
      {"access.token_file", &Config::access_token_file,
       "File with hashed bearer tokens beside those made by `walz token create`."},
      {"access.certificates", &Config::access_certificates,
       "Who the holder of a client certificate is: a name in the certificate, a role and what it is limited to, such "
       "as "
       "\"uri:spiffe://walz/north centre centre=C-1\" or \"dns:batch.example batch consortium=north\"."},
      {"access.unix_admins", &Config::access_unix_admins,
       "Users who are administrators on the unix socket, beside root and the daemon's own user. Others need a token."},
      {"access.anonymous_role",
       &Config::access_anonymous_role,
       "Role of callers over loopback TCP who show no token. Every user of the machine can be such a caller: for "
       "trying "
       "out. Not with TLS.",
       0,
       0,
       {"none", "admin", "coordinator", "batch", "auditor"}},
      {"store.folder", &Config::store_folder, "Folder of the data. One daemon at a time holds it."},
      {"store.cache_mib", &Config::store_cache_mib, "Memory for blocks read from the store.", 8, kMibMax},
      {"store.memtable_mib", &Config::store_memtable_mib, "Memory for writes that are not yet in sorted files.", 8,
       16384},
      {"store.watermark_mib", &Config::store_watermark_mib,
       "Below this free space on the store's disk, writes are refused (RESOURCE_EXHAUSTED, DISK_FULL).", 0, kMibMax},
      {"store.ballast_mib", &Config::store_ballast_mib,
       "Size of a file that holds space for the store to end its work when the disk is full; at least "
       "store.memtable_mib.",
       0, kMibMax},
      {"store.idempotency_hours", &Config::store_idempotency_hours,
       "How long the answer to a request_id is kept for a repetition.", 1, 720},
      {"backup.folder", &Config::backup_folder,
       "Folder for backups made by `walz backup create`. Best on another disk. Empty: backups are refused."},
      {"catalogue.folder", &Config::catalogue_folder,
       "Folder of the shipped catalogue: countries, fields, and the schemes that a fresh store begins with. Empty: "
       "../share/walz beside the program."},
      {"run.threads", &Config::run_threads,
       "Threads of a run of the matcher; 0: one fewer than the machine has, at least one, so that questions and writes "
       "keep a core.",
       0, 1024},
      {"jobs.enabled", &Config::jobs_enabled, "Whether this daemon starts due jobs."},
      {"jobs.holder", &Config::jobs_holder,
       "How this daemon names itself where it holds the lease on jobs; a number of its start is added. Empty: the "
       "host's name."},
      {"limits.worker_threads", &Config::limits_worker_threads, "Threads for calls that take more than a millisecond.",
       1, 1024},
      {"limits.drain_seconds", &Config::limits_drain_seconds, "How long calls under way may go on after SIGTERM.", 0,
       600},
      {"log.level",
       &Config::log_level,
       "error: the daemon cannot go on or data is at risk. warn: an operator should look. info: starts, stops, runs, "
       "jobs, backups, refused credentials. debug: every call.",
       0,
       0,
       {"debug", "info", "warn", "error"}},
      {"log.format", &Config::log_format, "json: one JSON object a line; text: for people.", 0, 0, {"json", "text"}},
      {"log.file", &Config::log_file, "File that log lines are appended to; empty: standard error."},
      {"metrics.address", &Config::metrics_address,
       "Loopback address that serves Prometheus metrics under /metrics, such as \"127.0.0.1:7251\". Empty: none."},
  };
  return *settings;
}

const ConfigSetting* FindConfigSetting(absl::string_view key) {
  for (const ConfigSetting& setting : ConfigSettings()) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

std::string VariableOf(absl::string_view key) {
  return absl::StrCat("WALZD_", absl::AsciiStrToUpper(absl::StrReplaceAll(key, {{".", "_"}})));
}

std::string FlagOf(absl::string_view key) {
  return absl::StrCat("--", absl::StrReplaceAll(key, {{".", "-"}, {"_", "-"}}));
}

std::string TypeOf(const ConfigSetting& setting) {
  if (!setting.words.empty()) {
    return absl::StrCat("one of ", absl::StrJoin(setting.words, ", ", [](std::string* out, absl::string_view word) {
                          absl::StrAppend(out, Quoted(word));
                        }));
  }
  if (std::holds_alternative<std::int64_t Config::*>(setting.member)) {
    return absl::StrCat("whole number ", setting.min, "..", setting.max);
  }
  if (std::holds_alternative<bool Config::*>(setting.member)) return "true or false";
  if (std::holds_alternative<std::string Config::*>(setting.member)) return "text";
  return "list of texts";
}

std::string ValueOf(const ConfigSetting& setting, const Config& config) {
  return std::visit(
      [&](auto member) -> std::string {
        const auto& value = config.*member;
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, bool>) {
          return value ? "true" : "false";
        } else if constexpr (std::is_same_v<Value, std::int64_t>) {
          return absl::StrCat(value);
        } else if constexpr (std::is_same_v<Value, std::string>) {
          return Quoted(value);
        } else {
          return absl::StrCat(
              "[",
              absl::StrJoin(value, ", ",
                            [](std::string* out, const std::string& item) { absl::StrAppend(out, Quoted(item)); }),
              "]");
        }
      },
      setting.member);
}

}  // namespace walz
