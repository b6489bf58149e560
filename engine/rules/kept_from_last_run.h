// kept_from_last_run: the last run placed the apprentice here already.

#ifndef ENGINE_RULES_KEPT_FROM_LAST_RUN_H_
#define ENGINE_RULES_KEPT_FROM_LAST_RUN_H_

#include <cstdint>
#include <memory>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct KeptFromLastRun {
  static constexpr absl::string_view kName = "kept_from_last_run";
  static constexpr absl::string_view kDoc = "The apprentice keeps the opening of the last run.";
  static constexpr absl::string_view kFormula = "1000 if the last run placed the apprentice at this opening; else 0";
  static constexpr CriterionId kId = CriterionId::kKeptFromLastRun;

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const auto& last = apprentice.problem.LastOf(apprentice.index);
    return last && last->opening == opening.index ? kPointsMax : 0;
  }

  static Marks LearnerMarks(const ApprenticeView& apprentice) {
    const auto& last = apprentice.problem.LastOf(apprentice.index);
    return last ? MarkOf(last->opening.value) : 0;
  }
  static Marks HostMarks(const OpeningView& opening) { return MarkOf(opening.index.value); }

  static std::unique_ptr<PointTable> Tabulate(const TableBasis& basis) {
    return std::make_unique<Table>(basis.problem());
  }

 private:
  class Table final : public PointTable {
   public:
    explicit Table(const Problem& problem) : problem_(problem) {}
    void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
             absl::Span<std::int32_t> sums) const override {
      const auto& last = problem_.LastOf(apprentice);
      if (last) AddFavours({{last->opening, kPointsMax}}, openings, weight, sums);
    }

   private:
    const Problem& problem_;
  };
};

}  // namespace walz

#endif  // ENGINE_RULES_KEPT_FROM_LAST_RUN_H_
