#include "service/store/last_writes.h"

#include <random>
#include <string>
#include <unordered_map>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

TEST(LastWritesTest, WhatWasNeverNotedCountsAsWrittenAtTheStart) {
  const LastWrites writes(7);
  EXPECT_EQ(writes.Bound("a"), 7);
  EXPECT_EQ(writes.Bound(""), 7);
}

TEST(LastWritesTest, TheBoundIsNeverEarlierThanTheLastWrite) {
  constexpr Revision kStart = 100;
  LastWrites writes(kStart, 64);  // Few slots, so that keys meet.
  std::unordered_map<std::string, Revision> last;
  std::mt19937 random(1);
  for (Revision revision = kStart + 1; revision < kStart + 2000; ++revision) {
    const std::string key = absl::StrCat("key", random() % 200);
    writes.Note(key, revision);
    last[key] = revision;
    const std::string asked = absl::StrCat("key", random() % 200);
    const auto at = last.find(asked);
    EXPECT_GE(writes.Bound(asked), at == last.end() ? kStart : at->second);
    EXPECT_EQ(writes.Bound(key), revision);
  }
}

TEST(LastWritesTest, RevisionsTooFarFromTheStartBoundNothing) {
  LastWrites writes(0, 2);
  constexpr Revision kFar = std::numeric_limits<std::uint32_t>::max();
  writes.Note("a", kFar - 1);
  EXPECT_EQ(writes.Bound("a"), kFar - 1);
  writes.Note("a", kFar);
  EXPECT_EQ(writes.Bound("a"), std::numeric_limits<Revision>::max());
}

}  // namespace
}  // namespace walz
