// The table of grant_cost: the support by country and length, and the travel by distance, each computed once.

#include "engine/rules/grant_cost.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/interner.h"
#include "engine/rulebook/distance_table.h"
#include "engine/rulebook/point_table.h"

namespace walz {
namespace {

constexpr int kFarthestKm = 20'100;  // More than half the way round the earth.
constexpr int kDaysTabulated = 366;  // Of longer stays the support is computed each time.

}  // namespace

class GrantCost::Table final : public PointTable {
 public:
  explicit Table(const TableBasis& basis) : problem_(basis.problem()), distances_(basis.distances()) {
    for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
      learners_.push_back(LengthsOfLearner(problem_.View(ApprenticeIndex(i))));
    }
    Interner<Country> countries;
    for (std::size_t o = 0; o < problem_.openings().size(); ++o) {
      const OpeningView view = problem_.View(OpeningIndex(o));
      const HostFrame frame = HostFrameOf(view);
      hosts_.push_back({countries.NumberOf(view.company.country), frame.length_min, frame.length_max});
    }
    countries_ = countries.TakeValues();
    for (const Country country : countries_) {
      for (int days = 0; days <= kDaysTabulated; ++days) support_eur_.push_back(SupportEur(country, days));
    }
    const Country nowhere;
    for (int km = 0; km <= kFarthestKm; ++km) {
      travel_eur_.push_back(GrantEurAt(problem_.round(), problem_.catalogue(), nowhere, 0, km) -
                            GrantEurAt(problem_.round(), problem_.catalogue(), nowhere, 0, std::nullopt));
    }
  }

  void Add(ApprenticeIndex apprentice, absl::Span<const OpeningIndex> openings, int weight,
           absl::Span<std::int32_t> sums) const override {
    const std::optional<LearnerFrame>& learner = learners_[apprentice.value];
    if (!learner) {
      for (std::int32_t& sum : sums) sum += weight * PointsOfEur(0);
      return;
    }
    distances_.ForEachKm(apprentice, openings, [&](std::size_t i, int km) {
      const Host& host = hosts_[openings[i].value];
      const int days = FrameLengthOf(*learner, {.length_min = host.length_min, .length_max = host.length_max});
      const int travel = km == DistanceTable::kUnknownKm ? 0 : travel_eur_[static_cast<std::size_t>(km)];
      sums[i] += weight * PointsOfEur(SupportOf(host, days) + travel);
    });
  }

 private:
  struct Host {
    std::uint32_t country = 0;  // In countries_.
    int length_min = 0;
    int length_max = 0;
  };

  // None: there is no grant.
  static std::optional<LearnerFrame> LengthsOfLearner(const ApprenticeView& apprentice) {
    const auto [is_eligible, place, length_min, length_max] = LearnerOf(apprentice);
    if (!is_eligible) return std::nullopt;
    return LearnerFrame{.length_min = length_min, .length_max = length_max};
  }

  int SupportOf(const Host& host, int days) const {
    if (days > kDaysTabulated) return SupportEur(countries_[host.country], days);
    return support_eur_[std::size_t{host.country} * (kDaysTabulated + 1) + static_cast<std::size_t>(days)];
  }

  // All but travel.
  int SupportEur(Country country, int days) const {
    return GrantEurAt(problem_.round(), problem_.catalogue(), country, days, std::nullopt);
  }

  const Problem& problem_;
  const DistanceTable& distances_;
  std::vector<std::optional<LearnerFrame>> learners_;  // By apprentice; lengths alone.
  std::vector<Host> hosts_;                            // By opening.
  std::vector<Country> countries_;
  std::vector<int> support_eur_;  // By country, then days.
  std::vector<int> travel_eur_;   // By km.
};

GrantCost::Learner GrantCost::LearnerOf(const ApprenticeView& apprentice) {
  const PlaceKey place = PlaceKeyOf(apprentice.centre.place);
  if (apprentice.scheme.grant != GrantRule::kEligible || !apprentice.round.rates.given) return {false, place, 0, 0};
  const LearnerFrame frame = LearnerFrameOf(apprentice);
  return {true, place, frame.length_min, frame.length_max};
}

std::unique_ptr<PointTable> GrantCost::Tabulate(const TableBasis& basis) { return std::make_unique<Table>(basis); }

}  // namespace walz
