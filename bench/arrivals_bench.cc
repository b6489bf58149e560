// What is it worth to know what places will be worth?  26 weeks of arrivals, placed week by week, as a share of what
// perfect hindsight could have had; means over ten seasons that no estimate has seen.
//
//   at once   everybody who can be is placed in the week of arrival, as a coordinator does who may not let people wait
//   waiting   people wait up to four weeks, then they are gone
//
//   greedy      each week the most points of that week
//   estimate    points less the mean price of ten past seasons (future_value.h): one figure an opening, all season
//   option      the same as a round does it: 115 points for each of these, as many as the usual weights give together,
//               less what criterion later_worth holds back at weight 100; nobody waits, whatever the setting
//   re-priced   the same, prices anew each week: what is left is assigned to those who wait and to what the rest of
//               each of five past seasons brought
//   hindsight   the whole season assigned at once: no policy can have more

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <absl/numeric/int128.h>

#include "engine/base/check.h"
#include "engine/matching/future_value.h"
#include "engine/rulebook/criterion.h"
#include "engine/solve/nested_assignment.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

constexpr int kWeeks = 26;
constexpr int kArrivalsAWeek = 80;
constexpr int kOpenings = 300;
constexpr int kTypes = 40;
constexpr int kOptionsOfType = 60;
constexpr int kOptions = 35;
constexpr int kPastSeasons = 10;
constexpr int kSampledSeasons = 5;
constexpr int kTestSeasons = 10;
constexpr int kRoundPoints = 115;
constexpr std::int64_t kPlaced = 1'000'000;  // Outweighs the points of everybody whom one week can place.

struct Setting {
  const char* name;
  int places_max;  // Of an opening: 1 to this.
  int weeks_to_wait;
  bool must_place;  // Whoever can be placed is.
};

constexpr Setting kSettings[] = {
    {"at once, places for everybody", 14, 1, true},
    {"at once, places for two in three", 8, 1, true},
    {"waiting, places for two in three", 8, 5, false},
};

struct Person {
  int week = 0;
  std::vector<NestedAssignmentProblem::Arc> options;
};
using Season = std::vector<Person>;  // By week.

// What does not change from season to season.
struct World {
  std::vector<std::int32_t> places;
  std::vector<std::vector<std::pair<std::uint32_t, int>>> options;  // By type: opening and usual points.
  std::vector<std::vector<int>> share;                              // By week and type: how many of it come.
};

World MakeWorld(const Setting& setting) {
  Dice dice(7);
  World world;
  for (int o = 0; o < kOpenings; ++o) world.places.push_back(dice.Between(1, setting.places_max));
  std::vector<std::uint32_t> all(kOpenings);
  for (std::uint32_t o = 0; o < kOpenings; ++o) all[o] = o;
  for (int t = 0; t < kTypes; ++t) {
    dice.Shuffle(all);
    world.options.emplace_back();
    for (std::size_t i = 0; i < kOptionsOfType; ++i) {
      // Few suit very well.
      const int half = dice.Between(0, 100);
      world.options.back().emplace_back(all[i], half * half * 9 / 100);
    }
  }
  world.share.resize(kWeeks);
  for (int t = 0; t < kTypes; ++t) {
    const int peak = dice.Between(0, kWeeks - 1);  // Schools send in seasons of their own.
    for (int w = 0; w < kWeeks; ++w) {
      world.share[static_cast<std::size_t>(w)].push_back(std::max(1, 12 - std::abs(w - peak)));
    }
  }
  return world;
}

Season MakeSeason(const World& world, std::uint64_t seed) {
  Dice dice(seed);
  Season season;
  for (int week = 0; week < kWeeks; ++week) {
    const std::vector<int>& share = world.share[static_cast<std::size_t>(week)];
    int total = 0;
    for (const int part : share) total += part;
    for (int i = dice.Between(kArrivalsAWeek / 2, kArrivalsAWeek * 3 / 2); i > 0; --i) {
      int drawn = dice.Between(0, total - 1);
      std::size_t type = 0;
      while (drawn >= share[type]) drawn -= share[type++];
      auto options = world.options[type];
      dice.Shuffle(options);
      options.resize(kOptions);
      Person person{week, {}};
      for (const auto& [opening, points] : options) {
        person.options.push_back({opening, std::max(1, points + dice.Between(-60, 60)), 0});
      }
      season.push_back(std::move(person));
    }
  }
  return season;
}

