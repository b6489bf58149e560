// CommandLine: what walzd was asked to do.

#ifndef TOOLS_WALZD_COMMAND_LINE_H_
#define TOOLS_WALZD_COMMAND_LINE_H_

#include <cstdint>
#include <string>

#include "service/server/config.h"

namespace walz {

enum class WalzdTask : std::uint8_t { kServe, kCheckConfig, kPrintConfig, kExampleConfig, kVerify, kBackup, kRestore };

struct CommandLine {
  WalzdTask task = WalzdTask::kServe;
  ConfigSources sources;
  std::string to_folder;       // kRestore.
  std::int64_t backup_id = 0;  // kRestore; 0: the newest.
};

// False: the process is to end with `exit_code`; what is to be said was said.
bool ParseCommandLine(int argc, char** argv, CommandLine& line, int& exit_code);

}  // namespace walz

#endif  // TOOLS_WALZD_COMMAND_LINE_H_
