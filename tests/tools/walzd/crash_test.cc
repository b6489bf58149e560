// kill -9 and what is found afterwards; a full disk and what comes back when there is room.

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/call/errors.h"
#include "tests/tools/walzd/daemon_api.h"
#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

TEST(WalzdCrashTest, WhatWasAcknowledgedIsThereAfterKill) {
  const DaemonFolder folder;
  constexpr int kKills = 4;
  constexpr int kEach = 25;
  for (int i = 0; i < kKills; ++i) {
    DaemonProcess daemon(folder.Flags());
    ASSERT_TRUE(daemon.Await("serving"));
    const Channel channel = folder.Open();
    const auto found = CountCentres(channel);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(*found, i * kEach);
    for (int j = 0; j < kEach; ++j) ASSERT_TRUE(CreateCentre(channel, absl::StrCat("C-", i, "-", j)).ok());
    daemon.Signal(SIGKILL);
    EXPECT_EQ(daemon.Wait().exit_code, 128 + SIGKILL);
  }
}

// A file system of its own of `bytes`, or none where the test may not mount one.
class SmallDisk {
 public:
  SmallDisk(const std::string& path, std::size_t bytes) : path_(path) {
    mounted_ = mkdir(path.c_str(), 0700) == 0 &&
               mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, absl::StrCat("size=", bytes).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  const std::string path_;
  bool mounted_ = false;
};

TEST(WalzdCrashTest, AFullDiskRefusesWritesAndTakesThemAgain) {
  const DaemonFolder folder;
  const SmallDisk disk(folder.Path("disk"), std::size_t{96} << 20);
  if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
  DaemonProcess daemon(folder.Flags({"--store-folder", folder.Path("disk") + "/store", "--store-watermark-mib", "16"}));
  ASSERT_TRUE(daemon.Await("serving"));
  const Channel channel = folder.Open();
  ASSERT_TRUE(CreateCentre(channel, "C-before").ok());

  const std::string filler = folder.Path("disk") + "/filler";
  {
    std::ofstream fill(filler, std::ios::binary);
    const std::string block(std::size_t{1} << 20, 'x');
    while (fill.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  // The watch looks every so often: write until it has seen it.
  absl::Status refused;
  for (int i = 0; refused.ok() && i < 100'000; ++i) refused = CreateCentre(channel, absl::StrCat("C-full-", i));
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted) << refused;
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_DISK_FULL) << refused;
  EXPECT_TRUE(CountCentres(channel).ok()) << "reads go on";

  unlink(filler.c_str());
  absl::Status taken = refused;
  for (int i = 0; !taken.ok() && i < 100'000; ++i) taken = CreateCentre(channel, "C-after");
  EXPECT_TRUE(taken.ok()) << taken;
  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.Wait().exit_code, 0);
}

}  // namespace
}  // namespace walz
