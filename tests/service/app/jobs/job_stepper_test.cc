#include "service/app/jobs/job_stepper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/app/jobs/due_nights.h"
#include "tests/service/app/jobs/batch_world.h"

namespace walz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// 2027-01-30 20:00 in Madrid; the next night is that of 2027-01-31, 01:30 UTC.
constexpr absl::CivilSecond kEvening(2027, 1, 30, 19, 0, 0);
constexpr char kNight[] = "jobs/nightly/executions/2027-01-31";

class JobStepperTest : public testing::Test {
 protected:
  JobStepperTest() : world_(absl::FromCivil(kEvening, absl::UTCTimeZone())), stepper_(world_.MakeStepper()) {
    job_ = world_.MakeJob();
    world_.Put(job_);
  }

  absl::Time Step() {
    const absl::StatusOr<absl::Time> wake = stepper_->Step();
    EXPECT_TRUE(wake.ok()) << wake.status();
    return wake.ok() ? *wake : absl::InfiniteFuture();
  }
  void StepAt(absl::Time time) {
    world_.clock.Set(time);
    Step();
  }
  // The night's run ends, and the batch sees it.
  void EndRun(v1::RunState state, std::int64_t placed = 100) {
    ASSERT_EQ(world_.rounds.End(state, placed), 1);
    world_.clock.Move(kRunLookEvery);
    Step();
  }

  BatchWorld world_;
  std::unique_ptr<JobStepper> stepper_;
  v1::Job job_;
};

TEST_F(JobStepperTest, DoesNothingBeforeTheNight) {
  Step();
  StepAt(Utc(2027, 1, 31, 1, 29, 59));
  EXPECT_THAT(world_.Executions(), IsEmpty());
}

TEST_F(JobStepperTest, WakesForTheNightOrTheLease) {
  EXPECT_EQ(Step(), world_.clock.now() + kJobLeaseRenewEvery);
  world_.clock.Set(Utc(2027, 1, 31, 1, 29, 57));
  EXPECT_EQ(Step(), Utc(2027, 1, 31, 1, 30));
}

TEST_F(JobStepperTest, RunsTheNightOnce) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  v1::Execution night = world_.Last();
  EXPECT_EQ(night.name(), kNight);
  EXPECT_EQ(night.state(), v1::EXECUTION_STATE_RUNNING);
  EXPECT_EQ(night.attempt(), 1);
  EXPECT_EQ(night.run(), "rounds/spring-27/runs/1000");
  EXPECT_EQ(TimeOf(night.scheduled_time()), Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  night = world_.Last();
  EXPECT_EQ(night.state(), v1::EXECUTION_STATE_SUCCEEDED);
  EXPECT_EQ(TimeOf(night.end_time()), world_.clock.now());
  EXPECT_FALSE(night.has_difference());
  for (int i = 0; i < 20; ++i) {
    world_.clock.Move(absl::Minutes(30));
    Step();
  }
  EXPECT_EQ(world_.Executions().size(), 1u);
  EXPECT_EQ(world_.rounds.Runs("").size(), 1u);
}

TEST_F(JobStepperTest, ComparesWithTheNightBefore) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED, 120);
  job_.mutable_alerts()->set_placed_drop_above(20);
  world_.Put(job_);
  StepAt(Utc(2027, 2, 1, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED, 100);
  EXPECT_EQ(world_.Last().difference().base_run(), "rounds/spring-27/runs/1000");
  EXPECT_THAT(world_.Last().alerts(), IsEmpty());
  StepAt(Utc(2027, 2, 2, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED, 79);
  EXPECT_THAT(world_.Last().alerts(), ElementsAre("placed dropped from 100 to 79"));
}

TEST_F(JobStepperTest, ANightAfterAFailedOneComparesWithTheLastThatSucceeded) {
  job_.set_max_attempts(1);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  StepAt(Utc(2027, 2, 1, 1, 30));
  EndRun(v1::RUN_STATE_FAILED);
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_FAILED);
  StepAt(Utc(2027, 2, 2, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(world_.Last().difference().base_run(), "rounds/spring-27/runs/1000");
}

TEST_F(JobStepperTest, TriesAgainWithBackOff) {
  job_.set_max_attempts(3);
  job_.set_retry_seconds(40);
  job_.mutable_alerts()->set_on_failure(true);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 1, 30));
  for (int attempt = 1; attempt < 3; ++attempt) {
    EndRun(v1::RUN_STATE_FAILED);
    const v1::Execution waiting = world_.Last();
    EXPECT_EQ(waiting.state(), v1::EXECUTION_STATE_WAITING);
    EXPECT_EQ(waiting.attempt(), attempt);
    EXPECT_EQ(waiting.error(), "the solver had no luck");
    const absl::Time next = TimeOf(waiting.next_attempt_time());
    EXPECT_EQ(next, world_.clock.now() + absl::Seconds(attempt == 1 ? 40 : 80));
    StepAt(next - absl::Seconds(1));
    EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_WAITING);
    StepAt(next);
    EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
    EXPECT_EQ(world_.Last().attempt(), attempt + 1);
  }
  EndRun(v1::RUN_STATE_FAILED);
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_FAILED);
  EXPECT_THAT(world_.Last().alerts(), ElementsAre("no successful execution: the solver had no luck"));
  EXPECT_EQ(world_.rounds.Runs("").size(), 3u);
}

