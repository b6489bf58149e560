// ExitCode: how walz tells the shell what became of a command; documented in docs/cli.md and in the help.

#ifndef TOOLS_WALZ_EXIT_CODE_H_
#define TOOLS_WALZ_EXIT_CODE_H_

namespace walz {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,
  kExitUsage = 2,
  kExitSame = 3,
  kExitDenied = 4,
  kExitInputErrors = 5,
  kExitConflict = 6,
  kExitUnavailable = 7,
  kExitUnmatched = 8,
  kExitInterrupted = 130,
};

inline constexpr char kExitCodeTable[] =
    "  0    done\n"
    "  1    failed: the disk, an audit, a claim that does not hold, something that is not there\n"
    "  2    the command line is wrong\n"
    "  3    done, but nothing changed\n"
    "  4    the daemon does not know who you are, or does not permit it\n"
    "  5    the input has errors\n"
    "  6    conflict: it is there already, somebody changed it meanwhile, or another one is running\n"
    "  7    the daemon cannot be reached, or cannot serve now\n"
    "  8    done, but somebody is unmatched (with --fail-on-unmatched)\n"
    "  130  interrupted by Ctrl-C\n";

}  // namespace walz

#endif  // TOOLS_WALZ_EXIT_CODE_H_
