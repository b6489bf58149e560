// Problem::Create: what is wrong with facts is found and named; what is right comes in canonical order.

#include "engine/model/problem.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/facts_builder.h"

namespace walz {
namespace {

struct BadCase {
  std::string name;
  std::function<void(Facts&)> spoil;
  FactTable table;
  std::string column;
  std::string code;
};

PairFact PairOf(std::string apprentice, std::string opening, PairMark kind) {
  return {std::move(apprentice), std::move(opening), kind, {}, {}, ""};
}

class ProblemRefuses : public testing::TestWithParam<BadCase> {};

TEST_P(ProblemRefuses, NamingTableColumnAndCode) {
  Facts facts = SmallFacts();
  GetParam().spoil(facts);
  const Problem::CreateResult result = Problem::Create(std::move(facts));
  EXPECT_FALSE(result.problem.has_value());
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].table, GetParam().table);
  EXPECT_EQ(result.errors[0].column, GetParam().column);
  EXPECT_EQ(result.errors[0].code, GetParam().code);
  EXPECT_FALSE(result.errors[0].hint.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Facts, ProblemRefuses,
    testing::Values(BadCase{"DuplicateApprentice", [](Facts& f) { f.apprentices.push_back(f.apprentices[0]); },
                            FactTable::kApprentices, "id", "duplicate_id"},
                    BadCase{"DuplicateOpening", [](Facts& f) { f.openings.push_back(f.openings[0]); },
                            FactTable::kOpenings, "id", "duplicate_id"},
                    BadCase{"UnknownCentre", [](Facts& f) { f.apprentices[0].centre = "X"; }, FactTable::kApprentices,
                            "centre", "unknown_reference"},
                    BadCase{"UnknownEmployer", [](Facts& f) { f.apprentices[0].employer = "X"; },
                            FactTable::kApprentices, "employer", "unknown_reference"},
                    BadCase{"UnknownScheme", [](Facts& f) { f.apprentices[0].scheme = "X"; }, FactTable::kApprentices,
                            "scheme", "unknown_reference"},
                    BadCase{"SchemeNotYetValid", [](Facts& f) { f.schemes[0].valid_from = D("2027-03-02"); },
                            FactTable::kApprentices, "scheme", "unknown_reference"},
                    BadCase{"SchemeNoLongerValid", [](Facts& f) { f.schemes[0].valid_to = D("2027-02-28"); },
                            FactTable::kApprentices, "scheme", "unknown_reference"},
                    BadCase{"SchemeVersionsOverlap", [](Facts& f) { f.schemes.push_back(f.schemes[0]); },
                            FactTable::kSchemes, "validFrom", "contradiction"},
                    BadCase{"UnknownCompany", [](Facts& f) { f.openings[0].company = "X"; }, FactTable::kOpenings,
                            "company", "unknown_reference"},
                    BadCase{"UnknownWishedOpening",
                            [](Facts& f) {
                              f.wishes = {{"A", 1, WishKind::kOpening, "X"}};
                            },
                            FactTable::kWishes, "target", "unknown_reference"},
                    BadCase{"UnknownWishedCountry",
                            [](Facts& f) {
                              f.wishes = {{"A", 1, WishKind::kCountry, "XX"}};
                            },
                            FactTable::kWishes, "target", "unknown_reference"},
                    BadCase{"UnknownWisher",
                            [](Facts& f) {
                              f.wishes = {{"X", 1, WishKind::kOpening, "O"}};
                            },
                            FactTable::kWishes, "apprentice", "unknown_reference"},
                    BadCase{"SameWishTwice",
                            [](Facts& f) {
                              f.wishes = {{"A", 1, WishKind::kOpening, "O"}, {"A", 2, WishKind::kOpening, "O"}};
                            },
                            FactTable::kWishes, "target", "duplicate_id"},
                    BadCase{"RankedTwice",
                            [](Facts& f) {
                              f.host_ranks = {{"O", 1, "A"}, {"O", 2, "A"}};
                            },
                            FactTable::kHostRanks, "apprentice", "duplicate_id"},
                    BadCase{"WorthOfNoOpening",
                            [](Facts& f) {
                              f.later_worth = {{"X", 1}};
                            },
                            FactTable::kLaterWorth, "opening", "unknown_reference"},
                    BadCase{"WorthTwice",
                            [](Facts& f) {
                              f.later_worth = {{"O", 1}, {"O", 1}};
                            },
                            FactTable::kLaterWorth, "opening", "duplicate_id"},
                    BadCase{"PairTwice",
                            [](Facts& f) {
                              f.pairs = {PairOf("A", "O", PairMark::kForbid), PairOf("A", "O", PairMark::kForbid)};
                            },
                            FactTable::kPairs, "opening", "duplicate_id"},
                    BadCase{"TwoPins",
                            [](Facts& f) {
                              f.openings.push_back(MakeOpening(f, "O2", "H"));
                              f.pairs = {PairOf("A", "O", PairMark::kPin), PairOf("A", "O2", PairMark::kPin)};
                            },
                            FactTable::kPairs, "apprentice", "contradiction"},
                    BadCase{"PinnedAndForbidden",
                            [](Facts& f) {
                              f.pairs = {PairOf("A", "O", PairMark::kPin), PairOf("A", "O", PairMark::kForbid)};
                            },
                            FactTable::kPairs, "kind", "contradiction"},
                    BadCase{"GroupOfOne", [](Facts& f) { f.apprentices[0].group = "G"; }, FactTable::kApprentices,
                            "group", "contradiction"},
                    BadCase{"BudgetWithoutRates", [](Facts& f) { f.round.quotas.budget_eur = 1000; }, FactTable::kRound,
                            "quotas.budgetEur", "contradiction"},
                    BadCase{"QuotaOfUnknownCentre", [](Facts& f) { f.round.quotas.placements_per_centre["X"] = 1; },
                            FactTable::kRound, "quotas.placementsPerCentre", "unknown_reference"},
                    BadCase{"LeastOfUnknownCentre", [](Facts& f) { f.round.quotas.least_per_centre["X"] = 1; },
                            FactTable::kRound, "quotas.leastPerCentre", "unknown_reference"}),
    [](const auto& row) { return row.param.name; });

TEST(ProblemTest, ErrorsNameThePositionAsHandedOver) {
  Facts facts = SmallFacts();
  facts.apprentices[0].id = "Z";
  facts.apprentices.push_back(MakeApprentice(facts, "B", "nowhere"));
  const Problem::CreateResult result = Problem::Create(std::move(facts));
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].position, 1u);
}

