// Snapshots, scans, the change log, leases, the audit chain, scrubbing: on every store.

#include <thread>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/call/errors.h"
#include "tests/service/store/store_conformance.h"

namespace walz {
namespace {

using testing::ElementsAre;

TEST_P(StoreConformanceTest, ASnapshotStaysAsItWas) {
  Put("a", "1");
  Put("b", "1");
  const auto before = store_->OpenSnapshot();
  const auto same = store_->OpenSnapshot();
  Put("a", "2");
  Delete("b");
  Put("c", "1");
  EXPECT_EQ(before->revision(), 2);
  EXPECT_EQ(same->revision(), 2);
  EXPECT_EQ(ScanAll(*before), "a=1@1 b=1@2");
  EXPECT_EQ(Read(*before, "c"), "c=none");
  const auto after = store_->OpenSnapshot();
  EXPECT_EQ(after->revision(), 5);
  EXPECT_EQ(ScanAll(*after), "a=2@3 c=1@5");
  EXPECT_EQ(ScanAll(*same), "a=1@1 b=1@2");
}

TEST_P(StoreConformanceTest, ASnapshotIsOfExactlyItsRevisionWhileCommitsGoOn) {
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      // Both keys always hold the same number.
      const Revision next = store_->OpenSnapshot()->revision() + 1;
      MustCommit({.mutations = {{.key = "x", .value = absl::StrCat(next)}, {.key = "y", .value = absl::StrCat(next)}}});
    }
  });
  store_->WaitBeyond(0, absl::InfiniteFuture(), {});
  for (int i = 0; i < 100; ++i) {
    const auto snapshot = store_->OpenSnapshot();
    const std::string revision = absl::StrCat(snapshot->revision());
    ASSERT_EQ(ScanAll(*snapshot), absl::StrCat("x=", revision, "@", revision, " y=", revision, "@", revision));
  }
}

TEST_P(StoreConformanceTest, MultiGetAnswersInOrderAlsoForWhatIsNotThere) {
  Put("a", "1");
  Put("b", "2");
  const auto records = store_->OpenSnapshot()->MultiGet({"b", "never", "a", "b"});
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 4u);
  EXPECT_EQ((*records)[0]->value, "2");
  EXPECT_EQ((*records)[0]->revision, 2);
  EXPECT_FALSE((*records)[1].has_value());
  EXPECT_EQ((*records)[2]->value, "1");
  EXPECT_EQ((*records)[3]->value, "2");
  EXPECT_TRUE(store_->OpenSnapshot()->MultiGet({})->empty());
}

TEST_P(StoreConformanceTest, AScanHasItsFirstKeyAndNotItsLast) {
  for (const char* key : {"a", "b", "ba", "c", "\xff", "\xff\xff"}) Put(key, "v");
  const auto keys_of = [&](const KeyRange& range) {
    std::string keys;
    EXPECT_TRUE(store_->OpenSnapshot()
                    ->Scan(range,
                           [&](absl::string_view key, absl::string_view, Revision) {
                             absl::StrAppend(&keys, key, ",");
                             return true;
                           })
                    .ok());
    return keys;
  };
  EXPECT_EQ(keys_of({"", ""}), "a,b,ba,c,\xff,\xff\xff,");
  EXPECT_EQ(keys_of({"b", "c"}), "b,ba,");
  EXPECT_EQ(keys_of({"b", "ba"}), "b,");
  EXPECT_EQ(keys_of({"b", "b"}), "");
  EXPECT_EQ(keys_of({"bb", ""}), "c,\xff,\xff\xff,");
  EXPECT_EQ(keys_of({"", "a"}), "");
  EXPECT_EQ(keys_of({"\xff\xff\xff", ""}), "");
}

