// Reports as tables for spreadsheets.

#ifndef TOOLS_WALZ_REPORT_ROWS_H_
#define TOOLS_WALZ_REPORT_ROWS_H_

#include <absl/strings/string_view.h>
#include <walz/v1/report.pb.h>

#include "tools/walz/table.h"

namespace walz {

// stage, apprentices, lost; then the groups, with their kind and name.
ShownTable ReportRows(const v1::FunnelReport& report);
// gain, together, alone, act: what would help, most first; of one kind of act, or with "" of all.
ShownTable ActRows(const google::protobuf::RepeatedPtrField<v1::BarrierAct>& acts, absl::string_view kind);
// `kind`, unmatched, placed: for how many each thing of BarrierHelp.kind would help alone.
ShownTable HelpRows(const v1::BarrierReport& report, absl::string_view kind);
// barrier, apprentices; where there are rows of apprentices, instead: apprentice, barrier, feasible_openings,
// refused_alone, gains.
ShownTable ReportRows(const v1::BarrierReport& report);
// company, monday, capacity, booked, held; then the unassigned lane, whose company is `unassigned`.
ShownTable ReportRows(const v1::OccupancyReport& report);
// label, apprentices.
ShownTable ReportRows(const v1::HistogramReport& report);
// centre, apprentices, feasible, placed, first_wish, points, least; the last row, whose centre is `all`, is of all.
ShownTable ReportRows(const v1::FairnessReport& report);

}  // namespace walz

#endif  // TOOLS_WALZ_REPORT_ROWS_H_
