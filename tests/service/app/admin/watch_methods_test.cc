#include "service/app/admin/watch_methods.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/error_reason.pb.h>

#include "service/app/admin/change_feed.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "service/store/memory_store.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A client on a thread of its own; takes messages until it is told that it has enough.
class Watcher : public Writer<v1::WatchResponse> {
 public:
  using Until = std::function<bool(const std::vector<v1::WatchResponse>&)>;

  bool Write(const v1::WatchResponse& response) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !held_; });
    messages_.push_back(response);
    changed_.notify_all();
    return !gone_;
  }
  void Await(const Until& until) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, std::chrono::seconds(120), [&] { return until(messages_); }));
  }
  // While held, Write does not return: a slow client.
  void Hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  void GoAway() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
  }
  std::vector<v1::WatchResponse> messages() {
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  std::vector<v1::Change> changes() {
    std::vector<v1::Change> all;
    for (const v1::WatchResponse& message : messages()) {
      all.insert(all.end(), message.changes().begin(), message.changes().end());
    }
    return all;
  }
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const v1::Change& change : changes()) names.push_back(change.name());
    return names;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<v1::WatchResponse> messages_;
  bool held_ = false;
  bool gone_ = false;
};

std::size_t CountChanges(const std::vector<v1::WatchResponse>& messages) {
  std::size_t count = 0;
  for (const v1::WatchResponse& message : messages) count += static_cast<std::size_t>(message.changes_size());
  return count;
}

class WatchMethodsTest : public testing::Test {
 protected:
  WatchMethodsTest() : store_(MakeMemoryStore()), methods_(*store_, absl::Now) { methods_.Register(method_set_); }

  Revision Commit(std::vector<Mutation> mutations) {
    CommitRequest commit;
    commit.mutations = std::move(mutations);
    const absl::StatusOr<Committed> committed = store_->Commit(std::move(commit));
    EXPECT_TRUE(committed.ok()) << committed.status();
    return committed->revision;
  }
  Revision PutCentre(absl::string_view id) {
    v1::Centre centre;
    centre.set_name(absl::StrCat("centres/", id));
    centre.set_coordinator("Anna");
    return Commit({PutMutation(centre)});
  }
  Revision PutApprentice(absl::string_view centre, absl::string_view id) {
    v1::Apprentice apprentice;
    apprentice.set_name(absl::StrCat("centres/", centre, "/apprentices/", id));
    apprentice.set_given_name("Bea");
    apprentice.set_scheme("es-general");
    return Commit({PutMutation(apprentice),
                   {UniqueIdKey(Collection::kApprentices, id), apprentice.name(), std::nullopt},
                   {KeyOf({Collection::kTokens, {"t-1"}}), "hash", std::nullopt},
                   {KeyOf({Collection::kProposals, {"R", "1", std::string(id)}}), "", std::nullopt},
                   {KeyOf({Collection::kRunFiles, {"R", "1", "run.json", "0"}}), "{}", std::nullopt}});
  }

  absl::Status Watch(const v1::WatchRequest& request, Writer<v1::WatchResponse>& writer, std::stop_token stop) {
    call_.stop = std::move(stop);
    struct Any : AnyWriter {
      explicit Any(Writer<v1::WatchResponse>& typed) : inner(typed) {}
      bool Write(const AnyMessage& message) override {
        return inner.Write(static_cast<const v1::WatchResponse&>(message));
      }
      Writer<v1::WatchResponse>& inner;
    } any(writer);
    return method_set_.Find("walz.v1.WatchService/Watch")->server_stream(call_, request, any);
  }
  // The messages until `until`, then stops the stream.
  void WatchUntil(const v1::WatchRequest& request, Watcher& watcher, const Watcher::Until& until) {
    absl::Status status;
    {
      std::jthread stream([&](std::stop_token stop) { status = Watch(request, watcher, stop); });
      watcher.Await(until);
    }
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_STOPPED) << status;
  }
  static v1::WatchRequest After(Revision revision) {
    v1::WatchRequest request;
    request.set_after_revision(revision);
    return request;
  }

  std::unique_ptr<Store> store_;
  WatchMethods methods_;
  MethodSet method_set_;
  Call call_;
};

