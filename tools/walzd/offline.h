// Offline work on the closed store: verify, back up, restore.

#ifndef TOOLS_WALZD_OFFLINE_H_
#define TOOLS_WALZD_OFFLINE_H_

#include "service/server/config.h"
#include "tools/walzd/command_line.h"

namespace walz {

// REQUIRES: line.task is one of them.  The exit code.
int WorkOffline(const CommandLine& line, const Config& config);

}  // namespace walz

#endif  // TOOLS_WALZD_OFFLINE_H_
