#include "engine/explain/barrier_report.h"

#include <algorithm>
#include <utility>

namespace walz {
namespace {

// The groups of the report that an apprentice counts in.
std::vector<BarrierGroup*> GroupsOf(const Problem& problem, ApprenticeIndex apprentice, BarrierReport& report) {
  const Apprentice& facts = problem[apprentice];
  return {&report.all, &report.by_field[BroadFieldOf(facts)], &report.by_centre[facts.centre],
          &report.by_country[problem.View(apprentice).centre.country.ToString()], &report.by_scheme[facts.scheme]};
}

}  // namespace

std::string BroadFieldOf(const Apprentice& apprentice) { return apprentice.field->code.substr(0, 2); }

std::vector<ApprenticeIndex> UnmatchedOf(const Problem& problem, const Matching& matching) {
  std::vector<ApprenticeIndex> unmatched;
  auto placed = matching.placements.begin();
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    if (placed != matching.placements.end() && placed->apprentice.value == i) {
      ++placed;
    } else {
      unmatched.emplace_back(i);
    }
  }
  return unmatched;
}

BarrierReport MakeBarrierReport(const Problem& problem, const RuleBook& rules, const Sieve& sieve,
                                const Matching& matching, const WorkOptions& work, RefusedCounts counts) {
  BarrierReport report;
  const std::vector<ApprenticeIndex> unmatched = UnmatchedOf(problem, matching);
  const std::size_t requirement_count = rules.requirements.size();
  for (const ApprenticeIndex apprentice : unmatched) {
    report.unmatched.push_back({apprentice, {}, {}});
    report.unmatched.back().refusals.by_requirement.resize(requirement_count);
  }
  const auto keep = [&](ApprenticeIndex apprentice, const Refusals& refusals) {
    const auto at = std::lower_bound(unmatched.begin(), unmatched.end(), apprentice) - unmatched.begin();
    report.unmatched[static_cast<std::size_t>(at)] = {apprentice, BarrierOf(problem, rules, apprentice, refusals),
                                                      refusals};
  };
  if (counts == RefusedCounts::kAll) {
    sieve.ForEachRefusals(unmatched, work, keep);
  } else {
    sieve.ForEachBarriers(unmatched, work, keep);
  }
  auto next = report.unmatched.begin();
  for (std::size_t i = 0; i < problem.apprentices().size() && !work.stop.stop_requested(); ++i) {
    const ApprenticeIndex apprentice(i);
    const bool placed = next == report.unmatched.end() || next->apprentice != apprentice;
    // A placement is at a feasible opening.
    const std::size_t passed = placed ? requirement_count : static_cast<std::size_t>(next->refusals.passed);
    for (BarrierGroup* const group : GroupsOf(problem, apprentice, report)) {
      Funnel& funnel = group->funnel;
      funnel.passed.resize(requirement_count);
      ++funnel.all;
      for (std::size_t r = 0; r < passed; ++r) ++funnel.passed[r];
      funnel.placed += placed ? 1 : 0;
      if (!placed) ++group->barriers[std::string(next->barrier.name)];
    }
    if (!placed) ++next;
  }
  return report;
}

}  // namespace walz