TEST_F(WatchMethodsTest, FirstSaysFromWhere) {
  PutCentre("C-1");
  const Revision newest = PutCentre("C-2");
  Watcher watcher;
  WatchUntil({}, watcher, [](const auto& messages) { return messages.size() == 1; });
  EXPECT_EQ(watcher.messages()[0].revision(), newest);
  EXPECT_THAT(watcher.changes(), IsEmpty());
}

TEST_F(WatchMethodsTest, SendsWhatChangedAfterTheRevisionAndThenWhatChanges) {
  const Revision first = PutCentre("C-1");
  PutCentre("C-2");
  Watcher watcher;
  std::jthread stream([&](std::stop_token stop) { Watch(After(first), watcher, stop).IgnoreError(); });
  watcher.Await([](const auto& messages) { return CountChanges(messages) == 1; });
  const Revision last = PutCentre("C-3");
  watcher.Await([](const auto& messages) { return CountChanges(messages) == 2; });
  EXPECT_THAT(watcher.names(), ElementsAre("centres/C-2", "centres/C-3"));
  EXPECT_EQ(watcher.messages().back().revision(), last);
  EXPECT_TRUE(watcher.messages().back().has_commit_time());
}

TEST_F(WatchMethodsTest, HidesWhatIsTheHousesOwn) {
  const Revision start = PutCentre("C-1");
  PutApprentice("C-1", "A-1");
  Watcher watcher;
  WatchUntil(After(start), watcher, [](const auto& messages) { return CountChanges(messages) == 1; });
  EXPECT_THAT(watcher.names(), ElementsAre("centres/C-1/apprentices/A-1"));
}

TEST_F(WatchMethodsTest, TellsOfWhatIsGone) {
  const Revision start = PutCentre("C-1");
  Commit({{KeyOf({Collection::kCentres, {"C-1"}}), std::nullopt, std::nullopt}});
  v1::WatchRequest request = After(start);
  request.set_include_resources(true);
  Watcher watcher;
  WatchUntil(request, watcher, [](const auto& messages) { return CountChanges(messages) == 1; });
  EXPECT_EQ(watcher.changes()[0].kind(), v1::CHANGE_KIND_DELETED);
  EXPECT_FALSE(watcher.changes()[0].has_resource());
}

TEST_F(WatchMethodsTest, FiltersByCollectionAndPrefix) {
  const Revision start = PutCentre("C-1");
  PutCentre("C-2");
  PutApprentice("C-1", "A-1");
  PutApprentice("C-2", "A-2");
  v1::WatchRequest request = After(start);
  request.add_collections("apprentices");
  Watcher by_collection;
  WatchUntil(request, by_collection, [](const auto& messages) { return CountChanges(messages) == 2; });
  EXPECT_THAT(by_collection.names(), ElementsAre("centres/C-1/apprentices/A-1", "centres/C-2/apprentices/A-2"));
  request.set_name_prefix("centres/C-2/");
  Watcher by_both;
  WatchUntil(request, by_both, [](const auto& messages) { return CountChanges(messages) == 1; });
  EXPECT_THAT(by_both.names(), ElementsAre("centres/C-2/apprentices/A-2"));
}

TEST_F(WatchMethodsTest, NobodySeesWhatIsNotTheirs) {
  const Revision start = PutCentre("C-1");
  PutApprentice("C-1", "A-1");
  PutApprentice("C-2", "A-2");
  Commit({{KeyOf({Collection::kApprentices, {"C-1", "A-1"}}), std::nullopt, std::nullopt}});
  Commit({{KeyOf({Collection::kApprentices, {"C-2", "A-2"}}), std::nullopt, std::nullopt}});
  const Revision last = PutCentre("C-3");
  call_.may_see = [](absl::string_view name) { return absl::StartsWith(name, "centres/C-2"); };
  int count = 0;
  WatchMethods quick(*store_, [&] { return absl::FromUnixSeconds(20 * ++count); });  // Each look is a heartbeat later.
  quick.Register(method_set_);
  Watcher watcher;
  WatchUntil(After(start), watcher,
             [&](const auto& messages) { return !messages.empty() && messages.back().revision() == last; });
  EXPECT_THAT(watcher.names(), ElementsAre("centres/C-2/apprentices/A-2", "centres/C-2/apprentices/A-2"));
}

