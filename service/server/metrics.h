// Metrics: figures for Prometheus, served on a loopback address alone; docs/operations.md lists them.
//
// Bounded: labels are names of methods that this daemon serves, codes, states, stages, words of the rulebook and names
// of jobs, of which the first 100 are shown.  Nothing personal.
//
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_SERVER_METRICS_H_
#define SERVICE_SERVER_METRICS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/run.pb.h>

#include "service/rpc/observer.h"
#include "service/store/store.h"

namespace walz {

inline constexpr std::size_t kJobsShownMax = 100;

// What is asked when somebody scrapes.
struct DaemonFigures {
  StoreStats store;
  Revision mirror_revision = 0;
  int watch_streams = 0;
  std::int64_t memory_bytes = 0;
  absl::Time start;
  absl::Time now;
};

class Metrics {
 public:
  // Calls of methods that are not among `methods` are counted as `other`.
  explicit Metrics(const std::vector<std::string>& methods);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // `address` such as `127.0.0.1:0`; the port.  `figures` is asked until StopServing.
  absl::StatusOr<int> Serve(const std::string& address, std::function<DaemonFigures()> figures);
  void StopServing();

  CallObserver& calls();
  // A run that has ended.
  void CountRun(const v1::Run& run);
  // An execution as it is now.
  void NoteExecution(const v1::Execution& execution);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace walz

#endif  // SERVICE_SERVER_METRICS_H_