TEST(ProblemTest, FactsInErrorComeBackAsTheyWereHandedOver) {
  Facts facts = SmallFacts();
  facts.apprentices[0].id = "Z";
  facts.apprentices.push_back(MakeApprentice(facts, "B", "nowhere"));
  facts.apprentices.push_back(MakeApprentice(facts, "Y", "C"));
  facts.openings[0].id = "Z";
  facts.openings.push_back(facts.openings[0]);
  facts.openings[1].id = "B";
  const Problem::CreateResult result = Problem::Create(std::move(facts));
  ASSERT_EQ(result.errors.size(), 1u);
  ASSERT_EQ(result.facts.apprentices.size(), 3u);
  EXPECT_EQ(result.facts.apprentices[0].id, "Z");
  EXPECT_EQ(result.facts.apprentices[1].id, "B");
  EXPECT_EQ(result.facts.apprentices[2].id, "Y");
  ASSERT_EQ(result.facts.openings.size(), 2u);
  EXPECT_EQ(result.facts.openings[0].id, "Z");
  EXPECT_EQ(result.facts.openings[1].id, "B");
}

// Rows of few and of many groups are held differently.
TEST(ProblemTest, RanksStandWithTheirOpening) {
  for (const std::size_t ranked_count : {0, 1, 2, 3, 40}) {
    Facts facts = SmallFacts();
    facts.openings.resize(40, facts.openings[0]);
    for (std::size_t i = 0; i < facts.openings.size(); ++i) facts.openings[i].id = std::to_string(100 + i);
    facts.apprentices.push_back(MakeApprentice(facts, "B", "C"));
    for (std::size_t i = 0; i < ranked_count; ++i) {
      // From the last opening down; the second has none.
      const std::string opening = std::to_string(139 - i);
      if (i != 1) facts.host_ranks.push_back(HostRankFact{opening, static_cast<int>(i + 1), "B"});
      if (i > 2) facts.host_ranks.push_back(HostRankFact{opening, static_cast<int>(i + 2), "A"});
    }
    const Problem problem = MakeProblem(std::move(facts));
    for (std::size_t i = 0; i < 40; ++i) {
      const absl::Span<const HostRank> ranks = problem.HostRanksOf(OpeningIndex(39 - i));
      const std::size_t expected = i >= ranked_count || i == 1 ? 0 : i > 2 ? 2 : 1;
      ASSERT_EQ(ranks.size(), expected) << ranked_count << ", opening " << i;
      if (expected == 0) continue;
      EXPECT_EQ(ranks.back().rank, static_cast<int>(i + 1));
      EXPECT_EQ(ranks.front().rank, static_cast<int>(expected == 2 ? i + 2 : i + 1));
    }
  }
}

