// The auditor: judges a run by the facts and the rulebook alone, without knowing how it was found.
//
// Shares no code with the matcher or the solver.  The first claim that does not hold comes back as an Internal status
// that names the claim, the thing and both figures.
//
// What is judged beside lawfulness and the score:
//
// best    `value` of the matching and `bound` of the certificate are recomputed as matching.h says; bound >= value must
//         hold.  Level by level, no lawful matching has a greater Score than the implied one: the greatest Score whose
//         value is at most `bound`, each level capped by its range (pinned and apprentices by tier with a feasible
//         option, centres whose least so many can reach, the sum of everybody's best points, those whose last opening
//         is feasible).  RunOutcome::bound must not be below it, so the ranges themselves are always a true claim.
//         `proven` needs bound == value, RunOutcome::bound == score, and weights in order in one of two ways:
//           lexicographic  each weight is greater than all that the levels below it can sum up to, where a level with
//                          range 0 needs no weight; or
//           by rank        (only needed where such weights would be too large)
//                          the prices make a nested flow: none with a day, every amount 1, the priced groups of each
//                          side in each other or apart; with C priced groups of senders each tier that occurs is worth
//                          more than C + 1 of the next, and a pin more than C + 1 of any tier, by more than all that
//                          the levels below the tiers can sum up to (audit_bound.cc says why that is enough); and the
//                          lower levels are lexicographic.
//         If the ranks are in order, and bound - value of pins and tiers of the run is less than the smallest such
//         excess, then pins and tiers are proven even if the rest is not: the implied Score has those of the run
//         and the rest of the bound is left to the lower levels.
//         points_bound must not be below the least of: the sum of everybody's best points; where the weights are
//         lexicographic or pins and tiers are proven, (bound - value of pins, tiers and least of the run) / weight of a
//         point; where the implied Score has the pins, tiers and centres of the run, its points.  It must be the points
//         of the run if RunOutcome::bound meets the score.
// stable  no apprentice and seat (opening, or fixed slot of a rolling one) would both rather have each other, whatever
//         the outcome says of places that accompanying persons take: with StableSize::kLottery after the lottery has
//         told equals apart, with kMaximum by class alone.  Pinned apprentices keep their place and want no other.
//         RunOutcome::stable, if it is there: the slots; with kLottery that no stable matching is better for anybody
//         of the round's side; could_improve and placed_at_most, recounted.  Nothing is claimed, and so judged, of how
//         near kMaximum comes to the largest stable matching.
// serial  by pinned, tier, lottery, id: nobody could have had an opening it likes better than its own, at a stay of the
//         shortest length, beside the placements of those before it.  A travel group takes its places at the turn of
//         its first member; which ones it takes is judged for lawfulness only.
// A stable or serial run that was stopped, or of which something is withheld, and that does not say `proven` is judged
// for lawfulness and score only.

#ifndef ENGINE_MATCHING_AUDITOR_H_
#define ENGINE_MATCHING_AUDITOR_H_

#include <absl/status/status.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Each apprentice at most once, every requirement at its stay, every quota on every day, groups together, pins
// respected.
absl::Status AuditLawful(const Problem& problem, const RuleBook& rules, const Matching& matching);

// AuditLawful, and every claim of the outcome: score, pins, bound (from the prices over all feasible options), proven
// (bound meets value, or no blocking pair, or each its best in turn).  `sieve` is made of the same problem and rules.
// Cancelled if options.stop asks for it.
absl::Status AuditRun(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const RunOutcome& outcome,
                      const WorkOptions& options);

}  // namespace walz

#endif  // ENGINE_MATCHING_AUDITOR_H_
