#include "engine/explain/empty_facts.h"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(EmptyFactSentencesTest, CountThoseWhomOneEmptyFactAloneKeeps) {
  Facts facts = SmallFacts();
  for (const char* id : {"A2", "A3", "A4", "A5"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  facts.apprentices[0].graduation_date.reset();
  facts.apprentices[1].graduation_date.reset();
  facts.apprentices[2].birth_date.reset();
  facts.apprentices[3].birth_date.reset();  // Two facts at once: neither alone helps.
  facts.apprentices[3].graduation_date.reset();
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const BarrierReport report = MakeBarrierReport(problem, rules, sieve, Matching(), {.thread_count = 2});
  EXPECT_THAT(EmptyFactSentences(problem, sieve, report.unmatched, /*thread_count=*/2),
              ElementsAre("2 apprentices cannot be placed: no graduation_date",
                          "1 apprentice cannot be placed: no birth_date"));
}

TEST(EmptyFactSentencesTest, SayNothingOfFactsThatTheRoundAcceptsOrThatOthersWouldRefuseToo) {
  Facts facts = SmallFacts();
  facts.apprentices[0].eqf.reset();  // No bound reads it.
  facts.apprentices[0].birth_date.reset();
  facts.round.accepted_actions = facts.round.accepted_actions.With({Action::kEnterBirthDate});
  facts.openings[0].state = OpeningState::kClosed;
  const Problem problem = MakeProblem(std::move(facts));
  const RuleBook rules = StandardRuleBook();
  const Sieve sieve(problem, rules, {});
  const BarrierReport report = MakeBarrierReport(problem, rules, sieve, Matching(), {});
  EXPECT_THAT(EmptyFactSentences(problem, sieve, report.unmatched, /*thread_count=*/2), IsEmpty());
}

}  // namespace
}  // namespace walz
