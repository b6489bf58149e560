#include "engine/matching/count_order.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include "engine/matching/count_scale.h"

namespace walz {
namespace {

using absl::int128;

int128 Magnitude(int128 figure) { return figure < 0 ? -figure : figure; }

class CountOrder {
 public:
  CountOrder(const CountScale& scale, const std::vector<QuotaGroups>& quotas, const std::vector<Price>& prices)
      : scale_(scale), quotas_(quotas), figures_of_(quotas.size()) {
    for (const Price& price : prices) {
      const Figure figure = FigureOf(price.price);
      // Who pays by the day or by an amount does not count once.
      is_sound_ = is_sound_ && figure.worth >= 0 && !price.day && !quotas[price.quota].quota().weighted;
      figures_of_[price.quota][price.group] = figure;
    }
  }

  void AddOpening(OpeningIndex opening) {
    Figure cost;
    AddPrices(QuotaSide::kHost, ApprenticeIndex(0), opening, cost);
    Add(cost, opening_rest_);
  }

  // `base`: what a placement of the apprentice is worth before all prices and all levels below the tiers.
  void AddApprentice(ApprenticeIndex apprentice, int128 base) {
    Figure cost;
    AddPrices(QuotaSide::kSender, apprentice, OpeningIndex(0), cost);
    AddPrices(QuotaSide::kRound, apprentice, OpeningIndex(0), cost);
    const Figure own = FigureOf(base);
    Add({own.counts - cost.counts, own.worth - cost.worth, own.rest - cost.rest}, apprentice_rest_);
  }

  // Whether all that differ do so in the same direction in both scales, and by more than rests and `beside` can turn.
  bool Holds(int128 beside) const {
    const int128 turned = beside + 2 * opening_rest_ + apprentice_rest_;
    std::vector<std::pair<int128, int128>> sorted(distinct_.begin(), distinct_.end());
    std::sort(sorted.begin(), sorted.end());
    return is_sound_ && std::adjacent_find(sorted.begin(), sorted.end(), [turned](const auto& less, const auto& more) {
                          return more.first - less.first <= turned || more.second <= less.second;
                        }) == sorted.end();
  }

 private:
  struct Figure {
    int128 counts = 0;  // By the weights, without the rest.
    int128 worth = 0;   // In the scale of counts.
    int128 rest = 0;
  };

  Figure FigureOf(int128 figure) const {
    const CountScale::Parts parts = scale_.PartsOf(figure);
    return {figure - parts.rest, parts.worth, parts.rest};
  }

  void AddPrices(QuotaSide side, ApprenticeIndex apprentice, OpeningIndex opening, Figure& cost) const {
    for (std::size_t q = 0; q < quotas_.size(); ++q) {
      if (quotas_[q].quota().side != side || figures_of_[q].empty()) continue;
      const std::uint32_t group = quotas_[q].GroupOf(apprentice, opening);
      if (group == QuotaGroups::kNone) continue;
      const auto at = figures_of_[q].find(quotas_[q].name(group));
      if (at == figures_of_[q].end()) continue;
      cost.counts += at->second.counts;
      cost.worth += at->second.worth;
      cost.rest += at->second.rest;
    }
  }

  void Add(const Figure& figure, int128& largest_rest) {
    distinct_.insert({figure.counts, figure.worth});
    largest_rest = std::max(largest_rest, Magnitude(figure.rest));
  }

  const CountScale& scale_;
  const std::vector<QuotaGroups>& quotas_;
  std::vector<absl::flat_hash_map<QuotaGroup, Figure>> figures_of_;  // By quota: what its groups cost.
  absl::flat_hash_set<std::pair<int128, int128>> distinct_;          // Counts and worth.
  int128 opening_rest_ = 0;                                          // The largest.
  int128 apprentice_rest_ = 0;
  bool is_sound_ = true;
};

}  // namespace

bool CountsAreBest(const Problem& problem, const Objective& objective, const OptionReach& reach,
                   const std::vector<QuotaGroups>& quotas, const Pricing& pricing, std::int64_t senders) {
  const std::optional<CountScale> scale = CountScale::Create(objective.weights(), objective.ceiling(), senders);
  if (!scale) return false;
  CountOrder order(*scale, quotas, pricing.prices);
  for (std::size_t o = 0; o < problem.openings().size(); ++o) order.AddOpening(OpeningIndex(o));
  int128 beside = 0;  // What options differ by at most below the tiers.
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    const ApprenticeIndex apprentice(i);
    if (!reach.HasOption(apprentice)) continue;
    order.AddApprentice(apprentice, objective.BaseOf(apprentice));
    beside = std::max(beside, objective.MostBesidePoints(apprentice) + objective.weights().point * reach.points_max[i]);
  }
  int128 reward_max = 0;
  for (const LeastReward& reward : pricing.rewards) reward_max = std::max(reward_max, reward.reward);
  return order.Holds(beside + reward_max);
}

}  // namespace walz
