// Real input: policy `stable` gives the real outcome of the Czech school admissions of 2024, where that data is at
// hand.
//
// The data lies beside the tree and never in it: its licence is not confirmed.

#include <cstdlib>
#include <filesystem>
#include <string>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "tests/tools/walz/walz_process.h"

namespace walz {
namespace {

// Runs cermat_convert; paths may hold blanks.
int Convert(const std::string& option, const std::string& source, const std::string& folder) {
  return std::system(
      absl::StrCat(WALZ_BINARY_DIR "/bench/cermat_convert ", option, " '", source, "' '", folder, "'").c_str());
}

TEST(CermatTest, StableGivesTheRealOutcomeForEverybody) {
  const std::string source = WALZ_SOURCE_DIR "/../shared/data/cermat-2024";
  if (!std::filesystem::exists(source)) GTEST_SKIP() << "no cermat-2024 data beside the tree";
  const TestFolder folder;
  ASSERT_EQ(Convert("", source, folder.Path("data")), 0);
  const Ended match = folder.Walz({"match", "--data", folder.Path("data"), "--out", folder.Path("run"), "--quiet"});
  ASSERT_EQ(match.exit_code, 0) << match.err;
  EXPECT_EQ(Convert("--compare", source, folder.Path("run")), 0);
  EXPECT_EQ(folder.Walz({"verify", "--data", folder.Path("data"), "--run", folder.Path("run")}).exit_code, 0);
}

}  // namespace
}  // namespace walz
