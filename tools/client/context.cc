#include "tools/client/context.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "engine/base/status_macros.h"
#include "service/convert/did_you_mean.h"
#include "service/convert/output_folder.h"
#include "tools/client/secret_file.h"

namespace walz {
namespace {

struct SettingName {
  const char* flag;
  const char* variable;
  std::string Context::*given;
  ResolvedSetting Resolved::*resolved;
  bool is_path;
};

constexpr SettingName kSettings[] = {
    {"--address", "WALZ_ADDRESS", &Context::address, &Resolved::address, false},
    {"--token-file", "WALZ_TOKEN_FILE", &Context::token_file, &Resolved::token_file, true},
    {"--tls-ca", "WALZ_CA_FILE", &Context::tls_ca, &Resolved::tls_ca, true},
    {"--tls-cert", "WALZ_CLIENT_CERT", &Context::tls_cert, &Resolved::tls_cert, true},
    {"--tls-key", "WALZ_CLIENT_KEY", &Context::tls_key, &Resolved::tls_key, true},
};

absl::Status UnknownContext(const ContextFile& file, absl::string_view name) {
  std::vector<absl::string_view> names;
  for (const auto& [known, context] : file.contexts) names.push_back(known);
  const std::optional<std::string> meant = DidYouMean(name, names);
  return absl::NotFoundError(
      absl::StrCat("there is no context '", name, "'",
                   meant ? absl::StrCat("; did you mean '", *meant, "'?")
                         : absl::StrCat("; make it with: walz context set ", name, " --address ADDRESS")));
}

}  // namespace

std::string ProcessEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string ContextFilePath(const Environment& environment) {
  if (std::string path = environment("WALZ_CONFIG"); !path.empty()) return path;
  if (const std::string dir = environment("XDG_CONFIG_HOME"); !dir.empty()) return dir + "/walz/config.toml";
  return ExpandHome("~/.config/walz/config.toml", environment);
}

std::string ExpandHome(absl::string_view path, const Environment& environment) {
  if (path != "~" && !absl::StartsWith(path, "~/")) return std::string(path);
  return absl::StrCat(environment("HOME"), path.substr(1));
}

absl::StatusOr<ContextFile> ReadContexts(const std::string& path) {
  absl::StatusOr<std::string> text = ReadWholeFile(path);
  if (absl::IsNotFound(text.status())) return ContextFile{};
  if (!text.ok()) return text.status();
  return ParseContexts(*text, path);
}

absl::Status WriteContexts(const std::string& path, const ContextFile& file) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path parent = fs::path(path).parent_path();
  if (!parent.empty()) fs::create_directories(parent, error);
  if (error)
    return absl::FailedPreconditionError(absl::StrCat("cannot make '", parent.string(), "': ", error.message()));
  const std::string partial = path + ".partial";
  fs::remove(partial, error);
  {
    std::ofstream out(partial, std::ios::binary);
    fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write, error);
    out << FormatContexts(file);
    if (!out.flush()) return absl::FailedPreconditionError(absl::StrCat("cannot write '", path, "'"));
  }
  fs::rename(partial, path, error);
  if (error) return absl::FailedPreconditionError(absl::StrCat("cannot write '", path, "': ", error.message()));
  return absl::OkStatus();
}

absl::StatusOr<Resolved> Resolve(const ContextFile& file, absl::string_view context, const Context& flags,
                                 const Environment& environment) {
  Resolved resolved;
  const std::string named_by_environment = environment("WALZ_CONTEXT");
  resolved.context = !context.empty()                ? std::string(context)
                     : !named_by_environment.empty() ? named_by_environment
                                                     : file.current;
  Context chosen;
  if (!resolved.context.empty()) {
    const auto at = file.contexts.find(resolved.context);
    if (at == file.contexts.end()) return UnknownContext(file, resolved.context);
    chosen = at->second;
  }
  // Whoever names another daemon by hand does not want this context's secrets sent there.
  const std::string named_address = !flags.address.empty() ? flags.address : environment("WALZ_ADDRESS");
  if (context.empty() && !named_address.empty() && named_address != chosen.address) {
    chosen = Context();
    resolved.context.clear();
  }
  for (const SettingName& setting : kSettings) {
    ResolvedSetting& to = resolved.*setting.resolved;
    const std::string from_environment = environment(setting.variable);
    if (!(flags.*setting.given).empty()) {
      to = {flags.*setting.given, setting.flag};
    } else if (!from_environment.empty()) {
      to = {from_environment, setting.variable};
    } else if (!(chosen.*setting.given).empty()) {
      to = {chosen.*setting.given, absl::StrCat("context ", resolved.context)};
    }
    if (setting.is_path) to.value = ExpandHome(to.value, environment);
  }
  if (resolved.address.value.empty()) {
    const bool has_socket = access(kDefaultSocket, F_OK) == 0;
    resolved.address = {has_socket ? absl::StrCat("unix:", kDefaultSocket) : std::string(kDefaultAddress), "default"};
  }
  return resolved;
}

absl::StatusOr<Endpoint> EndpointOf(const Resolved& resolved) {
  Endpoint endpoint;
  endpoint.address = resolved.address.value;
  endpoint.tls = !resolved.tls_ca.value.empty() || !resolved.tls_cert.value.empty();
  if (!resolved.tls_ca.value.empty() && resolved.tls_ca.value != "system") {
    WALZ_ASSIGN_OR_RETURN(endpoint.ca, ReadWholeFile(resolved.tls_ca.value));
  }
  if (resolved.tls_cert.value.empty() != resolved.tls_key.value.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key belong together; give both or neither");
  }
  if (!resolved.tls_cert.value.empty()) {
    WALZ_ASSIGN_OR_RETURN(endpoint.certificate, ReadWholeFile(resolved.tls_cert.value));
    WALZ_ASSIGN_OR_RETURN(endpoint.key, ReadSecretFile(resolved.tls_key.value));
  }
  if (!resolved.token_file.value.empty()) {
    WALZ_ASSIGN_OR_RETURN(endpoint.token, ReadSecretFile(resolved.token_file.value));
  }
  return endpoint;
}

}  // namespace walz
