// The nightly batch in the real daemon: a job is run by hand, and the end of the daemon gives up its lease.

#include <csignal>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>
#include <walz/v1/admin_service.pb.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/round_service.pb.h>
#include <walz/v1/watch_service.pb.h>

#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

template <typename Response>
Response Do(const Channel& channel, const std::string& method, const google::protobuf::Message& request) {
  Response response;
  const absl::Status status = channel.Call(absl::StrCat("walz.v1.", method), request, response, Soon());
  EXPECT_TRUE(status.ok()) << method << ": " << status;
  return response;
}

void PutFacts(const Channel& channel) {
  v1::CreateCentreRequest centre;
  centre.set_centre_id("C-1");
  centre.mutable_centre()->set_title("A school");
  centre.mutable_centre()->set_country("ES");
  centre.mutable_centre()->set_consortium("four-winds");
  Do<v1::Centre>(channel, "CentreService/CreateCentre", centre);
  v1::CreateApprenticeRequest apprentice;
  apprentice.set_parent("centres/C-1");
  apprentice.set_apprentice_id("A-1");
  apprentice.mutable_apprentice()->set_scheme("es-general");
  apprentice.mutable_apprentice()->set_field("1013");
  apprentice.mutable_apprentice()->add_windows("2027-03-01..2027-05-31");
  apprentice.mutable_apprentice()->set_min_days(14);
  apprentice.mutable_apprentice()->set_max_days(30);
  Do<v1::Apprentice>(channel, "ApprenticeService/CreateApprentice", apprentice);
  v1::CreateRoundRequest round;
  round.set_round_id("spring-27");
  round.mutable_round()->set_first_day("2027-02-01");
  round.mutable_round()->set_last_day("2027-07-31");
  round.mutable_round()->set_call_year(2023);
  round.mutable_round()->set_activity("SHORT_TERM");
  round.mutable_round()->set_consortium("four-winds");
  Do<v1::Round>(channel, "RoundService/CreateRound", round);
  v1::CreateJobRequest job;
  job.set_job_id("nightly");
  job.mutable_job()->set_round("rounds/spring-27");
  job.mutable_job()->set_at("02:30");
  job.mutable_job()->set_time_zone("Europe/Madrid");
  job.mutable_job()->set_publish(true);
  EXPECT_TRUE(Do<v1::Job>(channel, "JobService/CreateJob", job).has_next_start());
}

// Follows the executions from the first change on until that one has ended.
v1::Execution AwaitEnd(const Channel& channel, const std::string& name) {
  v1::WatchRequest watch;
  watch.set_after_revision(1);
  watch.add_collections("executions");
  watch.set_name_prefix(name);
  watch.set_include_resources(true);
  v1::Execution execution;
  v1::WatchResponse response;
  const absl::Status status = channel.ServerStream(
      "walz.v1.WatchService/Watch", watch, response,
      [&] {
        for (const v1::Change& change : response.changes()) EXPECT_TRUE(change.resource().UnpackTo(&execution));
        return execution.state() != v1::EXECUTION_STATE_SUCCEEDED && execution.state() != v1::EXECUTION_STATE_FAILED;
      },
      {}, Soon());
  EXPECT_TRUE(status.ok()) << status;
  return execution;
}

TEST(WalzdNightlyTest, AJobRunsByHandAlsoAfterARestart) {
  const DaemonFolder folder;
  for (int start = 1; start <= 2; ++start) {
    DaemonProcess daemon(folder.Flags());
    ASSERT_TRUE(daemon.Await("serving"));
    {
      const Channel channel = folder.Open();
      if (start == 1) PutFacts(channel);
      v1::RunJobRequest run_job;
      run_job.set_name("jobs/nightly");
      const auto begun = Do<v1::Execution>(channel, "ExecutionService/RunJob", run_job);
      const v1::Execution ended = AwaitEnd(channel, begun.name());
      EXPECT_EQ(ended.state(), v1::EXECUTION_STATE_SUCCEEDED) << ended.DebugString();
      EXPECT_EQ(ended.run(), start == 1 ? "rounds/spring-27/runs/1" : "rounds/spring-27/runs/2");
      v1::GetJobRequest get_job;
      get_job.set_name("jobs/nightly");
      EXPECT_EQ(Do<v1::Job>(channel, "JobService/GetJob", get_job).last_execution(), begun.name());
      v1::GetRoundRequest get_round;
      get_round.set_name("rounds/spring-27");
      EXPECT_EQ(Do<v1::Round>(channel, "RoundService/GetRound", get_round).published_run(), ended.run());
      EXPECT_NE(Do<v1::StatusReport>(channel, "AdminService/GetStatus", v1::GetStatusRequest()).job_lease_holder(), "");
    }
    daemon.Signal(SIGTERM);
    EXPECT_EQ(daemon.Wait().exit_code, 0);
  }
}

}  // namespace
}  // namespace walz
