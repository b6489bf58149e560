// Everything that speaks of a pair says the same: verdicts.csv, ExplainPair, the funnel and the barriers, the matcher,
// and the reason why a pair was not chosen.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "engine/explain/barrier_report.h"
#include "engine/explain/pair_explanation.h"
#include "engine/explain/pair_reason.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/run_writer.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using PairIds = std::pair<std::string, std::string>;

// By pair: the rows of verdicts.csv, in their order.
std::map<PairIds, std::vector<CsvRow>> RowsByPair(const RunFacts& facts) {
  std::map<PairIds, std::vector<CsvRow>> rows;
  EXPECT_TRUE(ForEachVerdictRow(facts, [&](const CsvRow& row) {
                rows[{row[0], row[1]}].push_back(row);
                return absl::OkStatus();
              }).ok());
  return rows;
}

// What the cells of a row say of the pair: refused, or an action that the round does not accept.
bool Refuses(const CsvRow& row, ActionSet accepted) {
  if (row[3] == VerdictName(Verdict::kRefused)) return true;
  if (row[3] != VerdictName(Verdict::kNeeds)) return false;
  const std::string accepted_words = absl::StrCat(";", accepted.ToString(), ";");
  std::string action;
  for (const char c : absl::StrCat(row[4], ";")) {
    if (c != ';') {
      action += c;
      continue;
    }
    if (accepted_words.find(absl::StrCat(";", action, ";")) == std::string::npos) return true;
    action.clear();
  }
  return false;
}

TEST(VerdictsAgreementTest, FilesPairsFunnelMatcherAndReasonsAgree) {
  const RuleBook rules = StandardRuleBook();
  int refused_count = 0;
  int reason_count = 0;
  int needs_count = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Problem problem = RandomProblem(
        seed, {.apprentice_count = 4, .opening_count = 4, .barrier_rich = seed % 2 == 0, .with_pins = seed % 3 == 0});
    const Sieve sieve(problem, rules, {});
    const RunOutcome outcome = *FindMatching(problem, rules, sieve, {});
    const std::map<PairIds, std::vector<CsvRow>> rows = RowsByPair({problem, rules, sieve, "", "all"});
    ASSERT_EQ(rows.size(), problem.apprentices().size() * problem.openings().size());
    std::map<ApprenticeIndex, OpeningIndex> placed;
    for (const Placement& placement : outcome.matching.placements) placed[placement.apprentice] = placement.opening;
    Funnel funnel;
    funnel.passed.resize(rules.requirements.size());
    for (std::size_t a = 0; a < problem.apprentices().size(); ++a) {
      const ApprenticeIndex apprentice(a);
      std::size_t most_passed = 0;
      for (std::size_t o = 0; o < problem.openings().size(); ++o) {
        const OpeningIndex opening(o);
        const std::vector<CsvRow>& of_pair = rows.at({problem[apprentice].id, problem[opening].id});
        const PairExplanation pair = ExplainPair(problem, rules, apprentice, opening, &outcome.matching);
        ASSERT_EQ(of_pair.size(), rules.requirements.size());
        std::size_t passed = 0;
        bool refused = false;
        for (std::size_t r = 0; r < of_pair.size(); ++r) {
          const RequirementFinding& finding = pair.requirements[r];
          ASSERT_EQ(of_pair[r][2], finding.name);
          ASSERT_EQ(of_pair[r][3], VerdictName(finding.ruling.verdict));
          const bool refuses = Refuses(of_pair[r], problem.round().accepted_actions);
          ASSERT_EQ(refuses, finding.refuses) << of_pair[r][2] << " " << of_pair[r][4];
          refused = refused || refuses;
          if (!refused) ++passed;
          needs_count += finding.ruling.verdict == Verdict::kNeeds ? 1 : 0;
        }
        most_passed = std::max(most_passed, passed);
        ASSERT_EQ(pair.feasible, !refused);
        const bool chosen = placed.contains(apprentice) && placed[apprentice] == opening;
        if (chosen) {
          ASSERT_FALSE(refused);
        }
        const auto reason = ReasonOfPair(problem, rules, sieve, outcome, apprentice, opening, {});
        ASSERT_EQ(reason.has_value(), !refused && !chosen);
        refused_count += refused ? 1 : 0;
        reason_count += reason ? 1 : 0;
      }
      for (std::size_t r = 0; r < most_passed; ++r) ++funnel.passed[r];
    }
    const BarrierReport report = MakeBarrierReport(problem, rules, sieve, outcome.matching, {});
    ASSERT_EQ(report.all.funnel.passed, funnel.passed);
    ASSERT_EQ(report.all.funnel.placed, std::ssize(outcome.matching.placements));
    for (const ApprenticeBarriers& of : report.unmatched) {
      ASSERT_FALSE(placed.contains(of.apprentice));
      std::vector<std::int64_t> alone(rules.requirements.size());
      for (std::size_t o = 0; o < problem.openings().size(); ++o) {
        const std::vector<CsvRow>& of_pair = rows.at({problem[of.apprentice].id, problem[OpeningIndex(o)].id});
        std::vector<std::size_t> refusing;
        for (std::size_t r = 0; r < of_pair.size(); ++r) {
          if (Refuses(of_pair[r], problem.round().accepted_actions)) refusing.push_back(r);
        }
        if (refusing.size() == 1) ++alone[refusing[0]];
      }
      for (std::size_t r = 0; r < alone.size(); ++r) {
        ASSERT_EQ(of.refusals.by_requirement[r].only_refused, alone[r]);
      }
    }
  }
  EXPECT_GT(refused_count, 1'000);
  EXPECT_GT(reason_count, 200);
  EXPECT_GT(needs_count, 100);
}

}  // namespace
}  // namespace walz
