// Folders that earlier versions wrote are opened and served by this one.
//
// tests/golden/store-vN is the store of the demo consortium with one run and one job, as version N of the store's
// layout wrote it.  Never change one.  A new layout adds one:
//
//   build/release/tests/tools_walzd_test --gtest_also_run_disabled_tests --gtest_filter='*MakesAGoldenStore'

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <walz/v1/admin_service.pb.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/job.pb.h>

#include "tests/support/demo.h"
#include "tests/tools/walzd/daemon_api.h"
#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

namespace fs = std::filesystem;

constexpr char kGolden[] = WALZ_SOURCE_DIR "/tests/golden";
constexpr char kNewest[] = WALZ_SOURCE_DIR "/tests/golden/store-v1";

absl::Time Deadline() { return absl::Now() + absl::Seconds(60); }

std::vector<std::string> GoldenStores() {
  std::vector<std::string> stores;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (entry.is_directory()) stores.push_back(entry.path().filename().string());
  }
  return stores;
}

class WalzdUpgradeTest : public ::testing::TestWithParam<std::string> {};

TEST_P(WalzdUpgradeTest, TheStoreIsOpenedAndServed) {
  const DaemonFolder folder;
  fs::copy(absl::StrCat(kGolden, "/", GetParam()), folder.Path("store"), fs::copy_options::recursive);
  DaemonProcess daemon(folder.Flags({"--jobs-enabled", "false"}));
  ASSERT_TRUE(daemon.Await("serving")) << daemon.Wait().log;
  const Channel channel = folder.Open();

  v1::StatusReport status;
  ASSERT_TRUE(channel.Call("walz.v1.AdminService/GetStatus", v1::GetStatusRequest(), status, Deadline()).ok());
  EXPECT_EQ(status.resource_counts().at("schemes"), 37);
  EXPECT_EQ(status.resource_counts().at("apprentices"), 40);
  EXPECT_EQ(status.resource_counts().at("rounds"), 1);
  EXPECT_EQ(status.resource_counts().at("unreadable"), 0);

  v1::GetApprenticeRequest get;
  get.set_name("centres/Z-VAL/apprentices/A-01");
  v1::Apprentice apprentice;
  ASSERT_TRUE(channel.Call("walz.v1.ApprenticeService/GetApprentice", get, apprentice, Deadline()).ok());
  EXPECT_EQ(apprentice.given_name(), "Lucía");

  v1::ListProposalsRequest list;
  list.set_parent("rounds/spring-27/runs/1");
  list.set_page_size(1000);
  v1::ListProposalsResponse proposals;
  ASSERT_TRUE(channel.Call("walz.v1.MatchingService/ListProposals", list, proposals, Deadline()).ok());
  EXPECT_EQ(proposals.proposals_size(), 40);

  v1::GetJobRequest get_job;
  get_job.set_name("jobs/nightly");
  v1::Job job;
  ASSERT_TRUE(channel.Call("walz.v1.JobService/GetJob", get_job, job, Deadline()).ok());
  EXPECT_EQ(job.time_zone(), "Europe/Madrid");

  // The old run and a new one on the same facts say the same.
  v1::GetRunRequest get_run;
  get_run.set_name(list.parent());
  v1::Run before;
  ASSERT_TRUE(channel.Call("walz.v1.MatchingService/GetRun", get_run, before, Deadline()).ok());
  const auto after = RunRound(channel, "rounds/spring-27");
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->result().placed(), before.result().placed());
  EXPECT_EQ(after->result().input_hash(), before.result().input_hash());

  v1::VerifyAuditResponse audit;
  EXPECT_TRUE(channel.Call("walz.v1.AdminService/VerifyAudit", v1::VerifyAuditRequest(), audit, Deadline()).ok());
  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.Wait().exit_code, 0);
  DaemonProcess verify({"verify", "--store-folder", folder.Path("store")});
  EXPECT_EQ(verify.Wait().exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Golden, WalzdUpgradeTest, ::testing::ValuesIn(GoldenStores()), [](const auto& golden) {
  return absl::StrReplaceAll(golden.param, {{"-", ""}});
});

TEST(WalzdGoldenTest, DISABLED_MakesAGoldenStore) {
  ASSERT_FALSE(fs::exists(kNewest)) << "a golden store is never changed; name a new one";
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags({"--store-ballast-mib", "0", "--jobs-enabled", "false"}));
  ASSERT_TRUE(daemon.Await("serving"));
  const Channel channel = folder.Open();
  const absl::Status imported = ImportFolder(channel, kDemo);
  ASSERT_TRUE(imported.ok()) << imported;
  ASSERT_TRUE(RunRound(channel, "rounds/spring-27").ok());
  v1::CreateJobRequest create;
  create.set_job_id("nightly");
  create.mutable_job()->set_round("rounds/spring-27");
  create.mutable_job()->set_at("02:30");
  create.mutable_job()->set_time_zone("Europe/Madrid");
  v1::Job job;
  ASSERT_TRUE(channel.Call("walz.v1.JobService/CreateJob", create, job, Deadline()).ok());
  daemon.Signal(SIGTERM);
  ASSERT_EQ(daemon.Wait().exit_code, 0);
  fs::create_directories(kGolden);
  fs::copy(folder.Path("store"), kNewest, fs::copy_options::recursive);
  // RocksDB's own log names paths of this machine.
  for (const auto& entry : fs::recursive_directory_iterator(kNewest)) {
    const std::string name = entry.path().filename().string();
    if (absl::StartsWith(name, "LOG") || name == "LOCK") fs::remove(entry.path());
  }
}

}  // namespace
}  // namespace walz
