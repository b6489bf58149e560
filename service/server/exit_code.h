// DaemonExit: how walzd tells systemd and shells why it ended; documented in docs/operations.md and in the help.

#ifndef SERVICE_SERVER_EXIT_CODE_H_
#define SERVICE_SERVER_EXIT_CODE_H_

namespace walz {

enum DaemonExit : int {
  kDaemonDrained = 0,
  kDaemonFailed = 1,
  kDaemonUsage = 2,
  kDaemonConfig = 64,
  kDaemonAddress = 65,
  kDaemonFolderHeld = 66,
  kDaemonDataLoss = 67,
  kDaemonDiskFull = 68,
  kDaemonStoreFailed = 69,
  kDaemonCutShort = 70,
};

inline constexpr char kDaemonExitTable[] =
    "  0   stopped as asked; calls under way were ended\n"
    "  1   failed: something unexpected, which the last line names\n"
    "  2   the command line is wrong\n"
    "  64  the configuration is wrong, or a file that it names cannot be used\n"
    "  65  an address cannot be listened on: taken, or not permitted\n"
    "  66  the store's folder cannot be held: another walzd has it, a newer walz wrote it, or no permission\n"
    "  67  the store is damaged or lost acknowledged writes: restore a backup\n"
    "  68  the store's disk is too full to open it\n"
    "  69  a write to the disk failed; the store is safe, start again (systemd does)\n"
    "  70  ended at once by a second signal, or draining took too long\n";

}  // namespace walz

#endif  // SERVICE_SERVER_EXIT_CODE_H_
