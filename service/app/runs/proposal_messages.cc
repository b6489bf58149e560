#include "service/app/runs/proposal_messages.h"

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "service/convert/run_record.h"

namespace walz {
namespace {

// Columns of proposals.csv.
enum ProposalColumn {
  kApprentice,
  kOpening,
  kCompany,
  kStart,
  kEnd,
  kDays,
  kPoints,
  kTier,
  kNeeds,
  kGrant,
  kWish,
  kReason
};
// Columns of unmatched.csv, after the apprentice.
enum UnmatchedColumn { kBarrier = 1, kOnlyByIt, kNearest, kHelp };

// Cells that we wrote ourselves; empty is 0.
std::int64_t NumberOf(const std::string& cell) {
  std::int64_t number = 0;
  WALZ_CHECK(cell.empty() || absl::SimpleAtoi(cell, &number));
  return number;
}

std::string NameOfOpening(const Problem& problem, OpeningIndex opening) {
  return FormatName({Collection::kOpenings, {problem[opening].company, problem[opening].id}});
}

v1::Proposal BlankOf(const Problem& problem, ApprenticeIndex index, ResourceName run) {
  const Apprentice& apprentice = problem[index];
  run.collection = Collection::kProposals;
  run.ids.push_back(apprentice.id);
  v1::Proposal proposal;
  proposal.set_name(FormatName(run));
  proposal.set_apprentice(FormatName({Collection::kApprentices, {apprentice.centre, apprentice.id}}));
  proposal.set_tier(apprentice.tier);
  return proposal;
}

void FillPlaced(const Problem& problem, OpeningIndex opening, const CsvRow& row, v1::Proposal& proposal) {
  proposal.set_opening(NameOfOpening(problem, opening));
  proposal.set_company(FormatName({Collection::kCompanies, {row[kCompany]}}));
  proposal.set_start(row[kStart]);
  proposal.set_end(row[kEnd]);
  proposal.set_days(static_cast<std::int32_t>(NumberOf(row[kDays])));
  proposal.set_points(static_cast<std::int32_t>(NumberOf(row[kPoints])));
  for (const absl::string_view code : absl::StrSplit(row[kNeeds], ';', absl::SkipEmpty())) {
    v1::Action action = v1::ACTION_UNSPECIFIED;
    WALZ_CHECK(v1::Action_Parse(absl::StrCat("ACTION_", absl::AsciiStrToUpper(code)), &action));
    proposal.add_needs(action);
  }
  proposal.set_grant_eur(static_cast<std::int32_t>(NumberOf(row[kGrant])));
  proposal.set_wish_rank(static_cast<std::int32_t>(NumberOf(row[kWish])));
  for (const absl::string_view reason : absl::StrSplit(row[kReason], ';', absl::SkipEmpty())) {
    proposal.add_reasons(std::string(reason));
  }
}

void FillUnmatched(const Problem& problem, const CsvRow& row, v1::Proposal& proposal) {
  proposal.set_barrier(row[kBarrier]);
  proposal.set_openings_refused_only_by_it(NumberOf(row[kOnlyByIt]));
  if (const std::optional<OpeningIndex> nearest = problem.FindOpening(row[kNearest])) {
    proposal.set_nearest_opening(NameOfOpening(problem, *nearest));
  }
  proposal.set_what_would_help(row[kHelp]);
}

}  // namespace

absl::Status ForEachProposal(const Problem& problem, const Matching& matching, const RunReport& report,
                             const ResourceName& run, absl::FunctionRef<absl::Status(const v1::Proposal&)> visit) {
  for (std::size_t i = 0; i < matching.placements.size(); ++i) {
    const Placement& placement = matching.placements[i];
    v1::Proposal proposal = BlankOf(problem, placement.apprentice, run);
    FillPlaced(problem, placement.opening, report.proposals[i], proposal);
    WALZ_RETURN_IF_ERROR(visit(proposal));
  }
  for (std::size_t i = 0; i < report.unmatched.apprentices.size(); ++i) {
    v1::Proposal proposal = BlankOf(problem, report.unmatched.apprentices[i], run);
    FillUnmatched(problem, report.unmatched.rows[i], proposal);
    WALZ_RETURN_IF_ERROR(visit(proposal));
  }
  return absl::OkStatus();
}

v1::RunResult ResultOf(const RunOutcome& outcome, const RunReport& report) {
  v1::RunResult result;
  const Gap gap = GapOf(outcome);
  result.set_placed(outcome.score.placed());
  result.set_unmatched(report.record.unmatched);
  result.set_points(outcome.score.points);
  result.set_upper_bound(outcome.points_bound);
  result.set_gap_millionths(gap.millionths);
  result.set_gap_goal(gap.goal);
  result.set_proven(outcome.proven);
  result.set_stopped(outcome.stopped);
  result.set_pins_kept(outcome.score.pins_kept);
  result.set_pins_broken(outcome.pins_broken);
  for (const auto& [barrier, count] : report.record.barriers) (*result.mutable_barriers())[barrier] = count;
  result.set_input_hash(report.record.input_hash);
  return result;
}

}  // namespace walz
