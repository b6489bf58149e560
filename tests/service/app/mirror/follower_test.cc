// follower: works after changes while somebody asks, and only then.

#include "service/app/mirror/follower.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "service/store/memory_store.h"
#include "tests/service/app/mirror/stored_facts.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using std::chrono::milliseconds;

class FollowerTest : public testing::Test {
 protected:
  FollowerTest() {
    mirror_ = *Mirror::Build(*store_->OpenSnapshot(), CatalogueOf(facts_), {});
    store_->SetListener(mirror_->Listener());
    PutAll(*store_, MutationsOf(facts_));
  }

  Follower::CatchUp Noting() {
    return [this](const std::shared_ptr<const View>& view, const std::stop_token&) {
      EXPECT_GT(view->revision, followed_.load());
      followed_ = view->revision;
    };
  }
  Revision Write() { return PutAll(*store_, {PutOf(ApprenticeMessageOf(facts_.apprentices[0], facts_))}); }
  // Waits for it, long enough for any machine.
  bool Follows(Revision revision) const {
    for (int i = 0; i < 10'000 && followed_ < revision; ++i) std::this_thread::sleep_for(milliseconds(1));
    return followed_ == revision;
  }

  const Facts facts_ = Storable(RandomFacts(1, {.with_last_run = false}));
  std::unique_ptr<Store> store_ = MakeMemoryStore();
  std::unique_ptr<Mirror> mirror_;
  std::atomic<Revision> followed_ = 0;
};

TEST_F(FollowerTest, FollowsEachChangeWhileSomebodyAsks) {
  Follower follower(*mirror_, Noting(), {.pause = milliseconds(0), .settles_for = milliseconds(0)});
  follower.Wake();
  EXPECT_TRUE(Follows(mirror_->revision()));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Follows(Write()));
}

TEST_F(FollowerTest, RestsUntilSomebodyAsks) {
  Follower follower(*mirror_, Noting(), {.pause = milliseconds(0), .settles_for = milliseconds(0)});
  const Revision written = Write();
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(followed_, 0);
  follower.Wake();
  EXPECT_TRUE(Follows(written));
}

TEST_F(FollowerTest, LetsGoOfViewsThatWereReleased) {
  Follower follower(*mirror_, Noting(), {.pause = milliseconds(0), .settles_for = milliseconds(0)});
  follower.Wake();
  EXPECT_TRUE(Follows(mirror_->revision()));
  std::shared_ptr<const View> view = mirror_->view();
  const std::weak_ptr<const View> observed = view;
  Write();
  follower.Release(std::move(view));
  for (int i = 0; i < 10'000 && !observed.expired(); ++i) {
    Write();
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_TRUE(observed.expired());
}

TEST_F(FollowerTest, WakesAgainAfterItFellAsleep) {
  Follower follower(*mirror_, Noting(),
                    {.follows_for = milliseconds(1), .pause = milliseconds(0), .settles_for = milliseconds(0)});
  follower.Wake();
  std::this_thread::sleep_for(milliseconds(20));
  const Revision written = Write();
  for (int i = 0; i < 10'000 && followed_ < written; ++i) {
    follower.Wake();
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(followed_, written);
}

TEST_F(FollowerTest, LeavesHostsThatStillChangeToTheQuestion) {
  Follower follower(*mirror_, Noting(), {.pause = milliseconds(0), .settles_for = milliseconds(200)});
  follower.Wake();
  EXPECT_TRUE(Follows(mirror_->revision()));
  const Revision before = followed_;
  for (int i = 0; i < 30; ++i) {
    PutAll(*store_, {PutOf(OpeningMessageOf(facts_.openings[0], facts_))});
    std::this_thread::sleep_for(milliseconds(1));
  }
  // Not for each of them; how many depends on the machine.
  EXPECT_TRUE(Follows(mirror_->revision()));
  EXPECT_GT(followed_, before);
}

TEST_F(FollowerTest, EndsAtOnce) {
  const auto begin = std::chrono::steady_clock::now();
  {
    Follower follower(*mirror_, Noting(), {.settles_for = milliseconds(600'000)});
    follower.Wake();
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(1));
}

}  // namespace
}  // namespace walz
