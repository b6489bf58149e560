#include "service/app/scenarios/scenario_service.h"

#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/app/mirror/round_facts.h"
#include "service/app/scenarios/scenario_changes.h"
#include "tests/service/app/scenarios/scenario_world.h"

namespace walz {
namespace {

using testing::HasSubstr;

TEST(ScenarioServiceTest, ComparesWithThePublishedRunOrTheLatest) {
  ScenarioWorld world;
  EXPECT_EQ(ReasonOf(world.New("a").status()), v1::ERROR_REASON_REFERENCE_MISSING);
  const v1::Run first = world.StartAndAwait();
  const v1::Run second = world.StartAndAwait();
  EXPECT_EQ(world.New("a")->base_run(), second.name());
  EXPECT_EQ(world.New("b", first.name())->base_run(), first.name());
  v1::PublishRunRequest publish;
  publish.set_name(first.name());
  ASSERT_TRUE(world.runs->Publish(world.call, publish).ok());
  const auto published = world.New("c");
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->base_run(), first.name());
  EXPECT_EQ(published->name(), "rounds/round/scenarios/c");
  EXPECT_EQ(published->created_by(), "anna");
  EXPECT_FALSE(published->etag().empty());
  EXPECT_EQ(ReasonOf(world.New("c").status()), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_EQ(ReasonOf(world.New("-").status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(world.New("d", "rounds/other/runs/1").status()), v1::ERROR_REASON_FIELD_INVALID);
}

TEST(ScenarioServiceTest, ARoundHasABoundedNumber) {
  ScenarioWorld world;
  world.StartAndAwait();
  for (int i = 0; i < kScenariosPerRoundMax; ++i) ASSERT_TRUE(world.New(absl::StrCat("s", i)).ok());
  const absl::Status refused = world.New("more").status();
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_LIMIT_REACHED);
  EXPECT_EQ(MetadataOf(refused, "value"), absl::StrCat(kScenariosPerRoundMax));
  ASSERT_TRUE(world.Drop("s0").ok());
  EXPECT_TRUE(world.New("more").ok());
}

TEST(ScenarioServiceTest, ChangesAreCheckedAsUpdatesAre) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  const std::string opening = world.OpeningName(0);
  const absl::Status bad = world.Set("s", {world.PlacesChange(opening, -1)}).status();
  EXPECT_EQ(ReasonOf(bad), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(bad.message()), HasSubstr("changes[0].opening.places"));
  EXPECT_EQ(ReasonOf(world.Set("s", {absl::StrCat("opening { name: '", opening, "' places: 1 }")}).status()),
            v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(world.Set("s", {"update_mask { paths: 'places' }"}).status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ReasonOf(world.Set("s", {}).status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(
      ReasonOf(
          world.Set("s", {absl::StrCat("opening { name: '", opening, "' places: 1 } update_mask { paths: 'plcaes' }")})
              .status()),
      v1::ERROR_REASON_BAD_MASK);
  EXPECT_EQ(ReasonOf(world.Set("s", {world.PlacesChange("companies/X/openings/X", 1)}).status()),
            v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(world.Set("s", {"round { name: 'rounds/x' seed: 4 } update_mask { paths: 'seed' }"}).status()),
            v1::ERROR_REASON_FIELD_INVALID);
  // Nothing of all that was kept, and one bad change keeps the good ones out.
  EXPECT_FALSE(world.Set("s", {world.PlacesChange(opening, 3), world.PlacesChange(world.OpeningName(1), -1)}).ok());
  EXPECT_EQ(world.Set("s", {world.PlacesChange(opening, 2)})->change_count(), 1);
}

TEST(ScenarioServiceTest, OnlyThoseMayChangeWhoMayChangeTheFacts) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  const std::string opening = world.OpeningName(0);
  world.call.may_write = [&](absl::string_view name, const google::protobuf::Message*) { return name != opening; };
  EXPECT_EQ(ReasonOf(world.Set("s", {world.PlacesChange(opening, 2)}).status()), v1::ERROR_REASON_NOT_PERMITTED);
  EXPECT_TRUE(world.Set("s", {world.PlacesChange(world.OpeningName(1), 2)}).ok());
}

TEST(ScenarioServiceTest, ChangesAddUpAndCanBeTakenBack) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  const std::string first = world.OpeningName(0);
  const std::string second = world.OpeningName(1);
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(second, 5), world.PlacesChange(first, 3)}).ok());
  const auto changed = world.Set("s", {absl::StrCat("opening { name: '", first,
                                                    "' state: OPENING_STATE_CLOSED } update_mask { paths: 'state' }")});
  ASSERT_TRUE(changed.ok()) << changed.status();
  ASSERT_EQ(changed->changes_size(), 2);
  EXPECT_EQ(changed->changes(0).opening().name(), first);  // By name.
  EXPECT_EQ(changed->changes(0).opening().places(), 3);
  EXPECT_EQ(changed->changes(0).opening().state(), v1::OPENING_STATE_CLOSED);
  EXPECT_EQ(changed->changes(0).update_mask().paths_size(), 2);
  EXPECT_FALSE(changed->changes(0).opening().etag().empty());
  const auto restored = world.Set("s", {}, {first});
  ASSERT_TRUE(restored.ok()) << restored.status();
  ASSERT_EQ(restored->change_count(), 1);
  EXPECT_EQ(restored->changes(0).opening().name(), second);
  EXPECT_EQ(ReasonOf(world.Set("s", {}, {first}).status()), v1::ERROR_REASON_FIELD_INVALID);
}