TEST_F(WatchMethodsTest, PersonalFieldsOnlyForThoseWhoMay) {
  const Revision start = PutCentre("C-1");
  const Revision put = PutApprentice("C-1", "A-1");
  v1::WatchRequest request = After(start);
  request.set_include_resources(true);
  for (const bool personal : {false, true}) {
    call_.personal = personal;
    Watcher watcher;
    WatchUntil(request, watcher, [](const auto& messages) { return CountChanges(messages) == 1; });
    v1::Apprentice apprentice;
    ASSERT_TRUE(watcher.changes()[0].resource().UnpackTo(&apprentice));
    EXPECT_EQ(apprentice.given_name(), personal ? "Bea" : "");
    EXPECT_EQ(apprentice.scheme(), "es-general");
    EXPECT_EQ(apprentice.etag(), EtagOf(put));
  }
}

TEST_F(WatchMethodsTest, SignsOfLifeWhileNothingHappens) {
  const Revision start = PutCentre("C-1");
  int count = 0;
  WatchMethods quick(*store_, [&] { return absl::FromUnixSeconds(20 * ++count); });
  quick.Register(method_set_);
  Watcher watcher;
  WatchUntil(After(start), watcher, [](const auto& messages) { return messages.size() >= 5; });
  for (const v1::WatchResponse& message : watcher.messages()) {
    EXPECT_EQ(message.revision(), start);
    EXPECT_FALSE(message.has_commit_time());
  }
}

TEST_F(WatchMethodsTest, ACompactedRevisionIsOutOfRangeWithTheOldest) {
  PutCentre("C-1");
  const Revision oldest = PutCentre("C-2");
  PutCentre("C-3");
  ASSERT_TRUE(store_->ForgetChanges(oldest).ok());
  Watcher watcher;
  const absl::Status status = Watch(After(1), watcher, {});
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_REVISION_COMPACTED);
  EXPECT_EQ(MetadataOf(status, "oldest_revision"), absl::StrCat(oldest));
  EXPECT_THAT(watcher.messages(), IsEmpty());
}

TEST_F(WatchMethodsTest, ARevisionThatIsNotThereYetIsOutOfRange) {
  PutCentre("C-1");
  Watcher watcher;
  EXPECT_EQ(Watch(After(7), watcher, {}).code(), absl::StatusCode::kOutOfRange);
}

TEST_F(WatchMethodsTest, ASlowClientThatIsOvertakenByCompactionIsTold) {
  const Revision start = PutCentre("C-0");
  Watcher watcher;
  watcher.Hold(true);
  absl::Status status;
  {
    std::jthread stream([&] { status = Watch(After(start), watcher, {}); });
    for (int i = 0; i < 300; ++i) PutCentre(absl::StrCat("C-", i));
    ASSERT_TRUE(store_->ForgetChanges(store_->Stats().revision).ok());
    watcher.Hold(false);
  }
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_REVISION_COMPACTED) << status;
}

TEST_F(WatchMethodsTest, EndsWhenTheClientIsGone) {
  const Revision start = PutCentre("C-1");
  Watcher watcher;
  watcher.GoAway();
  EXPECT_EQ(ReasonOf(Watch(After(start), watcher, {})), v1::ERROR_REASON_STOPPED);
  EXPECT_EQ(methods_.stream_count(), 0);
}

