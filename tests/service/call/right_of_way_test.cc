// right_of_way: bulk work waits while somebody asks, but not for ever.

#include "service/call/right_of_way.h"

#include <atomic>
#include <chrono>
#include <memory>
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

TEST(RightOfWayTest, GoesAStrideBeforeItWaitsAgain) {
  RightOfWay way;
  const RightOfWay::Question question = way.Ask();
  way.GiveWay({});
  const Clock::time_point begin = Clock::now();
  while (Clock::now() - begin < RightOfWay::kStride / 2) way.GiveWay({});
  EXPECT_LT(Clock::now() - begin, RightOfWay::kPatience) << "it waited in the middle of a stride";
  const Clock::time_point again = Clock::now();
  while (Clock::now() - again < RightOfWay::kStride + RightOfWay::kPatience / 2) way.GiveWay({});
  EXPECT_GE(Clock::now() - again, RightOfWay::kPatience);
}

TEST(RightOfWayTest, KnowsWhatStreamsUnderWayHaveWritten) {
  RightOfWay way;
  EXPECT_TRUE(way.MayLeaveOut(3, 3));
  EXPECT_FALSE(way.MayLeaveOut(3, 4));
  std::shared_ptr<RightOfWay::Stream> one = way.BeginStream();
  const std::shared_ptr<RightOfWay::Stream> other = way.BeginStream();
  one->Note(4);
  other->Note(5);
  one->Note(7);
  EXPECT_TRUE(way.MayLeaveOut(3, 5));
  EXPECT_TRUE(way.MayLeaveOut(6, 7));
  EXPECT_FALSE(way.MayLeaveOut(3, 7)) << "6 is somebody else's";
  EXPECT_FALSE(way.MayLeaveOut(2, 4));
  one.reset();
  EXPECT_FALSE(way.MayLeaveOut(3, 5));
  EXPECT_TRUE(way.MayLeaveOut(4, 5));
}

// A store may answer after all who could ask have gone.
TEST(RightOfWayTest, StreamsMayOutliveIt) {
  std::shared_ptr<RightOfWay::Stream> stream;
  {
    RightOfWay way;
    stream = way.BeginStream();
  }
  stream->Note(1);
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