TEST(ScenarioServiceTest, ARunChangesNobodysFacts) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  const std::string opening = world.OpeningName(0);
  const int places = world.PlacesOf(opening);
  EXPECT_EQ(ReasonOf(world.Compare("s").status()), v1::ERROR_REASON_SCENARIO_NOT_RUN);
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(opening, places + 3)}).ok());
  const Revision before = world.mirror->view()->hosts_revision;
  const std::size_t proposals = world.KeyCount(Collection::kProposals);
  const auto ran = world.RunIt("s");
  ASSERT_TRUE(ran.ok()) << ran.status();
  EXPECT_TRUE(ran->has_result());
  EXPECT_TRUE(ran->result().warm());
  EXPECT_EQ(ran->result().changed_since_base(), 0);
  EXPECT_EQ(world.PlacesOf(opening), places);
  EXPECT_EQ(world.mirror->view()->hosts_revision, before);
  EXPECT_EQ(world.KeyCount(Collection::kProposals), proposals);
  EXPECT_EQ(world.KeyCount(Collection::kRuns), 1u);
  // It is there after a restart, until it is changed.
  world.Reopen();
  EXPECT_TRUE(world.Compare("s").ok());
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(opening, places + 4)}).ok());
  EXPECT_EQ(ReasonOf(world.Compare("s").status()), v1::ERROR_REASON_SCENARIO_NOT_RUN);
}

