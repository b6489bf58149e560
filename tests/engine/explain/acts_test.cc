#include "engine/explain/acts.h"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/explain/placed_reference.h"
#include "tests/engine/explain/static_run.h"

namespace walz {
namespace {

constexpr std::size_t kPlacesPerOpening = 0;  // Positions of quotas in the rulebook.
constexpr std::size_t kPlacesPerCompanyQuota = 1;

ActList ActsOf(const StaticRun& run, const ActLimits& limits = {}) {
  const std::vector<SingleGain> gains =
      FindSingleGains(run.problem, run.rules, run.sieve, run.matching, run.network, {});
  return FindActs(run.problem, run.rules, run.sieve, run.network, gains, limits, {});
}

// The most that can be placed with `more` places spread over the openings from `first` on.
std::int64_t MostWithPlaces(const std::vector<OpeningIndex>& openings, std::size_t first, std::int64_t more,
                            PlacedReference& reference) {
  if (more == 0 || first == openings.size()) return reference.MostPlaced();
  std::int64_t most = 0;
  for (std::int64_t here = 0; here <= more; ++here) {
    reference.room()[{kPlacesPerOpening, openings[first].value}] = here;
    most = std::max(most, MostWithPlaces(openings, first + 1, more - here, reference));
  }
  reference.room()[{kPlacesPerOpening, openings[first].value}] = 0;
  return most;
}

// What matching anew says of an act.
std::int64_t MostAfter(const StaticRun& run, const Act& act) {
  PlacedReference reference(run.problem, run.rules);
  switch (act.kind) {
    case ActKind::kEmployerConsents:
      for (std::size_t a = 0; a < run.problem.apprentices().size(); ++a) {
        if (run.problem.EmployerOf(ApprenticeIndex(a)) != act.company) continue;
        reference.options()[a] = reference.OptionsOf(ApprenticeIndex(a), *act.requirement);
      }
      return reference.MostPlaced();
    case ActKind::kHostRelaxes:
      for (std::size_t a = 0; a < run.problem.apprentices().size(); ++a) {
        std::vector<OpeningIndex>& options = reference.options()[a];
        for (const OpeningIndex opening : reference.OptionsOf(ApprenticeIndex(a), *act.requirement)) {
          if (opening == *act.opening && std::count(options.begin(), options.end(), opening) == 0) {
            options.push_back(opening);
          }
        }
      }
      return reference.MostPlaced();
    case ActKind::kHostAddsPlaces: {
      reference.room()[{kPlacesPerCompanyQuota, act.company->value}] = act.more;
      const absl::Span<const OpeningIndex> openings = run.problem.OpeningsOf(*act.company);
      return MostWithPlaces({openings.begin(), openings.end()}, 0, act.more, reference);
    }
    case ActKind::kQuotaAllowsMore:
      for (std::size_t q = 0; q < run.rules.quotas.size(); ++q) {
        for (const QuotaGroup group : reference.GroupsOf(q)) {
          if (run.rules.quotas[q].label(run.problem, group) == act.group) reference.room()[{q, group}] = act.more;
        }
      }
      return reference.MostPlaced();
    default:
      return 0;  // Wide acts are tested by themselves.
  }
}

TEST(ActsTest, BringWhatMatchingAnewSays) {
  std::vector<int> kind_counts(4);
  int joint_count = 0;
  for (std::uint64_t seed = 1; seed <= 700; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const StaticRun run(seed, {.apprentice_count = 6, .opening_count = 4, .barrier_rich = seed % 2 == 0});
    if (!run.network.exact()) continue;
    const ActList list = ActsOf(run, {.kept_max = 8, .looked_at_max = 200, .more_max = 2});
    ASSERT_TRUE(list.complete);
    for (std::size_t i = 0; i < list.acts.size(); ++i) {
      const Act& act = list.acts[i];
      ASSERT_EQ(run.network.most_placed() + act.gain, MostAfter(run, act)) << ActWords(run.problem, run.rules, act);
      ++kind_counts[static_cast<std::size_t>(act.kind)];
      joint_count += act.gain > 1 ? 1 : 0;
      ASSERT_GE(list.acts[0].gain, act.gain);
      std::vector<const Act*> so_far;
      for (std::size_t j = 0; j <= i; ++j) so_far.push_back(&list.acts[j]);
      ASSERT_EQ(list.together[i], GainTogether(run.network, so_far).more);
    }
  }
  for (const int count : kind_counts) EXPECT_GT(count, 10);
  EXPECT_GT(joint_count, 50);
}

}  // namespace
}  // namespace walz
