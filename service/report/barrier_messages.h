// Barrier messages: what keeps people from places, and what would help, as reports that a caller may see.
//
// Who may count only some centres is told of those alone: their groups by centre and country, and the acts that place
// nobody else.  People, openings and companies stand by their ids.  Thread rule: pure functions.

#ifndef SERVICE_REPORT_BARRIER_MESSAGES_H_
#define SERVICE_REPORT_BARRIER_MESSAGES_H_

#include <cstddef>

#include <walz/v1/report.pb.h>

#include "engine/base/stop.h"
#include "service/report/report_facts.h"

namespace walz {

// Cost: that of the engine's BarrierReport.
v1::FunnelReport MakeFunnelReport(const ReportFacts& facts, const WorkOptions& work);

struct BarrierOptions {
  std::size_t apprentices_max = 0;
  // Also what would help.  REQUIRES: the matching is lawful by the facts.
  bool with_gains = false;
};
v1::BarrierReport MakeBarrierMessage(const ReportFacts& facts, const BarrierOptions& options, const WorkOptions& work);

}  // namespace walz

#endif  // SERVICE_REPORT_BARRIER_MESSAGES_H_
