// PlacedReference: the slow, obvious count of how many can be placed at once: tries every choice of openings.
//
// For static problems (all stays share a day): quotas are counted by placement, whatever the days.  Reads the rulebook
// one pair at a time and shares no code with the network.

#ifndef TESTS_ENGINE_EXPLAIN_PLACED_REFERENCE_H_
#define TESTS_ENGINE_EXPLAIN_PLACED_REFERENCE_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class PlacedReference {
 public:
  PlacedReference(const Problem& problem, const RuleBook& rules) : problem_(problem), rules_(rules) {
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a)
      options_.push_back(OptionsOf(ApprenticeIndex(a), {}));
  }

  // Openings that all requirements but `relaxed` allow; a pinned apprentice's are her pin alone.
  std::vector<OpeningIndex> OptionsOf(ApprenticeIndex apprentice, std::optional<std::size_t> relaxed) const {
    std::vector<OpeningIndex> options;
    const std::optional<Pin>& pin = problem_.PinOf(apprentice);
    for (std::size_t o = 0; o < problem_.openings().size(); ++o) {
      const OpeningIndex opening(o);
      if (pin && pin->opening != opening) continue;
      bool feasible = true;
      for (std::size_t r = 0; r < rules_.requirements.size() && feasible; ++r) {
        if (relaxed == r) continue;
        const Requirement& requirement = rules_.requirements[r];
        const Ruling ruling =
            pin && pin->stay ? requirement.judge_stay(problem_.View(apprentice), problem_.View(opening), *pin->stay)
                             : requirement.judge(problem_.View(apprentice), problem_.View(opening));
        feasible = ruling.FeasibleWith(problem_.round().accepted_actions);
      }
      if (feasible) options.push_back(opening);
    }
    return options;
  }

  std::vector<std::vector<OpeningIndex>>& options() { return options_; }
  // Room beyond the limit, by position of the quota and its group.
  std::map<std::pair<std::size_t, QuotaGroup>, std::int64_t>& room() { return room_; }

  // The groups of a quota that somebody could use.
  std::set<QuotaGroup> GroupsOf(std::size_t quota) const {
    std::set<QuotaGroup> groups;
    for (std::size_t a = 0; a < problem_.apprentices().size(); ++a) {
      for (std::size_t o = 0; o < problem_.openings().size(); ++o) {
        const auto group = rules_.quotas[quota].group(problem_, ApprenticeIndex(a), OpeningIndex(o));
        if (group) groups.insert(*group);
      }
    }
    return groups;
  }

  std::int64_t MostPlaced() {
    used_.clear();
    best_ = 0;
    Choose(0, 0);
    return best_;
  }

 private:
  void Choose(std::size_t apprentice, std::int64_t placed) {
    best_ = std::max(best_, placed);
    if (apprentice == options_.size()) return;
    if (placed + static_cast<std::int64_t>(options_.size() - apprentice) <= best_) return;
    for (const OpeningIndex opening : options_[apprentice]) {
      if (!Take(ApprenticeIndex(apprentice), opening)) continue;
      Choose(apprentice + 1, placed + 1);
      for (const auto& group : GroupsOf(ApprenticeIndex(apprentice), opening)) --used_[group];
    }
    Choose(apprentice + 1, placed);
  }

  std::vector<std::pair<std::size_t, QuotaGroup>> GroupsOf(ApprenticeIndex apprentice, OpeningIndex opening) const {
    std::vector<std::pair<std::size_t, QuotaGroup>> groups;
    for (std::size_t q = 0; q < rules_.quotas.size(); ++q) {
      const auto group = rules_.quotas[q].group(problem_, apprentice, opening);
      if (group && rules_.quotas[q].limit(problem_, *group)) groups.emplace_back(q, *group);
    }
    return groups;
  }

  bool Take(ApprenticeIndex apprentice, OpeningIndex opening) {
    const auto groups = GroupsOf(apprentice, opening);
    for (const auto& group : groups) {
      const auto more = room_.find(group);
      const std::int64_t limit = *rules_.quotas[group.first].limit(problem_, group.second);
      if (used_[group] >= limit + (more == room_.end() ? 0 : more->second)) return false;
    }
    for (const auto& group : groups) ++used_[group];
    return true;
  }

  const Problem& problem_;
  const RuleBook& rules_;
  std::vector<std::vector<OpeningIndex>> options_;
  std::map<std::pair<std::size_t, QuotaGroup>, std::int64_t> room_;
  std::map<std::pair<std::size_t, QuotaGroup>, std::int64_t> used_;
  std::int64_t best_ = 0;
};

}  // namespace walz

#endif  // TESTS_ENGINE_EXPLAIN_PLACED_REFERENCE_H_
