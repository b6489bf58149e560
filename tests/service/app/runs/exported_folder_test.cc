// The folder that is exported for a round is matched offline as the round is matched by a run, byte for byte.

#include "tests/service/app/runs/exported_folder.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "service/convert/catalogue_reader.h"
#include "service/convert/folder_reader.h"
#include "tests/service/app/runs/run_world.h"
#include "tests/support/dice.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

// Marks some resources deleted: rows that name them are left out on both ways.
void DeleteSome(RunWorld& world, const Facts& facts, Dice& dice) {
  std::vector<Mutation> mutations;
  for (const Opening& row : facts.openings) {
    if (!dice.Percent(20)) continue;
    v1::Opening message = OpeningMessageOf(row, facts);
    message.mutable_delete_time()->set_seconds(1);
    mutations.push_back(PutOf(message));
  }
  for (const Apprentice& row : facts.apprentices) {
    if (!dice.Percent(15)) continue;
    v1::Apprentice message = ApprenticeMessageOf(row, facts);
    message.mutable_delete_time()->set_seconds(1);
    mutations.push_back(PutOf(message));
  }
  PutAll(*world.store, std::move(mutations));
}

TEST(ExportedFolderTest, IsMatchedAsTheRoundIs) {
  const auto catalogue = ReadCatalogue(kShippedData);
  ASSERT_TRUE(catalogue.ok());
  const std::filesystem::path dir =
      std::filesystem::path(testing::TempDir()) / absl::StrCat("walz_exported_folder.", getpid());
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    const Facts facts = Storable(
        RandomFacts(seed, {.apprentice_count = 10, .opening_count = 9, .with_groups = false, .with_last_run = false}));
    RunWorld world(MutationsOf(facts), *catalogue);
    Dice dice(seed);
    DeleteSome(world, facts, dice);
    std::filesystem::create_directories(dir);
    ExportFolder(world, world.StartRequest().parent(), dir);
    const absl::StatusOr<v1::Run> started = world.runs->Start(world.call, world.StartRequest());
    const auto folder = ReadFolder(dir.string(), {.catalogue_dir = kShippedData}, {});
    ASSERT_TRUE(folder.ok()) << folder.status();
    EXPECT_EQ(started.ok(), folder->problem.has_value())
        << seed << " " << started.status() << " "
        << (folder->report.errors.empty() ? "" : FormatError(folder->report.errors[0]));
    if (started.ok() && folder->problem) {
      const v1::Run run = world.runs->Await(started->name(), {}).value();
      ASSERT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.error();
      EXPECT_EQ(run.result().input_hash(), folder->report.input_hash) << seed;
      ExpectSameFiles(world.FilesOf(run.name()), MatchFiles(*folder->problem, folder->report.input_hash));
      ++compared;
    }
    std::filesystem::remove_all(dir);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(compared, 15);
}

}  // namespace
}  // namespace walz
