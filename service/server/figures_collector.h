// FiguresCollector: gauges that are read when somebody scrapes: store, disk, mirror, memory.

#ifndef SERVICE_SERVER_FIGURES_COLLECTOR_H_
#define SERVICE_SERVER_FIGURES_COLLECTOR_H_

#include <functional>
#include <utility>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include "service/server/metrics.h"

namespace walz {

class FiguresCollector : public prometheus::Collectable {
 public:
  explicit FiguresCollector(std::function<DaemonFigures()> figures) : figures_(std::move(figures)) {}

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const std::function<DaemonFigures()> figures_;
};

}  // namespace walz

#endif  // SERVICE_SERVER_FIGURES_COLLECTOR_H_
