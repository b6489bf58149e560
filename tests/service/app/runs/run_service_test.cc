#include "service/app/runs/run_service.h"

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"
#include "tests/service/app/runs/run_world.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

Facts SomeFacts() {
  Facts facts = Storable(
      RandomFacts(4, {.apprentice_count = 12, .opening_count = 8, .with_groups = false, .with_last_run = false}));
  facts.round.consortium.clear();
  return facts;
}

v1::PublishRunRequest PublishOf(const std::string& run) {
  v1::PublishRunRequest request;
  request.set_name(run);
  return request;
}

TEST(RunServiceTest, CountsRunsUpAndKeepsThem) {
  RunWorld world(SomeFacts());
  const v1::Run first = world.StartAndAwait();
  const v1::Run second = world.StartAndAwait();
  EXPECT_EQ(first.name(), "rounds/round/runs/1");
  EXPECT_EQ(second.name(), "rounds/round/runs/2");
  EXPECT_EQ(first.state(), v1::RUN_STATE_SUCCEEDED) << first.error();
  EXPECT_EQ(first.started_by(), "anna");
  EXPECT_GT(first.revision(), 0);
  EXPECT_TRUE(first.has_end_time());
  EXPECT_GT(first.result().certificate_bytes(), 0);
  EXPECT_EQ(world.FilesOf(first.name()), world.FilesOf(first.name()));
  v1::ListRunsRequest request;
  request.set_parent("rounds/round");
  const auto listed = world.Ask<v1::ListRunsResponse>("ListRuns", request);
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->runs_size(), 2);
}

TEST(RunServiceTest, TellsTheStagesToThoseWhoWatch) {
  RunWorld world(SomeFacts());
  world.clock.Close();
  const v1::Run started = world.runs->Start(world.call, world.StartRequest()).value();
  EXPECT_EQ(started.state(), v1::RUN_STATE_RUNNING);
  world.clock.AwaitSomebody();
  std::vector<std::string> stages;
  const auto watched = world.runs->Watch(started.name(), {}, [&](const v1::Run& run) {
    stages.push_back(run.stage());
    world.clock.Open();
    return true;
  });
  ASSERT_TRUE(watched.ok());
  EXPECT_EQ(watched->state(), v1::RUN_STATE_SUCCEEDED) << watched->error();
  EXPECT_FALSE(watched->etag().empty());
  EXPECT_EQ(stages.front(), "read");
  EXPECT_EQ(stages.back(), "store");
  EXPECT_EQ(world.ProposalsOf(started.name()).empty(), false);
}

TEST(RunServiceTest, RunsOneOfARoundAtOnce) {
  RunWorld world(SomeFacts());
  world.clock.Close();
  const v1::Run running = world.runs->Start(world.call, world.StartRequest()).value();
  const absl::Status refused = world.runs->Start(world.call, world.StartRequest()).status();
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_RUN_RUNNING);
  EXPECT_EQ(MetadataOf(refused, "run"), running.name());
  // Another daemon over the same store knows it, too.
  RunService other(*world.store, *world.mirror, *world.keeper, [&] { return world.clock.Now(); },
                   {.nice = false, .heartbeat = absl::Hours(1)});
  EXPECT_EQ(ReasonOf(other.Start(world.call, world.StartRequest()).status()), v1::ERROR_REASON_RUN_RUNNING);
  // While it runs, it proposes nothing.
  EXPECT_TRUE(world.ProposalsOf(running.name()).empty());
  EXPECT_EQ(ReasonOf(world.runs->Publish(world.call, PublishOf(running.name())).status()),
            v1::ERROR_REASON_RUN_NOT_PUBLISHABLE);
  world.clock.Open();
  EXPECT_EQ(world.runs->Await(running.name(), {})->state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_TRUE(world.runs->Start(world.call, world.StartRequest()).ok());
}

