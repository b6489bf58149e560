// CallMetrics: counts and times of calls by method and code.

#ifndef SERVICE_SERVER_CALL_METRICS_H_
#define SERVICE_SERVER_CALL_METRICS_H_

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "service/rpc/observer.h"

namespace walz {

// Thread rule: all methods may be called from any thread.
class CallMetrics : public CallObserver {
 public:
  CallMetrics(prometheus::Registry& registry, const std::vector<std::string>& methods);

  void OnCallStart(absl::string_view method) override;
  void OnCallEnd(const CallEnd& end) override;

 private:
  static constexpr std::size_t kCodes = 17;  // OK..UNAUTHENTICATED.

  struct Row {
    prometheus::Histogram* seconds = nullptr;
    prometheus::Gauge* open = nullptr;
    std::array<std::atomic<prometheus::Counter*>, kCodes> ended{};  // Null until a call ends so.
  };

  using Rows = std::map<std::string, Row>;

  void AddRow(const std::string& method);
  Rows::value_type& RowOf(absl::string_view method);
  prometheus::Counter& EndedOf(Rows::value_type& row, absl::StatusCode code);

  prometheus::Family<prometheus::Histogram>& seconds_;
  prometheus::Family<prometheus::Gauge>& open_;
  prometheus::Family<prometheus::Counter>& ended_;
  prometheus::Counter& received_bytes_;
  prometheus::Counter& sent_bytes_;
  Rows rows_;  // Its keys are const after construction.
};

}  // namespace walz

#endif  // SERVICE_SERVER_CALL_METRICS_H_
