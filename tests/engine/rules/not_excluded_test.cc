// not_excluded: marks on pairs, the employer as host, wishes only; judged alone and as lists of exceptions.

#include "engine/rules/not_excluded.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/rule_cases.h"

namespace walz {
namespace {

// Openings N and O of H, P of another company; apprentices A and B.
void AddOthers(Facts& facts) {
  facts.companies.push_back(MakeCompany(facts, "I"));
  facts.openings.push_back(MakeOpening(facts, "N", "H"));
  facts.openings.push_back(MakeOpening(facts, "P", "I"));
  facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
}

RuleCase Marked(const std::string& name, PairFact mark, Ruling ruling, const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            AddOthers(facts);
            facts.pairs = {mark};
          },
          ruling, words};
}

PairFact Mark(PairMark kind, const std::string& apprentice, const std::string& opening,
              const std::string& reason = "") {
  return {apprentice, opening, kind, std::nullopt, std::nullopt, reason};
}

TEST(NotExcludedTest, MarksOnThePair) {
  PairFact dated = Mark(PairMark::kForbid, "A", "O");
  dated.start = dated.end = D("2020-01-01");
  CheckRuleCases<NotExcluded>({
      {"NoMark", AddOthers, Ruling::Allowed(), "neither forbidden nor declined"},
      Marked("Forbidden", Mark(PairMark::kForbid, "A", "O", "travel risk"), Ruling::Refused(),
             "forbidden by the coordinator: travel risk"),
      Marked("ForbiddenOnOtherDates", dated, Ruling::Refused(), "forbidden by the coordinator"),
      Marked("Declined", Mark(PairMark::kDeclined, "A", "O", "too far"), Ruling::Refused(), "declined before: too far"),
      Marked("Pinned", Mark(PairMark::kPin, "A", "O"), Ruling::Allowed()),
      Marked("PinnedElsewhere", Mark(PairMark::kPin, "A", "P"), Ruling::Allowed()),
      Marked("OpeningBeforeForbidden", Mark(PairMark::kForbid, "A", "N"), Ruling::Allowed()),
      Marked("OpeningAfterForbidden", Mark(PairMark::kForbid, "A", "P"), Ruling::Allowed()),
      Marked("OtherApprenticeForbidden", Mark(PairMark::kForbid, "B", "O"), Ruling::Allowed()),
      {"ForbiddenAndDeclined",
       [](Facts& facts) {
         facts.pairs = {Mark(PairMark::kDeclined, "A", "O"), Mark(PairMark::kForbid, "A", "O", "travel risk")};
       },
       Ruling::Refused(), "forbidden by the coordinator: travel risk"},
  });
}

RuleCase Employed(const std::string& name, const std::string& employer, bool may_host, Ruling ruling,
                  const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            AddOthers(facts);
            facts.apprentices[0].employer = employer;
            facts.round.employer_may_host = may_host;
          },
          ruling, words};
}

TEST(NotExcludedTest, EmployerIsNotTheHost) {
  CheckRuleCases<NotExcluded>({
      Employed("Employer", "H", /*may_host=*/false, Ruling::Refused(), "the employer is the host"),
      Employed("EmployerMayHost", "H", /*may_host=*/true, Ruling::Allowed()),
      Employed("OtherEmployer", "I", /*may_host=*/false, Ruling::Allowed()),
      Employed("NoEmployer", "", /*may_host=*/false, Ruling::Allowed()),
  });
}

using Wishes = std::vector<std::pair<WishKind, std::string>>;

RuleCase Wished(const std::string& name, bool only_wishes, const Wishes& wishes, Ruling ruling,
                const std::string& words = "") {
  return {name,
          [=](Facts& facts) {
            AddOthers(facts);
            facts.round.only_wishes = only_wishes;
            facts.wishes.push_back({"B", 1, WishKind::kOpening, "N"});
            for (const auto& [kind, target] : wishes) facts.wishes.push_back({"A", 1, kind, target});
          },
          ruling, words};
}

TEST(NotExcludedTest, WishesOnly) {
  CheckRuleCases<NotExcluded>({
      Wished("NoWishes", true, {}, Ruling::Allowed()),
      Wished("Wished", true, {{WishKind::kOpening, "N"}, {WishKind::kOpening, "O"}}, Ruling::Allowed(),
             "one of the apprentice's wished openings"),
      Wished("NotWished", true, {{WishKind::kOpening, "N"}, {WishKind::kOpening, "P"}}, Ruling::Refused(),
             "not among the apprentice's wished openings"),
      Wished("NotWishedButNotOnly", false, {{WishKind::kOpening, "P"}}, Ruling::Allowed()),
      Wished("OtherCompanyWished", true, {{WishKind::kCompany, "I"}}, Ruling::Allowed()),
      Wished("OtherCountryWished", true, {{WishKind::kCountry, "FI"}}, Ruling::Allowed()),
      Wished("ItsCompanyAndAnotherOpeningWished", true, {{WishKind::kCompany, "H"}, {WishKind::kOpening, "P"}},
             Ruling::Refused()),
      // Company I has the number of opening O: the kind of a wish counts, not its number alone.
      Wished("SameNumberOfOtherKind", true, {{WishKind::kCompany, "I"}, {WishKind::kOpening, "N"}}, Ruling::Refused()),
      {"WishedAndForbidden",
       [](Facts& facts) {
         facts.round.only_wishes = true;
         facts.wishes = {{"A", 1, WishKind::kOpening, "O"}};
         facts.pairs = {Mark(PairMark::kForbid, "A", "O")};
       },
       Ruling::Refused(), "forbidden by the coordinator"},
      {"WishedOfTheEmployer",
       [](Facts& facts) {
         facts.round.only_wishes = true;
         facts.wishes = {{"A", 1, WishKind::kOpening, "O"}};
         facts.apprentices[0].employer = "H";
       },
       Ruling::Refused(), "the employer is the host"},
  });
}

TEST(NotExcludedTest, ListsEachExceptionOnce) {
  Facts facts = SmallFacts();
  AddOthers(facts);
  facts.apprentices[0].employer = "H";
  facts.pairs = {Mark(PairMark::kDeclined, "A", "O"), Mark(PairMark::kForbid, "A", "O"),
                 Mark(PairMark::kForbid, "A", "P")};
  const Problem problem = MakeProblem(std::move(facts));
  const Exceptions exceptions = NotExcluded::ExceptionsOf(problem.View(*problem.FindApprentice("A")));
  EXPECT_FALSE(exceptions.only);
  EXPECT_THAT(exceptions.openings,
              testing::ElementsAre(*problem.FindOpening("N"), *problem.FindOpening("O"), *problem.FindOpening("P")));
  EXPECT_TRUE(NotExcluded::ExceptionsOf(problem.View(*problem.FindApprentice("B"))).openings.empty());
}

}  // namespace
}  // namespace walz
