#include "service/app/transfer/work_lane.h"

#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

class WorkLaneTest : public testing::TestWithParam<bool> {};

TEST_P(WorkLaneTest, WorksInTheOrderOfHandingAndAwaitWaitsForAll) {
  constexpr int kCount = 1000;
  std::vector<int> worked;
  WorkLane<int> lane(
      [&](int& block) {
        worked.push_back(block);
        return absl::OkStatus();
      },
      GetParam());
  for (int i = 0; i < kCount; ++i) {
    lane.block() = i;
    ASSERT_TRUE(lane.Hand().ok());
  }
  EXPECT_TRUE(lane.Await().ok());
  ASSERT_EQ(worked.size(), static_cast<std::size_t>(kCount));
  for (int i = 0; i < kCount; ++i) EXPECT_EQ(worked[static_cast<std::size_t>(i)], i);
}

TEST_P(WorkLaneTest, NothingIsWorkedOnAfterWorkThatFailed) {
  std::vector<int> worked;
  WorkLane<int> lane(
      [&](int& block) {
        worked.push_back(block);
        return block == 3 ? absl::AbortedError("3") : absl::OkStatus();
      },
      GetParam());
  absl::Status status;  // Apart it may come some blocks later.
  for (int i = 1; i <= 20; ++i) {
    lane.block() = i;
    status = lane.Hand();
  }
  EXPECT_EQ(status, absl::AbortedError("3"));
  EXPECT_EQ(lane.Await(), absl::AbortedError("3"));
  EXPECT_THAT(worked, testing::ElementsAre(1, 2, 3));
}

TEST_P(WorkLaneTest, WhatTheWorkThrowsComesToWhoWaits) {
  WorkLane<int> lane([](int&) -> absl::Status { throw std::runtime_error("thrown"); }, GetParam());
  EXPECT_THROW(
      {
        lane.Hand().IgnoreError();
        lane.Await().IgnoreError();
      },
      std::runtime_error);
}

TEST_P(WorkLaneTest, ALaneThatIsLeftEndsWithWhatItGot) {
  int worked = 0;
  {
    WorkLane<int> lane(
        [&](int&) {
          ++worked;
          return absl::OkStatus();
        },
        GetParam());
    ASSERT_TRUE(lane.Hand().ok());
    ASSERT_TRUE(lane.Hand().ok());
  }
  EXPECT_EQ(worked, 2);
}

INSTANTIATE_TEST_SUITE_P(HereAndApart, WorkLaneTest, testing::Bool(),
                         [](const auto& row) { return row.param ? "Apart" : "Here"; });

}  // namespace
}  // namespace walz