TEST_F(WatchMethodsTest, RefusesWhatItCannotRead) {
  Watcher watcher;
  v1::WatchRequest request;
  request.add_collections("apprentices");
  request.add_collections("tokens");
  request.add_collections("dragons");
  EXPECT_EQ(ReasonOf(Watch(request, watcher, {})), v1::ERROR_REASON_FIELD_INVALID);
  request.clear_collections();
  request.add_collections("proposals");
  EXPECT_EQ(ReasonOf(Watch(request, watcher, {})), v1::ERROR_REASON_FIELD_INVALID);
  request.clear_collections();
  request.set_heartbeat_seconds(301);
  EXPECT_EQ(ReasonOf(Watch(request, watcher, {})), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(Watch(After(-1), watcher, {})), v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(WatchMethodsTest, ALargeCommitComesInBoundedMessagesNamedByTheLast) {
  const Revision start = PutCentre("C-0");
  std::vector<Mutation> mutations;
  const int count = 2 * kWatchChangesMax + 7;
  for (int i = 0; i < count; ++i) {
    v1::Centre centre;
    centre.set_name(absl::StrCat("centres/D-", 10'000 + i));
    mutations.push_back(PutMutation(centre));
  }
  const Revision large = Commit(std::move(mutations));
  Watcher watcher;
  WatchUntil(After(start), watcher,
             [&](const auto& messages) { return CountChanges(messages) == static_cast<std::size_t>(count); });
  const std::vector<v1::WatchResponse> messages = watcher.messages();
  ASSERT_EQ(messages.size(), 4u);
  for (const v1::WatchResponse& message : messages) EXPECT_LE(message.changes_size(), kWatchChangesMax);
  EXPECT_EQ(messages[1].revision(), start);
  EXPECT_EQ(messages[2].revision(), start);
  EXPECT_EQ(messages[3].revision(), large);
}

TEST_F(WatchMethodsTest, StreamsAreLimited) {
  const Revision start = PutCentre("C-1");
  std::vector<std::unique_ptr<Watcher>> watchers;
  std::vector<Call> calls(kWatchStreamsMax);
  std::vector<std::jthread> streams;  // Ends before what it uses.
  for (Call& call : calls) {
    Watcher& watcher = *watchers.emplace_back(std::make_unique<Watcher>());
    streams.emplace_back([&, start](std::stop_token stop) {
      call.stop = stop;
      struct Any : AnyWriter {
        explicit Any(Watcher& typed) : inner(typed) {}
        bool Write(const AnyMessage& message) override {
          return inner.Write(static_cast<const v1::WatchResponse&>(message));
        }
        Watcher& inner;
      } any(watcher);
      method_set_.Find("walz.v1.WatchService/Watch")->server_stream(call, After(start), any).IgnoreError();
    });
  }
  for (const auto& watcher : watchers) {
    watcher->Await([](const auto& messages) { return !messages.empty(); });
  }
  Watcher one_more;
  const absl::Status status = Watch(After(start), one_more, {});
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_EQ(MetadataOf(status, "limit"), "watch_streams_max");
}

// Writers at once, watchers that break off and go on from the last revision that they were told: every change of every
// name arrives once, in the order of commits.
TEST_F(WatchMethodsTest, NothingIsLostOrDoubledUnderConcurrentWriters) {
  constexpr int kWriters = 4;
  constexpr int kWritesEach = 400;
  const Revision start = PutCentre("C-0");
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < kWritesEach; ++i) PutCentre(absl::StrCat("W", writer, "-", i));
    });
  }
  std::vector<std::string> names;
  Revision seen = start;
  while (names.size() < kWriters * kWritesEach) {
    Watcher watcher;
    const std::size_t wanted = std::min<std::size_t>(kWriters * kWritesEach - names.size(), 123);
    WatchUntil(After(seen), watcher, [&](const auto& messages) { return CountChanges(messages) >= wanted; });
    for (const v1::WatchResponse& message : watcher.messages()) {
      EXPECT_GE(message.revision(), seen);
      seen = message.revision();
      for (const v1::Change& change : message.changes()) names.push_back(change.name());
    }
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kWriters * kWritesEach));
  std::map<std::string, int> next;  // By writer: its changes come in its order.
  for (const std::string& name : names) {
    const std::size_t dash = name.find('-');
    EXPECT_EQ(std::stoi(name.substr(dash + 1)), next[name.substr(0, dash)]++) << name;
  }
}

}  // namespace
}  // namespace walz
