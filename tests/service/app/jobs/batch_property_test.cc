// The law of the nightly batch, over years of nights, clocks that jump, processes that end anywhere and two daemons:
// one execution a local night, and no more than one run of it that succeeds.

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "service/app/jobs/schedule.h"
#include "tests/service/app/jobs/batch_world.h"
#include "tests/support/dice.h"

namespace walz {
namespace {

// The dates of the job's scheduled nights that have an execution; each once, as the store's keys make sure.
std::map<std::string, v1::ExecutionState> Nights(const BatchWorld& world) {
  std::map<std::string, v1::ExecutionState> nights;
  for (const v1::Execution& execution : world.Executions()) {
    EXPECT_TRUE(nights.emplace(execution.name(), execution.state()).second) << execution.name();
  }
  return nights;
}

void ExpectOneSuccessANight(const BatchWorld& world) {
  std::map<std::string, int> successes = world.RunsByStarter(v1::RUN_STATE_SUCCEEDED);
  for (const auto& [starter, count] : successes) EXPECT_LE(count, 1) << starter;
  for (const v1::Execution& execution : world.Executions()) {
    if (execution.state() != v1::EXECUTION_STATE_SUCCEEDED) continue;
    EXPECT_EQ(successes[execution.name()], 1) << execution.name();
  }
}

struct Place {
  const char* name;
  const char* zone;
  const char* at;
  absl::CivilSecond from;  // UTC
  int years;
};

class YearsOfNightsTest : public testing::TestWithParam<Place> {};

// A daemon that is there every night: each date that the zone has runs once, at its start.
TEST_P(YearsOfNightsTest, EachRunsOnceOnTime) {
  const Place& place = GetParam();
  BatchWorld world(absl::FromCivil(place.from, absl::UTCTimeZone()));
  world.Put(world.MakeJob("nightly", place.at, place.zone));
  const Schedule schedule = *Schedule::Create(place.at, place.zone);
  const std::unique_ptr<JobStepper> stepper = world.MakeStepper();
  ASSERT_TRUE(stepper->Step().ok());
  const absl::Time end = world.clock.now() + absl::Hours(24 * 365) * place.years;
  int nights = 0;
  for (Night night = schedule.FirstAfter(world.clock.now()); night.start < end;
       night = schedule.FirstAfter(night.start)) {
    world.clock.Set(night.start - absl::Seconds(1));
    ASSERT_TRUE(stepper->Step().ok());
    ASSERT_EQ(world.rounds.End(v1::RUN_STATE_SUCCEEDED), 0) << night.date;
    world.clock.Set(night.start);
    ASSERT_TRUE(stepper->Step().ok());
    ASSERT_EQ(world.rounds.End(v1::RUN_STATE_SUCCEEDED), 1) << night.date;
    world.clock.Move(kRunLookEvery);
    ASSERT_TRUE(stepper->Step().ok());
    ++nights;
  }
  const std::map<std::string, v1::ExecutionState> ran = Nights(world);
  EXPECT_EQ(ran.size(), static_cast<std::size_t>(nights));
  for (const auto& [name, state] : ran) EXPECT_EQ(state, v1::EXECUTION_STATE_SUCCEEDED) << name;
  EXPECT_EQ(world.rounds.Runs("").size(), static_cast<std::size_t>(nights));
}

INSTANTIATE_TEST_SUITE_P(
    Places, YearsOfNightsTest,
    testing::Values(Place{"Madrid", "Europe/Madrid", "02:30", absl::CivilSecond(2026, 12, 31, 12, 0, 0), 2},
                    Place{"Dublin", "Europe/Dublin", "01:30", absl::CivilSecond(2026, 12, 31, 12, 0, 0), 1},
                    Place{"Azores", "Atlantic/Azores", "00:30", absl::CivilSecond(2026, 12, 31, 12, 0, 0), 1},
                    Place{"LordHowe", "Australia/Lord_Howe", "02:15", absl::CivilSecond(2026, 12, 31, 12, 0, 0), 1},
                    Place{"ApiaSkipsADate", "Pacific/Apia", "02:30", absl::CivilSecond(2011, 6, 1, 12, 0, 0), 1},
                    Place{"MidnightGap", "America/Nuuk", "23:30", absl::CivilSecond(2024, 1, 1, 12, 0, 0), 1}),
    [](const testing::TestParamInfo<Place>& row) { return row.param.name; });

// Ends whatever runs, well or badly, and now and then lets it run on.
void EndSomehow(BatchWorld& world, Dice& dice) {
  const int fate = dice.Between(0, 9);
  if (fate < 6) world.rounds.End(v1::RUN_STATE_SUCCEEDED);
  if (fate == 6) world.rounds.End(v1::RUN_STATE_FAILED);
}

// Nights after all disturbance: each runs, but for dates that ran already while the clock stood ahead.
void ExpectCalmNights(BatchWorld& world, const Schedule& schedule) {
  world.clock.Move(kJobLeaseDuration * 2);
  const std::unique_ptr<JobStepper> stepper = world.MakeStepper();
  for (int i = 0; i < 10 && !stepper->holds_lease(); ++i) {
    ASSERT_TRUE(stepper->Step().ok());
    if (!stepper->holds_lease()) world.clock.Move(kJobLeaseRenewEvery);
  }
  ASSERT_TRUE(stepper->holds_lease());
  for (int i = 0; i < 5; ++i) {
    world.clock.Set(schedule.FirstAfter(world.clock.now()).start);
    for (int step = 0; step < 40; ++step) {
      ASSERT_TRUE(stepper->Step().ok());
      world.rounds.End(v1::RUN_STATE_SUCCEEDED);
      world.clock.Move(absl::Seconds(31));
    }
    const std::string name = NightName("jobs/nightly", schedule.LastUntil(world.clock.now()).date);
    const auto night = *FindExecution(*world.memory->OpenSnapshot(), name);
    ASSERT_TRUE(night.has_value()) << name;
    EXPECT_TRUE(night->execution.state() == v1::EXECUTION_STATE_SUCCEEDED ||
                night->execution.state() == v1::EXECUTION_STATE_FAILED)
        << night->execution.DebugString();
  }
}

TEST(BatchPropertyTest, ClocksThatJumpAndDaemonsThatRestart) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Dice dice(seed);
    const char* const zones[] = {"Europe/Madrid", "Atlantic/Azores", "Australia/Lord_Howe", "Pacific/Apia"};
    const char* const zone = zones[dice.Between(0, 3)];
    BatchWorld world(Utc(2027, 3, 20, 12));
    v1::Job job = world.MakeJob("nightly", "02:15", zone);
    job.set_retry_seconds(30);
    world.Put(job);
    const Schedule schedule = *Schedule::Create("02:15", zone);
    std::unique_ptr<JobStepper> stepper = world.MakeStepper();
    for (int i = 0; i < 300; ++i) {
      switch (dice.Between(0, 11)) {
        case 0:
          world.clock.Move(absl::Minutes(dice.Between(0, 4319)));
          break;
        case 1:
          world.clock.Move(-absl::Minutes(dice.Between(0, 4319)));
          break;
        case 2:
          world.clock.Move(absl::Hours(24 * dice.Between(0, 99)) * (dice.Between(0, 1) == 0 ? 1 : -1));
          break;
        case 3:  // Killed: what ran is interrupted.
          world.rounds.End(v1::RUN_STATE_INTERRUPTED);
          stepper = world.MakeStepper();
          break;
        case 4:  // Ended in order.
          stepper->GiveUpLease();
          world.rounds.End(v1::RUN_STATE_INTERRUPTED);
          stepper = world.MakeStepper();
          break;
        case 5:
          world.clock.Set(schedule.FirstAfter(world.clock.now()).start);
          break;
        default:
          world.clock.Move(absl::Seconds(dice.Between(0, 59)));
      }
      ASSERT_TRUE(stepper->Step().ok());
      EndSomehow(world, dice);
    }
    Nights(world);
    ExpectOneSuccessANight(world);
    ExpectCalmNights(world, schedule);
    ExpectOneSuccessANight(world);
  }
}