TEST(ScenarioServiceTest, SaysWhatARunOverTheChangedFactsWouldSay) {
  int different = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    ScenarioWorld world(ScenarioFacts(seed));
    const v1::Run base = world.StartAndAwait();
    ASSERT_EQ(base.state(), v1::RUN_STATE_SUCCEEDED) << base.error();
    ASSERT_TRUE(world.New("s").ok());
    std::vector<std::string> changes;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string opening = world.OpeningName(i);
      changes.push_back(world.PlacesChange(opening, i == 1 ? 0 : world.PlacesOf(opening) + 2));
    }
    changes.push_back("round { name: 'rounds/round' seed: 77 } update_mask { paths: 'seed' }");
    ASSERT_TRUE(world.Set("s", changes).ok());
    const auto warm = world.RunIt("s");
    ASSERT_TRUE(warm.ok()) << warm.status();
    const auto compared = world.Compare("s");
    ASSERT_TRUE(compared.ok());
    const auto cold = world.RunIt("s", /*cold=*/true);
    ASSERT_TRUE(cold.ok());
    EXPECT_FALSE(cold->result().warm());
    EXPECT_EQ(warm->result().after().DebugString(), cold->result().after().DebugString());
    EXPECT_EQ(warm->result().difference().DebugString(), cold->result().difference().DebugString());

    const auto applied = world.Apply("s");
    ASSERT_TRUE(applied.ok()) << applied.status();
    EXPECT_TRUE(applied->has_apply_time());
    v1::StartRunRequest request = world.StartRequest();
    request.set_last_run("-");
    const v1::Run run = world.StartAndAwait(request);
    ASSERT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.error();
    v1::RunResult expected = run.result();
    expected.clear_run_json();
    expected.clear_certificate_bytes();
    EXPECT_EQ(compared->result().after().DebugString(), expected.DebugString());
    EXPECT_EQ(compared->result().after().input_hash(), run.result().input_hash());
    v1::CompareRunsRequest compare;
    compare.set_base_run(base.name());
    compare.set_name(run.name());
    const v1::CompareRunsResponse real = world.runs->Compare(world.call, compare).value();
    EXPECT_EQ(compared->result().difference().DebugString(), real.difference().DebugString());
    ASSERT_EQ(compared->changes_size(), real.changes_size());
    for (int i = 0; i < real.changes_size(); ++i) {
      EXPECT_EQ(compared->changes(i).DebugString(), real.changes(i).DebugString());
    }
    different += real.changes_size() > 0 ? 1 : 0;
  }
  EXPECT_GT(different, 6);
}

// A host more with an opening, an opening more at another host, an apprentice less, an opening less.
TEST(ScenarioServiceTest, AddsAndDeletesAsARunAfterApplyingWouldSay) {
  int different = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    ScenarioWorld world(ScenarioFacts(seed));
    const v1::Run base = world.StartAndAwait();
    ASSERT_EQ(base.state(), v1::RUN_STATE_SUCCEEDED) << base.error();
    ASSERT_TRUE(world.New("s").ok());
    const std::string apprentice = world.ApprenticeName(0);
    const std::vector<std::string> changes = {
        world.OpeningLike(world.OpeningName(0), "companies/NEW/openings/O-NEW-1"), world.CompanyLike("companies/NEW"),
        world.OpeningLike(world.OpeningName(1), world.Beside(world.OpeningName(1), "O-NEW-2")),
        absl::StrCat("apprentice { name: '", apprentice, "' } action: SCENARIO_ACTION_DELETE"),
        absl::StrCat("opening { name: '", world.OpeningName(2), "' } action: SCENARIO_ACTION_DELETE")};
    const auto changed = world.Set("s", changes);
    ASSERT_TRUE(changed.ok()) << changed.status();
    EXPECT_EQ(changed->change_count(), 5);
    // What is added can be set like anything else.
    const auto set = world.Set("s", {world.PlacesChange("companies/NEW/openings/O-NEW-1", 2)});
    ASSERT_TRUE(set.ok()) << set.status();
    EXPECT_EQ(set->change_count(), 5);
    const auto ran = world.RunIt("s");
    ASSERT_TRUE(ran.ok()) << ran.status();
    const v1::CompareScenarioResponse compared = world.Compare("s").value();

    world.commits.clear();
    const auto applied = world.Apply("s");
    ASSERT_TRUE(applied.ok()) << applied.status();
    EXPECT_EQ(world.commits.size(), 1u);
    EXPECT_EQ(world.PlacesOf("companies/NEW/openings/O-NEW-1"), 2);
    v1::StartRunRequest request = world.StartRequest();
    request.set_last_run("-");
    const v1::Run run = world.StartAndAwait(request);
    ASSERT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.error();
    v1::RunResult expected = run.result();
    expected.clear_run_json();
    expected.clear_certificate_bytes();
    EXPECT_EQ(compared.result().after().DebugString(), expected.DebugString());
    v1::CompareRunsRequest compare;
    compare.set_base_run(base.name());
    compare.set_name(run.name());
    const v1::CompareRunsResponse real = world.runs->Compare(world.call, compare).value();
    EXPECT_EQ(compared.result().difference().DebugString(), real.difference().DebugString());
    different += real.changes_size() > 0 ? 1 : 0;
  }
  EXPECT_GT(different, 5);
}

