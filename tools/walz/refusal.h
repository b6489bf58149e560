// Refusal: what the daemon, or the lack of one, said to a call, in words that say what to do.

#ifndef TOOLS_WALZ_REFUSAL_H_
#define TOOLS_WALZ_REFUSAL_H_

#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

namespace walz {

// What was refused, a line for each field or condition, and the command that mends it.
std::string RefusalText(const absl::Status& status, absl::string_view address);

int ExitCodeOf(const absl::Status& status);

// Tells `status` on standard error.  Returns its exit code.
int TellRefusal(const absl::Status& status, absl::string_view address);

}  // namespace walz

#endif  // TOOLS_WALZ_REFUSAL_H_
