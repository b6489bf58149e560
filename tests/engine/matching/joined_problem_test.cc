// A problem of few apprentices that was joined to the hosts of another says of them what the whole problem says.

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/explain/pair_explanation.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/joined_facts.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

TEST(JoinedProblemTest, SaysWhatTheWholeSays) {
  const RuleBook rules = StandardRuleBook();
  std::size_t feasible_count = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Facts facts = RandomFacts(seed, {.apprentice_count = 9, .opening_count = 12});
    const std::optional<Problem> whole = Problem::Create(facts).problem;
    const std::optional<Problem> hosts = Problem::Create(HostsOf(facts)).problem;
    ASSERT_TRUE(whole && hosts) << seed;
    const Sieve whole_sieve(*whole, rules, {});
    // What is kept beside the hosts: bitmaps, cells, a few bitmaps, nothing.
    constexpr KeptLimits kKept[] = {{}, {.bitmap_hosts_max = 0}, {.bytes_max = 16}, {.bytes_max = 0}};
    const Sieve hosts_sieve(*hosts, rules, {}, {.kept = kKept[seed % std::size(kKept)]});
    const std::size_t step = 1 + seed % 3;
    for (std::size_t first = 0; first < facts.apprentices.size(); first += step) {
      const std::size_t last = std::min(first + step, facts.apprentices.size());
      const std::optional<Problem> few = Problem::Join(*hosts, FewOf(facts, first, last)).problem;
      ASSERT_TRUE(few) << seed;
      const Sieve few_sieve(*few, rules, hosts_sieve);
      for (std::size_t i = 0; i < few->apprentices().size(); ++i) {
        const ApprenticeIndex here(i);
        const ApprenticeIndex there = *whole->FindApprentice((*few)[here].id);
        const std::vector<OpeningIndex> feasible = few_sieve.FeasibleOf(here);
        ASSERT_EQ(feasible, whole_sieve.FeasibleOf(there)) << seed;
        feasible_count += feasible.size();
        const Refusals refusals = few_sieve.RefusalsOf(here);
        const Refusals expected = whole_sieve.RefusalsOf(there);
        EXPECT_EQ(refusals.feasible, expected.feasible);
        EXPECT_EQ(refusals.nearest, expected.nearest);
        ASSERT_EQ(few_sieve.FeasibleOf(here), feasible) << "asked again";
        for (std::size_t j = 0; j < whole->openings().size(); ++j) {
          const OpeningIndex opening(j);
          const PairExplanation says = ExplainPair(*few, rules, here, opening, nullptr);
          const PairExplanation said = ExplainPair(*whole, rules, there, opening, nullptr);
          ASSERT_EQ(says.points, said.points) << seed;
          ASSERT_EQ(says.feasible, std::binary_search(feasible.begin(), feasible.end(), opening)) << seed;
          ASSERT_EQ(says.shortest_stay, said.shortest_stay) << seed;
          for (std::size_t k = 0; k < rules.requirements.size(); ++k) {
            ASSERT_EQ(says.requirements[k].words, said.requirements[k].words) << seed;
            ASSERT_EQ(says.requirements[k].refuses, said.requirements[k].refuses) << seed;
          }
        }
      }
    }
  }
  EXPECT_GT(feasible_count, 100u);
}

// So many openings that which requirement is asked first goes by a sample of them.
TEST(JoinedProblemTest, FindsAmongManyOpeningsWhatSingleJudgesSay) {
  const RuleBook rules = StandardRuleBook();
  std::size_t feasible_count = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Facts facts = RandomFacts(seed, {.apprentice_count = 6, .opening_count = 500});
    const Problem hosts = *Problem::Create(HostsOf(facts)).problem;
    const Problem joined = *Problem::Join(hosts, FewOf(facts, 0, 6)).problem;
    for (const KeptLimits& kept : {KeptLimits{.bitmap_hosts_max = 0}, KeptLimits{.bytes_max = 0}}) {
      const Sieve hosts_sieve(hosts, rules, {}, {.kept = kept});
      const Sieve sieve(joined, rules, hosts_sieve);
      for (std::size_t a = 0; a < joined.apprentices().size(); ++a) {
        std::vector<OpeningIndex> expected;
        for (std::size_t o = 0; o < joined.openings().size(); ++o) {
          if (IsFeasible(rules, joined.View(ApprenticeIndex(a)), joined.View(OpeningIndex(o)))) {
            expected.push_back(OpeningIndex(o));
          }
        }
        ASSERT_EQ(sieve.FeasibleOf(ApprenticeIndex(a)), expected) << seed << ", apprentice " << a;
        feasible_count += expected.size();
      }
    }
  }
  EXPECT_GT(feasible_count, 0u);
}

TEST(JoinedProblemTest, OutlivesTheProblemThatItSharesHostsWith) {
  const RuleBook rules = StandardRuleBook();
  const Facts facts = RandomFacts(7, {});
  std::optional<Problem> joined;
  std::optional<Sieve> sieve;
  {
    const std::optional<Problem> hosts = Problem::Create(HostsOf(facts)).problem;
    const Sieve hosts_sieve(*hosts, rules, {});
    joined = Problem::Join(*hosts, FewOf(facts, 0, 1)).problem;
    sieve.emplace(*joined, rules, hosts_sieve);
  }
  const std::optional<Problem> whole = Problem::Create(facts).problem;
  EXPECT_EQ(sieve->FeasibleOf(ApprenticeIndex(0)),
            Sieve(*whole, rules, {}).FeasibleOf(*whole->FindApprentice(joined->apprentices()[0].id)));
}

TEST(JoinedProblemTest, RefusesWhatContradictsTheHosts) {
  const Facts facts = RandomFacts(3, {});
  const std::optional<Problem> hosts = Problem::Create(HostsOf(facts)).problem;
  Facts few = FewOf(facts, 0, 1);
  few.apprentices[0].centre = "nowhere";
  const Problem::CreateResult result = Problem::Join(*hosts, std::move(few));
  ASSERT_FALSE(result.problem);
  EXPECT_EQ(result.errors[0].column, "centre");
}

}  // namespace
}  // namespace walz
