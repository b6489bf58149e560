// A run over stored facts writes what `walz match` writes over the same facts in files, byte for byte.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "service/convert/catalogue_reader.h"
#include "service/convert/folder_reader.h"
#include "service/convert/folder_tables.h"
#include "service/convert/input_hash.h"
#include "tests/service/app/runs/run_world.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

TEST(RunFilesTest, TheDemoIsMatchedAsItsFolderIs) {
  const std::string data = WALZ_SOURCE_DIR "/data";
  const ReadOptions options{.catalogue_dir = data};
  const absl::StatusOr<ReadResult> folder = ReadFolder(data + "/demo", options, {});
  ASSERT_TRUE(folder.ok() && folder->problem);

  ReadReport report;
  absl::StatusOr<FolderTables> tables = ReadFolderTables(data + "/demo", options, {}, report);
  ASSERT_TRUE(tables.ok());
  Facts facts;
  facts.catalogue = tables->catalogue;
  facts.pools = tables->pools;
  facts.schemes = tables->schemes.rows;
  facts.centres = tables->centres.rows;
  facts.companies = tables->companies.rows;
  facts.openings = tables->openings.rows;
  facts.apprentices = tables->apprentices.rows;
  facts.wishes = tables->wishes.rows;
  facts.host_ranks = tables->host_ranks.rows;
  facts.pairs = tables->pairs.rows;
  facts.round = *tables->round;

  RunWorld world(MutationsOf(facts), tables->catalogue);
  const v1::Run run = world.StartAndAwait();
  ASSERT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.error();
  EXPECT_EQ(run.result().input_hash(), folder->report.input_hash);
  ExpectSameFiles(world.FilesOf(run.name()), MatchFiles(*folder->problem, folder->report.input_hash));
}

// The placements of a run, as the last run of the next.
std::vector<LastPlacementFact> PlacementsOf(RunWorld& world, const std::string& run) {
  std::vector<LastPlacementFact> placements;
  for (const v1::Proposal& proposal : world.ProposalsOf(run)) {
    if (proposal.opening().empty()) continue;
    placements.push_back({ParseName(proposal.apprentice())->id(),
                          ParseName(proposal.opening())->id(),
                          {*ParseDay(proposal.start()), *ParseDay(proposal.end())}});
  }
  return placements;
}

TEST(RunFilesTest, RandomFactsAreMatchedAsTheyStand) {
  int placed = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    RandomProblemOptions options{.apprentice_count = 8, .opening_count = 6, .with_last_run = false};
    if (seed % 5 == 0) options.policy = Policy::kSerial;
    const Facts all = Storable(RandomFacts(seed, options));
    Facts facts = CohortOf(all);
    const Problem::CreateResult first = Problem::Create(facts);
    if (!first.problem) continue;  // A group or a quota is cut by the consortium.
    RunWorld world(all);
    const v1::Run run = world.StartAndAwait();
    ASSERT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << seed << " " << run.error();
    ExpectSameFiles(world.FilesOf(run.name()), MatchFiles(*first.problem, InputHash(facts)));
    placed += static_cast<int>(run.result().placed());

    // The next run keeps to what was published.
    v1::PublishRunRequest publish;
    publish.set_name(run.name());
    ASSERT_TRUE(world.runs->Publish(world.call, publish).ok());
    facts.last_run = PlacementsOf(world, run.name());
    const v1::Run next = world.StartAndAwait();
    ASSERT_EQ(next.state(), v1::RUN_STATE_SUCCEEDED) << seed << " " << next.error();
    EXPECT_EQ(next.last_run(), run.name());
    ExpectSameFiles(world.FilesOf(next.name()), MatchFiles(*Problem::Create(facts).problem, InputHash(facts)));

    // `-`: nothing was published.
    v1::StartRunRequest without = world.StartRequest();
    without.set_last_run("-");
    const v1::Run again = world.StartAndAwait(without);
    ExpectSameFiles(world.FilesOf(again.name()), MatchFiles(*first.problem, InputHash(CohortOf(all))));
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(placed, 20);
}

// Proposals say what the rows of the files say, and what the advisor says.
TEST(RunFilesTest, ProposalsAgreeWithExplanations) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Facts all = Storable(RandomFacts(seed, {.apprentice_count = 8, .opening_count = 6, .with_last_run = false}));
    if (!Problem::Create(CohortOf(all)).problem) continue;
    RunWorld world(all);
    const v1::Run run = world.StartAndAwait();
    ASSERT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.error();
    const std::vector<v1::Proposal> proposals = world.ProposalsOf(run.name());
    ASSERT_EQ(static_cast<std::int64_t>(proposals.size()), run.result().placed() + run.result().unmatched());
    std::int64_t points = 0;
    for (const v1::Proposal& proposal : proposals) {
      if (proposal.opening().empty()) {
        v1::ExplainApprenticeRequest request;
        request.set_round(world.StartRequest().parent());
        request.set_apprentice(proposal.apprentice());
        const auto said = world.Ask<v1::ExplainApprenticeResponse>("ExplainApprentice", request);
        ASSERT_TRUE(said.ok()) << said.status();
        EXPECT_EQ(said->barrier(), proposal.barrier());
        EXPECT_EQ(said->what_would_help(), proposal.what_would_help());
        continue;
      }
      points += proposal.points();
      v1::ExplainPairRequest request;
      request.set_round(world.StartRequest().parent());
      request.set_apprentice(proposal.apprentice());
      request.set_opening(proposal.opening());
      const auto said = world.Ask<v1::ExplainPairResponse>("ExplainPair", request);
      ASSERT_TRUE(said.ok()) << said.status();
      EXPECT_TRUE(said->feasible());
      EXPECT_EQ(said->points_total(), proposal.points());
    }
    EXPECT_EQ(points, run.result().points());
    for (const auto& [barrier, count] : run.result().barriers()) {
      EXPECT_EQ(
          static_cast<std::int64_t>(
              world.ProposalsOf(run.name(), absl::StrCat("opening = \"\" AND barrier = \"", barrier, "\"")).size()),
          count);
    }
  }
}

}  // namespace
}  // namespace walz
