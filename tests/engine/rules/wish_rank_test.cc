// wish_rank: every kind of wish, every rank.

#include "engine/rules/wish_rank.h"

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

void AddWish(Facts& facts, int rank, WishKind kind, const char* target) {
  facts.wishes.push_back({"A", rank, kind, target});
}

TEST(WishRankTest, Points) {
  CheckPointsCases<WishRank>({
      {"NoWish", [](Facts&) {}, 0},
      {"FirstWish", [](Facts& f) { AddWish(f, 1, WishKind::kOpening, "O"); }, 1000},
      {"SecondWish", [](Facts& f) { AddWish(f, 2, WishKind::kOpening, "O"); }, 900},
      {"TenthWish", [](Facts& f) { AddWish(f, 10, WishKind::kOpening, "O"); }, 100},
      {"EleventhWish", [](Facts& f) { AddWish(f, 11, WishKind::kOpening, "O"); }, 100},
      {"Company", [](Facts& f) { AddWish(f, 3, WishKind::kCompany, "H"); }, 800},
      {"Country", [](Facts& f) { AddWish(f, 4, WishKind::kCountry, "IE"); }, 700},
      {"OtherCountry", [](Facts& f) { AddWish(f, 1, WishKind::kCountry, "FI"); }, 0},
      {"BestOfTwo",
       [](Facts& f) {
         AddWish(f, 5, WishKind::kOpening, "O");
         AddWish(f, 2, WishKind::kCountry, "IE");
       },
       900},
  });
}

}  // namespace
}  // namespace walz
