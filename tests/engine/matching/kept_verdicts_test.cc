// kept_verdicts: one row a number, made once, within the room there is.

#include "engine/matching/kept_verdicts.h"

#include <gtest/gtest.h>

namespace walz {
namespace {

constexpr std::size_t kOpenings = 130;  // Three words.

TEST(KeptVerdictsTest, MakesEachBitmapOnce) {
  KeptVerdicts kept(5, kOpenings, {});
  ASSERT_TRUE(kept.are_bitmaps());
  int made = 0;
  const auto make = [&](KeptVerdicts::Row& row) {
    row.openings[1] = 7;
    row.count = static_cast<std::size_t>(++made);
  };
  const KeptVerdicts::Row* const ninth = kept.FindOrMake(9, make);
  const KeptVerdicts::Row* const second = kept.FindOrMake(2, make);
  EXPECT_EQ(kept.FindOrMake(9, make), ninth);
  EXPECT_EQ(kept.FindOrMake(2, make), second);
  EXPECT_EQ(made, 2);
  EXPECT_EQ(ninth->count, 1u);
  EXPECT_EQ(second->count, 2u);
  EXPECT_EQ(ninth->openings, (std::vector<BitmapWord>{0, 7, 0}));
  EXPECT_EQ(ninth->cells, nullptr);
}

TEST(KeptVerdictsTest, GivesCellsWhereHostsHaveManyFacets) {
  for (const std::size_t hosts : {5, 6}) {
    KeptVerdicts kept(hosts, kOpenings, {.bitmap_hosts_max = 5});
    EXPECT_EQ(kept.are_bitmaps(), hosts == 5);
  }
  KeptVerdicts kept(6, kOpenings, {.bitmap_hosts_max = 5});
  const auto make = [](KeptVerdicts::Row&) { FAIL() << "cells are judged when they are asked for"; };
  const KeptVerdicts::Row* const row = kept.FindOrMake(0, make);
  for (std::size_t host = 0; host < 6; ++host) EXPECT_EQ(row->cells[host], 0);
  row->cells[3] = 2;
  EXPECT_EQ(kept.FindOrMake(0, make)->cells[3], 2);
}

TEST(KeptVerdictsTest, KeepsNoMoreThanThereIsRoomFor) {
  const auto make = [](KeptVerdicts::Row&) {};
  for (const std::size_t bytes : {47, 48}) {
    KeptVerdicts kept(5, kOpenings, {.bytes_max = bytes});
    ASSERT_NE(kept.FindOrMake(0, make), nullptr);
    EXPECT_EQ(kept.FindOrMake(1, make) != nullptr, bytes == 48) << "24 bytes a row";
    EXPECT_EQ(kept.FindOrMake(2, make), nullptr);
    EXPECT_NE(kept.FindOrMake(0, make), nullptr) << "what is kept stays";
  }
}

}  // namespace
}  // namespace walz