TEST(RunServiceTest, OfStartsAtTheSameTimeOneWins) {
  for (int round = 0; round < 10; ++round) {
    RunWorld world(SomeFacts());
    RunService other(*world.store, *world.mirror, *world.keeper, [&] { return world.clock.Now(); },
                     {.nice = false, .heartbeat = absl::Hours(1)});
    std::vector<absl::Status> statuses(6);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < statuses.size(); ++i) {
        threads.emplace_back([&, i] {
          RunService& runs = i % 2 == 0 ? *world.runs : other;
          statuses[i] = runs.Start(world.call, world.StartRequest()).status();
        });
      }
    }
    // Runs may end while others start: whoever was refused was so for a run, and no number is given twice.
    std::size_t started = 0;
    for (const absl::Status& status : statuses) {
      if (status.ok()) {
        ++started;
      } else {
        EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_RUN_RUNNING) << status;
      }
    }
    EXPECT_GE(started, 1u);
    EXPECT_EQ(world.KeyCount(Collection::kRuns), started);
  }
}

TEST(RunServiceTest, AnswersARepeatedStartWithTheSameRun) {
  RunWorld world(SomeFacts());
  v1::StartRunRequest request = world.StartRequest();
  request.set_request_id("night-1");
  world.clock.Close();
  const v1::Run started = world.runs->Start(world.call, request).value();
  EXPECT_EQ(world.runs->Start(world.call, request)->name(), started.name());
  world.clock.Open();
  EXPECT_TRUE(world.runs->Await(started.name(), {}).ok());
  EXPECT_EQ(world.runs->Start(world.call, request)->name(), started.name());
  request.set_time_limit_seconds(60);
  EXPECT_EQ(ReasonOf(world.runs->Start(world.call, request).status()), v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(world.KeyCount(Collection::kRuns), 1u);
}

TEST(RunServiceTest, EndsWhenItIsCancelled) {
  RunWorld world(SomeFacts());
  world.clock.Close();
  const v1::Run started = world.runs->Start(world.call, world.StartRequest()).value();
  world.clock.AwaitSomebody();
  const absl::StatusOr<v1::Run> cancelled = world.runs->Cancel(world.call, started.name());
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->state(), v1::RUN_STATE_CANCELLED);
  EXPECT_EQ(world.runs->Await(started.name(), {})->state(), v1::RUN_STATE_CANCELLED);
  world.clock.Open();
  const v1::Run next = world.StartAndAwait();
  EXPECT_EQ(next.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(world.runs->Find(started.name())->state(), v1::RUN_STATE_CANCELLED);
  EXPECT_TRUE(world.ProposalsOf(started.name()).empty());
  // One that has ended is answered as it is.
  EXPECT_EQ(world.runs->Cancel(world.call, next.name())->state(), v1::RUN_STATE_SUCCEEDED);
}

TEST(RunServiceTest, LeavesNothingOfACancelledRun) {
  RunWorld world(SomeFacts());
  ASSERT_EQ(world.StartAndAwait(world.StartRequest()).state(), v1::RUN_STATE_SUCCEEDED);
  const std::size_t keys_of_files = world.KeyCount(Collection::kRunFiles);
  for (int i = 0; i < 20; ++i) {
    const v1::Run started = world.runs->Start(world.call, world.StartRequest()).value();
    ASSERT_TRUE(world.runs->Cancel(world.call, started.name()).ok());
  }
  world.runs.reset();  // Waits for the threads.
  std::size_t succeeded = 0;
  world.Restart();
  for (int i = 1; i <= 21; ++i) {
    const v1::Run run = world.runs->Find(absl::StrCat("rounds/round/runs/", i)).value();
    EXPECT_TRUE(run.state() == v1::RUN_STATE_CANCELLED || run.state() == v1::RUN_STATE_SUCCEEDED);
    succeeded += run.state() == v1::RUN_STATE_SUCCEEDED ? 1 : 0;
  }
  EXPECT_EQ(world.KeyCount(Collection::kProposals), succeeded * world.mirror->view()->apprentices.size());
  EXPECT_EQ(world.KeyCount(Collection::kRunFiles), succeeded * keys_of_files);
}

TEST(RunServiceTest, MarksWhatADaemonLeftBehind) {
  RunWorld world(SomeFacts());
  // A daemon that was killed: a run is RUNNING in the store, half of its proposals are there.
  v1::Run run;
  run.set_name("rounds/round/runs/1");
  run.set_state(v1::RUN_STATE_RUNNING);
  v1::Proposal proposal;
  proposal.set_name("rounds/round/runs/1/proposals/A-1");
  PutAll(*world.store, {PutOf(run), PutOf(proposal)});
  EXPECT_EQ(ReasonOf(world.runs->Start(world.call, world.StartRequest()).status()), v1::ERROR_REASON_RUN_RUNNING);

  world.Restart();
  EXPECT_EQ(world.runs->Recover().value(), 1);
  EXPECT_EQ(world.runs->Find(run.name())->state(), v1::RUN_STATE_INTERRUPTED);
  EXPECT_EQ(world.KeyCount(Collection::kProposals), 0u);
  EXPECT_EQ(world.runs->Recover().value(), 0);

  v1::StartRunRequest again = world.StartRequest();
  again.set_restart_of(run.name());
  const v1::Run restarted = world.StartAndAwait(again);
  EXPECT_EQ(restarted.state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(restarted.restart_of(), run.name());
  again.set_restart_of(restarted.name());
  EXPECT_EQ(ReasonOf(world.runs->Start(world.call, again).status()), v1::ERROR_REASON_FIELD_INVALID);
}

TEST(RunServiceTest, AnOrderlyEndInterruptsWhatRuns) {
  RunWorld world(SomeFacts());
  world.clock.Close();
  const v1::Run started = world.runs->Start(world.call, world.StartRequest()).value();
  world.clock.AwaitSomebody();
  std::jthread opener([&] {
    // The end is recorded before the thread of the run is waited for.
    while (ReadResource<v1::Run>(*world.store->OpenSnapshot(), started.name())->state() == v1::RUN_STATE_RUNNING) {
      world.store->WaitBeyond(world.store->Stats().revision, absl::Now() + absl::Milliseconds(20), {});
    }
    world.clock.Open();
  });
  world.runs.reset();
  EXPECT_EQ(ReadResource<v1::Run>(*world.store->OpenSnapshot(), started.name())->state(), v1::RUN_STATE_INTERRUPTED);
}

TEST(RunServiceTest, PublishesInOneCommit) {
  RunWorld world(SomeFacts());
  const v1::Run run = world.StartAndAwait();
  v1::PublishRunRequest request = PublishOf(run.name());
  request.set_validate_only(true);
  ASSERT_TRUE(world.runs->Publish(world.call, request).ok());
  EXPECT_FALSE(world.runs->Find(run.name())->has_publish_time());
  request.set_validate_only(false);

  request.set_etag("ffff");
  EXPECT_EQ(ReasonOf(world.runs->Publish(world.call, request).status()), v1::ERROR_REASON_ETAG_MISMATCH);
  request.set_etag(world.runs->Find(run.name())->etag());
  request.set_request_id("publish-1");
  const absl::StatusOr<v1::Run> published = world.runs->Publish(world.call, request);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_TRUE(published->has_publish_time());
  EXPECT_EQ(published->etag(), world.runs->Find(run.name())->etag());
  const auto round = ReadResource<v1::Round>(*world.store->OpenSnapshot(), "rounds/round");
  EXPECT_EQ(round->published_run(), run.name());
  EXPECT_EQ(round->update_time().seconds(), published->publish_time().seconds());
  {
    const std::lock_guard lock(world.commits_mutex);
    EXPECT_THAT(world.commits.back(),
                testing::UnorderedElementsAre(KeyOf(*ParseName(run.name())), KeyOf(*ParseName("rounds/round"))));
  }
  EXPECT_EQ(world.mirror->view()->rounds.Find("round")->published_run, run.name());

  // Again: the same answer, though the etag is another by now; and nothing is written.
  const Revision revision = world.store->Stats().revision;
  EXPECT_EQ(world.runs->Publish(world.call, request)->etag(), published->etag());
  EXPECT_EQ(world.runs->Publish(world.call, PublishOf(run.name()))->etag(), published->etag());
  EXPECT_EQ(world.store->Stats().revision, revision);
  EXPECT_EQ(ReasonOf(world.runs->Publish(world.call, PublishOf("rounds/round/runs/9")).status()),
            v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST(RunServiceTest, HostsHearOfARunWhenItIsPublished) {
  RunWorld world(SomeFacts());
  const v1::Run run = world.StartAndAwait();
  world.call.principal.role = Role::kHost;
  v1::ListProposalsRequest request;
  request.set_parent(run.name());
  EXPECT_EQ(ReasonOf(world.Ask<v1::ListProposalsResponse>("ListProposals", request).status()),
            v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  ASSERT_TRUE(world.runs->Publish(world.call, PublishOf(run.name())).ok());
  EXPECT_GT(world.Ask<v1::ListProposalsResponse>("ListProposals", request)->proposals_size(), 0);
  world.call.may_see = [](absl::string_view name) { return name == "rounds/round/runs/1"; };
  EXPECT_EQ(world.Ask<v1::ListProposalsResponse>("ListProposals", request)->proposals_size(), 0);
}

TEST(RunServiceTest, RefusesFactsThatContradict) {
  Facts facts = SomeFacts();
  RunWorld world(facts);
  facts.apprentices[0].scheme = "no-such-scheme";
  facts.apprentices[1].employer = "no-such-company";
  PutAll(*world.store, {PutOf(ApprenticeMessageOf(facts.apprentices[0], facts)),
                        PutOf(ApprenticeMessageOf(facts.apprentices[1], facts))});
  v1::StartRunRequest request = world.StartRequest();
  for (const bool validate_only : {true, false}) {
    request.set_validate_only(validate_only);
    const absl::Status status = world.runs->Start(world.call, request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FACTS_CONTRADICT);
    EXPECT_EQ(MetadataOf(status, "errors"), "2");
    for (const Apprentice* apprentice : {&facts.apprentices[0], &facts.apprentices[1]}) {
      EXPECT_THAT(std::string(status.message()),
                  testing::HasSubstr(absl::StrCat("centres/", apprentice->centre, "/apprentices/", apprentice->id)));
    }
  }
  EXPECT_EQ(world.KeyCount(Collection::kRuns), 0u);
}

TEST(RunServiceTest, ValidatesWithoutAnyWrite) {
  RunWorld world(SomeFacts());
  const Revision revision = world.store->Stats().revision;
  v1::StartRunRequest request = world.StartRequest();
  request.set_validate_only(true);
  EXPECT_TRUE(world.runs->Start(world.call, request).ok());
  request.set_time_limit_seconds(100'000);
  EXPECT_EQ(ReasonOf(world.runs->Start(world.call, request).status()), v1::ERROR_REASON_FIELD_INVALID);
  request.set_time_limit_seconds(10);
  request.set_last_run("rounds/round/runs/7");
  EXPECT_EQ(ReasonOf(world.runs->Start(world.call, request).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_last_run("");
  request.set_parent("rounds/none");
  EXPECT_EQ(ReasonOf(world.runs->Start(world.call, request).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(world.store->Stats().revision, revision);
}

TEST(RunServiceTest, FailsWhereThePolicyCannot) {
  Facts facts = SomeFacts();
  facts.round.policy = Policy::kStable;
  facts.round.quotas.placements_per_round = 3;
  RunWorld world(facts);
  const v1::Run run = world.StartAndAwait();
  EXPECT_EQ(run.state(), v1::RUN_STATE_FAILED);
  EXPECT_THAT(run.error(), testing::HasSubstr("stable"));
  EXPECT_TRUE(world.ProposalsOf(run.name()).empty());
}

TEST(RunServiceTest, ComparesTwoRuns) {
  Facts facts = SomeFacts();
  RunWorld world(facts);
  const v1::Run before = world.StartAndAwait();
  // Somebody is no longer permitted to go where the run placed them.
  std::string moved;
  for (const v1::Proposal& proposal : world.ProposalsOf(before.name())) {
    if (!proposal.opening().empty()) moved = proposal.apprentice();
  }
  ASSERT_FALSE(moved.empty());
  auto apprentice = ReadResource<v1::Apprentice>(*world.store->OpenSnapshot(), moved);
  apprentice->clear_etag();
  apprentice->clear_pairs();
  for (const Opening& opening : facts.openings) {
    v1::PairMark& mark = *apprentice->add_pairs();
    mark.set_opening(opening.id);
    mark.set_kind(v1::PAIR_KIND_FORBID);
  }
  PutAll(*world.store, {PutOf(*apprentice)});
  const v1::Run after = world.StartAndAwait();
  ASSERT_EQ(after.state(), v1::RUN_STATE_SUCCEEDED) << after.error();
  v1::CompareRunsRequest request;
  request.set_base_run(before.name());
  request.set_name(after.name());
  const auto compared = world.runs->Compare(world.call, request);
  ASSERT_TRUE(compared.ok()) << compared.status();
  const v1::RunDifference& difference = compared->difference();
  EXPECT_EQ(difference.base_run(), before.name());
  EXPECT_EQ(difference.placed_before(), before.result().placed());
  EXPECT_EQ(difference.placed_after(), after.result().placed());
  EXPECT_EQ(difference.points_before(), before.result().points());
  EXPECT_EQ(difference.points_after(), after.result().points());
  EXPECT_EQ(difference.placed_after(),
            difference.gained() + difference.moved() + difference.shifted() + difference.same());
  EXPECT_EQ(difference.placed_before(),
            difference.lost() + difference.moved() + difference.shifted() + difference.same());
  EXPECT_GE(difference.lost(), 1);
  EXPECT_EQ(compared->changes_size(),
            difference.gained() + difference.lost() + difference.moved() + difference.shifted());
  EXPECT_TRUE(std::is_sorted(compared->changes().begin(), compared->changes().end(),
                             [](const auto& a, const auto& b) { return a.apprentice() < b.apprentice(); }));
  const bool named = std::any_of(compared->changes().begin(), compared->changes().end(), [&](const auto& change) {
    return change.apprentice() == moved && !change.opening_before().empty() && change.opening_after().empty();
  });
  EXPECT_TRUE(named);
  request.set_change_count_max(1);
  EXPECT_EQ(world.runs->Compare(world.call, request)->changes_size(), 1);
  request.set_base_run(after.name());
  EXPECT_EQ(world.runs->Compare(world.call, request)->difference().same(), after.result().placed());
}

// A run reads one revision: what is written meanwhile is for the next.
TEST(RunServiceTest, ReadsOneRevision) {
  Facts facts = SomeFacts();
  RunWorld world(facts);
  const v1::Run alone = world.StartAndAwait();
  world.clock.Close();
  const v1::Run started = world.runs->Start(world.call, world.StartRequest()).value();
  world.clock.AwaitSomebody();
  for (Opening& opening : facts.openings) {
    opening.state = OpeningState::kClosed;
    PutAll(*world.store, {PutOf(OpeningMessageOf(opening, facts))});
  }
  world.clock.Open();
  const v1::Run during = world.runs->Await(started.name(), {}).value();
  EXPECT_EQ(during.result().input_hash(), alone.result().input_hash());
  EXPECT_EQ(during.result().placed(), alone.result().placed());
  EXPECT_EQ(world.StartAndAwait().result().placed(), 0);
}

}  // namespace
}  // namespace walz