// Of points that count `scale` times.
NestedAssignmentResult Assign(const std::vector<const Person*>& people, const std::vector<std::int32_t>& places,
                              const std::vector<std::int64_t>& estimate, std::int64_t gain, std::int32_t scale = 1) {
  NestedAssignmentProblem problem;
  problem.person_gain.assign(people.size(), gain);
  problem.arc_starts.push_back(0);
  for (const Person* person : people) {
    for (NestedAssignmentProblem::Arc arc : person->options) {
      arc.points *= scale;
      if (!estimate.empty()) arc.points -= static_cast<std::int32_t>(estimate[arc.slot]);
      problem.arcs.push_back(arc);
    }
    problem.arc_starts.push_back(problem.arcs.size());
  }
  for (const std::int32_t count : places) problem.slots.push_back({count, kNoNode});
  return SolveNestedAssignment(problem, {});
}

// Prices in points; what decides over whole placements counts as much.
std::vector<std::int64_t> PricesOf(const NestedAssignmentResult& result) {
  std::vector<std::int64_t> prices;
  for (const absl::int128 price : result.slot_price) prices.push_back(static_cast<std::int64_t>(price));
  return prices;
}

struct Hindsight {
  std::int64_t points = 0;
  std::vector<std::int64_t> prices;
};

Hindsight SolveWhole(const World& world, const Season& season) {
  std::vector<const Person*> people;
  for (const Person& person : season) people.push_back(&person);
  const NestedAssignmentResult result = Assign(people, world.places, {}, 0);
  return {static_cast<std::int64_t>(result.value), PricesOf(result)};
}

std::string IdOf(std::size_t opening) { return std::to_string(opening); }

// The estimate as the engine makes it.
std::vector<std::int64_t> EstimateOf(const std::vector<std::vector<std::int64_t>>& past_prices) {
  std::vector<std::vector<PastPlace>> rounds;
  for (const std::vector<std::int64_t>& prices : past_prices) {
    rounds.emplace_back();
    for (std::size_t o = 0; o < prices.size(); ++o) rounds.back().push_back({IdOf(o), {}, prices[o]});
  }
  const FutureValue value(rounds);
  std::vector<std::int64_t> estimate;
  for (std::size_t o = 0; o < kOpenings; ++o) estimate.push_back(value.PointsOf(IdOf(o), {}));
  return estimate;
}

// What later_worth takes from the points at each opening, of an estimate in points of a round.
std::vector<std::int64_t> HeldBack(const std::vector<std::vector<std::int64_t>>& past_prices) {
  std::vector<std::vector<std::int64_t>> prices = past_prices;
  for (std::vector<std::int64_t>& round : prices) {
    for (std::int64_t& price : round) price *= kRoundPoints;
  }
  std::vector<std::int64_t> held_back = EstimateOf(prices);
  for (std::int64_t& points : held_back) {
    points = kWeightMax * std::min<std::int64_t>(kPointsMax, points / kWeightMax);
  }
  return held_back;
}

enum class Choosing { kGreedy, kEstimate, kOption, kRePriced };
constexpr std::size_t kChoosingCount = 4;

class WeekByWeek {
 public:
  WeekByWeek(const Setting& setting, const World& world, const std::vector<Season>& past,
             const std::vector<std::int64_t>& estimate, const std::vector<std::int64_t>& held_back)
      : setting_(setting), world_(world), past_(past), estimate_(estimate), held_back_(held_back) {}

