// Daemon: the store, the services over it and the server that offers them, started and stopped in the right order.

#ifndef SERVICE_SERVER_DAEMON_H_
#define SERVICE_SERVER_DAEMON_H_

#include <functional>
#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "service/server/config.h"
#include "service/server/exit_code.h"
#include "service/server/log.h"

namespace walz {

// Why it could not start: what, where, what to do.
struct DaemonFailure {
  DaemonExit exit = kDaemonFailed;
  std::string message;
};

// Thread rule: made, drained and destroyed by one thread.
class Daemon {
 public:
  // Serves when it returns.  `on_store_failed` is called once, from any thread, when no more can be written and the
  // process has to end.  Null: `failure` says why.
  static std::unique_ptr<Daemon> Start(const Config& config, Log& log,
                                       std::function<void(const absl::Status&)> on_store_failed,
                                       DaemonFailure& failure);
  virtual ~Daemon() = default;

  virtual int port() const = 0;          // 0: no TCP.
  virtual int metrics_port() const = 0;  // 0: none.

  // Health says NOT_SERVING and no new call is taken; calls under way may end until `deadline`.  Jobs give up their
  // lease, a run under way becomes INTERRUPTED.  Destroy it next.
  virtual void Drain(absl::Time deadline) = 0;

 protected:
  Daemon() = default;
};

}  // namespace walz

#endif  // SERVICE_SERVER_DAEMON_H_
