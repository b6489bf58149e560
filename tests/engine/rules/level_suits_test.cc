// level_suits: both sides of the bounds of round, opening and scheme, and a level that nobody entered.

#include "engine/rules/level_suits.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

struct Bounds {
  std::optional<int> round_min = std::nullopt;
  std::optional<int> round_max = std::nullopt;
  std::optional<int> opening_min = std::nullopt;
  std::optional<int> opening_max = std::nullopt;
  int scheme_max = 0;
};

RuleCase Row(const std::string& name, std::optional<int> eqf, const Bounds& bounds, Ruling ruling,
             const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            facts.apprentices[0].eqf = eqf;
            facts.round.eqf_min = bounds.round_min;
            facts.round.eqf_max = bounds.round_max;
            facts.openings[0].eqf_min = bounds.opening_min;
            facts.openings[0].eqf_max = bounds.opening_max;
            facts.schemes[0].eqf_max = bounds.scheme_max;
          },
          ruling, words};
}

TEST(LevelSuitsTest, EveryBoundIncludesItself) {
  CheckRuleCases<LevelSuits>({
      Row("NoBound", 8, {}, Ruling::Allowed(), "EQF 8; nobody sets a bound"),
      Row("AtTheRoundsLeast", 3, {.round_min = 3}, Ruling::Allowed()),
      Row("BelowTheRoundsLeast", 2, {.round_min = 3}, Ruling::Refused(), "EQF 2; the round asks at least 3"),
      Row("AtTheRoundsMost", 5, {.round_max = 5}, Ruling::Allowed()),
      Row("AboveTheRoundsMost", 6, {.round_max = 5}, Ruling::Refused(), "EQF 6; the round allows at most 5"),
      Row("AtTheOpeningsLeast", 4, {.opening_min = 4}, Ruling::Allowed()),
      Row("BelowTheOpeningsLeast", 3, {.opening_min = 4}, Ruling::Refused(), "EQF 3; the opening asks at least 4"),
      Row("AtTheOpeningsMost", 4, {.opening_max = 4}, Ruling::Allowed()),
      Row("AboveTheOpeningsMost", 5, {.opening_max = 4}, Ruling::Refused(), "EQF 5; the opening allows at most 4"),
      Row("AtTheSchemesMost", 4, {.scheme_max = 4}, Ruling::Allowed(), "EQF 4; S allows at most 4"),
      Row("AboveTheSchemesMost", 5, {.scheme_max = 4}, Ruling::Refused(), "EQF 5; S allows at most 4"),
  });
}

TEST(LevelSuitsTest, TheTightestBoundCounts) {
  CheckRuleCases<LevelSuits>({
      Row("RoundAsksMore", 3, {.round_min = 4, .opening_min = 2}, Ruling::Refused(), "the round asks at least 4"),
      Row("OpeningAsksMore", 3, {.round_min = 2, .opening_min = 4}, Ruling::Refused(), "the opening asks at least 4"),
      Row("RoundAllowsLess", 5, {.round_max = 4, .opening_max = 6, .scheme_max = 6}, Ruling::Refused(),
          "the round allows at most 4"),
      Row("OpeningAllowsLess", 5, {.round_max = 6, .opening_max = 4, .scheme_max = 6}, Ruling::Refused(),
          "the opening allows at most 4"),
      Row("SchemeAllowsLess", 5, {.round_max = 6, .opening_max = 6, .scheme_max = 4}, Ruling::Refused(),
          "S allows at most 4"),
      Row("WithinAll", 4, {3, 5, 4, 4, 4}, Ruling::Allowed(),
          "EQF 4; the opening asks at least 4; the opening allows at most 4"),
  });
}

TEST(LevelSuitsTest, AnyBoundNeedsTheLevel) {
  CheckRuleCases<LevelSuits>({
      Row("NoBound", std::nullopt, {}, Ruling::Allowed(), "EQF level not entered"),
      Row("RoundsLeast", std::nullopt, {.round_min = 1}, Ruling::Needs({Action::kEnterEqf})),
      Row("RoundsMost", std::nullopt, {.round_max = 8}, Ruling::Needs({Action::kEnterEqf})),
      Row("OpeningsLeast", std::nullopt, {.opening_min = 1}, Ruling::Needs({Action::kEnterEqf})),
      Row("OpeningsMost", std::nullopt, {.opening_max = 8}, Ruling::Needs({Action::kEnterEqf})),
      Row("SchemesMost", std::nullopt, {.scheme_max = 4}, Ruling::Needs({Action::kEnterEqf}),
          "EQF level not entered; S allows at most 4"),
  });
}

}  // namespace
}  // namespace walz
