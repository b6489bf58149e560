// walzd, the daemon.

#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <sys/stat.h>

#include "service/server/config.h"
#include "service/server/exit_code.h"
#include "tools/walzd/command_line.h"
#include "tools/walzd/offline.h"
#include "tools/walzd/serve.h"

namespace walz {
namespace {

int Run(int argc, char** argv) {
  CommandLine line;
  int exit_code = kDaemonFailed;
  if (!ParseCommandLine(argc, argv, line, exit_code)) return exit_code;
  if (line.task == WalzdTask::kExampleConfig) {
    std::fputs(ExampleConfig().c_str(), stdout);
    return 0;
  }
  const absl::StatusOr<LoadedConfig> loaded = LoadConfig(line.sources);
  if (!loaded.ok()) {
    std::fprintf(stderr, "walzd: the configuration is wrong:\n%s\n", std::string(loaded.status().message()).c_str());
    return kDaemonConfig;
  }
  switch (line.task) {
    case WalzdTask::kCheckConfig:
      std::puts("the configuration is in order");
      return 0;
    case WalzdTask::kPrintConfig:
      std::fputs(PrintConfig(*loaded).c_str(), stdout);
      return 0;
    case WalzdTask::kServe:
      BlockSignals();  // Before anything starts threads.
      return Serve(loaded->config);
    default:
      return WorkOffline(line, loaded->config);
  }
}

}  // namespace
}  // namespace walz

// jemalloc's: what is free goes back to the system also while nothing is asked for.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "background_thread:true";
}

int main(int argc, char** argv) {
  // Debian's Abseil looks for lock cycles under every gRPC lock: 5 to 10 % of the CPU.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  umask(077);
  try {
    return walz::Run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("walzd: not enough memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "walzd: %s\n", error.what());
  }
  return walz::kDaemonFailed;
}
