// RunView: a stored run for people: its state on one screen, and following it while it runs.

#ifndef TOOLS_WALZ_RUN_VIEW_H_
#define TOOLS_WALZ_RUN_VIEW_H_

#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/run.pb.h>

#include "tools/client/client.h"
#include "tools/walz/message_view.h"

namespace walz {

std::string RunText(const v1::Run& run);

// What a run came to, in `form`.
void PrintRun(const v1::Run& run, Form form);

// kExitOk of a run that succeeded or goes on; kExitFailed of one that did not.
int RunExitCode(const v1::Run& run);

// Follows the run to its end with a bar.  The first Ctrl-C leaves it running and says how to follow it again.
absl::StatusOr<int> FollowRun(const Client& client, absl::string_view name, Form form);

}  // namespace walz

#endif  // TOOLS_WALZ_RUN_VIEW_H_
