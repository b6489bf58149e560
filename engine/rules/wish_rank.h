// wish_rank: the higher the apprentice wished for the opening, its company or its country, the better.

#ifndef ENGINE_RULES_WISH_RANK_H_
#define ENGINE_RULES_WISH_RANK_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

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

  static std::unique_ptr<PointTable> Tabulate(const TableBasis& basis) {
    return std::make_unique<Table>(basis.problem());
  }

 private:
  // Wishes for countries are looked up by the opening's country, those for openings and companies by their openings.
  class Table final : public PointTable {
   public:
    explicit Table(const Problem& problem) : problem_(problem) {
      for (std::size_t i = 0; i < problem.openings().size(); ++i) {
        country_of_.push_back(PlaceOf(problem[problem.CompanyOf(OpeningIndex(i))].country));
      }
    }

    void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
             absl::Span<std::int32_t> sums) const override {
      const absl::Span<const Wish> wishes = problem_.WishesOf(apprentice);
      if (wishes.empty()) return;
      std::array<std::int16_t, kPlaces> points_of{};  // By country: of the best wish for it.
      std::vector<OpeningIndex> named;
      bool has_country = false;
      for (const Wish& wish : wishes) {
        if (wish.kind == WishKind::kOpening) named.emplace_back(wish.target);
        if (wish.kind == WishKind::kCompany) {
          const absl::Span<const OpeningIndex> own = problem_.OpeningsOf(CompanyIndex(wish.target));
          named.insert(named.end(), own.begin(), own.end());
        }
        if (wish.kind != WishKind::kCountry) continue;
        has_country = true;
        std::int16_t& points = points_of[PlaceOf(wish.country)];
        points = std::max(points, static_cast<std::int16_t>(RankPoints(wish.rank)));
      }
      if (has_country) {
        for (std::size_t i = 0; i < openings.size(); ++i) {
          sums[i] += weight * points_of[country_of_[openings[i].value]];
        }
      }
      std::sort(named.begin(), named.end());
      named.erase(std::unique(named.begin(), named.end()), named.end());
      std::vector<Favour> favours;  // What is gained beside the country's points.
      for (const OpeningIndex opening : named) {
        const int of_country = points_of[country_of_[opening.value]];
        favours.push_back({opening, RankPoints(WishOf(problem_, apprentice, opening)->rank) - of_country});
      }
      AddFavours(favours, openings, weight, sums);
    }

   private:
    static constexpr std::size_t kPlaces = 26 * 26 + 1;

    static std::uint16_t PlaceOf(Country country) {
      const int first = country.letters[0] - 'A';
      const int second = country.letters[1] - 'A';
      const bool is_code = first >= 0 && first < 26 && second >= 0 && second < 26;
      return static_cast<std::uint16_t>(is_code ? first * 26 + second : kPlaces - 1);
    }

    const Problem& problem_;
    std::vector<std::uint16_t> country_of_;  // By opening: its place in points_of.
  };
};

}  // namespace walz

#endif  // ENGINE_RULES_WISH_RANK_H_
