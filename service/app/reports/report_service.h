// ReportService: reports of runs, for whoever may see them.
//
// Lays a run's stored placements over the newest view of the mirror.  One report is made at a time; memory: that of the
// round's facts once more, while it is made.
//
// Thread rule: all methods from any thread.

#ifndef SERVICE_APP_REPORTS_REPORT_SERVICE_H_
#define SERVICE_APP_REPORTS_REPORT_SERVICE_H_

#include <functional>
#include <mutex>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/report_service.pb.h>
#include <walz/v1/run.pb.h>

#include "engine/base/stop.h"
#include "engine/rulebook/rule_book.h"
#include "service/app/mirror/mirror.h"
#include "service/call/call.h"
#include "service/call/method_set.h"
#include "service/report/report_facts.h"
#include "service/store/store.h"

namespace walz {

class ReportService {
 public:
  // References must outlive this object.
  ReportService(const Store& store, const Mirror& mirror, int thread_count);

  // This must outlive `methods`.
  void Register(MethodSet& methods);

 private:
  // What a report is made of.
  struct Scene {
    const ReportFacts& facts;
    const v1::Run& run;
    bool same_facts = false;  // They are those that the run read: its placements are lawful by them.
    WorkOptions work;
  };
  // Gathers facts and placements of the run for `make`, and fills the frame that it returns.
  absl::Status Make(const Call& call, const std::string& run,
                    const std::function<absl::StatusOr<v1::ReportFrame*>(const Scene&)>& make);
  template <typename Report>
  void Offer(MethodSet& methods, absl::string_view method, std::function<Report(const Call&, const Scene&)> report_of);

  absl::Status ReportBarriers(const Call& call, const v1::ReportBarriersRequest& request, v1::BarrierReport& report);
  absl::Status ExplainOutcome(const Call& call, const v1::ExplainOutcomeRequest& request, v1::OutcomeReport& report);

  const Store& store_;
  const Mirror& mirror_;
  const int thread_count_;
  const RuleBook rules_;
  std::timed_mutex making_;
};

}  // namespace walz

#endif  // SERVICE_APP_REPORTS_REPORT_SERVICE_H_
