#include "service/app/jobs/job_runner.h"

#include <atomic>
#include <future>
#include <string>

#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include "tests/service/app/jobs/batch_world.h"

namespace walz {
namespace {

// Waits for the store, not for time; the limit is only there so that a broken test ends.
template <typename Condition>
bool Await(const BatchWorld& world, Condition condition) {
  const absl::Time limit = absl::Now() + absl::Seconds(120);
  for (;;) {
    const Revision seen = world.memory->Stats().revision;
    if (condition()) return true;
    if (absl::Now() > limit) return false;
    world.memory->WaitBeyond(seen, limit, {});
  }
}

TEST(JobRunnerTest, TakesItsStepsWhenTheyAreDueAndGivesUpTheLease) {
  BatchWorld world(Utc(2027, 1, 31, 1, 29));
  world.Put(world.MakeJob());
  JobRunner batch(world.store, world.rounds, world.Options("walzd"));
  batch.Start();
  world.clock.Set(Utc(2027, 1, 31, 1, 30));
  batch.Nudge();
  ASSERT_TRUE(Await(world, [&] { return !world.Last().run().empty(); }));
  world.rounds.End(v1::RUN_STATE_SUCCEEDED);
  batch.Nudge();
  ASSERT_TRUE(Await(world, [&] { return world.Last().state() == v1::EXECUTION_STATE_SUCCEEDED; }));
  batch.Stop();
  EXPECT_EQ(world.memory->ReadLease(kJobLease)->holder, "");
}

TEST(JobRunnerTest, AnExecutionOutlivesTheDaemonThatBeganIt) {
  BatchWorld world(Utc(2027, 1, 31, 1, 30));
  world.Put(world.MakeJob());
  {
    JobRunner batch(world.store, world.rounds, world.Options("one"));
    batch.Start();
    ASSERT_TRUE(Await(world, [&] { return !world.Last().run().empty(); }));
  }
  world.rounds.End(v1::RUN_STATE_INTERRUPTED);
  JobRunner batch(world.store, world.rounds, world.Options("two"));
  batch.Start();
  ASSERT_TRUE(Await(world, [&] { return world.Last().attempt() == 2 && !world.Last().run().empty(); }));
  world.rounds.End(v1::RUN_STATE_SUCCEEDED);
  batch.Nudge();
  ASSERT_TRUE(Await(world, [&] { return world.Last().state() == v1::EXECUTION_STATE_SUCCEEDED; }));
}

TEST(JobRunnerTest, TellsWhatWentWrong) {
  BatchWorld world(Utc(2027, 1, 31, 1, 30));
  world.Put(world.MakeJob("broken", "99:99"));
  std::promise<std::string> told;
  std::atomic<bool> first = true;
  JobRunner batch(world.store, world.rounds, world.Options("walzd"), [&](const absl::Status& status) {
    if (first.exchange(false)) told.set_value(std::string(status.message()));
  });
  batch.Start();
  EXPECT_EQ(told.get_future().get(), "at: '99:99' is no time of day such as 02:30");
}

}  // namespace
}  // namespace walz
