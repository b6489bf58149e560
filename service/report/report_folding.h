// Report folding: reports as roles without personal view may see them (see small_groups.h).
//
// Thread rule: pure functions.

#ifndef SERVICE_REPORT_REPORT_FOLDING_H_
#define SERVICE_REPORT_REPORT_FOLDING_H_

#include <walz/v1/report.pb.h>

namespace walz {

// Stages that lose too few apprentices join the next one; groups that would show a small number become `other`.
void FoldSmallGroups(v1::FunnelReport& report);
// Neighbouring bars become one.
void FoldSmallGroups(v1::HistogramReport& report);
// Centres become one row without id.
void FoldSmallGroups(v1::FairnessReport& report);
// Hosts become one row without id; what is small even then, or in the unassigned lane, is -1.
void FoldSmallGroups(v1::OccupancyReport& report);
// Barriers and groups join; of the acts those stay that help many, without names; nobody is listed.
void FoldSmallGroups(v1::BarrierReport& report);

}  // namespace walz

#endif  // SERVICE_REPORT_REPORT_FOLDING_H_
