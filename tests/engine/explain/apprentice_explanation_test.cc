// One unmatched apprentice: the main barrier, the nearest openings, what would help.

#include "engine/explain/apprentice_explanation.h"

#include <algorithm>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr ApprenticeIndex kApprentice(0);

ApprenticeExplanation Explain(const Problem& problem, std::size_t nearest_count = 3) {
  static const RuleBook rules = StandardRuleBook();
  return ExplainApprentice(problem, rules, Sieve(problem, rules, {}), kApprentice, nearest_count);
}

// Openings O, O2, .. O<count>, all alike.
Facts FactsWithOpenings(int count) {
  Facts facts = SmallFacts();
  for (int i = 2; i <= count; ++i) facts.openings.push_back(MakeOpening(facts, absl::StrCat("O", i), "H"));
  return facts;
}

TEST(BarrierTest, IsNoPlaceLeftWhereAnOpeningIsFeasible) {
  Facts facts = FactsWithOpenings(3);
  facts.openings[0].age_min = 99;
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.barrier.name, kNoPlaceLeft);
  EXPECT_EQ(explanation.barrier.only_refused, 0);
  EXPECT_THAT(explanation.feasible, ElementsAre(OpeningIndex(1), OpeningIndex(2)));
  EXPECT_THAT(explanation.what_would_help, StartsWith("2 openings feasible"));
}

TEST(BarrierTest, IsNoPlaceLeftWhereThereAreNoOpenings) {
  Facts facts = SmallFacts();
  facts.openings.clear();
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.barrier.name, kNoPlaceLeft);
  EXPECT_EQ(explanation.refusals.nearest, std::nullopt);
  EXPECT_EQ(explanation.what_would_help, "there are no openings");
}

TEST(BarrierTest, IsTheRequirementThatAloneRefusesMost) {
  Facts facts = FactsWithOpenings(5);
  for (const std::size_t i : {0u, 1u, 2u}) facts.openings[i].age_min = 99;  // Three by age, two of them alone too.
  facts.openings[0].fields = Fields(facts, {"1013"});
  for (const std::size_t i : {3u, 4u}) facts.openings[i].state = OpeningState::kClosed;
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.barrier.name, "host_consents") << "a tie of two and two: the order of the rulebook";
  EXPECT_EQ(explanation.barrier.only_refused, 2);
  EXPECT_THAT(explanation.what_would_help,
              StartsWith("host_consents alone refuses 2 openings; nearest O2: age_permitted: "));
}

TEST(BarrierTest, IsTheRequirementThatRefusesMostWhereNoneDoesAlone) {
  Facts facts = FactsWithOpenings(2);
  for (Opening& opening : facts.openings) opening.age_min = 99;
  facts.openings[0].fields = Fields(facts, {"1013"});
  facts.openings[1].state = OpeningState::kClosed;
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.barrier.name, "age_permitted");
  EXPECT_EQ(explanation.barrier.only_refused, 0);
  EXPECT_THAT(explanation.what_would_help,
              AllOf(StartsWith("age_permitted refuses 2 openings, none of them alone; nearest O: field_suits: "),
                    HasSubstr("; age_permitted: ")));
}

TEST(BarrierTest, OfAPinnedApprenticeIsTheFirstRequirementThatRefusesThePin) {
  Facts facts = FactsWithOpenings(2);
  facts.openings[0].age_min = 99;
  facts.openings[0].state = OpeningState::kClosed;
  facts.pairs.push_back({"A", "O", PairMark::kPin, std::nullopt, std::nullopt, ""});
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.barrier.name, "host_consents") << "O2 is feasible, but the pin is the only option";
  EXPECT_THAT(explanation.what_would_help, StartsWith("pinned to O, which host_consents refuses: "));
}

TEST(BarrierTest, OfAPinnedStayIsTheRequirementThatRefusesTheStay) {
  Facts facts = SmallFacts();
  facts.apprentices[0].graduation_date = D("2027-04-15");  // The sender is a school: nothing after it.
  facts.pairs.push_back({"A", "O", PairMark::kPin, D("2027-04-10"), D("2027-04-25"), ""});
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.refusals.feasible, 1);
  EXPECT_EQ(explanation.barrier.name, "graduation_permits");
}

TEST(BarrierTest, OfALawfulPinIsNoPlaceLeft) {
  Facts facts = SmallFacts();
  facts.pairs.push_back({"A", "O", PairMark::kPin, D("2027-04-01"), D("2027-04-20"), ""});
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.barrier.name, kNoPlaceLeft);
  EXPECT_EQ(explanation.what_would_help, "pinned to O on 2027-04-01..2027-04-20, where no place is left");
}

TEST(NearestTest, AreThoseRefusedByTheFewestThenByLowestId) {
  Facts facts = FactsWithOpenings(4);
  for (Opening& opening : facts.openings) opening.age_min = 99;
  facts.openings[0].state = OpeningState::kClosed;
  facts.openings[2].age_min = 0;
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)), /*nearest_count=*/2);
  ASSERT_EQ(explanation.nearest.size(), 2u);
  EXPECT_EQ(explanation.nearest[0].opening, OpeningIndex(1));
  EXPECT_EQ(explanation.nearest[1].opening, OpeningIndex(3));
  EXPECT_EQ(explanation.nearest[0].opening, explanation.refusals.nearest);
  ASSERT_EQ(explanation.nearest[0].refusing.size(), 1u);
  EXPECT_EQ(explanation.nearest[0].refusing[0].name, "age_permitted");
}

