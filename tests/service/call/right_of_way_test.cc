// right_of_way: bulk work waits while somebody asks, but not for ever.

#include "service/call/right_of_way.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace walz {
namespace {

using Clock = std::chrono::steady_clock;

TEST(RightOfWayTest, WaitsUntilTheLastQuestionIsAnswered) {
  RightOfWay way;
  std::optional<RightOfWay::Question> one = way.Ask();
  std::optional<RightOfWay::Question> other = way.Ask();
  // Moved, it is still one.
  RightOfWay::Question moved = *std::move(one);
  one.reset();
  std::atomic<bool> answered = false;
  const std::jthread bulk([&] {
    const Clock::time_point begin = Clock::now();
    way.GiveWay({});
    EXPECT_TRUE(answered || Clock::now() - begin >= RightOfWay::kPatience);
  });
  other.reset();
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  answered = true;
  const RightOfWay::Question ending = std::move(moved);
}

TEST(RightOfWayTest, LosesPatienceWhereQuestionsDoNotEnd) {
  RightOfWay way;
  const RightOfWay::Question question = way.Ask();
  const Clock::time_point begin = Clock::now();
  way.GiveWay({});
  EXPECT_GE(Clock::now() - begin, RightOfWay::kPatience);
}

TEST(RightOfWayTest, PassesWhereNobodyAsksAnyMore) {
  RightOfWay way;
  for (int i = 0; i < 3; ++i) const RightOfWay::Question question = way.Ask();
  // Without patience to lose: else this took a hundred seconds.
  for (int i = 0; i < 1000; ++i) way.GiveWay({});
}

TEST(RightOfWayTest, StopsWaitingWhenStopped) {
  RightOfWay way;
  const RightOfWay::Question question = way.Ask();
  std::stop_source stop;
  stop.request_stop();
  for (int i = 0; i < 1000; ++i) way.GiveWay(stop.get_token());
}

}  // namespace
}  // namespace walz
