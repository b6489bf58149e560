// host_rank: the higher the host ranked the apprentice for the opening, the better.

#ifndef ENGINE_RULES_HOST_RANK_H_
#define ENGINE_RULES_HOST_RANK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"
#include "engine/rulebook/rank_points.h"

namespace walz {

struct HostRankPoints {
  static constexpr absl::string_view kName = "host_rank";
  static constexpr absl::string_view kDoc = "The host's ranking of the apprentices for the opening.";
  static constexpr absl::string_view kFormula = "1000 for rank 1, 100 fewer a rank, at least 100; 0 if not ranked";
  static constexpr CriterionId kId = CriterionId::kHostRank;

  // Logarithmic in the opening's ranked apprentices.
  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const absl::Span<const HostRank> ranks = opening.problem.HostRanksOf(opening.index);
    const auto at = std::lower_bound(ranks.begin(), ranks.end(), apprentice.index,
                                     [](const HostRank& rank, ApprenticeIndex i) { return rank.apprentice < i; });
    return at != ranks.end() && at->apprentice == apprentice.index ? RankPoints(at->rank) : 0;
  }

  static Marks LearnerMarks(const ApprenticeView& apprentice) { return MarkOf(apprentice.index.value); }
  static Marks HostMarks(const OpeningView& opening) {
    Marks marks = 0;
    for (const HostRank& rank : opening.problem.HostRanksOf(opening.index)) marks |= MarkOf(rank.apprentice.value);
    return marks;
  }

  static std::unique_ptr<PointTable> Tabulate(const TableBasis& basis) {
    return std::make_unique<Table>(basis.problem());
  }

 private:
  class Table final : public PointTable {
   public:
    explicit Table(const Problem& problem) : favours_of_(problem.apprentices().size()) {
      for (std::size_t i = 0; i < problem.openings().size(); ++i) {
        for (const HostRank& rank : problem.HostRanksOf(OpeningIndex(i))) {
          favours_of_[rank.apprentice.value].push_back({OpeningIndex(i), RankPoints(rank.rank)});
        }
      }
    }
    void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
             absl::Span<std::int32_t> sums) const override {
      AddFavours(favours_of_[apprentice.value], openings, weight, sums);
    }

   private:
    std::vector<std::vector<Favour>> favours_of_;
  };
};

}  // namespace walz

#endif  // ENGINE_RULES_HOST_RANK_H_
