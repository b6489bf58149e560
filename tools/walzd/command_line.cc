#include "tools/walzd/command_line.h"

#include <cstdlib>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "service/server/config_schema.h"
#include "service/server/exit_code.h"

namespace walz {
namespace {

constexpr char kConfigStandard[] = "/etc/walz/walzd.toml";

void AddSettings(CLI::App& app, std::map<std::string, std::string>& flags) {
  for (const ConfigSetting& setting : ConfigSettings()) {
    const std::string key(setting.key);
    app.add_option_function<std::string>(
           FlagOf(key), [&flags, key](const std::string& value) { flags[key] = value; }, std::string(setting.doc))
        ->take_last()
        ->type_name(std::string(TypeOf(setting)))
        ->group("Settings (beat the environment and the file)");
  }
}

// The file that was named, or the standard one if it is there.
std::string ConfigFile(const std::string& named) {
  if (!named.empty()) return named;
  if (const char* variable = std::getenv("WALZD_CONFIG"); variable != nullptr && *variable != '\0') return variable;
  return access(kConfigStandard, F_OK) == 0 ? kConfigStandard : "";
}

}  // namespace

bool ParseCommandLine(int argc, char** argv, CommandLine& line, int& exit_code) {
  CLI::App app("walzd keeps profiles, serves the API walz.v1, and runs the matcher.", "walzd");
  app.footer(absl::StrCat("Exit codes:\n", kDaemonExitTable));
  app.set_version_flag("--version", "walzd " WALZ_VERSION);
  app.fallthrough();
  std::string config;
  app.add_option("--config", config,
                 absl::StrCat("File with settings; else WALZD_CONFIG, else ", kConfigStandard, " if it is there"));
  bool check = false;
  bool print = false;
  bool example = false;
  app.add_flag("--check-config", check, "Say whether the settings are in order, and end");
  app.add_flag("--print-config", print, "Print the effective settings and where each came from, and end");
  app.add_flag("--example-config", example, "Print a walzd.toml of all settings with their meaning, and end");
  AddSettings(app, line.sources.flags);
  CLI::App* const verify =
      app.add_subcommand("verify", "Read and check every byte of the closed store in store.folder");
  CLI::App* const backup = app.add_subcommand("backup", "Back up the closed store into backup.folder");
  CLI::App* const restore = app.add_subcommand("restore", "Restore a backup from backup.folder into an empty folder");
  restore->add_option("--to", line.to_folder, "The empty folder; else store.folder");
  restore->add_option("--backup", line.backup_id, "Number of the backup; else the newest");
  app.require_subcommand(0, 1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    exit_code = code == 0 ? 0 : kDaemonUsage;
    return false;
  }
  line.sources.file = ConfigFile(config);
  line.sources.environment = WalzdVariables(environ);
  if (check) line.task = WalzdTask::kCheckConfig;
  if (print) line.task = WalzdTask::kPrintConfig;
  if (example) line.task = WalzdTask::kExampleConfig;
  if (verify->parsed()) line.task = WalzdTask::kVerify;
  if (backup->parsed()) line.task = WalzdTask::kBackup;
  if (restore->parsed()) line.task = WalzdTask::kRestore;
  return true;
}

}  // namespace walz
