// ExhaustiveMatcher: the slow, obvious reference: tries every assignment of a tiny problem and every stay, and checks
// every quota on every day.
//
// For tests only.  Exponential time and space in the number of apprentices: fine for 6 apprentices x 5 openings with
// ten first days each, hopeless for a school.  Never use it to match anything.
//
// Stays are of the shortest permitted length; a travel group's of the shortest length that all its members can share.
// It reads the law from the rulebook one pair and one stay at a time and shares no code with matcher, sieve or auditor.
// Thread rule: not for concurrent use.

#ifndef TESTS_SUPPORT_EXHAUSTIVE_MATCHER_H_
#define TESTS_SUPPORT_EXHAUSTIVE_MATCHER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/base/day.h"
#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class ExhaustiveMatcher {
 public:
  // Both must outlive this object.
  ExhaustiveMatcher(const Problem& problem, const RuleBook& rules);

  struct Best {
    Score score;
    std::uint64_t lottery_sum = 0;  // The greatest of all matchings with this score.
    Matching matching;
  };
  // The best of all lawful matchings.
  Best FindBest() const;

  // All stable matchings.  REQUIRES: places are the only quota and nobody is accompanied.
  std::vector<Matching> FindAllStable() const;

  // Pinned first, then by tier and lottery: each at its best opening that is left, there at the longest and then the
  // earliest stay that fits.  REQUIRES: no travel groups.
  Matching FindSerial() const;

 private:
  struct Option {
    OpeningIndex opening;
    int points = 0;
    std::uint32_t lottery = 0;
    bool is_kept = false;
  };
  struct Assignment {
    Score score;
    std::uint64_t lottery_sum = 0;
    std::vector<std::int8_t> option_of;  // By apprentice; -1: not placed.
  };

  void AddOptions(ApprenticeIndex apprentice);
  const std::vector<DayRange>& StaysOf(ApprenticeIndex apprentice, OpeningIndex opening, int length) const;
  std::vector<Assignment> AllAssignments() const;
  bool KeepsGroupsTogether(const Assignment& assignment) const;
  void Rate(Assignment& assignment) const;

  // Placements of the assignment at lawful stays within all quotas, if there are any.
  std::optional<Matching> Arrange(const Assignment& assignment) const;
  bool ArrangeFrom(std::size_t unit, const Assignment& assignment, std::vector<Placement>& placed) const;
  std::vector<DayRange> StaysOfUnit(const std::vector<ApprenticeIndex>& unit, const Assignment& assignment) const;
  bool FitsBeside(const std::vector<Placement>& placed, const Placement& placement) const;

  bool Prefers(ApprenticeIndex apprentice, const Option& one, const Option& other) const;
  bool HostPrefers(OpeningIndex opening, ApprenticeIndex one, ApprenticeIndex other) const;
  bool IsStable(const Assignment& assignment) const;
  bool Blocks(ApprenticeIndex apprentice, const Option& option, const Assignment& assignment) const;
  std::optional<Placement> FirstThatFits(ApprenticeIndex apprentice, const std::vector<Placement>& placed) const;

  const Problem& problem_;
  const RuleBook& rules_;
  std::vector<std::vector<Option>> options_;         // By apprentice.
  std::vector<std::vector<ApprenticeIndex>> units_;  // Each a travel group or one apprentice.
  mutable std::map<std::tuple<ApprenticeIndex, OpeningIndex, int>, std::vector<DayRange>> stays_;  // Asked so far.
};

}  // namespace walz

#endif  // TESTS_SUPPORT_EXHAUSTIVE_MATCHER_H_
