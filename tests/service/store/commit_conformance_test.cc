// Commits: revisions, expectations, idempotency, fences, limits, listener; on every store.

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/call/errors.h"
#include "tests/service/store/store_conformance.h"

namespace walz {
namespace {

using testing::UnorderedElementsAre;

TEST_P(StoreConformanceTest, TheFirstRevisionIsOneAndEachCommitTakesTheNext) {
  EXPECT_EQ(store_->OpenSnapshot()->revision(), 0);
  EXPECT_EQ(store_->Stats().revision, 0);
  EXPECT_EQ(Put("a", "1"), 1);
  EXPECT_EQ(Put("b", "2"), 2);
  EXPECT_EQ(MustCommit({}), 3);  // Nothing but the audit moves.
  EXPECT_EQ(Delete("a"), 4);
  EXPECT_EQ(Delete("never there"), 5);
  EXPECT_EQ(store_->OpenSnapshot()->revision(), 5);
  EXPECT_EQ(store_->Stats().revision, 5);
  EXPECT_EQ(store_->Stats().commits, 5);
  EXPECT_EQ(ScanAll(*store_->OpenSnapshot()), "b=2@2");
}

TEST_P(StoreConformanceTest, ACommitSaysRevisionTimeAndReply) {
  clock().Advance(absl::Seconds(3));
  const absl::StatusOr<Committed> committed = store_->Commit({.reply = "made"});
  ASSERT_TRUE(committed.ok());
  EXPECT_EQ(committed->revision, 1);
  EXPECT_EQ(committed->time, clock().Now());
  EXPECT_EQ(committed->reply, "made");
  EXPECT_FALSE(committed->replayed);
}

TEST_P(StoreConformanceTest, AnyBytesAreKeptInKeysAndValues) {
  const std::string key("a\0b\xff", 4);
  const std::string value("\0\x01\xff", 3);
  Put(key, value);
  Put("empty", "");
  EXPECT_EQ(Read(key), absl::StrCat(key, "=", value, "@1"));
  EXPECT_EQ(Read("empty"), "empty=@2");
}

TEST_P(StoreConformanceTest, AnExpectedRevisionMustBeTheRecords) {
  struct Case {
    const char* name;
    const char* key;
    std::optional<Revision> expected;
    bool stands;
  };
  const Case cases[] = {
      {"TheVeryOne", "here", 2, true},       {"OneBefore", "here", 1, false},
      {"OneBeyond", "here", 3, false},       {"NoneWhereOneIs", "here", 0, false},
      {"NoneWhereNoneIs", "never", 0, true}, {"OneWhereNoneIs", "never", 1, false},
      {"NoneWhereDeleted", "gone", 0, true}, {"ItsOldOne", "gone", 3, false},
      {"Whatever", "here", {}, true},
  };
  enum class How { kPut, kDelete, kReadOnly };
  for (const How how : {How::kPut, How::kDelete, How::kReadOnly}) {
    for (const Case& row : cases) {
      SCOPED_TRACE(testing::Message() << row.name << " " << static_cast<int>(how));
      StartAnew();
      Put("here", "old");
      Put("here", "new");
      Put("gone", "x");
      Delete("gone");
      CommitRequest request;
      request.mutations.push_back({.key = "beside", .value = "y"});
      if (how == How::kReadOnly) {
        if (!row.expected) continue;
        request.expectations.push_back({.key = row.key, .revision = *row.expected});
      } else {
        request.mutations.push_back({.key = row.key, .expected = row.expected});
        if (how == How::kPut) request.mutations.back().value = "z";
      }
      const absl::StatusOr<Committed> committed = store_->Commit(request);
      EXPECT_EQ(committed.ok(), row.stands) << committed.status();
      EXPECT_EQ(store_->OpenSnapshot()->revision(), row.stands ? 5 : 4);
      EXPECT_EQ(Read("beside"), row.stands ? "beside=y@5" : "beside=none");  // All or nothing.
      if (row.stands) continue;
      EXPECT_EQ(committed.status().code(), absl::StatusCode::kAborted);
      EXPECT_EQ(ReasonOf(committed.status()), v1::ERROR_REASON_ETAG_MISMATCH);
      EXPECT_EQ(MetadataOf(committed.status(), "key"), row.key);
    }
  }
}

TEST_P(StoreConformanceTest, WhatWasReadAtASnapshotMustNotHaveChangedSince) {
  Put("a", "1");
  Put("b", "1");
  if (IsDurable()) Reopen();
  const Revision read_at = store_->OpenSnapshot()->revision();
  const auto write = [&](const std::string& key, Revision expected) {
    return store_->Commit({.mutations = {{.key = key, .value = "2", .expected = expected, .read_at = read_at}}}).ok();
  };
  const auto see = [&](const std::string& key, Revision expected) {
    return store_->Commit({.expectations = {{.key = key, .revision = expected, .read_at = read_at}}}).ok();
  };
  EXPECT_TRUE(see("a", 1));
  EXPECT_TRUE(see("new", 0));
  EXPECT_TRUE(write("a", 1));
  EXPECT_TRUE(write("new", 0));
  Delete("b");
  for (const char* key : {"a", "b", "new"}) {
    const Revision before = std::string(key) == "new" ? 0 : key[0] == 'a' ? 1 : 2;
    EXPECT_FALSE(write(key, before)) << key;
    EXPECT_FALSE(see(key, before)) << key;
  }
}

TEST_P(StoreConformanceTest, ManyCommitsAtOnceSeeEachOtherInTheOrderOfTheirRevisions) {
  // Handed over before the first can be durable: they meet in groups.
  constexpr int kCount = 500;
  std::mutex mutex;
  std::vector<Revision> winners;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kCount; ++i) {
        store_->CommitAsync({.mutations = {{.key = absl::StrCat("k", i), .value = "v", .expected = 0}}},
                            [&](const absl::StatusOr<Committed>& committed) {
                              if (!committed.ok()) {
                                ++refused;
                                return;
                              }
                              const std::lock_guard lock(mutex);
                              winners.push_back(committed->revision);
                            });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(MustCommit({}), kCount + 1);  // All before it are answered.
  EXPECT_EQ(refused, 3 * kCount);
  ASSERT_EQ(winners.size(), static_cast<std::size_t>(kCount));
  for (std::size_t i = 0; i < winners.size(); ++i) EXPECT_EQ(winners[i], static_cast<Revision>(i) + 1);
}

TEST_P(StoreConformanceTest, CountersByComparisonLoseNoStep) {
  constexpr int kThreads = 8;
  constexpr int kSteps = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int done = 0; done < kSteps;) {
        const std::unique_ptr<StoreSnapshot> snapshot = store_->OpenSnapshot();
        const auto record = *snapshot->Get("counter");
        const int before = record ? std::stoi(record->value) : 0;
        // Half of them say when they read it.
        const absl::StatusOr<Committed> committed =
            store_->Commit({.mutations = {{.key = "counter",
                                           .value = absl::StrCat(before + 1),
                                           .expected = record ? record->revision : 0,
                                           .read_at = t % 2 == 0 ? snapshot->revision() : 0}}});
        if (committed.ok()) {
          ++done;
        } else {
          ASSERT_EQ(ReasonOf(committed.status()), v1::ERROR_REASON_ETAG_MISMATCH);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Read("counter"), absl::StrCat("counter=", kThreads * kSteps, "@", kThreads * kSteps));
}

TEST_P(StoreConformanceTest, ARepeatedRequestIsAnsweredAsTheFirstAndWritesNothing) {
  const CommitRequest request = {.mutations = {{.key = "a", .value = "1", .expected = 0}},
                                 .idempotency_key = "import-7",
                                 .fingerprint = "f",
                                 .reply = "made"};
  const absl::StatusOr<Committed> first = store_->Commit(request);
  ASSERT_TRUE(first.ok());
  Put("b", "2");
  clock().Advance(absl::Hours(1));
  CommitRequest again = request;
  again.reply = "not kept";
  for (const bool after_reopening : {false, true}) {
    if (after_reopening && !IsDurable()) continue;
    if (after_reopening) Reopen();
    const absl::StatusOr<Committed> second = store_->Commit(again);
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_TRUE(second->replayed);
    EXPECT_EQ(second->revision, 1);
    EXPECT_EQ(second->time, first->time);
    EXPECT_EQ(second->reply, "made");
    EXPECT_EQ(store_->OpenSnapshot()->revision(), 2);
  }
}

TEST_P(StoreConformanceTest, ARequestIdIsNotForAnotherRequest) {
  MustCommit({.idempotency_key = "k", .fingerprint = "f"});
  const absl::StatusOr<Committed> other =
      store_->Commit({.idempotency_key = "k", .fingerprint = "g", .audit = {.request_id = "id"}});
  EXPECT_EQ(other.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(other.status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(MetadataOf(other.status(), "request_id"), "id");
  EXPECT_EQ(store_->OpenSnapshot()->revision(), 1);
}

TEST_P(StoreConformanceTest, ARefusedCommitLeavesItsRequestIdFree) {
  EXPECT_FALSE(store_->Commit({.mutations = {{.key = "a", .value = "1", .expected = 9}}, .idempotency_key = "k"}).ok());
  EXPECT_EQ(MustCommit({.mutations = {{.key = "a", .value = "1"}}, .idempotency_key = "k", .fingerprint = "g"}), 1);
}

TEST_P(StoreConformanceTest, RequestIdsAreForgottenAfterTheirTimeAndNotBefore) {
  const absl::Duration kept = absl::Hours(24);
  struct Case {
    const char* name;
    absl::Duration later;
    bool is_kept;
  };
  for (const Case& row : {Case{"JustBefore", kept - absl::Microseconds(1), true}, Case{"OnTheDot", kept, false},
                          Case{"Later", kept + absl::Hours(1), false}}) {
    SCOPED_TRACE(row.name);
    StartAnew();
    for (int i = 0; i < 10; ++i) MustCommit({.idempotency_key = absl::StrCat("k", i), .fingerprint = "f"});
    clock().Advance(row.later);
    Put("others", "go on");
    const absl::StatusOr<Committed> again = store_->Commit({.idempotency_key = "k3", .fingerprint = "f"});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->replayed, row.is_kept);
    EXPECT_EQ(again->revision, row.is_kept ? 4 : 12);
    // What was written anew is kept from then on.
    clock().Advance(kept - absl::Microseconds(1));
    Put("others", "go on");
    EXPECT_EQ(store_->Commit({.idempotency_key = "k3", .fingerprint = "f"})->replayed, !row.is_kept);
  }
}

TEST_P(StoreConformanceTest, BadKeysAreRefusedAtTheDoor) {
  StoreOptions options = home_->Options();
  options.key_bytes_max = 8;
  options.commit_bytes_max = 20;
  Reopen(options);
  const auto code_of = [&](CommitRequest request) { return store_->Commit(std::move(request)).status().code(); };
  EXPECT_EQ(code_of({.mutations = {{.key = "", .value = "x"}}}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of({.mutations = {{.key = "twice", .value = "x"}, {.key = "twice"}}}),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of({.mutations = {{.key = "12345678", .value = "x"}}}), absl::StatusCode::kOk);
  EXPECT_EQ(code_of({.mutations = {{.key = "123456789", .value = "x"}}}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of({.expectations = {{.key = ""}}}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of({.idempotency_key = "123456789"}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of({.mutations = {{.key = "k", .value = std::string(19, 'x')}}}), absl::StatusCode::kOk);
  const absl::StatusOr<Committed> large = store_->Commit({.mutations = {{.key = "k", .value = std::string(20, 'x')}}});
  EXPECT_EQ(large.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(large.status()), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_EQ(store_->OpenSnapshot()->revision(), 2);
}

TEST_P(StoreConformanceTest, TooManyWaitingCommitsAreRefused) {
  StoreOptions options = home_->Options();
  options.waiting_commits_max = 2;
  Reopen(options);
  // The first one's callback holds the committer until the queue is full.
  std::promise<void> go_on;
  std::promise<void> held;
  store_->CommitAsync({}, [&](const absl::StatusOr<Committed>&) {
    held.set_value();
    go_on.get_future().wait();
  });
  held.get_future().wait();
  std::atomic<int> done = 0;
  for (int i = 0; i < 2; ++i) store_->CommitAsync({}, [&](const absl::StatusOr<Committed>& one) { done += one.ok(); });
  absl::Status refused;
  store_->CommitAsync({}, [&](const absl::StatusOr<Committed>& one) { refused = one.status(); });
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_EQ(store_->Stats().waiting, 2);
  go_on.set_value();
  store_.reset();  // What waits is done before.
  EXPECT_EQ(done, 2);
}

TEST_P(StoreConformanceTest, TheListenerSeesEveryCommitInOrderBeforeItsAnswer) {
  std::vector<std::string> seen;
  store_->SetListener([&](Revision revision, absl::Time time, absl::Span<const Mutation> mutations) {
    EXPECT_EQ(time, clock().Now());
    EXPECT_GE(store_->OpenSnapshot()->revision(), revision);
    seen.push_back(absl::StrCat("listener ", revision, " ", mutations.size()));
  });
  const auto note = [&](const absl::StatusOr<Committed>& committed) {
    seen.push_back(committed.ok() ? absl::StrCat("done ", committed->revision) : "refused");
  };
  store_->CommitAsync({.mutations = {{.key = "a", .value = "1"}, {.key = "b"}}, .idempotency_key = "k"}, note);
  MustCommit({});
  store_->CommitAsync({.idempotency_key = "k"}, note);
  store_->CommitAsync({.mutations = {{.key = "a", .value = "1", .expected = 9}}}, note);
  MustCommit({});
  // Within a group the listener goes first for all.
  const auto position = [&](absl::string_view what) {
    return std::find(seen.begin(), seen.end(), what) - seen.begin();
  };
  EXPECT_THAT(seen,
              UnorderedElementsAre("listener 1 2", "done 1", "listener 2 0", "done 1", "refused", "listener 3 0"));
  EXPECT_LT(position("listener 1 2"), position("listener 2 0"));
  EXPECT_LT(position("listener 2 0"), position("listener 3 0"));
  EXPECT_LT(position("listener 1 2"), position("done 1"));
}

TEST_P(StoreConformanceTest, WaitingEndsWithACommitTheDeadlineOrAStop) {
  EXPECT_EQ(store_->WaitBeyond(0, absl::InfinitePast(), {}), 0);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(store_->WaitBeyond(0, absl::InfiniteFuture(), stop.get_token()), 0);
  std::thread writer([&] { Put("a", "1"); });
  EXPECT_EQ(store_->WaitBeyond(0, absl::InfiniteFuture(), {}), 1);
  writer.join();
  EXPECT_EQ(store_->WaitBeyond(0, absl::InfiniteFuture(), {}), 1);
  std::stop_source later;
  std::thread stopper([&] { later.request_stop(); });
  EXPECT_EQ(store_->WaitBeyond(1, absl::InfiniteFuture(), later.get_token()), 1);
  stopper.join();
}

}  // namespace
}  // namespace walz
