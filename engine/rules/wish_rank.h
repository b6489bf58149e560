// wish_rank: the higher the apprentice wished for the opening, its company or its country, the better.

#ifndef ENGINE_RULES_WISH_RANK_H_
#define ENGINE_RULES_WISH_RANK_H_

#include <optional>

#include <absl/strings/string_view.h>

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
};

}  // namespace walz

#endif  // ENGINE_RULES_WISH_RANK_H_
