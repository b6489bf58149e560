// Random operations on the store on RocksDB and on the model in memory: every answer is the same.  This one carries the
// confidence.  A seed that fails is printed; make it a named test.

#include <memory>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <gtest/gtest.h>

#include "service/call/errors.h"
#include "service/store/memory_store.h"
#include "tests/service/store/store_conformance.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

std::string Show(const absl::Status& status) {
  return absl::StrCat(static_cast<int>(status.code()), " ", status.message(), " ", static_cast<int>(ReasonOf(status)));
}

std::string Show(const absl::StatusOr<Committed>& committed) {
  if (!committed.ok()) return Show(committed.status());
  return absl::StrCat(committed->revision, " ", absl::FormatTime(committed->time), " ", committed->replayed, " ",
                      committed->reply);
}

std::string Show(const absl::StatusOr<Fence>& fence) {
  return fence.ok() ? absl::StrCat(fence->lease, " ", fence->token) : Show(fence.status());
}

std::string ShowChanges(const absl::StatusOr<std::vector<Change>>& changes) {
  if (!changes.ok()) return Show(changes.status());
  return absl::StrJoin(*changes, "; ", [](std::string* out, const Change& change) {
    absl::StrAppend(out, change.revision, absl::FormatTime(change.time));
    for (const ChangedKey& key : change.keys) absl::StrAppend(out, " ", key.key, key.deleted);
  });
}

// Everything that a snapshot, the logs and the leases say.
std::string ShowAll(const Store& store) {
  std::string shown = absl::StrCat("revision ", store.OpenSnapshot()->revision(), "\n");
  const absl::Status scanned =
      store.OpenSnapshot()->Scan({}, [&](absl::string_view key, absl::string_view value, Revision revision) {
        absl::StrAppend(&shown, key, "=", value, "@", revision, "\n");
        return true;
      });
  const absl::StatusOr<AuditVerified> audit = store.VerifyAudit();
  absl::StrAppend(&shown, scanned.ToString(), " ", audit.ok() ? audit->head_hash : audit.status().ToString(), "\n");
  for (const char* lease : {"l0", "l1"}) {
    const absl::StatusOr<LeaseState> state = store.ReadLease(lease);
    absl::StrAppend(&shown, state->holder, " ", state->token, " ", absl::FormatTime(state->expires), "\n");
  }
  return shown;
}

class Comparison {
 public:
  Comparison(StoreKind kind, int seed) : dice_(static_cast<std::uint64_t>(seed)), home_(kind) {
    model_ = MakeMemoryStore(home_.Options());
    Reopen();
  }

  void Step() {
    const int choice = dice_.Between(0, 99);
    if (choice < 70) {
      last_ = RandomCommit();
      return Same(Show(store_->Commit(last_)), Show(model_->Commit(last_)));
    }
    if (choice < 78) return home_.clock().Advance(absl::Minutes(dice_.Between(0, 10)));
    if (choice < 84) {
      const std::string lease = absl::StrCat("l", dice_.Between(0, 1));
      const std::string holder = absl::StrCat("h", dice_.Between(0, 2));
      const absl::Duration duration = absl::Minutes(dice_.Between(1, 10));
      return Same(Show(store_->TakeLease(lease, holder, duration)), Show(model_->TakeLease(lease, holder, duration)));
    }
    if (choice < 86) {
      const Fence fence = RandomFence();
      return Same(Show(store_->GiveUpLease(fence)), Show(model_->GiveUpLease(fence)));
    }
    const Revision revision = dice_.Between(0, static_cast<int>(model_->Stats().revision) + 2);
    if (choice < 88) return Same(Show(store_->ForgetChanges(revision / 2)), Show(model_->ForgetChanges(revision / 2)));
    if (choice < 94) return Same(ShowChanges(store_->Changes(revision, 5)), ShowChanges(model_->Changes(revision, 5)));
    if (choice < 96) Reopen();
    if (choice == 96) {
      EXPECT_TRUE(store_->Compact().ok());
    }
    Same(ShowAll(*store_), ShowAll(*model_));
  }

  void Reopen() {
    store_.reset();
    absl::StatusOr<std::unique_ptr<Store>> opened = home_.Open(home_.Options());
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

 private:
  static void Same(const std::string& store, const std::string& model) { EXPECT_EQ(store, model); }

  std::string RandomKey() { return absl::StrCat("k", dice_.Between(0, 9)); }
  Fence RandomFence() { return {.lease = absl::StrCat("l", dice_.Between(0, 1)), .token = dice_.Between(1, 3)}; }
  // Often the right one.
  Revision RandomExpected(const std::string& key) {
    const auto record = *model_->OpenSnapshot()->Get(key);
    if (dice_.Percent(70)) return record ? record->revision : 0;
    return dice_.Between(0, 5);
  }

  CommitRequest RandomCommit() {
    if (dice_.Percent(10)) return last_;  // Sent again.
    CommitRequest request;
    for (int i = dice_.Between(0, 3); i > 0; --i) {
      Mutation mutation{.key = RandomKey()};
      if (dice_.Percent(75)) mutation.value = absl::StrCat("v", dice_.Between(0, 999));
      if (dice_.Percent(40)) mutation.expected = RandomExpected(mutation.key);
      request.mutations.push_back(std::move(mutation));
    }
    if (dice_.Percent(10)) {
      request.expectations.push_back({.key = RandomKey()});
      request.expectations.back().revision = RandomExpected(request.expectations.back().key);
    }
    if (dice_.Percent(40)) {
      request.idempotency_key = absl::StrCat("r", dice_.Between(0, 30));
      request.fingerprint = absl::StrCat("f", dice_.Between(0, 3));
      request.reply = absl::StrCat("reply", dice_.Between(0, 9));
    }
    if (dice_.Percent(10)) request.fence = RandomFence();
    request.audit = {.principal = absl::StrCat("p", dice_.Between(0, 3)), .method = "M", .names = {RandomKey()}};
    return request;
  }

  Dice dice_;
  StoreHome home_;
  CommitRequest last_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Store> model_;
};

void Compare(StoreKind kind, int seeds, int steps) {
  for (int seed = 1; seed <= seeds && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Comparison comparison(kind, seed);
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) comparison.Step();
  }
}

TEST(ModelComparisonTest, RocksInMemoryIsAsTheModel) { Compare(StoreKind::kRocksInMemory, 30, 300); }

TEST(ModelComparisonTest, RocksInAFolderIsAsTheModel) { Compare(StoreKind::kRocks, 3, 150); }

}  // namespace
}  // namespace walz
