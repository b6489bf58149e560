#include "service/report/outcome_message.h"

#include <cstdint>
#include <functional>
#include <string>

#include <absl/strings/str_cat.h>

#include "engine/explain/blocking_set.h"
#include "engine/explain/pair_reason.h"
#include "engine/explain/place_network.h"

namespace walz {
namespace {

void AddRejections(const Problem& problem, const RejectionChain& chain,
                   const std::function<bool(ApprenticeIndex)>& may_name, v1::OutcomeReport& report) {
  for (const Rejection& step : chain.steps) {
    v1::PlaceRejection& row = *report.add_rejections();
    row.set_opening(problem[step.opening].id);
    if (step.slot) {
      row.set_slot_start(FormatDay(step.slot->first));
      row.set_slot_end(FormatDay(step.slot->last));
    }
    if (may_name(step.rejected)) row.set_rejected(problem[step.rejected].id);
    if (step.holder && may_name(*step.holder)) row.set_holder(problem[*step.holder].id);
    row.set_equally_liked(step.equally);
  }
}

// Of a feasible opening that was not chosen: who is there instead, what the place is worth, what would have to give.
void AddReason(const ReportFacts& facts, const PairReason& reason, ApprenticeIndex apprentice,
               v1::OutcomeReport& report) {
  const auto may_name = [&](ApprenticeIndex i) { return i == apprentice || facts.Counts(i); };
  for (const Placement& placement : reason.holders) {
    if (may_name(placement.apprentice)) report.add_holders(facts.problem[placement.apprentice].id);
  }
  report.set_holder_count(static_cast<std::int64_t>(reason.holders.size()));
  report.set_words(absl::StrCat(
      "The pair is feasible, and the apprentice ",
      reason.placed_at ? absl::StrCat("has a place at ", facts.problem[*reason.placed_at].id) : "has no place", ": ",
      PairReasonWords(facts.problem, reason, may_name), "."));
  if (reason.priced) {
    report.set_price(GoalWords(reason.price_in_goals));
    report.set_loss(GoalWords(reason.loss_in_goals));
    report.set_loss_is_of_the_run(reason.bound_met);
  }
  if (reason.rejections) AddRejections(facts.problem, *reason.rejections, may_name, report);
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

// As far as the placements alone tell.
v1::OutcomeReport ReportOfPlacement(const ReportFacts& facts, ApprenticeIndex apprentice) {
  v1::OutcomeReport report;
  report.mutable_frame()->set_apprentices(1);
  for (const Placement& placement : facts.matching.placements) {
    if (placement.apprentice == apprentice) report.set_placed_at(facts.problem[placement.opening].id);
  }
  if (!report.placed_at().empty()) {
    report.set_words(absl::StrCat("The run places the apprentice at ", report.placed_at(), "."));
  }
  return report;
}

}  // namespace

v1::OutcomeReport MakePairReport(const ReportFacts& facts, ApprenticeIndex apprentice, OpeningIndex opening,
                                 const std::optional<PairReason>& reason) {
  v1::OutcomeReport report = ReportOfPlacement(facts, apprentice);
  if (report.placed_at() == facts.problem[opening].id) return report;
  if (reason) {
    AddReason(facts, *reason, apprentice, report);
  } else {
    report.set_words("A requirement refuses the pair; whynot says which, with both figures.");
  }
  return report;
}

v1::OutcomeReport MakeOutcomeReport(const ReportFacts& facts, const RunOutcome& outcome, ApprenticeIndex apprentice,
                                    std::optional<OpeningIndex> opening, const WorkOptions& work) {
  const Problem& problem = facts.problem;
  if (opening) {
    return MakePairReport(facts, apprentice, *opening,
                          ReasonOfPair(problem, facts.rules, facts.sieve, outcome, apprentice, *opening, work));
  }
  v1::OutcomeReport report = ReportOfPlacement(facts, apprentice);
  if (!report.placed_at().empty()) return report;
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