TEST_P(StoreConformanceTest, AScanStopsWhenToldOrAsked) {
  for (const char* key : {"a", "b", "c"}) Put(key, "v");
  int seen = 0;
  std::stop_source stop;
  const auto snapshot = store_->OpenSnapshot();
  const auto first_only = [&](absl::string_view, absl::string_view, Revision) { return ++seen < 1; };
  EXPECT_TRUE(snapshot->Scan({}, first_only).ok());
  EXPECT_EQ(seen, 1);
  const auto stops = [&](absl::string_view, absl::string_view, Revision) {
    ++seen;
    stop.request_stop();
    return true;
  };
  const absl::Status stopped = snapshot->Scan({}, stops, stop.get_token());
  EXPECT_EQ(stopped.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(ReasonOf(stopped), v1::ERROR_REASON_STOPPED);
  EXPECT_EQ(seen, 2);
}

TEST_P(StoreConformanceTest, AScanMayReadTheStore) {
  Put("a", "1");
  Put("b", "2");
  const auto snapshot = store_->OpenSnapshot();
  int seen = 0;
  EXPECT_TRUE(snapshot
                  ->Scan({},
                         [&](absl::string_view key, absl::string_view, Revision) {
                           seen += (*snapshot->Get(key)).has_value();
                           Put("c", "while scanning");
                           return true;
                         })
                  .ok());
  EXPECT_EQ(seen, 2);
}

std::string ShowKeys(const absl::StatusOr<std::vector<Change>>& changes) {
  if (!changes.ok()) return absl::StrCat("oldest ", MetadataOf(changes.status(), "oldest_revision"));
  std::string shown;
  for (const Change& change : *changes) {
    absl::StrAppend(&shown, change.revision, ":");
    for (const ChangedKey& key : change.keys) absl::StrAppend(&shown, key.deleted ? "-" : "+", key.key);
    absl::StrAppend(&shown, " ");
  }
  return shown;
}

TEST_P(StoreConformanceTest, ChangesTellEveryCommitInOrder) {
  EXPECT_EQ(ShowKeys(store_->Changes(0, 10)), "");
  MustCommit({.mutations = {{.key = "b", .value = "1"}, {.key = "a", .value = "1"}}});
  clock().Advance(absl::Seconds(1));
  Delete("a");
  MustCommit({});
  EXPECT_EQ(ShowKeys(store_->Changes(0, 10)), "1:+b+a 2:-a 3: ");
  EXPECT_EQ(ShowKeys(store_->Changes(0, 2)), "1:+b+a 2:-a ");
  EXPECT_EQ(ShowKeys(store_->Changes(0, 0)), "");
  EXPECT_EQ(ShowKeys(store_->Changes(2, 10)), "3: ");
  EXPECT_EQ(ShowKeys(store_->Changes(3, 10)), "");
  EXPECT_EQ(ShowKeys(store_->Changes(99, 10)), "");
  EXPECT_EQ((*store_->Changes(1, 1))[0].time, clock().Now());
}

TEST_P(StoreConformanceTest, ForgottenChangesAreRefusedWithTheOldest) {
  for (int i = 0; i < 5; ++i) Put("a", absl::StrCat(i));
  ASSERT_TRUE(store_->ForgetChanges(2).ok());
  for (const bool after_reopening : {false, true}) {
    if (after_reopening && !IsDurable()) continue;
    if (after_reopening) Reopen();
    EXPECT_EQ(ShowKeys(store_->Changes(1, 10)), "oldest 2");
    EXPECT_EQ(store_->Changes(1, 10).status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(ReasonOf(store_->Changes(1, 10).status()), v1::ERROR_REASON_REVISION_COMPACTED);
    EXPECT_EQ(ShowKeys(store_->Changes(2, 10)), "3:+a 4:+a 5:+a ");
    EXPECT_EQ(store_->Stats().oldest, 2);
    ASSERT_TRUE(store_->ForgetChanges(1).ok());  // Already.
    EXPECT_EQ(store_->Stats().oldest, 2);
  }
  ASSERT_TRUE(store_->ForgetChanges(99).ok());  // All there are, and not those to come.
  EXPECT_EQ(ShowKeys(store_->Changes(4, 10)), "oldest 5");
  EXPECT_EQ(ShowKeys(store_->Changes(5, 10)), "");
  Put("b", "1");
  EXPECT_EQ(ShowKeys(store_->Changes(5, 10)), "6:+b ");
  EXPECT_EQ(Read("a"), "a=4@5");  // Only the log forgets.
}

TEST_P(StoreConformanceTest, ALeaseHasOneHolderUntilItExpires) {
  EXPECT_EQ(store_->ReadLease("jobs")->token, 0);
  const absl::StatusOr<Fence> first = store_->TakeLease("jobs", "a", absl::Seconds(10));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->token, 1);
  clock().Advance(absl::Seconds(10) - absl::Microseconds(1));
  const absl::Status refused = store_->TakeLease("jobs", "b", absl::Seconds(10)).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_FENCED);
  EXPECT_EQ(MetadataOf(refused, "holder"), "a");
  clock().Advance(absl::Microseconds(1));
  const absl::StatusOr<Fence> second = store_->TakeLease("jobs", "b", absl::Seconds(10));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->token, 2);
  EXPECT_EQ(store_->ReadLease("jobs")->holder, "b");
  EXPECT_EQ(store_->ReadLease("jobs")->expires, clock().Now() + absl::Seconds(10));
  EXPECT_EQ(store_->TakeLease("others", "a", absl::Seconds(10))->token, 1);
  EXPECT_EQ(store_->OpenSnapshot()->revision(), 0);  // Leases take no revision.
  if (!IsDurable()) return;
  Reopen();
  EXPECT_EQ(store_->ReadLease("jobs")->holder, "b");
  EXPECT_EQ(store_->ReadLease("jobs")->token, 2);
}

