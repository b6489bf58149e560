// OccupancyReport: how full the hosts are, week by week, with the lane of those who have no place.
//
// Thread rule: pure function.

#ifndef SERVICE_REPORT_OCCUPANCY_REPORT_H_
#define SERVICE_REPORT_OCCUPANCY_REPORT_H_

#include <functional>

#include <walz/v1/report.pb.h>

#include "service/report/report_facts.h"

namespace walz {

inline constexpr int kReportWeeksMax = 520;

// Hosts that `shows` accepts (null: all), over the weeks of the round and of its placements, at most kReportWeeksMax.
// A stay takes a place for the apprentice and for each accompanying person.  The day that speaks for a week is the one
// on which most places are taken; of several the one with most places, then the first.
// O(placements log placements + hosts * days).
v1::OccupancyReport MakeOccupancyReport(const ReportFacts& facts, const std::function<bool(CompanyIndex)>& shows);

}  // namespace walz

#endif  // SERVICE_REPORT_OCCUPANCY_REPORT_H_
