#include "service/server/metrics.h"

#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "service/server/call_metrics.h"
#include "service/server/figures_collector.h"

namespace walz {
namespace {

const prometheus::Histogram::BucketBoundaries& StageBuckets() {
  static const auto* const buckets =
      new prometheus::Histogram::BucketBoundaries{0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600};
  return *buckets;
}

std::string RunStateWord(v1::RunState state) {
  const std::string& word = v1::RunState_Name(state);
  constexpr absl::string_view kPrefix = "RUN_STATE_";
  return absl::StartsWith(word, kPrefix) ? word.substr(kPrefix.size()) : word;
}

// The job of `jobs/nightly/executions/2027-01-31`.
std::string JobOf(const std::string& execution) {
  const std::size_t slash = execution.find('/');
  const std::size_t end = execution.find('/', slash + 1);
  return slash == std::string::npos ? "" : execution.substr(slash + 1, end - slash - 1);
}

}  // namespace

class Metrics::Impl {
 public:
  explicit Impl(const std::vector<std::string>& methods)
      : registry_(std::make_shared<prometheus::Registry>()),
        calls_(*registry_, methods),
        runs_(prometheus::BuildCounter().Name("walz_runs_total").Help("Runs ended, by state.").Register(*registry_)),
        stages_(prometheus::BuildHistogram()
                    .Name("walz_run_stage_seconds")
                    .Help("How long the stages of successful runs took.")
                    .Register(*registry_)),
        placed_(prometheus::BuildGauge()
                    .Name("walz_run_placed")
                    .Help("Placements of the last successful run.")
                    .Register(*registry_)
                    .Add({})),
        unmatched_(prometheus::BuildGauge()
                       .Name("walz_run_unmatched")
                       .Help("Unmatched of the last successful run, by barrier.")
                       .Register(*registry_)),
        executions_(prometheus::BuildCounter()
                        .Name("walz_job_executions_total")
                        .Help("Executions of jobs ended, by state.")
                        .Register(*registry_)),
        last_success_(prometheus::BuildGauge()
                          .Name("walz_job_last_success_timestamp_seconds")
                          .Help("When an execution of the job last succeeded.")
                          .Register(*registry_)),
        alerts_(prometheus::BuildGauge()
                    .Name("walz_job_alerts")
                    .Help("Alerts of the job's last execution.")
                    .Register(*registry_)) {}

  absl::StatusOr<int> Serve(const std::string& address, std::function<DaemonFigures()> figures) {
    figures_ = std::make_shared<FiguresCollector>(std::move(figures));
    try {
      exposer_ = std::make_unique<prometheus::Exposer>(address, 1);
    } catch (const std::exception& error) {
      return absl::FailedPreconditionError(absl::StrCat("metrics.address: cannot listen on ", address,
                                                        "; is another process there? (", error.what(), ")"));
    }
    exposer_->RegisterCollectable(registry_);
    exposer_->RegisterCollectable(figures_);
    const std::vector<int> ports = exposer_->GetListeningPorts();
    return ports.empty() ? 0 : ports.front();
  }

  void CountRun(const v1::Run& run) {
    runs_.Add({{"state", RunStateWord(run.state())}}).Increment();
    if (run.state() != v1::RUN_STATE_SUCCEEDED) return;
    placed_.Set(static_cast<double>(run.result().placed()));
    const std::lock_guard lock(mutex_);
    for (auto& [barrier, gauge] : barriers_) gauge->Set(0);
    for (const auto& [barrier, count] : run.result().barriers()) {
      prometheus::Gauge*& gauge = barriers_[barrier];
      if (gauge == nullptr) gauge = &unmatched_.Add({{"barrier", barrier}});
      gauge->Set(static_cast<double>(count));
    }
    google::protobuf::Struct json;
    if (!google::protobuf::util::JsonStringToMessage(run.result().run_json(), &json).ok()) return;
    const auto seconds = json.fields().find("seconds");
    if (seconds == json.fields().end()) return;
    for (const auto& [stage, value] : seconds->second.struct_value().fields()) {
      stages_.Add({{"stage", stage}}, StageBuckets()).Observe(value.number_value());
    }
  }

  void NoteExecution(const v1::Execution& execution) {
    const std::string job = JobOf(execution.name());
    {
      const std::lock_guard lock(mutex_);
      if (!jobs_.contains(job) && jobs_.size() >= kJobsShownMax) return;
      jobs_.insert(job);
    }
    alerts_.Add({{"job", job}}).Set(execution.alerts_size());
    const auto count = [&](const char* state) { executions_.Add({{"job", job}, {"state", state}}).Increment(); };
    switch (execution.state()) {
      case v1::EXECUTION_STATE_SUCCEEDED:
        count("SUCCEEDED");
        last_success_.Add({{"job", job}}).Set(static_cast<double>(execution.end_time().seconds()));
        break;
      case v1::EXECUTION_STATE_FAILED:
        count("FAILED");
        break;
      case v1::EXECUTION_STATE_SKIPPED:
        count("SKIPPED");
        break;
      default:
        break;
    }
  }

  void StopServing() { exposer_.reset(); }

  CallObserver& calls() { return calls_; }

 private:
  const std::shared_ptr<prometheus::Registry> registry_;
  CallMetrics calls_;
  prometheus::Family<prometheus::Counter>& runs_;
  prometheus::Family<prometheus::Histogram>& stages_;
  prometheus::Gauge& placed_;
  prometheus::Family<prometheus::Gauge>& unmatched_;
  prometheus::Family<prometheus::Counter>& executions_;
  prometheus::Family<prometheus::Gauge>& last_success_;
  prometheus::Family<prometheus::Gauge>& alerts_;
  std::mutex mutex_;
  std::map<std::string, prometheus::Gauge*> barriers_;  // Words of the rulebook.
  std::set<std::string> jobs_;
  std::shared_ptr<FiguresCollector> figures_;
  std::unique_ptr<prometheus::Exposer> exposer_;  // Ends before what it asks.
};

Metrics::Metrics(const std::vector<std::string>& methods) : impl_(std::make_unique<Impl>(methods)) {}
Metrics::~Metrics() = default;

absl::StatusOr<int> Metrics::Serve(const std::string& address, std::function<DaemonFigures()> figures) {
  return impl_->Serve(address, std::move(figures));
}
void Metrics::StopServing() { impl_->StopServing(); }
CallObserver& Metrics::calls() { return impl_->calls(); }
void Metrics::CountRun(const v1::Run& run) { impl_->CountRun(run); }
void Metrics::NoteExecution(const v1::Execution& execution) { impl_->NoteExecution(execution); }

}  // namespace walz