TEST(ProblemTest, ProfilesAreInByteOrderOfIds) {
  Facts facts = SmallFacts();
  for (const char* id : {"b", "B", "Ä", "A10", "A2"}) facts.apprentices.push_back(MakeApprentice(facts, id, "C"));
  const Problem problem = MakeProblem(std::move(facts));
  std::vector<std::string> ids;
  for (const Apprentice& apprentice : problem.apprentices()) ids.push_back(apprentice.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"A", "A10", "A2", "B", "b", "Ä"}));
  EXPECT_EQ(problem.FindApprentice("A2")->value, 2u);
  EXPECT_FALSE(problem.FindApprentice("a2").has_value());
}

// Whatever the order of rows; the errors of a problem name rows as they were handed over (above).
TEST(ProblemTest, OpeningsAlikeAreNeighboursAndSeenById) {
  Facts facts = SmallFacts();
  facts.companies.push_back(MakeCompany(facts, "G"));
  facts.openings.clear();
  const auto add = [&](std::string id, std::string company, std::vector<std::string> fields) {
    facts.openings.push_back(MakeOpening(facts, std::move(id), std::move(company)));
    facts.openings.back().fields = Fields(facts, std::move(fields));
  };
  add("P4", "H", {"0715"});
  add("P1", "H", {"0611", "1013"});
  add("P3", "G", {"0715"});
  add("P2", "H", {"0611"});
  add("P5", "G", {"0715"});
  for (const bool is_reversed : {false, true}) {
    if (is_reversed) std::reverse(facts.openings.begin(), facts.openings.end());
    const Problem problem = MakeProblem(facts);
    const auto ids_of = [&problem](absl::Span<const OpeningIndex> openings) {
      std::vector<std::string> ids;
      for (const OpeningIndex opening : openings) ids.push_back(problem[opening].id);
      return ids;
    };
    std::vector<std::string> ids;
    for (const Opening& opening : problem.openings()) ids.push_back(opening.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"P2", "P1", "P3", "P5", "P4"}));
    EXPECT_EQ(ids_of(problem.OpeningsById()), (std::vector<std::string>{"P1", "P2", "P3", "P4", "P5"}));
    EXPECT_EQ(ids_of(problem.OpeningsOf(*problem.FindCompany("H"))), (std::vector<std::string>{"P1", "P2", "P4"}));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      EXPECT_EQ(problem.OpeningsById()[problem.IdRankOf(OpeningIndex(i))], OpeningIndex(i));
      EXPECT_EQ(problem.FindOpening(ids[i]), OpeningIndex(i));
    }
  }
}

TEST(ProblemTest, TheSchemeVersionOfTheRoundsFirstDayCounts) {
  Facts facts = SmallFacts();
  facts.schemes[0].valid_to = D("2027-03-01");
  facts.schemes.push_back(MakeScheme("S"));
  facts.schemes[1].valid_from = D("2027-03-02");
  facts.schemes[1].age_min = 99;
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_EQ(problem.View(ApprenticeIndex(0)).scheme.age_min, 0);
}

TEST(ProblemTest, DaysAreWindowsLessBothBlackouts) {
  Facts facts = SmallFacts();
  facts.apprentices[0].windows = Days(facts, {R("2027-03-01..2027-03-20")});
  facts.apprentices[0].blackouts = Days(facts, {R("2027-03-05..2027-03-06")});
  facts.centres[0].blackouts = Days(facts, {R("2027-03-10..2027-03-10"), R("2027-04-01..2027-04-02")});
  const Problem problem = MakeProblem(std::move(facts));
  EXPECT_EQ(problem.View(ApprenticeIndex(0)).days->ToString(),
            "2027-03-01..2027-03-04;2027-03-07..2027-03-09;2027-03-11..2027-03-20");
}

TEST(ProblemTest, WishesComeByRankThenKind) {
  Facts facts = SmallFacts();
  facts.wishes = {
      {"A", 2, WishKind::kOpening, "O"}, {"A", 1, WishKind::kCountry, "IE"}, {"A", 1, WishKind::kCompany, "H"}};
  const Problem problem = MakeProblem(std::move(facts));
  const absl::Span<const Wish> wishes = problem.WishesOf(ApprenticeIndex(0));
  ASSERT_EQ(wishes.size(), 3u);
  EXPECT_EQ(wishes[0].kind, WishKind::kCompany);
  EXPECT_EQ(wishes[1].kind, WishKind::kCountry);
  EXPECT_EQ(wishes[2].kind, WishKind::kOpening);
}

TEST(ProblemTest, TheLastRunForgetsWhoIsGone) {
  Facts facts = SmallFacts();
  facts.last_run = {{"gone", "O", facts.round.dates}, {"A", "gone", facts.round.dates}, {"A", "O", facts.round.dates}};
  const Problem problem = MakeProblem(std::move(facts));
  ASSERT_TRUE(problem.LastOf(ApprenticeIndex(0)).has_value());
  EXPECT_EQ(problem.LastOf(ApprenticeIndex(0))->opening, *problem.FindOpening("O"));
}

}  // namespace
}  // namespace walz