TEST_P(StoreConformanceTest, ALeaseIsRenewedUnderItsTokenAndGivenUp) {
  const Fence first = *store_->TakeLease("jobs", "a", absl::Seconds(10));
  clock().Advance(absl::Seconds(5));
  EXPECT_EQ(store_->TakeLease("jobs", "a", absl::Seconds(10))->token, 1);
  EXPECT_EQ(store_->ReadLease("jobs")->expires, clock().Now() + absl::Seconds(10));
  clock().Advance(absl::Hours(1));
  EXPECT_EQ(store_->TakeLease("jobs", "a", absl::Seconds(10))->token, 1);  // Nobody took it meanwhile.
  ASSERT_TRUE(store_->GiveUpLease(first).ok());
  EXPECT_EQ(store_->ReadLease("jobs")->holder, "");
  EXPECT_EQ(ReasonOf(store_->GiveUpLease(first)), v1::ERROR_REASON_FENCED);
  EXPECT_EQ(store_->TakeLease("jobs", "a", absl::Seconds(10))->token, 2);
  EXPECT_EQ(ReasonOf(store_->GiveUpLease(first)), v1::ERROR_REASON_FENCED);
  EXPECT_EQ(ReasonOf(store_->GiveUpLease({.lease = "never", .token = 1})), v1::ERROR_REASON_FENCED);
  EXPECT_FALSE(store_->TakeLease("", "a", absl::Seconds(1)).ok());
  EXPECT_FALSE(store_->TakeLease("x", "", absl::Seconds(1)).ok());
  EXPECT_FALSE(store_->TakeLease("x", "a", absl::ZeroDuration()).ok());
}

TEST_P(StoreConformanceTest, ACommitUnderALostLeaseIsFenced) {
  const Fence first = *store_->TakeLease("jobs", "a", absl::Seconds(10));
  const auto put = [&](const Fence& fence) {
    return store_->Commit({.mutations = {{.key = "k", .value = "v"}}, .fence = fence}).status();
  };
  EXPECT_TRUE(put(first).ok());
  clock().Advance(absl::Hours(1));
  EXPECT_TRUE(put(first).ok());  // Expired, but nobody else has it.
  const Fence second = *store_->TakeLease("jobs", "b", absl::Seconds(10));
  EXPECT_EQ(put(first).code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(put(first)), v1::ERROR_REASON_FENCED);
  EXPECT_EQ(MetadataOf(put(first), "lease"), "jobs");
  EXPECT_TRUE(put(second).ok());
  ASSERT_TRUE(store_->GiveUpLease(second).ok());
  EXPECT_EQ(ReasonOf(put(second)), v1::ERROR_REASON_FENCED);
  EXPECT_EQ(ReasonOf(put({.lease = "never", .token = 1})), v1::ERROR_REASON_FENCED);
  EXPECT_EQ(store_->OpenSnapshot()->revision(), 3);
}

