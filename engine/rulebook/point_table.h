// PointTable: one criterion over all pairs of a problem, fast: what it reads of each side is interned, and each pair of
// facets is weighed once, when it is first asked for.
//
// A criterion is tabulated in one of three ways:
//   by facets   it names the few facts that it reads of each side, as a requirement does (requirement.h), and has
//               PointsOf(learner, host)
//   by itself   it has Tabulate(basis), which makes a table of its own, with what others share (table_basis.h)
//   else        pair by pair
// Whether a table says what Points says is a property test over random problems.
// Thread rule: const methods from any thread.

#ifndef ENGINE_RULEBOOK_POINT_TABLE_H_
#define ENGINE_RULEBOOK_POINT_TABLE_H_

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/interner.h"
#include "engine/base/memo_cells.h"
#include "engine/model/problem.h"
#include "engine/rulebook/table_basis.h"

namespace walz {

class PointTable {
 public:
  // Pairs of facets of one criterion that are remembered; more are weighed each time.
  static constexpr std::size_t kCellsMax = std::size_t{1} << 27;

  virtual ~PointTable() = default;

  // Adds weight * points at openings[i] to sums[i].  `openings` ascend.
  virtual void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
                   absl::Span<std::int32_t> sums) const = 0;
};

template <typename Rule>
concept WeighsFacets = requires(const ApprenticeView& apprentice, const OpeningView& opening,
                                const typename Rule::Learner& learner, const typename Rule::Host& host) {
  { Rule::LearnerOf(apprentice) } -> std::same_as<typename Rule::Learner>;
  { Rule::HostOf(opening) } -> std::same_as<typename Rule::Host>;
  { Rule::PointsOf(learner, host) } -> std::same_as<int>;
};

template <typename Rule>
concept TabulatesItself = requires(const TableBasis& basis) {
  { Rule::Tabulate(basis) } -> std::same_as<std::unique_ptr<PointTable>>;
};

// The distinct facets of Rule on both sides.
template <typename Rule>
struct PairFacets {
  explicit PairFacets(const Problem& problem) {
    Interner<typename Rule::Learner> learner_numbers;
    learner_of.reserve(problem.apprentices().size());
    for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
      learner_of.push_back(learner_numbers.NumberOf(Rule::LearnerOf(problem.View(ApprenticeIndex(i)))));
    }
    learners = learner_numbers.TakeValues();
    Interner<typename Rule::Host> host_numbers;
    host_of.reserve(problem.openings().size());
    for (std::size_t i = 0; i < problem.openings().size(); ++i) {
      host_of.push_back(host_numbers.NumberOf(Rule::HostOf(problem.View(OpeningIndex(i)))));
    }
    hosts = host_numbers.TakeValues();
  }
  std::size_t pair_count() const { return learners.size() * hosts.size(); }
  // The first cell of an apprentice's row in a memo of all pairs.
  std::size_t RowOf(ApprenticeIndex i) const { return std::size_t{learner_of[i.value]} * hosts.size(); }

  std::vector<std::uint32_t> learner_of;  // By apprentice.
  std::vector<std::uint32_t> host_of;     // By opening.
  std::vector<typename Rule::Learner> learners;
  std::vector<typename Rule::Host> hosts;
};

template <WeighsFacets Rule>
class FacetPoints final : public PointTable {
 public:
  explicit FacetPoints(const Problem& problem) : facets_(problem), cells_(facets_.pair_count(), kCellsMax) {}

  void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
           absl::Span<std::int32_t> sums) const override {
    const typename Rule::Learner& learner = facets_.learners[facets_.learner_of[apprentice.value]];
    const std::size_t row = facets_.RowOf(apprentice);
    for (std::size_t i = 0; i < openings.size(); ++i) {
      const std::uint32_t host = facets_.host_of[openings[i].value];
      sums[i] += weight * cells_.Get(row + host, [&] {
        return static_cast<std::uint16_t>(Rule::PointsOf(learner, facets_.hosts[host]));
      });
    }
  }

 private:
  PairFacets<Rule> facets_;
  MemoCells cells_;
};

template <typename Rule>
class EachPairsPoints final : public PointTable {
 public:
  explicit EachPairsPoints(const Problem& problem) : problem_(problem) {}

  void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
           absl::Span<std::int32_t> sums) const override {
    const ApprenticeView view = problem_.View(apprentice);
    for (std::size_t i = 0; i < openings.size(); ++i)
      sums[i] += weight * Rule::Points(view, problem_.View(openings[i]));
  }

 private:
  const Problem& problem_;
};

template <typename Rule>
std::unique_ptr<PointTable> MakePointTable(const TableBasis& basis) {
  const Problem& problem = basis.problem();
  if constexpr (TabulatesItself<Rule>) {
    return Rule::Tabulate(basis);
  } else if constexpr (WeighsFacets<Rule>) {
    return std::make_unique<FacetPoints<Rule>>(problem);
  } else {
    return std::make_unique<EachPairsPoints<Rule>>(problem);
  }
}

// The few openings at which an apprentice has points at all.
struct Favour {
  OpeningIndex opening;
  int points;
};

// Adds them where they stand among `openings`; both ascend.
inline void AddFavours(absl::Span<const Favour> favours, absl::Span<const OpeningIndex> openings, int weight,
                       absl::Span<std::int32_t> sums) {
  auto from = openings.begin();
  for (const Favour& favour : favours) {
    from = std::lower_bound(from, openings.end(), favour.opening);
    if (from == openings.end()) return;
    if (*from == favour.opening) sums[static_cast<std::size_t>(from - openings.begin())] += weight * favour.points;
  }
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_POINT_TABLE_H_
