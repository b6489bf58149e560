// The table of grant_cost: the support by lengths and country, and the travel by distance, each computed once.

#include "engine/rules/grant_cost.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <absl/types/span.h>

#include "engine/rulebook/distance_table.h"
#include "engine/rulebook/point_table.h"

namespace walz {
namespace {

constexpr int kFarthestKm = 20'100;  // More than half the way round the earth.

// What the grant reads of each side but for the distance.
struct GrantFacets {
  struct Learner {
    bool is_eligible = false;
    int length_min = 0;
    int length_max = 0;

    friend bool operator==(const Learner&, const Learner&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Learner& l) {
      return H::combine(std::move(h), l.is_eligible, l.length_min, l.length_max);
    }
  };
  struct Host {
    Country country;
    int length_min = 0;
    int length_max = 0;

    friend bool operator==(const Host&, const Host&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Host& l) {
      return H::combine(std::move(h), l.country, l.length_min, l.length_max);
    }
  };

  static Learner LearnerOf(const ApprenticeView& apprentice) {
    if (apprentice.scheme.grant != GrantRule::kEligible || !apprentice.round.rates.given) return {};
    const LearnerFrame frame = LearnerFrameOf(apprentice);
    return {true, frame.length_min, frame.length_max};
  }
  static Host HostOf(const OpeningView& opening) {
    const HostFrame frame = HostFrameOf(opening);
    return {opening.company.country, frame.length_min, frame.length_max};
  }
};

}  // namespace

class GrantCost::Table final : public PointTable {
 public:
  explicit Table(const TableBasis& basis)
      : problem_(basis.problem()),
        facets_(problem_),
        support_(facets_.pair_count(), kCellsMax),
        distances_(basis.distances()) {
    const Country nowhere;
    for (int km = 0; km <= kFarthestKm; ++km) {
      travel_eur_.push_back(GrantEurAt(problem_.round(), problem_.catalogue(), nowhere, 0, km) -
                            GrantEurAt(problem_.round(), problem_.catalogue(), nowhere, 0, std::nullopt));
    }
  }

  void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
           absl::Span<std::int32_t> sums) const override {
    const GrantFacets::Learner& learner = facets_.learners[facets_.learner_of[apprentice.value]];
    const std::size_t row = facets_.RowOf(apprentice);
    const std::optional<std::uint32_t> from = distances_.FromOf(apprentice);
    for (std::size_t i = 0; i < openings.size(); ++i) {
      if (!learner.is_eligible) {
        sums[i] += weight * PointsOfEur(0);
        continue;
      }
      const std::uint32_t host = facets_.host_of[openings[i].value];
      const int without_travel = support_.Get(row + host, [&] { return SupportOf(learner, facets_.hosts[host]); });
      const int km = from ? distances_.KmTo(*from, openings[i]) : DistanceTable::kUnknownKm;
      const int travel = km == DistanceTable::kUnknownKm ? 0 : travel_eur_[static_cast<std::size_t>(km)];
      sums[i] += weight * PointsOfEur(without_travel + travel);
    }
  }

 private:
  // All but travel; no more than what gives no points anyhow.
  std::uint16_t SupportOf(const GrantFacets::Learner& learner, const GrantFacets::Host& host) const {
    const LearnerFrame learner_frame{.length_min = learner.length_min, .length_max = learner.length_max};
    const HostFrame host_frame{.length_min = host.length_min, .length_max = host.length_max};
    const int eur = GrantEurAt(problem_.round(), problem_.catalogue(), host.country,
                               FrameLengthOf(learner_frame, host_frame), std::nullopt);
    return static_cast<std::uint16_t>(std::min(eur, kNoPointsEur));
  }

  static constexpr int kNoPointsEur = 5000;

  const Problem& problem_;
  PairFacets<GrantFacets> facets_;
  MemoCells support_;
  const DistanceTable& distances_;
  std::vector<int> travel_eur_;  // By km.
};

GrantCost::Learner GrantCost::LearnerOf(const ApprenticeView& apprentice) {
  const GrantFacets::Learner learner = GrantFacets::LearnerOf(apprentice);
  return {learner.is_eligible, PlaceKeyOf(apprentice.centre.place), learner.length_min, learner.length_max};
}

std::unique_ptr<PointTable> GrantCost::Tabulate(const TableBasis& basis) { return std::make_unique<Table>(basis); }

}  // namespace walz