TEST_P(StoreConformanceTest, TheAuditChainTellsWhoDidWhat) {
  EXPECT_EQ(store_->VerifyAudit()->entries, 0);
  std::vector<std::string> names;
  for (int i = 0; i < 101; ++i) names.push_back(absl::StrCat("centres/C-", i));
  MustCommit({.audit = {.principal = "eva", .method = "CreateCentre", .names = {"centres/C-1"}, .request_id = "r"}});
  clock().Advance(absl::Seconds(1));
  MustCommit({.audit = {.principal = "batch", .method = "Import", .names = names}});
  std::vector<AuditRecord> records;
  const auto keep = [&](const AuditRecord& record) {
    records.push_back(record);
    return true;
  };
  ASSERT_TRUE(store_->ScanAudit(0, keep).ok());
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].revision, 1);
  EXPECT_EQ(records[0].note.principal, "eva");
  EXPECT_EQ(records[0].note.method, "CreateCentre");
  EXPECT_EQ(records[0].note.request_id, "r");
  EXPECT_THAT(records[0].note.names, ElementsAre("centres/C-1"));
  EXPECT_EQ(records[1].note.names.size(), 100u);  // The first hundred and the count.
  EXPECT_EQ(records[1].name_count, 101);
  EXPECT_EQ(records[1].time, clock().Now());
  const absl::StatusOr<AuditVerified> verified = store_->VerifyAudit();
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->entries, 2);
  EXPECT_EQ(verified->last_revision, 2);
  EXPECT_EQ(verified->head_hash, records[1].hash);
  records.clear();
  ASSERT_TRUE(store_->ScanAudit(1, keep).ok());
  EXPECT_EQ(records.size(), 1u);
  ASSERT_TRUE(store_->ScanAudit(2, keep).ok());
  EXPECT_EQ(records.size(), 1u);
  int seen = 0;
  ASSERT_TRUE(store_->ScanAudit(0, [&](const AuditRecord&) { return ++seen < 1; }).ok());
  EXPECT_EQ(seen, 1);
}

TEST_P(StoreConformanceTest, TheChainGoesOnAfterReopening) {
  if (!IsDurable()) GTEST_SKIP() << "the model keeps nothing";
  Put("a", "1");
  const std::string before = store_->VerifyAudit()->head_hash;
  Reopen();
  EXPECT_EQ(store_->VerifyAudit()->head_hash, before);
  EXPECT_EQ(Put("a", "2"), 2);
  EXPECT_EQ(store_->VerifyAudit()->entries, 2);
  Reopen();
  EXPECT_EQ(Put("a", "3"), 3);
  EXPECT_EQ(store_->VerifyAudit()->entries, 3);
  EXPECT_EQ(Read("a"), "a=3@3");
  EXPECT_EQ(ShowKeys(store_->Changes(0, 10)), "1:+a 2:+a 3:+a ");
}

TEST_P(StoreConformanceTest, ScrubbingReadsEverythingAndCompactingChangesNothing) {
  for (int i = 0; i < 100; ++i) Put(absl::StrCat("k", i % 10), absl::StrCat(i));
  const std::string before = ScanAll(*store_->OpenSnapshot());
  std::int64_t records = 0;
  const auto note = [&](std::int64_t so_far, std::int64_t) { records = so_far; };
  EXPECT_TRUE(store_->Scrub(note, {}).ok());
  EXPECT_GE(records, 10);
  EXPECT_TRUE(store_->Compact().ok());
  EXPECT_TRUE(store_->Scrub(nullptr, {}).ok());
  EXPECT_EQ(ScanAll(*store_->OpenSnapshot()), before);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(store_->Scrub(nullptr, stop.get_token()).code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(store_->Failure().ok());
}

TEST_P(StoreConformanceTest, ABackupIsMadeWhileCommitsGoOnIfThereIsAnythingOnDisk) {
  const TempFolder backups;
  Put("a", "1");
  if (!IsDurable()) {
    EXPECT_EQ(store_->Backup(backups.path(), {}).status().code(), absl::StatusCode::kFailedPrecondition);
    return;
  }
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) Put("b", "2");
  });
  store_->WaitBeyond(1, absl::InfiniteFuture(), {});
  const Revision before = store_->OpenSnapshot()->revision();
  const absl::StatusOr<BackupMade> backup = store_->Backup(backups.path(), {});
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(backup->id, 1);
  EXPECT_GE(backup->revision, before);  // Nothing acknowledged before it is missing.
  EXPECT_LE(backup->revision, store_->OpenSnapshot()->revision());
}

}  // namespace
}  // namespace walz
