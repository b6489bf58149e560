// host_rank: the ranked and the unranked.

#include "engine/rules/host_rank.h"

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

void AddRank(Facts& facts, int rank, const char* apprentice) { facts.host_ranks.push_back({"O", rank, apprentice}); }

TEST(HostRankTest, Points) {
  CheckPointsCases<HostRankPoints>({
      {"NoRanking", [](Facts&) {}, 0},
      {"First", [](Facts& f) { AddRank(f, 1, "A"); }, 1000},
      {"Second", [](Facts& f) { AddRank(f, 2, "A"); }, 900},
      {"Tenth", [](Facts& f) { AddRank(f, 10, "A"); }, 100},
      {"Hundredth", [](Facts& f) { AddRank(f, 100, "A"); }, 100},
      {"AnotherIsRanked",
       [](Facts& f) {
         f.apprentices.push_back(MakeApprentice(f, "B", "C"));
         AddRank(f, 1, "B");
       },
       0},
      {"BehindAnother",
       [](Facts& f) {
         f.apprentices.push_back(MakeApprentice(f, "B", "C"));
         AddRank(f, 1, "B");
         AddRank(f, 3, "A");
       },
       800},
  });
}

}  // namespace
}  // namespace walz
