// Markets of an awkward shape by name: what they are worth is known, and the proof is asked for.
#include "engine/solve/pairing.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <stop_token>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/solve/nested_assignment.h"
#include "tests/engine/solve/lemon_reference.h"
#include "tests/engine/solve/proven.h"

namespace walz {
namespace {

class MarketBuilder {
 public:
  MarketBuilder() { problem_.arc_starts.push_back(0); }

  MarketBuilder& Slots(std::uint32_t count, std::int32_t capacity) {
    for (std::uint32_t s = 0; s < count; ++s) problem_.slots.push_back({capacity});
    return *this;
  }
  MarketBuilder& Person(const std::vector<std::pair<std::uint32_t, std::int32_t>>& arcs) {
    for (const auto& [slot, points] : arcs) problem_.arcs.push_back({slot, points});
    problem_.arc_starts.push_back(problem_.arcs.size());
    problem_.person_gain.push_back(0);
    return *this;
  }
  const NestedAssignmentProblem& problem() const { return problem_; }

 private:
  NestedAssignmentProblem problem_;
};

absl::int128 ProvenValue(const NestedAssignmentProblem& problem) {
  const NestedAssignmentResult result = SolveNestedAssignment(problem, {});
  ExpectProven(problem, result);
  return result.value;
}

TEST(PairingTest, AStarSendsItsBestToTheOnlyPlace) {
  MarketBuilder market;
  market.Slots(1, 1);
  for (int p = 1; p <= 50'000; ++p) market.Person({{0, p}});
  EXPECT_EQ(ProvenValue(market.problem()), 50'000);
}

TEST(PairingTest, OneOpeningWithFiftyThousandPlaces) {
  for (const int people : {30'000, 50'000, 60'000}) {
    MarketBuilder market;
    market.Slots(1, 50'000).Slots(10, 1);
    for (int p = 0; p < people; ++p) market.Person({{0, 5}, {1 + static_cast<std::uint32_t>(p % 10), 7}});
    const int beyond = people > 50'010 ? 50'000 : people - 10;
    EXPECT_EQ(ProvenValue(market.problem()), 5 * beyond + 70);
  }
}

TEST(PairingTest, EverybodyIsEquallyGoodEverywhere) {
  for (const std::uint32_t slots : {100u, 200u, 400u}) {
    MarketBuilder market;
    market.Slots(slots, 1);
    for (std::uint32_t p = 0; p < 200; ++p) {
      std::vector<std::pair<std::uint32_t, std::int32_t>> arcs;
      for (std::uint32_t s = 0; s < slots; ++s) arcs.emplace_back(s, 3);
      market.Person(arcs);
    }
    EXPECT_EQ(ProvenValue(market.problem()), 3 * static_cast<int>(std::min(slots, 200u)));
  }
}

TEST(PairingTest, ALongPathMovesFromEndToEnd) {
  // Everybody would rather stay; the one too many at the near end moves them all, or nobody where moving costs more.
  constexpr std::uint32_t kLength = 20'000;
  for (const std::int32_t last : {40'000, 10'000}) {
    MarketBuilder market;
    market.Slots(kLength + 1, 1);
    for (std::uint32_t p = 0; p < kLength; ++p) market.Person({{p, 50'001}, {p + 1, 50'000}});
    market.Person({{0, last}});
    EXPECT_EQ(ProvenValue(market.problem()),
              absl::int128{50'001} * kLength + (last > static_cast<std::int32_t>(kLength) ? last - 20'000 : 0));
  }
}

TEST(PairingTest, APriceWarOfSmallSteps) {
  // Three ask for two places that they hold nearly equal, and one of them has a poor third choice.
  MarketBuilder market;
  market.Slots(3, 1);
  market.Person({{0, 1'000'000}, {1, 999'999}});
  market.Person({{0, 1'000'000}, {1, 999'998}});
  market.Person({{0, 999'999}, {1, 1'000'000}, {2, 1}});
  EXPECT_EQ(ProvenValue(market.problem()), 1'000'000 + 999'999 + 1);
}

TEST(PairingTest, WhereTheShortPartLeaksIntoThePlentifulOne) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 20; ++round) {
    MarketBuilder market;
    market.Slots(20, 1).Slots(40, 3);
    for (int p = 0; p < 100; ++p) {
      std::vector<std::pair<std::uint32_t, std::int32_t>> arcs;
      for (std::uint32_t s = 0; s < 60; ++s) {
        const bool is_home = (s < 20) == (p < 50);
        if (random() % 100 < (is_home ? 30 : 2)) arcs.emplace_back(s, 1'000'000 + static_cast<int>(random() % 1000));
      }
      market.Person(arcs);
    }
    EXPECT_EQ(ProvenValue(market.problem()), LemonValue(market.problem()));
  }
}

TEST(PairingTest, AStopIsHeardWithinASearch) {
  MarketBuilder market;
  market.Slots(2, 1);
  market.Person({{0, 3}}).Person({{0, 4}, {1, 1}});
  std::stop_source source;
  source.request_stop();
  const NestedAssignmentResult result =
      SolveNestedAssignment(market.problem(), {.stop = source.get_token()}, {.slot_price = {0, 0}});
  EXPECT_EQ(FindFault(market.problem(), result), "");
  EXPECT_GE(DualBound(market.problem(), result), 5);
}

}  // namespace
}  // namespace walz
