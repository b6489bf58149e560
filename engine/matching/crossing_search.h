// CrossingSearch: the prices of groups that cross others at which a relaxation bounds best.
//
// The bound is convex and piecewise linear in the price of each group, and falls by as many units as the group's people
// are more than it holds.  So one group after the other: where the tangents on either side of the least meet is where
// to look next, until nothing lies below them; again from the first group while the bound gets better.  A price found
// so is exact, whatever the levels of the objective weigh.
//
// Source: Lagrangian relaxation, M. L. Fisher (1981); in one dimension these tangents are the cutting planes of J. E.
// Kelley (1960).  One price at a time need not reach the least over all of them; what is found is a bound all the same.
// Cost: some five looks a group and sweep.  Thread rule: not for concurrent use.

#ifndef ENGINE_MATCHING_CROSSING_SEARCH_H_
#define ENGINE_MATCHING_CROSSING_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <absl/numeric/int128.h>

namespace walz {

// The relaxation at some prices.
struct CrossingPoint {
  absl::int128 bound = 0;
  std::vector<std::int64_t> excess;  // By group: people placed less what it holds.
};

class CrossingSearch {
 public:
  // Solves at these prices, by group; none: there is no time left.
  using Look = std::function<std::optional<CrossingPoint>(const std::vector<absl::int128>& prices)>;

  // At price_max[g] and above nobody of group g is placed.
  CrossingSearch(std::vector<absl::int128> price_max, Look look)
      : price_max_(std::move(price_max)), prices_(price_max_.size()), look_(std::move(look)) {}

  // `at_zero` is the relaxation where no group costs anything.  Everything that is worth knowing `look` has seen.
  void Run(const CrossingPoint& at_zero);

 private:
  // One price of the group, and what the bound is there.
  struct Tangent {
    absl::int128 price = 0;
    absl::int128 bound = 0;
    std::int64_t excess = 0;
  };

  // Moves the price of one group to the best; false if there is no time left.
  bool Improve(std::size_t group);
  // At the present prices but for that of `group`.
  std::optional<Tangent> LookAt(std::size_t group, absl::int128 price);

  const std::vector<absl::int128> price_max_;
  std::vector<absl::int128> prices_;
  const Look look_;
  CrossingPoint here_;  // At prices_.
};

}  // namespace walz

#endif  // ENGINE_MATCHING_CROSSING_SEARCH_H_
