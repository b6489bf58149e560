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

}  // namespace

PlaceKind PlaceKindOf(const Problem& problem, OpeningIndex opening) {
  const Opening& facts = problem[opening];
  PlaceKind kind;
  kind.country = problem[problem.CompanyOf(opening)].country;
  if (facts.fields != nullptr && !facts.fields->empty()) {
    kind.field = facts.fields->front()->code.substr(0, kBroadFieldDigits);
  }
  if (!facts.windows->ranges().empty()) kind.month = MonthOf(facts.windows->ranges().front().first);
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
  for (std::size_t o = 0; o < price_of.size(); ++o) {
    const absl::int128 points = std::min<absl::int128>(price_of[o] / point, kPlacementPoints);
    places.push_back(
        {problem[OpeningIndex(o)].id, PlaceKindOf(problem, OpeningIndex(o)), static_cast<std::int64_t>(points)});
  }
  return places;
}

FutureValue::FutureValue(const std::vector<std::vector<PastPlace>>& past_rounds) {
  const auto add = [](Mean& mean, std::int64_t points) {
    mean.sum += points;
    ++mean.count;
  };
  for (const std::vector<PastPlace>& round : past_rounds) {
    for (const PastPlace& place : round) {
      add(by_opening_[place.opening], place.points);
      for (const PlaceKind& kind : KindsOf(place.kind)) add(by_kind_[kind], place.points);
    }
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

}  // namespace walz
