// StaticRun: a random round whose places are plain capacity, matched: what tests of gains begin with.

#ifndef TESTS_ENGINE_EXPLAIN_STATIC_RUN_H_
#define TESTS_ENGINE_EXPLAIN_STATIC_RUN_H_

#include <cstdint>
#include <utility>

#include "engine/explain/place_network.h"
#include "engine/matching/matcher.h"
#include "engine/matching/sieve.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/dice.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {

struct StaticRun {
  StaticRun(std::uint64_t seed, const RandomProblemOptions& options) : StaticRun(FactsOf(seed, options)) {}
  explicit StaticRun(Facts facts)
      : problem(MakeProblem(std::move(facts))),
        sieve(problem, rules, {}),
        matching(FindMatching(problem, rules, sieve, {})->matching),
        network(problem, rules, sieve, matching, {}) {}

  // Employers that can miss few: all stays share a day, so this is plain capacity too.
  static Facts FactsOf(std::uint64_t seed, RandomProblemOptions options) {
    options.static_only = true;
    Facts facts = RandomFacts(seed, options);
    Dice dice(seed + 1'000'000);
    for (Company& company : facts.companies) {
      if (dice.Percent(30)) company.absent_max = dice.Between(0, 2);
    }
    return facts;
  }

  // The same where languages are what keeps most apart: all ask for English or German, and few speak enough.
  static Facts LanguageFactsOf(std::uint64_t seed, const RandomProblemOptions& options) {
    Facts facts = FactsOf(seed, options);
    Dice dice(seed + 2'000'000);
    const auto language = [&] { return dice.Percent(70) ? "en" : "de"; };
    const auto level = [&](Cefr least, Cefr most) {
      return static_cast<Cefr>(dice.Between(static_cast<int>(least), static_cast<int>(most)));
    };
    for (Opening& opening : facts.openings) {
      opening.languages = Asks(facts, {{{language(), level(Cefr::kA2, Cefr::kC1)}}});
    }
    for (Apprentice& apprentice : facts.apprentices) {
      apprentice.languages = Speaks(facts, {{language(), level(Cefr::kA1, Cefr::kB2)}});
    }
    return facts;
  }

  const RuleBook rules = StandardRuleBook();
  const Problem problem;
  const Sieve sieve;
  const Matching matching;
  const PlaceNetwork network;
};

}  // namespace walz

#endif  // TESTS_ENGINE_EXPLAIN_STATIC_RUN_H_