TEST(ScenarioServiceTest, AddsAndDeletesOnlyWhatFits) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  const std::string opening = world.OpeningName(0);
  const std::string company = opening.substr(0, opening.find("/openings/"));
  const auto reason_of = [&](const std::string& change) { return ReasonOf(world.Set("s", {change}).status()); };
  const auto deletion = [](const std::string& field, const std::string& name) {
    return absl::StrCat(field, " { name: '", name, "' } action: SCENARIO_ACTION_DELETE");
  };
  EXPECT_EQ(reason_of(world.OpeningLike(opening, opening)), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_EQ(reason_of(world.OpeningLike(opening, "companies/NONE/openings/N")), v1::ERROR_REASON_REFERENCE_MISSING);
  EXPECT_EQ(reason_of(deletion("opening", company + "/openings/NONE")), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(reason_of(deletion("company", company)), v1::ERROR_REASON_RESOURCE_IN_USE);
  EXPECT_EQ(reason_of(deletion("round", "rounds/round")), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason_of("opening { name: '" + company + "/openings/N' places: -1 } action: SCENARIO_ACTION_ADD"),
            v1::ERROR_REASON_FIELD_INVALID);
  // With all that is its own it goes.
  std::vector<std::string> all;
  for (std::size_t i = 0; i < 8; ++i) {
    const std::string name = world.OpeningName(i);
    if (absl::StartsWith(name, company + "/")) all.push_back(deletion("opening", name));
  }
  const absl::StatusOr<v1::Scenario> openings_gone = world.Set("s", all);
  ASSERT_TRUE(openings_gone.ok()) << openings_gone.status();
  EXPECT_EQ(reason_of(world.PlacesChange(opening, 3)), v1::ERROR_REASON_FIELD_INVALID);
  ASSERT_TRUE(world.Set("s", {}, {opening}).ok());
  EXPECT_TRUE(world.Set("s", {world.PlacesChange(opening, 3)}).ok());
  EXPECT_EQ(reason_of(world.OpeningLike(opening, opening)), v1::ERROR_REASON_FIELD_INVALID) << "it is there";
  // An addition is taken out, not deleted.
  const std::string added = world.Beside(opening, "N");
  ASSERT_TRUE(world.Set("s", {world.OpeningLike(opening, added)}).ok());
  EXPECT_EQ(reason_of(deletion("opening", added)), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_TRUE(world.Set("s", {}, {added}).ok());
}

TEST(ScenarioServiceTest, AppliesNoAdditionOverAnotherAndNoDeletionUnseen) {
  ScenarioWorld world;
  world.StartAndAwait();
  const std::string opening = world.OpeningName(0);
  const std::string added = world.Beside(opening, "N");
  const std::string deleted = world.OpeningName(1);
  ASSERT_TRUE(world.New("s").ok());
  ASSERT_TRUE(world
                  .Set("s", {world.OpeningLike(opening, added),
                             absl::StrCat("opening { name: '", deleted, "' } action: SCENARIO_ACTION_DELETE")})
                  .ok());
  world.WritePlaces(deleted, 4);
  const absl::Status changed = world.Apply("s").status();
  EXPECT_EQ(ReasonOf(changed), v1::ERROR_REASON_ETAG_MISMATCH) << changed;
  EXPECT_EQ(MetadataOf(changed, "name"), deleted);
  EXPECT_FALSE(ReadResource<v1::Opening>(*world.store->OpenSnapshot(), added).ok());
  // Somebody else makes the opening.
  ASSERT_TRUE(world.Set("s", {}, {deleted}).ok());
  v1::Opening other = ReadResource<v1::Opening>(*world.store->OpenSnapshot(), opening).value();
  other.set_name(added);
  CommitRequest commit;
  commit.mutations.push_back(PutMutation(other));
  ASSERT_TRUE(world.store->Commit(std::move(commit)).ok());
  EXPECT_EQ(ReasonOf(world.Apply("s").status()), v1::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_EQ(ReasonOf(world.RunIt("s").status()), v1::ERROR_REASON_RESOURCE_EXISTS);
}

TEST(ScenarioServiceTest, AppliesAllOrNothing) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  EXPECT_EQ(ReasonOf(world.Apply("s").status()), v1::ERROR_REASON_SCENARIO_NOT_RUN);
  const std::string first = world.OpeningName(0);
  const std::string second = world.OpeningName(1);
  const int places = world.PlacesOf(first);
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(first, places + 1), world.PlacesChange(second, 9)}).ok());
  world.WritePlaces(second, 4);
  const absl::Status refused = world.Apply("s").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(MetadataOf(refused, "name"), second);
  EXPECT_EQ(world.PlacesOf(first), places);
  EXPECT_EQ(world.PlacesOf(second), 4);
  // Seen and set again, it can be applied; once.
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(second, 9)}).ok());
  ASSERT_TRUE(world.Apply("s", /*validate_only=*/true).ok());
  EXPECT_EQ(world.PlacesOf(second), 4);
  world.commits.clear();
  ASSERT_TRUE(world.Apply("s").ok());
  EXPECT_EQ(world.commits.size(), 1u);
  EXPECT_EQ(world.PlacesOf(first), places + 1);
  EXPECT_EQ(world.PlacesOf(second), 9);
  EXPECT_EQ(ReasonOf(world.Apply("s").status()), v1::ERROR_REASON_SCENARIO_APPLIED);
  EXPECT_EQ(ReasonOf(world.Set("s", {world.PlacesChange(second, 1)}).status()), v1::ERROR_REASON_SCENARIO_APPLIED);
  EXPECT_EQ(ReasonOf(world.RunIt("s").status()), v1::ERROR_REASON_SCENARIO_APPLIED);
}

