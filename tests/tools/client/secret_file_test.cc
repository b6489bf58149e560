// Secrets stand in files for their owner alone.

#include "tools/client/secret_file.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SecretFileTest : public testing::Test {
 protected:
  SecretFileTest() {
    std::string name = fs::temp_directory_path() / "walz-secret-XXXXXX";
    dir_ = mkdtemp(name.data());
  }
  ~SecretFileTest() override { fs::remove_all(dir_); }

  std::string File(const std::string& text, fs::perms mode) {
    const std::string path = dir_ + "/token";
    std::ofstream(path, std::ios::binary) << text;
    fs::permissions(path, mode);
    return path;
  }

  std::string dir_;
};

constexpr fs::perms kOwner = fs::perms::owner_read | fs::perms::owner_write;

TEST_F(SecretFileTest, IsReadWithoutBlanksAround) {
  const absl::StatusOr<std::string> secret = ReadSecretFile(File(" walz_x\n", kOwner));
  ASSERT_TRUE(secret.ok()) << secret.status();
  EXPECT_EQ(*secret, "walz_x");
}

TEST_F(SecretFileTest, IsRefusedWhereOthersMayReadIt) {
  for (const fs::perms others : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    const absl::Status status = ReadSecretFile(File("walz_x", kOwner | others)).status();
    EXPECT_TRUE(absl::IsPermissionDenied(status));
    EXPECT_THAT(std::string(status.message()), HasSubstr("chmod 600 '" + dir_ + "/token'"));
  }
}

TEST_F(SecretFileTest, IsRefusedWhereItIsMissingEmptyOrEndless) {
  EXPECT_TRUE(absl::IsNotFound(ReadSecretFile(dir_ + "/none").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadSecretFile(File(" \n", kOwner)).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadSecretFile(File(std::string(kSecretBytesMax + 1, 'x'), kOwner)).status()));
  EXPECT_TRUE(ReadSecretFile(File(std::string(kSecretBytesMax, 'x'), kOwner)).ok());
}

}  // namespace
}  // namespace walz