  std::int64_t Run(const Season& season, Choosing policy) const {
    std::vector<std::int32_t> places = world_.places;
    std::vector<const Person*> waiting;
    std::int64_t points = 0;
    auto next = season.begin();
    for (int week = 0; week < kWeeks; ++week) {
      waiting.erase(std::remove_if(waiting.begin(), waiting.end(),
                                   [&](const Person* person) { return person->week + setting_.weeks_to_wait <= week; }),
                    waiting.end());
      for (; next != season.end() && next->week == week; ++next) waiting.push_back(&*next);
      const std::vector<std::int64_t> estimate = EstimateAt(policy, week, places, waiting);
      const bool as_a_round = policy == Choosing::kOption;
      const std::int32_t scale = as_a_round ? kRoundPoints : 1;
      const NestedAssignmentResult result =
          Assign(waiting, places, estimate, as_a_round || setting_.must_place ? kPlaced * scale : 0, scale);
      std::vector<const Person*> left;
      for (std::size_t i = 0; i < waiting.size(); ++i) {
        const std::uint32_t slot = result.slot_of_person[i];
        if (slot == kNoSlot) {
          left.push_back(waiting[i]);
          continue;
        }
        --places[slot];
        points += std::find_if(waiting[i]->options.begin(), waiting[i]->options.end(), [slot](const auto& arc) {
                    return arc.slot == slot;
                  })->points;
      }
      waiting = std::move(left);
    }
    return points;
  }

 private:
  std::vector<std::int64_t> EstimateAt(Choosing policy, int week, const std::vector<std::int32_t>& places,
                                       const std::vector<const Person*>& waiting) const {
    if (policy == Choosing::kGreedy) return {};
    if (policy == Choosing::kEstimate) return estimate_;
    if (policy == Choosing::kOption) return held_back_;
    std::vector<std::vector<std::int64_t>> prices;
    for (int s = 0; s < kSampledSeasons; ++s) {
      std::vector<const Person*> people = waiting;
      for (const Person& person : past_[static_cast<std::size_t>(s)]) {
        if (person.week > week) people.push_back(&person);
      }
      prices.push_back(PricesOf(Assign(people, places, {}, 0)));
    }
    return EstimateOf(prices);
  }

  const Setting& setting_;
  const World& world_;
  const std::vector<Season>& past_;
  const std::vector<std::int64_t>& estimate_;
  const std::vector<std::int64_t>& held_back_;
};

void Simulate(const Setting& setting) {
  const World world = MakeWorld(setting);
  std::vector<Season> past;
  std::vector<std::vector<std::int64_t>> past_prices;
  for (std::uint64_t s = 0; s < kPastSeasons; ++s) {
    past.push_back(MakeSeason(world, 1000 + s));
    past_prices.push_back(SolveWhole(world, past.back()).prices);
  }
  const std::vector<std::int64_t> estimate = EstimateOf(past_prices);
  const std::vector<std::int64_t> held_back = HeldBack(past_prices);
  const WeekByWeek weeks(setting, world, past, estimate, held_back);
  constexpr std::pair<Choosing, const char*> kPolicies[] = {{Choosing::kGreedy, "greedy"},
                                                            {Choosing::kEstimate, "estimate"},
                                                            {Choosing::kOption, "option"},
                                                            {Choosing::kRePriced, "re-priced"}};
  double share_sum[kChoosingCount] = {};
  double share_min[kChoosingCount] = {1, 1, 1, 1};
  for (std::uint64_t s = 0; s < kTestSeasons; ++s) {
    const Season season = MakeSeason(world, 2000 + s);
    const std::int64_t best = SolveWhole(world, season).points;
    for (std::size_t p = 0; p < kChoosingCount; ++p) {
      const std::int64_t points = weeks.Run(season, kPolicies[p].first);
      WALZ_CHECK(points <= best);
      const double share = static_cast<double>(points) / static_cast<double>(best);
      share_sum[p] += share;
      share_min[p] = std::min(share_min[p], share);
    }
  }
  std::printf("%s (share of hindsight: mean, worst season)\n", setting.name);
  for (std::size_t p = 0; p < kChoosingCount; ++p) {
    std::printf("  %-10s %6.2f %%  %6.2f %%\n", kPolicies[p].second, 100 * share_sum[p] / kTestSeasons,
                100 * share_min[p]);
  }
  std::fflush(stdout);
}

}  // namespace
}  // namespace walz

int main() {
  for (const walz::Setting& setting : walz::kSettings) walz::Simulate(setting);
}