TEST(ScenarioServiceTest, ARepeatedRequestChangesNothing) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(world.OpeningName(0), 7)}).ok());
  v1::ApplyScenarioRequest request;
  request.set_name("rounds/round/scenarios/s");
  request.set_request_id("once");
  world.call.method = "walz.v1.ScenarioService/ApplyScenario";
  const auto first = world.Do<v1::Scenario>("ApplyScenario", request);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto again = world.Do<v1::Scenario>("ApplyScenario", request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->DebugString(), first->DebugString());
}

TEST(ScenarioServiceTest, AResourceThatIsGoneIsNamed) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  const std::string opening = world.OpeningName(0);
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(opening, 7)}).ok());
  CommitRequest commit;
  commit.mutations.push_back({KeyOf(*ParseName(opening)), std::nullopt, std::nullopt});
  ASSERT_TRUE(world.store->Commit(std::move(commit)).ok());
  const absl::Status refused = world.RunIt("s").status();
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_REFERENCE_MISSING);
  EXPECT_EQ(MetadataOf(refused, "name"), opening);
}

TEST(ScenarioServiceTest, CountsWhatElseChangedSinceTheBaseRun) {
  ScenarioWorld world;
  const v1::Run base = world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  v1::PublishRunRequest publish;
  publish.set_name(base.name());
  ASSERT_TRUE(world.runs->Publish(world.call, publish).ok());
  EXPECT_EQ(world.RunIt("s")->result().changed_since_base(), 0);  // Publishing changes no facts.
  world.WritePlaces(world.OpeningName(0), 8);
  world.WritePlaces(world.OpeningName(0), 9);
  EXPECT_EQ(world.RunIt("s")->result().changed_since_base(), 1);
}

