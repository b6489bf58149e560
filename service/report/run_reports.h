// Run reports: histograms and the fairness of a run, counted from facts and placements.
//
// Thread rule: pure functions.

#ifndef SERVICE_REPORT_RUN_REPORTS_H_
#define SERVICE_REPORT_RUN_REPORTS_H_

#include <walz/v1/report.pb.h>

#include "engine/base/stop.h"
#include "service/report/report_facts.h"

namespace walz {

// Placed apprentices by points, in at most 20 bars of a round width.
v1::HistogramReport PointsHistogram(const ReportFacts& facts);

// All apprentices by the rank of the wish that their place fulfils: `wish 1` to `wish 9`, `wish 10+`, `not wished`,
// `unmatched`.
v1::HistogramReport WishHistogram(const ReportFacts& facts);

// By centre.  Cost: the refusals of every unmatched apprentice; best effort when stopped.
v1::FairnessReport MakeFairnessReport(const ReportFacts& facts, const WorkOptions& work);

}  // namespace walz

#endif  // SERVICE_REPORT_RUN_REPORTS_H_
