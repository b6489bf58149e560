// SIGTERM with calls under way: they end, the process too, in time.

#include <csignal>
#include <string>
#include <thread>

#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <walz/v1/watch_service.pb.h>

#include "tests/support/demo.h"
#include "tests/tools/walzd/daemon_api.h"
#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

using ::testing::HasSubstr;

TEST(WalzdDrainTest, EndlessStreamsEndAndNothingIsWaitedFor) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags());
  ASSERT_TRUE(daemon.Await("serving"));
  const Channel channel = folder.Open();
  absl::Notification watching;
  absl::Status ended;
  std::thread watcher([&] {
    v1::WatchRequest request;
    v1::WatchResponse response;
    const auto on_message = [&] {
      if (!watching.HasBeenNotified()) watching.Notify();
      return true;
    };
    ended = channel.ServerStream("walz.v1.WatchService/Watch", request, response, on_message, std::stop_token());
    if (!watching.HasBeenNotified()) watching.Notify();
  });
  watching.WaitForNotification();
  daemon.Signal(SIGTERM);
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 0) << end.log << "70: it took longer than it may";
  watcher.join();
  EXPECT_FALSE(ended.ok());
}

// An import whose client says nothing more after its header.
class SilentImport {
 public:
  explicit SilentImport(const Channel& channel)
      : thread_([this, &channel] {
          v1::ImportRequest request;
          v1::ImportResponse response;
          request.mutable_header()->set_table(v1::IMPORT_TABLE_CENTRES);
          int sent = 0;
          const auto next = [&] {
            if (++sent == 1) return true;
            if (sent == 2) {
              request.set_csv("id,name,country\n");
              return true;
            }
            sent_.Notify();
            go_on_.WaitForNotification();
            return false;
          };
          status_ = channel.ClientStream("walz.v1.ImportService/Import", request, next, response, std::stop_token());
        }) {
    sent_.WaitForNotification();
  }
  ~SilentImport() { Join().IgnoreError(); }

  absl::Status Join() {
    if (thread_.joinable()) {
      go_on_.Notify();
      thread_.join();
    }
    return status_;
  }

 private:
  absl::Notification sent_;
  absl::Notification go_on_;
  absl::Status status_;
  std::thread thread_;
};

TEST(WalzdDrainTest, WhoSaysNothingMoreIsCutOffAtTheEndOfTheTime) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags({"--limits-drain-seconds", "1"}));
  ASSERT_TRUE(daemon.Await("serving"));
  const Channel channel = folder.Open();
  SilentImport import(channel);
  ASSERT_TRUE(CreateCentre(channel, "C-1").ok());  // The daemon has the stream too: it came first.
  daemon.Signal(SIGTERM);
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 0) << end.log;
  EXPECT_FALSE(import.Join().ok());
}

TEST(WalzdDrainTest, ARunUnderWayIsStoppedAndStoredAsEnded) {
  const DaemonFolder folder;
  v1::Run run;
  {
    DaemonProcess daemon(folder.Flags());
    ASSERT_TRUE(daemon.Await("serving"));
    const Channel channel = folder.Open();
    ASSERT_TRUE(ImportFolder(channel, kDemo).ok());
    v1::StartRunRequest start;
    start.set_parent("rounds/spring-27");
    ASSERT_TRUE(channel.Call("walz.v1.MatchingService/StartRun", start, run, absl::Now() + absl::Seconds(60)).ok());
    daemon.Signal(SIGTERM);
    const DaemonEnd end = daemon.Wait();
    EXPECT_EQ(end.exit_code, 0) << end.log;
  }
  DaemonProcess daemon(folder.Flags());
  ASSERT_TRUE(daemon.Await("serving"));
  v1::GetRunRequest get;
  get.set_name(run.name());
  const Channel channel = folder.Open();
  ASSERT_TRUE(channel.Call("walz.v1.MatchingService/GetRun", get, run, absl::Now() + absl::Seconds(60)).ok());
  // Whichever was faster, the run or the signal.
  EXPECT_TRUE(run.state() == v1::RUN_STATE_INTERRUPTED || run.state() == v1::RUN_STATE_SUCCEEDED)
      << run.ShortDebugString();
  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.Wait().exit_code, 0);
}

TEST(WalzdDrainTest, ASecondSignalEndsAtOnce) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags({"--limits-drain-seconds", "600"}));
  ASSERT_TRUE(daemon.Await("serving"));
  const Channel channel = folder.Open();
  SilentImport import(channel);
  ASSERT_TRUE(CreateCentre(channel, "C-1").ok());
  daemon.Signal(SIGTERM);
  ASSERT_TRUE(daemon.Await("draining"));
  daemon.Signal(SIGTERM);
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 70) << end.log;
  EXPECT_THAT(end.log, HasSubstr("a second signal"));
}

}  // namespace
}  // namespace walz