// Ends the process before and after every single commit of three nights.
TEST(BatchPropertyTest, AProcessThatEndsAtAnyCommit) {
  for (const bool durable : {false, true}) {
    for (int crash_at = 0;; ++crash_at) {
      SCOPED_TRACE(absl::StrCat("commit ", crash_at, durable ? " after" : " before"));
      BatchWorld world(Utc(2027, 3, 26, 12));
      v1::Job job = world.MakeJob();
      job.set_publish(true);
      world.Put(job);
      const Schedule schedule = *Schedule::Create(job.at(), job.time_zone());
      std::unique_ptr<JobStepper> stepper = world.MakeStepper();
      world.store.CrashAfter(crash_at, durable);
      bool crashed = false;
      for (int night = 0; night < 3; ++night) {
        world.clock.Set(schedule.FirstAfter(world.clock.now()).start);
        for (int step = 0; step < 8; ++step) {
          try {
            ASSERT_TRUE(stepper->Step().ok());
            world.clock.Move(kRunLookEvery);
            world.rounds.End(v1::RUN_STATE_SUCCEEDED);
          } catch (const Crash&) {
            crashed = true;
            world.store.CrashAfter(-1, false);
            world.rounds.End(v1::RUN_STATE_INTERRUPTED);
            world.clock.Move(kJobLeaseDuration + absl::Seconds(1));
            stepper = world.MakeStepper();
          }
        }
      }
      const std::map<std::string, v1::ExecutionState> nights = Nights(world);
      EXPECT_EQ(nights.size(), 3u);
      for (const auto& [name, state] : nights) EXPECT_EQ(state, v1::EXECUTION_STATE_SUCCEEDED) << name;
      ExpectOneSuccessANight(world);
      std::size_t published = 0;
      for (const v1::Run& run : world.rounds.Runs("")) published += run.has_publish_time() ? 1 : 0;
      EXPECT_EQ(published, 3u);
      EXPECT_LE(world.rounds.Runs("").size(), 4u);
      if (!crashed) break;  // All commits have had their turn.
    }
  }
}

