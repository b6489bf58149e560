#include "service/app/jobs/execution_methods.h"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/app/jobs/job_outlook.h"
#include "service/app/resources/snapshot_keeper.h"
#include "tests/service/app/jobs/batch_world.h"

namespace walz {
namespace {

class ExecutionMethodsTest : public testing::Test {
 protected:
  ExecutionMethodsTest()
      : world_(Utc(2027, 1, 30, 23, 30)),
        keeper_(*world_.memory, [this] { return world_.clock.now(); }),
        reads_(*world_.memory, keeper_),
        methods_(*world_.memory, reads_, [this] { ++nudges_; }) {
    world_.Put(world_.MakeJob());
    methods_.Register(method_set_);
  }

  Call MakeCall(absl::string_view method) {
    Call call;
    call.principal.name = "anna";
    call.method = absl::StrCat("walz.v1.ExecutionService/", method);
    call.now = world_.clock.now();
    return call;
  }
  template <typename Response>
  absl::StatusOr<Response> Do(absl::string_view method, const google::protobuf::Message& request) {
    const Call call = MakeCall(method);
    Response response;
    absl::Status status = absl::UnknownError("no answer");
    method_set_.Find(call.method)->unary(call, request, response, [&](absl::Status end) { status = end; });
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<v1::Execution> Run(absl::string_view request_id = "", absl::string_view job = "jobs/nightly") {
    v1::RunJobRequest request;
    request.set_name(std::string(job));
    request.set_request_id(std::string(request_id));
    return Do<v1::Execution>("RunJob", request);
  }

  BatchWorld world_;
  SnapshotKeeper keeper_;
  StandardReads reads_;
  std::atomic<int> nudges_ = 0;
  ExecutionMethods methods_;
  MethodSet method_set_;
};

TEST_F(ExecutionMethodsTest, ARunByHandIsNamedByTheLocalDate) {
  const absl::StatusOr<v1::Execution> execution = Run();
  ASSERT_TRUE(execution.ok()) << execution.status();
  EXPECT_EQ(execution->name(), "jobs/nightly/executions/2027-01-31-manual-1");  // 00:30 in Madrid.
  EXPECT_EQ(execution->state(), v1::EXECUTION_STATE_WAITING);
  EXPECT_EQ(execution->etag(), EtagOf(world_.memory->Stats().revision));
  EXPECT_EQ(nudges_, 1);
}

TEST_F(ExecutionMethodsTest, TheBatchRunsItBesideTheNight) {
  ASSERT_TRUE(Run().ok());
  const std::unique_ptr<JobStepper> stepper = world_.MakeStepper();
  ASSERT_TRUE(stepper->Step().ok());
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_RUNNING);
  world_.rounds.End(v1::RUN_STATE_SUCCEEDED);
  world_.clock.Move(kRunLookEvery);
  ASSERT_TRUE(stepper->Step().ok());
  EXPECT_EQ(world_.Last().state(), v1::EXECUTION_STATE_SUCCEEDED);
  EXPECT_EQ(Run()->name(), "jobs/nightly/executions/2027-01-31-manual-2");
  world_.clock.Set(Utc(2027, 1, 31, 1, 30));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stepper->Step().ok());
    world_.rounds.End(v1::RUN_STATE_SUCCEEDED);
    world_.clock.Move(kRunLookEvery);
  }
  ASSERT_EQ(world_.Executions().size(), 3u);
  for (const v1::Execution& execution : world_.Executions()) {
    EXPECT_EQ(execution.state(), v1::EXECUTION_STATE_SUCCEEDED) << execution.name();
    EXPECT_EQ(execution.has_difference(), execution.name().back() == '2') << execution.DebugString();
  }
}

TEST_F(ExecutionMethodsTest, OneAtATime) {
  ASSERT_TRUE(Run().ok());
  const absl::Status refused = Run().status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_EXECUTION_RUNNING);
  EXPECT_EQ(MetadataOf(refused, "execution"), "jobs/nightly/executions/2027-01-31-manual-1");
}

