// RunSummary: what a run came to, on one screen; `empty_facts` are sentences about facts that nobody entered.

#ifndef TOOLS_WALZ_RUN_SUMMARY_H_
#define TOOLS_WALZ_RUN_SUMMARY_H_

#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "service/convert/run_writer.h"

namespace walz {

std::string RunSummary(const Problem& problem, const RunOutcome& outcome, const RunReport& report,
                       const std::vector<std::string>& empty_facts, absl::string_view out_dir);

}  // namespace walz

#endif  // TOOLS_WALZ_RUN_SUMMARY_H_
