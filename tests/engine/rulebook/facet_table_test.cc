// Facet tables: what is grouped by facet is what stands one by one.

#include <algorithm>
#include <cstdint>
#include <memory>

#include <gtest/gtest.h>

#include "engine/rulebook/requirement.h"
#include "engine/rules/standard_rulebook.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

TEST(FacetTableTest, GroupsEachApprenticeUnderItsFacet) {
  const RuleBook rules = StandardRuleBook();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const int apprentice_count = seed % 3 == 0 ? 0 : 30;
    Problem::CreateResult made = Problem::Create(RandomFacts(seed, {.apprentice_count = apprentice_count}));
    ASSERT_TRUE(made.problem.has_value());
    for (const Requirement& requirement : rules.requirements) {
      if (requirement.tabulate == nullptr) continue;
      const std::unique_ptr<FacetTable> facets = requirement.tabulate(*made.problem);
      std::size_t count = 0;
      for (std::uint32_t learner = 0; learner < facets->learner_count(); ++learner) {
        const absl::Span<const std::uint32_t> these = facets->ApprenticesOf(learner);
        count += these.size();
        for (std::size_t i = 0; i < these.size(); ++i) {
          ASSERT_EQ(facets->LearnerFacetOf(ApprenticeIndex(these[i])), learner) << requirement.name;
        }
        ASSERT_TRUE(std::is_sorted(these.begin(), these.end())) << requirement.name;
      }
      ASSERT_EQ(count, made.problem->apprentices().size()) << requirement.name;
    }
  }
}

}  // namespace
}  // namespace walz
