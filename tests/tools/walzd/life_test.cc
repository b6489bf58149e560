// How the daemon begins and ends, as systemd sees it: real processes on folders of their own.

#include <csignal>
#include <string>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kServing = 1;

TEST(WalzdLifeTest, StartsServesHealthAndDrains) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags());
  ASSERT_TRUE(daemon.Await("serving"));
  {
    const Channel channel = folder.Open();
    EXPECT_EQ(HealthOf(channel, ""), kServing);
    EXPECT_EQ(HealthOf(channel, "walz.v1.CentreService"), kServing);
    EXPECT_EQ(HealthOf(channel, "no.such.Service"), 0);
  }
  daemon.Signal(SIGTERM);
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 0) << end.log;
  EXPECT_THAT(end.log, HasSubstr("\"event\":\"draining\""));
  EXPECT_THAT(end.log, HasSubstr("\"event\":\"stopped\""));
}

TEST(WalzdLifeTest, AFreshStoreBeginsWithTheShippedSchemesOnce) {
  const DaemonFolder folder;
  for (const bool fresh : {true, false}) {
    DaemonProcess daemon(folder.Flags());
    ASSERT_TRUE(daemon.Await("serving"));
    daemon.Signal(SIGINT);
    const DaemonEnd end = daemon.Wait();
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.log.find("\"event\":\"store_seeded\"") != std::string::npos, fresh) << end.log;
  }
}

TEST(WalzdLifeTest, ASecondDaemonDoesNotTakeTheFolder) {
  const DaemonFolder folder;
  DaemonProcess first(folder.Flags());
  ASSERT_TRUE(first.Await("serving"));
  DaemonProcess second(folder.Flags({"--listen-unix", folder.Path("sock2")}));
  const DaemonEnd end = second.Wait();
  EXPECT_EQ(end.exit_code, 66) << end.log;
  EXPECT_THAT(end.log, HasSubstr(folder.Path("store")));
  EXPECT_EQ(HealthOf(folder.Open(), ""), kServing);
  first.Signal(SIGTERM);
  EXPECT_EQ(first.Wait().exit_code, 0);
}

TEST(WalzdLifeTest, ATakenPortIsNamed) {
  const DaemonFolder one;
  const DaemonFolder two;
  DaemonProcess first(one.Flags({"--listen-tcp", "127.0.0.1:0"}));
  const auto serving = first.Await("serving");
  ASSERT_TRUE(serving);
  const std::string address = absl::StrCat("127.0.0.1:", serving->Number("port"));
  DaemonProcess second(two.Flags({"--listen-tcp", address}));
  const DaemonEnd end = second.Wait();
  EXPECT_EQ(end.exit_code, 65) << end.log;
  EXPECT_THAT(end.log, HasSubstr(address));
  first.Signal(SIGTERM);
  EXPECT_EQ(first.Wait().exit_code, 0);
}

TEST(WalzdLifeTest, WithoutTlsOnlyLoopbackIsTaken) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags({"--listen-tcp", "0.0.0.0:0"}));
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 64);
  EXPECT_THAT(end.log, HasSubstr("flag --listen-tcp: listen.tcp: \"0.0.0.0:0\" is not loopback"));
}

TEST(WalzdLifeTest, WrongSettingsEndWithTheirPlace) {
  const DaemonFolder folder;
  WriteText(folder.Path("walzd.toml"), "[store]\nfolder = \"x\"\n[log]\nlevle = \"info\"\n");
  DaemonProcess daemon({"--config", folder.Path("walzd.toml"), "--check-config"});
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 64);
  EXPECT_THAT(end.log, HasSubstr("walzd.toml:4: there is no key log.levle; did you mean log.level?"));
}