TEST_F(JobStepperTest, AClockSetBackDoesNotHoldUpTheNextTry) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_FAILED);
  StepAt(Utc(2027, 1, 30, 19));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
  EXPECT_EQ(world_.Last().attempt(), 2);
}

TEST_F(JobStepperTest, AWrongRoundIsNotTriedAgain) {
  world_.rounds.refusal = NoSuchResource("rounds/spring-27");
  StepAt(Utc(2027, 1, 31, 1, 30));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_FAILED);
  EXPECT_EQ(world_.Last().error(), "there is no rounds/spring-27");
}

TEST_F(JobStepperTest, ARefusedStartIsTriedAgain) {
  world_.rounds.refusal = absl::FailedPreconditionError("the facts contradict each other");
  StepAt(Utc(2027, 1, 31, 1, 30));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_WAITING);
  world_.rounds.refusal = absl::OkStatus();
  StepAt(TimeOf(world_.Last().next_attempt_time()));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SUCCEEDED);
  EXPECT_EQ(world_.Last().error(), "");
}

TEST_F(JobStepperTest, ACancelledRunIsNotTriedAgain) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_CANCELLED);
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_FAILED);
}

TEST_F(JobStepperTest, WaitsForTheRoundsOtherRun) {
  ASSERT_TRUE(world_.rounds.Start({"rounds/spring-27", "anna", "by-hand", 0, {}}).status().code() ==
              absl::StatusCode::kAborted);  // Without a lease nobody starts a run under a fence.
  Step();
  const LeaseState lease = *world_.memory->ReadLease(kJobLease);
  ASSERT_TRUE(world_.rounds.Start({"rounds/spring-27", "anna", "by-hand", 0, {kJobLease, lease.token}}).ok());
  StepAt(Utc(2027, 1, 31, 1, 30));
  for (int i = 0; i < 20; ++i) StepAt(TimeOf(world_.Last().next_attempt_time()));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_WAITING);
  EXPECT_EQ(world_.Last().attempt(), 0);
  EXPECT_EQ(world_.rounds.End(v1::RUN_STATE_SUCCEEDED), 1);
  StepAt(TimeOf(world_.Last().next_attempt_time()));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SUCCEEDED);
  EXPECT_EQ(world_.Last().attempt(), 1);
}

TEST_F(JobStepperTest, MakesUpAMissedNightWithinTheWindow) {
  job_.set_catch_up_minutes(60);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 2, 30));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, SkipsAMissedNightBeyondTheWindow) {
  job_.set_catch_up_minutes(60);
  job_.mutable_alerts()->set_on_failure(true);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 2, 30, 1));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SKIPPED);
  EXPECT_EQ(world_.Last().error(), "missed: 1h late");
  EXPECT_EQ(world_.Last().alerts_size(), 1);
  StepAt(Utc(2027, 2, 1, 1, 30));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, WithoutAWindowANightIsStillOnTimeForAMinute) {
  job_.set_catch_up_minutes(0);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 1, 31));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, OfSeveralMissedNightsTheLastIsMadeUp) {
  StepAt(Utc(2027, 2, 3, 4));
  const std::vector<v1::Execution> nights = world_.Executions();
  ASSERT_EQ(nights.size(), 4u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(nights[i].state(), v1::EXECUTION_STATE_SKIPPED) << i;
  EXPECT_EQ(nights[3].state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, YearsOfMissedNightsAreRecordedUpToALimit) {
  StepAt(Utc(2037, 2, 3, 4));
  EXPECT_EQ(world_.Executions().size(), static_cast<std::size_t>(kMissedNightsMax));
  EXPECT_EQ(world_.Last().name(), "jobs/nightly/executions/2037-02-03");
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, NightsBeforeTheJobWasMadeAreNoneOfItsBusiness) {
  v1::Job late = world_.MakeJob("late", "19:59", "UTC");
  world_.clock.Set(Utc(2027, 1, 30, 20));
  *late.mutable_create_time() = TimestampOf(world_.clock.now());
  world_.Put(late);
  Step();
  EXPECT_THAT(world_.Executions("jobs/late"), IsEmpty());
}

TEST_F(JobStepperTest, AJobMadeByAClockAheadStillRunsOnTime) {
  *job_.mutable_create_time() = TimestampOf(Utc(2031, 1, 1));
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 1, 30));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, APausedJobSkipsItsNights) {
  job_.set_paused(true);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 1, 30));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SKIPPED);
  EXPECT_EQ(world_.Last().error(), "the job was paused");
  EXPECT_THAT(world_.Last().alerts(), IsEmpty());
  job_.set_paused(false);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 1, 35));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SKIPPED);  // That night is over.
}

