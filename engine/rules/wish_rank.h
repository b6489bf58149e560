// wish_rank: the higher the apprentice wished for the opening, its company or its country, the better.

#ifndef ENGINE_RULES_WISH_RANK_H_
#define ENGINE_RULES_WISH_RANK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"
#include "engine/rulebook/rank_points.h"
#include "engine/rulebook/wish.h"

namespace walz {

struct WishRank {
  static constexpr absl::string_view kName = "wish_rank";
  static constexpr absl::string_view kDoc =
      "The apprentice's wishes for the opening, its company or its country, best wish first.";
  static constexpr absl::string_view kFormula =
      "1000 for the wish of rank 1, 100 fewer a rank, at least 100; 0 if not wished";
  static constexpr CriterionId kId = CriterionId::kWishRank;

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const std::optional<Wish> wish = WishOf(apprentice.problem, apprentice.index, opening.index);
    return wish ? RankPoints(wish->rank) : 0;
  }

  static Marks LearnerMarks(const ApprenticeView& apprentice) {
    return WishMarksOf(apprentice.problem, apprentice.index);
  }
  static Marks HostMarks(const OpeningView& opening) { return WishMarksOf(opening.problem, opening.index); }

  static std::unique_ptr<PointTable> Tabulate(const Problem& problem) { return std::make_unique<Table>(problem); }

 private:
  class Table final : public PointTable {
   public:
    explicit Table(const Problem& problem) : problem_(problem) {}
    void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
             absl::Span<std::int32_t> sums) const override {
      if (problem_.WishesOf(apprentice).empty()) return;
      for (std::size_t i = 0; i < openings.size(); ++i) {
        const std::optional<Wish> wish = WishOf(problem_, apprentice, openings[i]);
        if (wish) sums[i] += weight * RankPoints(wish->rank);
      }
    }

   private:
    const Problem& problem_;
  };
};

}  // namespace walz

#endif  // ENGINE_RULES_WISH_RANK_H_