TEST(WalzdLifeTest, FilesThatCannotBeUsedEndAsWrongSettings) {
  const DaemonFolder folder;
  for (const auto& flags : std::vector<std::vector<std::string>>{
           {"--catalogue-folder", "/nonexistent"},
           {"--access-token-file", "/nonexistent/tokens"},
           {"--access-unix-admins", "no-such-user-here"},
           {"--log-file", "/dev/null/log"},
           {"--listen-tcp", "127.0.0.1:0", "--tls-certificate", "/nonexistent/c", "--tls-key", "/nonexistent/k"},
       }) {
    DaemonProcess daemon(folder.Flags(flags));
    const DaemonEnd end = daemon.Wait();
    EXPECT_EQ(end.exit_code, 64) << flags[0] << "\n" << end.log;
  }
}

TEST(WalzdLifeTest, ASettingsWhereaboutsArePrinted) {
  const DaemonFolder folder;
  WriteText(folder.Path("walzd.toml"), "[log]\nlevel = \"warn\"\n");
  DaemonProcess daemon({"--config", folder.Path("walzd.toml"), "--print-config", "--store-folder", "/srv/x"},
                       {{"WALZD_JOBS_ENABLED", "false"}});
  const DaemonEnd end = daemon.Wait();
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.out, HasSubstr("folder = \"/srv/x\"  # flag --store-folder"));
  EXPECT_THAT(end.out, HasSubstr("enabled = false  # environment WALZD_JOBS_ENABLED"));
  EXPECT_THAT(end.out, HasSubstr(absl::StrCat("level = \"warn\"  # ", folder.Path("walzd.toml"), ":2")));
  EXPECT_THAT(end.out, HasSubstr("format = \"json\"  # default"));
}

TEST(WalzdLifeTest, AnUnknownFlagIsUsage) {
  DaemonProcess daemon({"--no-such-flag"});
  EXPECT_EQ(daemon.Wait().exit_code, 2);
}

TEST(WalzdLifeTest, AfterKillItServesAgain) {
  const DaemonFolder folder;
  for (int i = 0; i < 3; ++i) {
    DaemonProcess daemon(folder.Flags());
    ASSERT_TRUE(daemon.Await("serving")) << i;
    EXPECT_EQ(HealthOf(folder.Open(), ""), kServing);
    daemon.Signal(SIGKILL);
    EXPECT_EQ(daemon.Wait().exit_code, 128 + SIGKILL);
  }
}

TEST(WalzdLifeTest, VerifiesBacksUpAndRestoresOffline) {
  const DaemonFolder folder;
  DaemonProcess daemon(folder.Flags());
  ASSERT_TRUE(daemon.Await("serving"));
  {
    DaemonProcess held({"verify", "--store-folder", folder.Path("store")});
    const DaemonEnd end = held.Wait();
    EXPECT_EQ(end.exit_code, 66) << end.log;
  }
  daemon.Signal(SIGTERM);
  ASSERT_EQ(daemon.Wait().exit_code, 0);

  const std::vector<std::string> folders = {"--store-folder", folder.Path("store"), "--backup-folder",
                                            folder.Path("backup")};
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.end(), folders.begin(), folders.end());
    DaemonProcess process(words);
    return process.Wait();
  };
  const DaemonEnd verified = run({"verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.log;
  EXPECT_THAT(verified.out, HasSubstr("is whole: revision 1,"));
  const DaemonEnd made = run({"backup"});
  EXPECT_EQ(made.exit_code, 0) << made.log;
  EXPECT_THAT(made.out, HasSubstr("made backup 1"));
  const DaemonEnd restored = run({"restore", "--to", folder.Path("restored")});
  EXPECT_EQ(restored.exit_code, 0) << restored.log;
  EXPECT_NE(run({"restore"}).exit_code, 0) << "into a folder that is not empty";

  DaemonProcess again(folder.Flags({"--store-folder", folder.Path("restored")}));
  const auto serving = again.Await("serving");
  ASSERT_TRUE(serving);
  again.Signal(SIGTERM);
  const DaemonEnd end = again.Wait();
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.log, Not(HasSubstr("store_seeded")));
}

}  // namespace
}  // namespace walz