TEST_F(JobStepperTest, ADeletedJobStartsNothing) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_FAILED);
  *job_.mutable_delete_time() = TimestampOf(world_.clock.now());
  world_.Put(job_);
  StepAt(TimeOf(world_.Last().next_attempt_time()));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_FAILED);
  EXPECT_EQ(world_.Last().error(), "the job is deleted");
  StepAt(Utc(2027, 2, 1, 1, 30));
  EXPECT_EQ(world_.Executions().size(), 1u);
}

TEST_F(JobStepperTest, PublishesWhereTheJobWantsIt) {
  job_.set_publish(true);
  world_.Put(job_);
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_TRUE(world_.rounds.Runs("")[0].has_publish_time());
}

TEST_F(JobStepperTest, DoesNotPublishWhereItIsNotWantedOrAnAlertIsRaised) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  job_.set_publish(true);
  job_.mutable_alerts()->set_unmatched_above(90);
  world_.Put(job_);
  StepAt(Utc(2027, 2, 1, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED, 109);
  EXPECT_THAT(world_.Last().alerts(), ElementsAre("unmatched 91, more than 90"));
  for (const v1::Run& run : world_.rounds.Runs("")) EXPECT_FALSE(run.has_publish_time()) << run.name();
}

TEST_F(JobStepperTest, SaysThatItCouldNotCompareOrPublish) {
  job_.set_publish(true);
  world_.Put(job_);
  world_.rounds.publish_refusal = absl::FailedPreconditionError("its round is deleted");
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SUCCEEDED);
  EXPECT_THAT(world_.Last().alerts(), ElementsAre("not published: its round is deleted"));
  world_.rounds.publish_refusal = absl::OkStatus();
  world_.rounds.compare_refusal = absl::DataLossError("a proposal is corrupt");
  StepAt(Utc(2027, 2, 1, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_THAT(world_.Last().alerts(), ElementsAre(HasSubstr("is not known: a proposal is corrupt")));
  EXPECT_FALSE(world_.rounds.Runs("")[1].has_publish_time());
}

TEST_F(JobStepperTest, AnInterruptedRunIsTriedAgainAtOnce) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  EXPECT_EQ(world_.rounds.End(v1::RUN_STATE_INTERRUPTED), 1);
  world_.clock.Move(kJobLeaseDuration + absl::Seconds(1));
  stepper_ = world_.MakeStepper();
  Step();
  Step();
  EXPECT_EQ(world_.Last().attempt(), 2);
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SUCCEEDED);
}

TEST_F(JobStepperTest, ANightSkippedByAClockAheadIsRunWhenItReallyComes) {
  StepAt(Utc(2028, 6, 1));
  EXPECT_EQ(world_.Last().name(), "jobs/nightly/executions/2028-05-31");
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SKIPPED);
  StepAt(Utc(2028, 5, 1, 0, 30));
  const absl::StatusOr<std::optional<StoredExecution>> night =
      FindExecution(*world_.memory->OpenSnapshot(), "jobs/nightly/executions/2028-05-01");
  ASSERT_TRUE(night.ok() && night->has_value());
  EXPECT_EQ((*night)->execution.state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, ANightThatRanBeforeTheClockWasSetBackDoesNotRunAgain) {
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  for (int minutes = 0; minutes < 120; ++minutes) StepAt(Utc(2027, 1, 31, 0, 30) + absl::Minutes(minutes));
  EXPECT_EQ(world_.Executions().size(), 1u);
}

