#include "service/app/scenarios/overlay_snapshot.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "service/store/memory_store.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

// Of the range, at most `most` rows.
Rows ScanOf(const StoreSnapshot& snapshot, const KeyRange& range, std::size_t most) {
  Rows rows;
  const absl::Status status = snapshot.Scan(range, [&](absl::string_view key, absl::string_view value, Revision) {
    rows.emplace_back(key, value);
    return rows.size() < most;
  });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

// Lays random writes over a store, and makes the same ones in it.
TEST(OverlaySnapshotTest, ReadsAsIfTheWritesHadBeenMade) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    const auto key = [&] { return absl::StrCat("k", dice.Between(0, 11)); };
    const std::unique_ptr<Store> store = MakeMemoryStore({});
    const auto commit = [&](const Mutation& mutation) {
      CommitRequest request;
      request.mutations.push_back(mutation);
      ASSERT_TRUE(store->Commit(std::move(request)).ok());
    };
    for (int i = dice.Between(0, 6); i > 0; --i) commit({key(), absl::StrCat("below", i), std::nullopt});
    const std::unique_ptr<StoreSnapshot> below = store->OpenSnapshot();
    OverlaySnapshot overlay(*below);
    for (int i = dice.Between(0, 6); i > 0; --i) {
      const Mutation mutation{key(), dice.Percent(40) ? std::nullopt : std::optional(absl::StrCat("laid", i)),
                              std::nullopt};
      overlay.Lay(mutation);
      commit(mutation);
    }
    const std::unique_ptr<StoreSnapshot> made = store->OpenSnapshot();
    std::vector<std::string> keys;
    for (int i = 0; i <= 11; ++i) keys.push_back(absl::StrCat("k", i));
    for (const std::string& k : keys) {
      const std::optional<Record> expected = made->Get(k).value();
      const std::optional<Record> found = overlay.Get(k).value();
      ASSERT_EQ(found.has_value(), expected.has_value());
      if (found) {
        EXPECT_EQ(found->value, expected->value);
      }
    }
    EXPECT_EQ(overlay.MultiGet(keys)->size(), keys.size());
    for (int i = 0; i < 6; ++i) {
      const KeyRange range{dice.Percent(30) ? "" : key(), dice.Percent(30) ? "" : key()};
      if (!range.last.empty() && range.last < range.first) continue;
      const auto most = static_cast<std::size_t>(dice.Between(1, 12));
      EXPECT_EQ(ScanOf(overlay, range, most), ScanOf(*made, range, most));
    }
  }
}

TEST(OverlaySnapshotTest, WhatStandsBelowKeepsItsRevision) {
  const std::unique_ptr<Store> store = MakeMemoryStore({});
  for (const char* const key : {"a", "b"}) {
    CommitRequest request;
    request.mutations.push_back({key, "below", std::nullopt});
    ASSERT_TRUE(store->Commit(std::move(request)).ok());
  }
  const std::unique_ptr<StoreSnapshot> below = store->OpenSnapshot();
  OverlaySnapshot overlay(*below);
  overlay.Lay({"a", "laid", std::nullopt});
  overlay.Lay({"c", "laid", std::nullopt});
  EXPECT_EQ(overlay.Get("a").value()->revision, below->Get("a").value()->revision);
  EXPECT_EQ(overlay.Get("c").value()->revision, below->revision());
  EXPECT_EQ(overlay.revision(), below->revision());
}

}  // namespace
}  // namespace walz
