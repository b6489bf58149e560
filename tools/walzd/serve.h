// Serve: runs the daemon until a signal or a failed store ends it.

#ifndef TOOLS_WALZD_SERVE_H_
#define TOOLS_WALZD_SERVE_H_

#include "service/server/config.h"

namespace walz {

// REQUIRES: BlockSignals, before any thread was started.  The exit code.
int Serve(const Config& config);

// SIGTERM and SIGINT wait for Serve in this thread and all that it starts; SIGPIPE is ignored.
void BlockSignals();

}  // namespace walz

#endif  // TOOLS_WALZD_SERVE_H_
