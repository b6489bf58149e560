// Services: all use cases over one store, wired together, with what they share: the mirror, the advisor, snapshots.
//
// Destruction goes from the top down: runs are interrupted and jobs give up their lease before the mirror goes.

#ifndef SERVICE_SERVER_SERVICES_H_
#define SERVICE_SERVER_SERVICES_H_

#include <functional>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "service/app/access/authenticator.h"
#include "service/app/access/authorizer.h"
#include "service/call/method_set.h"
#include "service/server/config.h"
#include "service/server/log.h"
#include "service/server/metrics.h"
#include "service/store/store.h"

namespace walz {

// Thread rule: made, stopped and destroyed by one thread.
class Services {
 public:
  // Reads all facts, seeds a fresh store, marks what a crash left.  `store`, `log` have to outlive this.
  static absl::StatusOr<std::unique_ptr<Services>> Open(const Config& config, Store& store, Log& log);
  virtual ~Services() = default;

  virtual const MethodSet& methods() const = 0;
  virtual const Authenticator& authenticator() const = 0;
  virtual const Authorizer& authorizer() const = 0;
  virtual DaemonFigures Figures() const = 0;

  // Starts what works without being called: jobs.  `metrics` hears of runs and executions.
  virtual void Start(Metrics& metrics) = 0;
  // No new executions; the lease is given up.
  virtual void StopJobs() = 0;

 protected:
  Services() = default;
};

}  // namespace walz

#endif  // SERVICE_SERVER_SERVICES_H_
