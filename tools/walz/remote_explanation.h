// RemoteExplanation: what `walz whynot` asks the daemon where it is given no folder.

#ifndef TOOLS_WALZ_REMOTE_EXPLANATION_H_
#define TOOLS_WALZ_REMOTE_EXPLANATION_H_

#include <string>

#include "tools/walz/connection.h"
#include "tools/walz/table.h"

namespace walz {

struct RemoteQuestion {
  std::string round;
  std::string run;  // Empty: the published one, if there is one.
  std::string apprentice;
  std::string opening;  // Empty: all of them.
};

// Prints the answer; returns the exit code.
int ExplainRemotely(const ConnectionOptions& connection, const RemoteQuestion& question, Output output);

}  // namespace walz

#endif  // TOOLS_WALZ_REMOTE_EXPLANATION_H_
