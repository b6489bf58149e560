// known_partner: the centre knows the host from earlier stays.

#ifndef ENGINE_RULES_KNOWN_PARTNER_H_
#define ENGINE_RULES_KNOWN_PARTNER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/model/problem.h"
#include "engine/rulebook/criterion.h"

namespace walz {

struct KnownPartner {
  static constexpr absl::string_view kName = "known_partner";
  static constexpr absl::string_view kDoc = "Earlier stays of the centre's apprentices at the host.";
  static constexpr absl::string_view kFormula = "250 * earlier stays of this centre at this host, at most 1000";
  static constexpr CriterionId kId = CriterionId::kKnownPartner;

  using Learner = const Centre*;
  using Host = const std::map<std::string, int>*;  // Null: knows nobody.

  static Learner LearnerOf(const ApprenticeView& apprentice) { return &apprentice.centre; }
  static Host HostOf(const OpeningView& opening) {
    return opening.company.known_centres.empty() ? nullptr : &opening.company.known_centres;
  }

  static int Points(const ApprenticeView& apprentice, const OpeningView& opening) {
    const auto at = opening.company.known_centres.find(apprentice.centre.id);
    if (at == opening.company.known_centres.end()) return 0;
    return PointsOfStays(at->second);
  }

  static std::unique_ptr<PointTable> Tabulate(const TableBasis& basis) {
    return std::make_unique<Table>(basis.problem());
  }

 private:
  static int PointsOfStays(int stays) { return 250 * std::clamp(stays, 0, 4); }

  class Table final : public PointTable {
   public:
    explicit Table(const Problem& problem) : problem_(problem), favours_of_centre_(problem.centres().size()) {
      for (std::size_t i = 0; i < problem.openings().size(); ++i) {
        const OpeningIndex opening(i);
        for (const auto& [centre, stays] : problem[problem.CompanyOf(opening)].known_centres) {
          if (const auto at = problem.FindCentre(centre)) {
            favours_of_centre_[at->value].push_back({opening, PointsOfStays(stays)});
          }
        }
      }
    }
    void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
             absl::Span<std::int32_t> sums) const override {
      AddFavours(favours_of_centre_[problem_.CentreOf(apprentice).value], openings, weight, sums);
    }

   private:
    const Problem& problem_;
    std::vector<std::vector<Favour>> favours_of_centre_;
  };
};

}  // namespace walz

#endif  // ENGINE_RULES_KNOWN_PARTNER_H_