TEST(ScenarioServiceTest, OneRunsAtATimeAndAStopEndsIt) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  ASSERT_TRUE(world.New("t").ok());
  std::stop_source stop;
  world.clock.Close();
  absl::Status ended;
  Call stopped = world.call;
  stopped.stop = stop.get_token();
  std::jthread running([&] { ended = world.RunIt("s", /*cold=*/false, stopped).status(); });
  world.clock.AwaitSomebody();
  EXPECT_EQ(ReasonOf(world.RunIt("t").status()), v1::ERROR_REASON_LIMIT_REACHED);
  stop.request_stop();
  world.clock.Open();
  running.join();
  EXPECT_EQ(ended.code(), absl::StatusCode::kCancelled) << ended;
  EXPECT_EQ(ReasonOf(world.Compare("s").status()), v1::ERROR_REASON_SCENARIO_NOT_RUN);
  EXPECT_TRUE(world.RunIt("t").ok());
}

TEST(ScenarioServiceTest, ShowsPeopleToThoseWhoMaySeeThem) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  for (std::size_t i = 0; i < 8; ++i) {
    ASSERT_TRUE(world
                    .Set("s", {absl::StrCat("opening { name: '", world.OpeningName(i),
                                            "' state: OPENING_STATE_CLOSED } update_mask { paths: 'state' }")})
                    .ok());
  }
  ASSERT_TRUE(world.RunIt("s").ok());
  const v1::CompareScenarioResponse all = world.Compare("s").value();
  ASSERT_GT(all.changes_size(), 1);
  EXPECT_EQ(all.result().difference().lost(), all.result().before().placed());
  const std::string own = all.changes(0).apprentice();
  world.call.may_see = [&](absl::string_view name) { return name == own; };
  const v1::CompareScenarioResponse few = world.Compare("s").value();
  ASSERT_EQ(few.changes_size(), 1);
  EXPECT_EQ(few.changes(0).apprentice(), own);
  // Without personal view the changes themselves, which may hold personal fields, are not shown.
  world.call.may_see = nullptr;
  world.call.personal = false;
  v1::GetScenarioRequest get;
  get.set_name("rounds/round/scenarios/s");
  const auto read = world.Do<v1::Scenario>("GetScenario", get);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->changes_size(), 0);
  EXPECT_EQ(read->change_count(), 8);
}

TEST(ScenarioServiceTest, DroppingLeavesNothing) {
  ScenarioWorld world;
  world.StartAndAwait();
  ASSERT_TRUE(world.New("s").ok());
  ASSERT_TRUE(world
                  .Set("s", {absl::StrCat("opening { name: '", world.OpeningName(0),
                                          "' places: 0 } update_mask { paths: 'places' }")})
                  .ok());
  ASSERT_TRUE(world.RunIt("s").ok());
  EXPECT_EQ(world.KeyCount(Collection::kScenarios), 1u);
  ASSERT_TRUE(world.Drop("s").ok());
  EXPECT_EQ(world.KeyCount(Collection::kScenarios), 0u);
  EXPECT_EQ(world.KeyCount(Collection::kScenarioMoves), 0u);
  EXPECT_EQ(ReasonOf(world.Drop("s").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST(ScenarioServiceTest, AStaleEtagIsRefused) {
  ScenarioWorld world;
  world.StartAndAwait();
  const v1::Scenario made = world.New("s").value();
  ASSERT_TRUE(world.Set("s", {world.PlacesChange(world.OpeningName(0), 7)}).ok());
  v1::DeleteScenarioRequest request;
  request.set_name(made.name());
  request.set_etag(made.etag());
  EXPECT_EQ(ReasonOf(world.Do<v1::Scenario>("DeleteScenario", request).status()), v1::ERROR_REASON_ETAG_MISMATCH);
}

}  // namespace
}  // namespace walz
