#include "service/app/resources/snapshot_keeper.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <walz/v1/error_reason.pb.h>

#include "service/call/errors.h"
#include "service/store/memory_store.h"

namespace walz {
namespace {

class SnapshotKeeperTest : public testing::Test {
 protected:
  // Keeps the revision of a new commit.
  Revision KeepOneMore() {
    EXPECT_TRUE(store_->Commit({}).ok());
    std::shared_ptr<const StoreSnapshot> snapshot = keeper_.OpenNewest();
    const Revision revision = snapshot->revision();
    keeper_.Keep(std::move(snapshot));
    return revision;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::unique_ptr<Store> store_ = MakeMemoryStore();
  SnapshotKeeper keeper_{
      *store_, [this] { return now_; }, {.count_max = 3, .idle = absl::Minutes(5), .age = absl::Minutes(20)}};
};

TEST_F(SnapshotKeeperTest, FindsWhatItKeeps) {
  const Revision first = KeepOneMore();
  KeepOneMore();
  ASSERT_TRUE(keeper_.Find(first).ok());
  EXPECT_EQ((*keeper_.Find(first))->revision(), first);
}

TEST_F(SnapshotKeeperTest, OpeningIsNotKeeping) {
  const Revision revision = keeper_.OpenNewest()->revision();
  const absl::Status status = keeper_.Find(revision).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_REVISION_COMPACTED);
  EXPECT_FALSE(keeper_.Find(999).ok());
  EXPECT_FALSE(keeper_.Find(-1).ok());
}

TEST_F(SnapshotKeeperTest, CallsOfOneRevisionShareIt) {
  const Revision revision = KeepOneMore();
  keeper_.Keep(keeper_.OpenNewest());
  keeper_.Keep(keeper_.OpenNewest());
  KeepOneMore();
  KeepOneMore();
  EXPECT_TRUE(keeper_.Find(revision).ok());  // Three revisions, not five.
}

TEST_F(SnapshotKeeperTest, TheLeastLatelyUsedGoesFirst) {
  std::vector<Revision> revisions;
  for (int i = 0; i < 3; ++i) {
    now_ += absl::Seconds(1);
    revisions.push_back(KeepOneMore());
  }
  now_ += absl::Seconds(1);
  EXPECT_TRUE(keeper_.Find(revisions[0]).ok());
  KeepOneMore();
  EXPECT_TRUE(keeper_.Find(revisions[0]).ok());
  EXPECT_FALSE(keeper_.Find(revisions[1]).ok());
  EXPECT_TRUE(keeper_.Find(revisions[2]).ok());
}

TEST_F(SnapshotKeeperTest, ClosesWhatIsIdleOrOld) {
  const Revision revision = KeepOneMore();
  const std::weak_ptr<const StoreSnapshot> open = *keeper_.Find(revision);
  for (int i = 0; i < 4; ++i) {
    now_ += absl::Minutes(5);
    EXPECT_TRUE(keeper_.Find(revision).ok()) << i;
  }
  now_ += absl::Seconds(1);  // Older than 20 minutes, used or not.
  EXPECT_FALSE(keeper_.Find(revision).ok());
  EXPECT_TRUE(open.expired());

  const Revision other = KeepOneMore();
  const std::weak_ptr<const StoreSnapshot> idle = *keeper_.Find(other);
  now_ += absl::Minutes(5) + absl::Seconds(1);
  keeper_.CloseOld();
  EXPECT_TRUE(idle.expired());
}

TEST_F(SnapshotKeeperTest, WhoIsReadingGoesOn) {
  const Revision revision = KeepOneMore();
  const std::shared_ptr<const StoreSnapshot> reading = *keeper_.Find(revision);
  now_ += absl::Hours(1);
  keeper_.CloseOld();
  EXPECT_TRUE(reading->Get("cC").ok());
}

}  // namespace
}  // namespace walz
