// learner_rows: equal numbers are equal to a rule, whatever problem they stand in, and marks never hide anything.

#include "engine/matching/learner_rows.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/joined_facts.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

TEST(LearnerRowsTest, SayOfAPairWhatTheRulesSay) {
  const RuleBook rules = StandardRuleBook();
  int apart = 0;   // Pairs of which marks tell that a rule has nothing to say,
  int marked = 0;  // and others.
  int alike = 0;   // Pairs with one number in different problems.
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Facts facts = RandomFacts(seed, {.apprentice_count = 12, .opening_count = 8});
    const std::optional<Problem> hosts = Problem::Create(HostsOf(facts)).problem;
    ASSERT_TRUE(hosts);
    const Sieve hosts_sieve(*hosts, rules, {});
    const LearnerColumns columns(rules);
    EXPECT_EQ(columns.numbered_requirements().size() + columns.marked_requirements().size(), rules.requirements.size());
    EXPECT_EQ(columns.numbered_criteria().size() + columns.marked_criteria().size() + columns.single_criteria().size(),
              rules.criteria.size());
    // By column, number and opening: the verdict's being feasible, or the points.
    std::vector<std::map<std::pair<std::uint16_t, std::uint32_t>, int>> said(columns.number_count());
    for (std::size_t first = 0; first < facts.apprentices.size(); first += 4) {
      const std::optional<Problem> part = Problem::Join(*hosts, FewOf(facts, first, first + 4)).problem;
      ASSERT_TRUE(part);
      const Sieve sieve(*part, rules, hosts_sieve);
      const LearnerRows rows(*part, sieve, columns);
      for (std::uint32_t a = 0; a < part->apprentices().size(); ++a) {
        for (std::uint32_t o = 0; o < part->openings().size(); ++o) {
          const ApprenticeIndex i(a);
          const ApprenticeView learner = part->View(i);
          const OpeningView host = part->View(OpeningIndex(o));
          const auto check = [&](std::size_t column, int says) {
            const std::uint16_t number = rows.NumberOf(i, column);
            ASSERT_NE(number, LearnerRows::kUnnumbered);
            const auto [at, fresh] = said[column].try_emplace({number, o}, says);
            EXPECT_EQ(at->second, says) << "column " << column;
            alike += fresh ? 0 : 1;
          };
          std::size_t column = 0;
          for (const std::size_t r : columns.numbered_requirements()) {
            const Ruling ruling = rules.requirements[r].judge(learner, host);
            check(column++, ruling.FeasibleWith(part->round().accepted_actions) ? 1 : 0);
          }
          for (const std::size_t c : columns.numbered_criteria())
            check(column++, rules.criteria[c].points(learner, host));
          const auto check_marks = [&](std::size_t at, Marks of_host, bool says_something) {
            const bool may = (rows.MarksOf(i, at) & of_host) != 0;
            EXPECT_TRUE(may || !says_something);
            ++(may ? marked : apart);
          };
          column = 0;
          for (const std::size_t r : columns.marked_requirements()) {
            check_marks(column++, MarkOf(o),
                        !rules.requirements[r].judge(learner, host).FeasibleWith(part->round().accepted_actions));
          }
          for (const std::size_t c : columns.marked_criteria()) {
            check_marks(column++, rules.criteria[c].host_marks(host), rules.criteria[c].points(learner, host) != 0);
          }
        }
      }
    }
  }
  EXPECT_GT(apart, marked);
  EXPECT_GT(marked, 1000);
  EXPECT_GT(alike, 1000);
}

TEST(LearnerRowsTest, KeepVerdictsForLaterQuestions) {
  const RuleBook rules = StandardRuleBook();
  const Facts facts = RandomFacts(1, {.apprentice_count = 12, .opening_count = 8});
  const std::optional<Problem> hosts = Problem::Create(HostsOf(facts)).problem;
  ASSERT_TRUE(hosts);
  const Sieve hosts_sieve(*hosts, rules, {});
  const LearnerColumns columns(rules);
  const std::size_t requirement = columns.numbered_requirements().front();
  const auto join = [&](std::size_t first, std::size_t last) {
    return *Problem::Join(*hosts, FewOf(facts, first, last)).problem;
  };
  const Problem one = join(0, 1);
  const Sieve one_sieve(one, rules, hosts_sieve);
  const LearnerRows one_row(one, one_sieve, columns);
  const FacetTable& facets = *one_sieve.facets(requirement);
  const auto first = columns.VerdictsOn(0, facets, 0);
  ASSERT_EQ(first->size(), 1u);
  EXPECT_TRUE(IsFeasibleBy((*first)[0], [] { return true; }));
  EXPECT_TRUE(IsFeasibleBy((*first)[0], []() -> bool {
    ADD_FAILURE() << "judged twice";
    return false;
  }));
  EXPECT_EQ(columns.VerdictsOn(0, facets, 0), first);
  // More numbers: a longer column, which has what was known.
  const Problem all = join(0, facts.apprentices.size());
  const Sieve all_sieve(all, rules, hosts_sieve);
  const LearnerRows all_rows(all, all_sieve, columns);
  const auto later = columns.VerdictsOn(0, facets, 0);
  ASSERT_GT(later->size(), 1u);
  EXPECT_EQ((*later)[0], (*first)[0]);
  EXPECT_EQ((*later)[1], 0);
}

}  // namespace
}  // namespace walz
