#include "engine/matching/future_value.h"

#include <algorithm>

#include <absl/time/civil_time.h>

#include "engine/matching/quota_groups.h"

namespace walz {
namespace {

constexpr std::size_t kBroadFieldDigits = 2;
constexpr int kAnyMonth = 0;

int MonthOf(Day day) { return (absl::CivilDay(1970, 1, 1) + day.number).month(); }

// From the narrowest to the broadest.
std::vector<PlaceKind> KindsOf(const PlaceKind& kind) {
  return {kind, {kind.field, kind.country, kAnyMonth}, {"", kind.country, kAnyMonth}};
}

// What one placement at the groups of a quota costs, by group.
struct GroupPrice {
  absl::int128 whole_round = 0;
  absl::int128 day_sum = 0;
  int day_count = 0;

  absl::int128 Of(int days) const { return whole_round + (day_count == 0 ? 0 : day_sum * days / day_count); }
};

// The points that every pair with the opening has less than if its places were worth nothing later.
int HeldBack(const RuleBook& rules, const OpeningView& opening) {
  int points = 0;
  for (const Criterion& criterion : rules.criteria) {
    if (!criterion.holds_back) continue;
    const int weight = opening.round.weights[static_cast<std::size_t>(criterion.id)];
    points += weight * (kPointsMax - criterion.points(opening.problem.View(ApprenticeIndex()), opening));
  }
  return points;
}

}  // namespace

PlaceKind PlaceKindOf(const Opening& opening, Country country) {
  PlaceKind kind;
  kind.country = country;
  if (opening.fields != nullptr && !opening.fields->empty()) {
    kind.field = opening.fields->front()->code.substr(0, kBroadFieldDigits);
  }
  if (!opening.windows->ranges().empty()) kind.month = MonthOf(opening.windows->ranges().front().first);
  return kind;
}

std::vector<PastPlace> PastPlacesOf(const Problem& problem, const RuleBook& rules, const Certificate& certificate) {
  std::vector<absl::int128> price_of(problem.openings().size());
  for (std::uint32_t q = 0; q < rules.quotas.size() && !problem.apprentices().empty(); ++q) {
    if (rules.quotas[q].side != QuotaSide::kHost || rules.quotas[q].weighted) continue;
    std::map<QuotaGroup, GroupPrice> prices;
    for (const Price& price : certificate.prices) {
      if (price.quota != q) continue;
      GroupPrice& of_group = prices[price.group];
      (price.day ? of_group.day_sum : of_group.whole_round) += price.price;
      of_group.day_count += price.day ? 1 : 0;
    }
    for (std::size_t o = 0; o < price_of.size() && !prices.empty(); ++o) {
      const std::optional<QuotaGroup> group = rules.quotas[q].group(problem, ApprenticeIndex(0), OpeningIndex(o));
      const auto at = group ? prices.find(*group) : prices.end();
      if (at != prices.end()) price_of[o] += at->second.Of(std::max(1, problem[OpeningIndex(o)].days_min));
    }
  }
  const absl::int128 point = std::max<absl::int128>(1, certificate.weights.point);
  std::vector<PastPlace> places;
  for (const OpeningIndex index : problem.OpeningsById()) {
    const OpeningView opening = problem.View(index);
    absl::int128 points = price_of[index.value] / point;
    if (points > 0) points += HeldBack(rules, opening);
    points = std::min<absl::int128>(points, kPlacementPoints);
    places.push_back(
        {opening.opening.id, PlaceKindOf(opening.opening, opening.company.country), static_cast<std::int64_t>(points)});
  }
  return places;
}

FutureValue::FutureValue(const std::vector<std::vector<PastPlace>>& past_rounds) {
  for (const std::vector<PastPlace>& round : past_rounds) Add(round);
}

void FutureValue::Add(const std::vector<PastPlace>& round) {
  const auto add = [](Mean& mean, std::int64_t points) {
    mean.sum += points;
    ++mean.count;
  };
  for (const PastPlace& place : round) {
    add(by_opening_[place.opening], place.points);
    for (const PlaceKind& kind : KindsOf(place.kind)) add(by_kind_[kind], place.points);
  }
}

std::int64_t FutureValue::PointsOf(absl::string_view opening, const PlaceKind& kind) const {
  const auto of_opening = by_opening_.find(std::string(opening));
  if (of_opening != by_opening_.end()) return of_opening->second.sum / of_opening->second.count;
  for (const PlaceKind& broader : KindsOf(kind)) {
    const auto at = by_kind_.find(broader);
    if (at != by_kind_.end()) return at->second.sum / at->second.count;
  }
  return 0;
}

std::optional<LaterWorthFact> FutureValue::FactOf(const Opening& opening, Country country) const {
  const std::int64_t points = PointsOf(opening.id, PlaceKindOf(opening, country));
  if (points <= 0) return std::nullopt;
  return LaterWorthFact{opening.id, static_cast<int>(std::min(points, kPlacementPoints))};
}

}  // namespace walz
