#include "engine/matching/joint_options.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "engine/base/day_set.h"

namespace walz {

std::vector<JointOption> JointOptionsAt(const Problem& problem, const PairOptions& options, StayFinder& stays,
                                        absl::Span<const ApprenticeIndex> members, const PairOption& option,
                                        std::size_t most) {
  std::vector<JointOption> found;
  JointOption joint{.options = {option}};
  const auto finish = [&] {
    joint.stays.days = 0;
    int longest = std::numeric_limits<int>::max();
    for (std::size_t m = 0; m < members.size(); ++m) {
      joint.stays.days = std::max(joint.stays.days, stays.ShortestOf(members[m], joint.options[m].opening).days);
      longest = std::min(longest, stays.LongestOf(members[m], joint.options[m].opening));
    }
    if (joint.stays.days > longest) return;
    DaySet starts;
    for (std::size_t m = 0; m < members.size(); ++m) {
      const DaySet own(stays.OfLength(members[m], joint.options[m].opening, joint.stays.days).starts);
      starts = m == 0 ? own : starts.Intersect(own);
    }
    joint.stays.starts.assign(starts.ranges().begin(), starts.ranges().end());
    if (!starts.empty()) found.push_back(joint);
  };
  // One member after another takes an opening of the company.
  const std::function<void()> extend = [&] {
    if (found.size() >= most) return;
    const std::size_t next = joint.options.size();
    if (next == members.size()) return finish();
    for (const OpeningIndex opening : problem.OpeningsOf(problem.CompanyOf(option.opening))) {
      const PairOption* const own = options.Find(members[next], opening);
      if (own == nullptr) continue;
      joint.options.push_back(*own);
      extend();
      joint.options.pop_back();
    }
  };
  extend();
  return found;
}

}  // namespace walz
