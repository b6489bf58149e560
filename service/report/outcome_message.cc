#include "service/report/outcome_message.h"

#include <cstdint>
#include <string>

#include <absl/strings/str_cat.h>

#include "engine/explain/blocking_set.h"
#include "engine/explain/place_network.h"

namespace walz {
namespace {

std::string Placed(std::int64_t count) { return absl::StrCat(count, count == 1 ? " apprentice" : " apprentices"); }

// Of a feasible opening that was not chosen: who is there instead.
void AddHolders(const ReportFacts& facts, OpeningIndex opening, v1::OutcomeReport& report) {
  std::int64_t count = 0;
  for (const Placement& placement : facts.matching.placements) {
    if (placement.opening != opening) continue;
    ++count;
    if (facts.Counts(placement.apprentice)) report.add_holders(facts.problem[placement.apprentice].id);
  }
  report.set_holder_count(count);
  report.set_words(absl::StrCat("The pair is feasible; the run gives the opening to ", Placed(count),
                                report.placed_at().empty() ? " and the apprentice no place"
                                                           : absl::StrCat(" and the apprentice ", report.placed_at()),
                                ", which serves the goals of the round better or as well."));
}

void AddCompeting(const ReportFacts& facts, const BlockingSet& set, v1::OutcomeReport& report) {
  v1::CompetingSet& competing = *report.mutable_competing();
  competing.set_people(static_cast<std::int64_t>(set.people.size()));
  competing.set_places(set.places);
  competing.set_hosts(static_cast<std::int64_t>(set.hosts.size()));
  competing.set_full_at_home(set.full_at_home);
  for (const OpeningIndex opening : set.openings) competing.add_openings(facts.problem[opening].id);
  for (const ApprenticeIndex person : set.people) {
    if (facts.Counts(person)) competing.add_apprentices(facts.problem[person].id);
  }
  report.set_words(BlockingSetWords(set));
}

}  // namespace

v1::OutcomeReport MakeOutcomeReport(const ReportFacts& facts, ApprenticeIndex apprentice,
                                    std::optional<OpeningIndex> opening, const WorkOptions& work) {
  const Problem& problem = facts.problem;
  v1::OutcomeReport report;
  report.mutable_frame()->set_apprentices(1);
  for (const Placement& placement : facts.matching.placements) {
    if (placement.apprentice == apprentice) report.set_placed_at(problem[placement.opening].id);
  }
  if (opening && report.placed_at() != problem[*opening].id) {
    if (IsFeasible(facts.rules, problem.View(apprentice), problem.View(*opening))) {
      AddHolders(facts, *opening, report);
    } else {
      report.set_words("A requirement refuses the pair; whynot says which, with both figures.");
    }
    return report;
  }
  if (!report.placed_at().empty()) {
    report.set_words(absl::StrCat("The run places the apprentice at ", report.placed_at(), "."));
    return report;
  }
  if (facts.sieve.FeasibleOf(apprentice).empty()) {
    report.set_words("No opening is feasible; whynot says which requirements refuse.");
    return report;
  }
  const PlaceNetwork network(problem, facts.rules, facts.sieve, facts.matching, work);
  if (const std::optional<BlockingSet> set = FindBlockingSet(problem, network, apprentice)) {
    AddCompeting(facts, *set, report);
  } else {
    report.set_words(
        "Places can be had, but only at the cost of other goals of the round, or on days that others take.");
  }
  return report;
}

}  // namespace walz