TEST_F(ExecutionMethodsTest, TheSameRequestAgainGivesTheFirstAnswer) {
  const v1::Execution first = *Run("r-1");
  EXPECT_EQ(Run("r-1")->SerializeAsString(), first.SerializeAsString());  // While it is open.
  EXPECT_EQ(ReasonOf(Run("r-2").status()), v1::ERROR_REASON_EXECUTION_RUNNING);
  v1::Execution ended = first;
  ended.set_state(v1::EXECUTION_STATE_SUCCEEDED);
  CommitRequest commit;
  commit.mutations.push_back(PutMutation(ended));
  ASSERT_TRUE(world_.memory->Commit(std::move(commit)).ok());
  EXPECT_EQ(Run("r-1")->SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(world_.Executions().size(), 1u);
}

TEST_F(ExecutionMethodsTest, RefusesWhatIsNoJob) {
  EXPECT_EQ(ReasonOf(Run("", "jobs/nothing").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Run("", "centres/C-1").status()), v1::ERROR_REASON_BAD_NAME);
  EXPECT_EQ(ReasonOf(Run(std::string(65, 'x')).status()), v1::ERROR_REASON_FIELD_INVALID);
  v1::Job deleted = world_.MakeJob();
  *deleted.mutable_delete_time() = TimestampOf(world_.clock.now());
  world_.Put(deleted);
  EXPECT_EQ(ReasonOf(Run().status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ExecutionMethodsTest, APausedJobMayBeRunByHand) {
  v1::Job paused = world_.MakeJob();
  paused.set_paused(true);
  world_.Put(paused);
  EXPECT_TRUE(Run().ok());
}

TEST_F(ExecutionMethodsTest, OfManyAtOnceOneIsTaken) {
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] { taken += Run().ok() ? 1 : 0; });
    }
  }
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(world_.Executions().size(), 1u);
}

TEST_F(ExecutionMethodsTest, GetsAndLists) {
  ASSERT_TRUE(Run().ok());
  v1::GetExecutionRequest get;
  get.set_name("jobs/nightly/executions/2027-01-31-manual-1");
  EXPECT_EQ(Do<v1::Execution>("GetExecution", get)->name(), get.name());
  get.set_name("jobs/nightly/executions/2027-01-30");
  EXPECT_EQ(ReasonOf(Do<v1::Execution>("GetExecution", get).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::ListExecutionsRequest list;
  list.set_parent("jobs/nightly");
  list.set_filter("state = WAITING");
  EXPECT_EQ(Do<v1::ListExecutionsResponse>("ListExecutions", list)->executions_size(), 1);
}

TEST_F(ExecutionMethodsTest, TheOutlookOfAJob) {
  v1::Job job = world_.MakeJob();
  ASSERT_TRUE(FillJobOutlook(*world_.memory->OpenSnapshot(), world_.clock.now(), job).ok());
  EXPECT_EQ(TimeOf(job.next_start()), Utc(2027, 1, 31, 1, 30));
  EXPECT_EQ(job.last_execution(), "");
  const std::unique_ptr<JobStepper> stepper = world_.MakeStepper();
  world_.clock.Set(Utc(2027, 1, 31, 1, 30));
  ASSERT_TRUE(stepper->Step().ok());
  // The clock goes back: that night has its execution already.
  world_.clock.Set(Utc(2027, 1, 31, 1, 0));
  ASSERT_TRUE(FillJobOutlook(*world_.memory->OpenSnapshot(), world_.clock.now(), job).ok());
  EXPECT_EQ(TimeOf(job.next_start()), Utc(2027, 2, 1, 1, 30));
  EXPECT_EQ(job.last_execution(), "jobs/nightly/executions/2027-01-31");
  world_.clock.Set(Utc(2028, 1, 31, 1, 0));  // Long after.
  job.set_paused(true);
  ASSERT_TRUE(FillJobOutlook(*world_.memory->OpenSnapshot(), world_.clock.now(), job).ok());
  EXPECT_FALSE(job.has_next_start());
  EXPECT_EQ(job.last_execution(), "jobs/nightly/executions/2027-01-31");
}

TEST_F(ExecutionMethodsTest, TheMethodsOfJobsAnswerTheOutlook) {
  reads_.Register(method_set_, *v1::Job::descriptor()->file()->FindServiceByName("JobService"),
                  KindOf(Collection::kJobs));
  OfferJobOutlook(
      *world_.memory, [this] { return world_.clock.now(); }, method_set_);
  Call call = MakeCall("");
  v1::ListJobsResponse listed;
  call.method = "walz.v1.JobService/ListJobs";
  method_set_.Find(call.method)->unary(call, v1::ListJobsRequest(), listed, [](absl::Status status) {
    EXPECT_TRUE(status.ok()) << status;
  });
  ASSERT_EQ(listed.jobs_size(), 1);
  EXPECT_EQ(TimeOf(listed.jobs(0).next_start()), Utc(2027, 1, 31, 1, 30));
  v1::GetJobRequest get;
  get.set_name("jobs/nightly");
  v1::Job job;
  call.method = "walz.v1.JobService/GetJob";
  method_set_.Find(call.method)->unary(call, get, job, [](absl::Status status) { EXPECT_TRUE(status.ok()) << status; });
  EXPECT_EQ(TimeOf(job.next_start()), Utc(2027, 1, 31, 1, 30));
}

}  // namespace
}  // namespace walz