// Two daemons on one store, each held up for longer than its lease now and then, also in the middle of a step.
TEST(BatchPropertyTest, TwoDaemonsThatLoseTheLeaseInTurn) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Dice dice(seed);
    BatchWorld world(Utc(2027, 3, 26, 12));
    world.Put(world.MakeJob());
    const Schedule schedule = *Schedule::Create("02:30", "Europe/Madrid");
    const std::unique_ptr<JobStepper> one = world.MakeStepper();
    FakeRounds other_rounds(*world.memory, [&] { return world.clock.now(); });
    JobStepper other(*world.memory, other_rounds, world.Options("other"));
    int changes_of_holder = 0;
    world.store.OnCommit([&] {
      if (dice.Between(0, 3) != 0) return;
      world.clock.Move(kJobLeaseDuration + absl::Seconds(1));
      ++changes_of_holder;
      const int steps = 1 + dice.Between(0, 4);
      for (int i = 0; i < steps; ++i) {
        ASSERT_TRUE(other.Step().ok());
        if (dice.Between(0, 1) == 0) other_rounds.End(v1::RUN_STATE_SUCCEEDED);
        world.clock.Move(kRunLookEvery);
      }
    });
    const int nights = 12;
    for (int night = 0; night < nights; ++night) {
      world.clock.Set(schedule.FirstAfter(world.clock.now()).start);
      for (int step = 0; step < 12; ++step) {
        ASSERT_TRUE(one->Step().ok());
        ASSERT_TRUE(other.Step().ok());
        if (dice.Between(0, 2) == 0) other_rounds.End(v1::RUN_STATE_SUCCEEDED);
        world.clock.Move(absl::Seconds(dice.Between(0, 24)));
      }
      for (int step = 0; step < 8; ++step) {  // Until it is done.
        other_rounds.End(v1::RUN_STATE_SUCCEEDED);
        world.clock.Move(kJobLeaseRenewEvery);
        ASSERT_TRUE(other.Step().ok());
      }
    }
    EXPECT_GT(changes_of_holder, 0);
    const std::map<std::string, v1::ExecutionState> ran = Nights(world);
    EXPECT_EQ(ran.size(), static_cast<std::size_t>(nights));
    for (const auto& [name, state] : ran) EXPECT_EQ(state, v1::EXECUTION_STATE_SUCCEEDED) << name;
    ExpectOneSuccessANight(world);
    EXPECT_EQ(world.rounds.Runs("").size(), static_cast<std::size_t>(nights));
  }
}

}  // namespace
}  // namespace walz
