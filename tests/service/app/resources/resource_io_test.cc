#include "service/app/resources/resource_io.h"

#include <limits>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/run.pb.h>

#include "service/call/errors.h"
#include "service/store/memory_store.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

TEST(ResourceIoTest, AnEtagIsARevisionInHex) {
  EXPECT_EQ(EtagOf(1), "1");
  EXPECT_EQ(EtagOf(255), "ff");
  for (const Revision revision : {Revision{0}, Revision{1}, Revision{4711}, std::numeric_limits<Revision>::max()}) {
    EXPECT_EQ(RevisionOfEtag(EtagOf(revision)), revision);
  }
  for (const char* etag : {"", "FF", "0ff", "0x1", " 1", "1 ", "g", "-1", "ffffffffffffffffff"}) {
    EXPECT_EQ(RevisionOfEtag(etag), std::nullopt) << etag;
  }
}

TEST(ResourceIoTest, TimesComeBack) {
  for (const absl::Time time : {absl::UnixEpoch(), absl::FromUnixNanos(1), absl::FromUnixNanos(-1),
                                absl::FromUnixNanos(1'800'000'000'123'456'789)}) {
    EXPECT_EQ(TimeOf(TimestampOf(time)), time);
    EXPECT_GE(TimestampOf(time).nanos(), 0);
  }
}

TEST(ResourceIoTest, ReadsWhatWasPut) {
  const std::unique_ptr<Store> store = MakeMemoryStore();
  auto round = FromText<v1::Round>("name: 'rounds/R' id: 'R' etag: 'old' first_day: '2027-01-01'");
  const absl::StatusOr<Committed> committed = store->Commit({.mutations = {PutMutation(round, 0)}});
  ASSERT_TRUE(committed.ok());
  const absl::StatusOr<v1::Round> read = ReadResource<v1::Round>(*store->OpenSnapshot(), "rounds/R");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->etag(), EtagOf(committed->revision));
  EXPECT_EQ(read->first_day(), "2027-01-01");
  // With the revision that it had, once.
  EXPECT_TRUE(store->Commit({.mutations = {PutMutation(*read, RevisionOfEtag(read->etag()))}}).ok());
  EXPECT_FALSE(store->Commit({.mutations = {PutMutation(*read, RevisionOfEtag(read->etag()))}}).ok());
}

TEST(ResourceIoTest, SaysWhyThereIsNothingToRead) {
  const std::unique_ptr<Store> store = MakeMemoryStore();
  ASSERT_TRUE(store
                  ->Commit({.mutations = {PutMutation(FromText<v1::Round>("name: 'rounds/R' delete_time {}")),
                                          {.key = "rBroken", .value = "\xff\xff"}}})
                  .ok());
  const auto snapshot = store->OpenSnapshot();
  EXPECT_EQ(ReasonOf(ReadResource<v1::Round>(*snapshot, "rounds/none").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(ReadResource<v1::Round>(*snapshot, "rounds/R").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(ReadResource<v1::Round>(*snapshot, "rounds").status()), v1::ERROR_REASON_BAD_NAME);
  EXPECT_EQ(ReasonOf(ReadResource<v1::Round>(*snapshot, "rounds/Broken").status()), v1::ERROR_REASON_DATA_CORRUPT);
  v1::Round deleted;
  EXPECT_TRUE(ReadResourceInto(*snapshot, "rounds/R", deleted).ok());
  EXPECT_TRUE(IsDeleted(deleted));
}

TEST(ResourceIoTest, EqualMessagesGiveEqualBytes) {
  v1::Run one;
  v1::Run two;
  for (int i = 0; i < 50; ++i) (*one.mutable_result()->mutable_barriers())[std::to_string(i)] = i;
  for (int i = 50; i-- > 0;) (*two.mutable_result()->mutable_barriers())[std::to_string(i)] = i;
  one.set_etag("1");
  EXPECT_EQ(ValueOf(one), ValueOf(two));
  EXPECT_NE(BytesOf(one), BytesOf(two));
}

}  // namespace
}  // namespace walz
