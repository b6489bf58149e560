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

RuleCase LevelSuitsRow(const std::string& name, std::optional<int> eqf, const Bounds& bounds, Ruling ruling,
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
      LevelSuitsRow("NoBound", 8, {}, Ruling::Allowed(), "EQF 8; nobody sets a bound"),
      LevelSuitsRow("AtTheRoundsLeast", 3, {.round_min = 3}, Ruling::Allowed()),
      LevelSuitsRow("BelowTheRoundsLeast", 2, {.round_min = 3}, Ruling::Refused(), "EQF 2; the round asks at least 3"),
      LevelSuitsRow("AtTheRoundsMost", 5, {.round_max = 5}, Ruling::Allowed()),
      LevelSuitsRow("AboveTheRoundsMost", 6, {.round_max = 5}, Ruling::Refused(), "EQF 6; the round allows at most 5"),
      LevelSuitsRow("AtTheOpeningsLeast", 4, {.opening_min = 4}, Ruling::Allowed()),
      LevelSuitsRow("BelowTheOpeningsLeast", 3, {.opening_min = 4}, Ruling::Refused(),
                    "EQF 3; the opening asks at least 4"),
      LevelSuitsRow("AtTheOpeningsMost", 4, {.opening_max = 4}, Ruling::Allowed()),
      LevelSuitsRow("AboveTheOpeningsMost", 5, {.opening_max = 4}, Ruling::Refused(),
                    "EQF 5; the opening allows at most 4"),
      LevelSuitsRow("AtTheSchemesMost", 4, {.scheme_max = 4}, Ruling::Allowed(), "EQF 4; S allows at most 4"),
      LevelSuitsRow("AboveTheSchemesMost", 5, {.scheme_max = 4}, Ruling::Refused(), "EQF 5; S allows at most 4"),
  });
}

TEST(LevelSuitsTest, TheTightestBoundCounts) {
  CheckRuleCases<LevelSuits>({
      LevelSuitsRow("RoundAsksMore", 3, {.round_min = 4, .opening_min = 2}, Ruling::Refused(),
                    "the round asks at least 4"),
      LevelSuitsRow("OpeningAsksMore", 3, {.round_min = 2, .opening_min = 4}, Ruling::Refused(),
                    "the opening asks at least 4"),
      LevelSuitsRow("RoundAllowsLess", 5, {.round_max = 4, .opening_max = 6, .scheme_max = 6}, Ruling::Refused(),
                    "the round allows at most 4"),
      LevelSuitsRow("OpeningAllowsLess", 5, {.round_max = 6, .opening_max = 4, .scheme_max = 6}, Ruling::Refused(),
                    "the opening allows at most 4"),
      LevelSuitsRow("SchemeAllowsLess", 5, {.round_max = 6, .opening_max = 6, .scheme_max = 4}, Ruling::Refused(),
                    "S allows at most 4"),
      LevelSuitsRow("WithinAll", 4, {3, 5, 4, 4, 4}, Ruling::Allowed(),
                    "EQF 4; the opening asks at least 4; the opening allows at most 4"),
  });
}

TEST(LevelSuitsTest, AnyBoundNeedsTheLevel) {
  CheckRuleCases<LevelSuits>({
      LevelSuitsRow("NoBound", std::nullopt, {}, Ruling::Allowed(), "EQF level not entered"),
      LevelSuitsRow("RoundsLeast", std::nullopt, {.round_min = 1}, Ruling::Needs({Action::kEnterEqf})),
      LevelSuitsRow("RoundsMost", std::nullopt, {.round_max = 8}, Ruling::Needs({Action::kEnterEqf})),
      LevelSuitsRow("OpeningsLeast", std::nullopt, {.opening_min = 1}, Ruling::Needs({Action::kEnterEqf})),
      LevelSuitsRow("OpeningsMost", std::nullopt, {.opening_max = 8}, Ruling::Needs({Action::kEnterEqf})),
      LevelSuitsRow("SchemesMost", std::nullopt, {.scheme_max = 4}, Ruling::Needs({Action::kEnterEqf}),
                    "EQF level not entered; S allows at most 4"),
  });
}

}  // namespace
}  // namespace walz