TEST_F(JobStepperTest, OnlyTheHolderOfTheLeaseSteps) {
  Step();
  const std::unique_ptr<JobStepper> other = world_.MakeStepper();
  ASSERT_TRUE(other->Step().ok());
  EXPECT_TRUE(stepper_->holds_lease());
  EXPECT_FALSE(other->holds_lease());
  stepper_->GiveUpLease();
  ASSERT_TRUE(other->Step().ok());
  EXPECT_TRUE(other->holds_lease());
  Step();
  EXPECT_FALSE(stepper_->holds_lease());
}

TEST_F(JobStepperTest, ALeaseFromTheFutureWhoseHolderIsGoneIsTakenOver) {
  world_.clock.Set(Utc(2037, 1, 1));
  Step();
  world_.clock.Set(Utc(2027, 1, 30, 20));
  const std::unique_ptr<JobStepper> other = world_.MakeStepper();
  for (int i = 0; i < 6 && !other->holds_lease(); ++i) {
    ASSERT_TRUE(other->Step().ok());
    world_.clock.Move(kJobLeaseRenewEvery);
  }
  EXPECT_TRUE(other->holds_lease());
}

TEST_F(JobStepperTest, ALeaseFromTheFutureWhoseHolderLivesStays) {
  world_.clock.Set(Utc(2037, 1, 1));
  Step();
  world_.clock.Set(Utc(2027, 1, 30, 20));
  const std::unique_ptr<JobStepper> other = world_.MakeStepper();
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(other->Step().ok());
    Step();
    EXPECT_TRUE(stepper_->holds_lease());
    world_.clock.Move(kJobLeaseRenewEvery);
  }
}

// The old holder is held up in the middle of a step until another has taken over and done the night.
TEST_F(JobStepperTest, ALateCommitOfAnOldHolderIsRefused) {
  for (int held_up = 0; held_up < 4; ++held_up) {
    SCOPED_TRACE(held_up);
    BatchWorld world(Utc(2027, 1, 30, 19));
    world.Put(world.MakeJob());
    const std::unique_ptr<JobStepper> old = world.MakeStepper();
    ASSERT_TRUE(old->Step().ok());
    FakeRounds heirs_rounds(*world.memory, [&] { return world.clock.now(); });
    JobStepper taker(*world.memory, heirs_rounds, world.Options("taker"));
    world.clock.Set(Utc(2027, 1, 31, 1, 30));
    int commits = 0;
    world.store.OnCommit([&] {
      if (commits++ != held_up) return;
      world.clock.Move(kJobLeaseDuration + absl::Seconds(1));
      for (int i = 0; i < 6; ++i) {
        EXPECT_TRUE(taker.Step().ok());
        heirs_rounds.End(v1::RUN_STATE_SUCCEEDED);
        world.clock.Move(kRunLookEvery);
      }
    });
    ASSERT_TRUE(old->Step().ok());
    EXPECT_FALSE(old->holds_lease());
    EXPECT_EQ(world.Executions().size(), 1u);
    EXPECT_EQ(world.RunsByStarter(v1::RUN_STATE_SUCCEEDED)[kNight], 1);
    EXPECT_EQ(world.rounds.Runs("").size(), 1u);
  }
}

TEST_F(JobStepperTest, OneJobThatCannotBeReadDoesNotHoldUpTheOthers) {
  v1::Job broken = world_.MakeJob("a-broken", "25:99");
  world_.Put(broken);
  world_.clock.Set(Utc(2027, 1, 31, 1, 30));
  const absl::StatusOr<absl::Time> wake = stepper_->Step();
  EXPECT_THAT(std::string(wake.status().message()), StartsWith("at: '25:99'"));
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
}

TEST_F(JobStepperTest, JobsOfTwoRoundsRunBesideEachOther) {
  v1::Job other = world_.MakeJob("other");
  other.set_round("rounds/autumn-27");
  world_.Put(other);
  StepAt(Utc(2027, 1, 31, 1, 30));
  EXPECT_EQ(world_.rounds.Runs("").size(), 2u);
}

TEST_F(JobStepperTest, TellsOfEveryExecutionThatIsStored) {
  std::vector<v1::ExecutionState> states;
  JobStepperOptions options = world_.Options("teller");
  options.observe = [&](const v1::Execution& execution) { states.push_back(execution.state()); };
  stepper_ = std::make_unique<JobStepper>(world_.store, world_.rounds, options);
  StepAt(Utc(2027, 1, 31, 1, 30));
  EndRun(v1::RUN_STATE_SUCCEEDED);
  EXPECT_THAT(states, ElementsAre(v1::EXECUTION_STATE_WAITING, v1::EXECUTION_STATE_RUNNING, v1::EXECUTION_STATE_RUNNING,
                                  v1::EXECUTION_STATE_SUCCEEDED));
}

}  // namespace
}  // namespace walz