// Story 6: an apprentice with English A2 only is unmatched: the report says which level opens how many openings.
TEST(Story6Test, TheReportSaysWhichLevelOpensHowManyOpenings) {
  Facts facts = FactsWithOpenings(7);
  facts.apprentices[0].languages = Speaks(facts, {{"en", Cefr::kA2}});
  for (Opening& opening : facts.openings) opening.languages = Asks(facts, {{{"en", Cefr::kB1}}});
  facts.openings[1].languages = Asks(facts, {{{"en", Cefr::kB2}}});
  facts.openings[2].languages = Asks(facts, {{{"de", Cefr::kA1}}, {{"en", Cefr::kB2}}});
  facts.openings[3].languages = Asks(facts, {{{"en", Cefr::kB1}, {"fr", Cefr::kA1}}});  // English alone does not help.
  facts.openings[4].state = OpeningState::kClosed;                                      // Nor here.
  const ApprenticeExplanation explanation = Explain(MakeProblem(std::move(facts)));
  EXPECT_EQ(explanation.barrier.name, "language_suffices");
  EXPECT_EQ(explanation.barrier.only_refused, 6);
  EXPECT_THAT(explanation.language_gains,
              ElementsAre(LanguageGain{"de", Cefr::kA1, 1}, LanguageGain{"en", Cefr::kB1, 3},
                          LanguageGain{"en", Cefr::kB2, 5}));
  EXPECT_THAT(explanation.what_would_help, AllOf(HasSubstr("nearest O: "), HasSubstr("B1"), HasSubstr("A2"),
                                                 EndsWith("de A1 would open 1 opening, en B1 would open 3 openings, "
                                                          "en B2 would open 5 openings")));
}

TEST(ApprenticeExplanationTest, NearestAreThoseThatFewestRequirementsRefuse) {
  const RuleBook rules = StandardRuleBook();
  int refusing_most = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem =
        RandomProblem(seed, {.apprentice_count = 3, .opening_count = 70, .barrier_rich = seed % 2 == 0});
    const Sieve sieve(problem, rules, {});
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      std::vector<std::pair<std::size_t, std::string>> refused;  // By how many.
      std::vector<OpeningIndex> feasible;
      for (const OpeningIndex opening : problem.OpeningsById()) {
        const std::size_t count = RefusingFindings(problem, rules, ApprenticeIndex(a), opening).size();
        if (count == 0) feasible.push_back(opening);
        if (count > 0) refused.emplace_back(count, problem[opening].id);
        refusing_most = std::max(refusing_most, static_cast<int>(count));
      }
      std::sort(refused.begin(), refused.end());
      for (const std::size_t nearest_count : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{100}}) {
        const ApprenticeExplanation explanation =
            ExplainApprentice(problem, rules, sieve, ApprenticeIndex(a), nearest_count);
        EXPECT_EQ(explanation.feasible, feasible);
        ASSERT_EQ(explanation.nearest.size(), std::min(nearest_count, refused.size()));
        for (std::size_t i = 0; i < explanation.nearest.size(); ++i) {
          EXPECT_EQ(problem[explanation.nearest[i].opening].id, refused[i].second);
          EXPECT_EQ(explanation.nearest[i].refusing.size(), refused[i].first);
        }
      }
    }
  }
  EXPECT_GE(refusing_most, 4);
}

TEST(LanguageGainsTest, AreWhatTheSieveSaysOnceTheLevelIsReached) {
  const RuleBook rules = StandardRuleBook();
  int gain_count = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const RandomProblemOptions options{.apprentice_count = 3, .opening_count = 8, .barrier_rich = seed % 2 == 0};
    const Problem problem = RandomProblem(seed, options);
    const Sieve sieve(problem, rules, {});
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      const ApprenticeExplanation explanation =
          ExplainApprentice(problem, rules, sieve, ApprenticeIndex(a), /*nearest_count=*/0);
      for (const LanguageGain& gain : explanation.language_gains) {
        ++gain_count;
        Facts facts = RandomFacts(seed, options);
        for (Apprentice& apprentice : facts.apprentices) {
          if (apprentice.id != problem[ApprenticeIndex(a)].id) continue;
          LanguageProfile profile = *apprentice.languages;
          profile.answered = true;
          auto at = std::find_if(profile.languages.begin(), profile.languages.end(),
                                 [&](const LanguageLevels& levels) { return levels.language == gain.language; });
          if (at == profile.languages.end()) at = profile.languages.insert(at, {gain.language, {}});
          for (Cefr& level : at->levels) level = std::max(level, gain.level);
          std::sort(profile.languages.begin(), profile.languages.end(),
                    [](const auto& x, const auto& y) { return x.language < y.language; });
          apprentice.languages = facts.pools->language_profiles.Intern(profile);
        }
        const Problem learned = MakeProblem(std::move(facts));
        const Sieve learned_sieve(learned, rules, {});
        EXPECT_EQ(learned_sieve.RefusalsOf(ApprenticeIndex(a)).feasible,
                  explanation.refusals.feasible + gain.opening_count)
            << gain.language << CefrName(gain.level);
      }
    }
  }
  EXPECT_GT(gain_count, 100);
}

}  // namespace
}  // namespace walz
