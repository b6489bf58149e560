// cohort: whatever changed meanwhile, each apprentice of the round is visited once, as it is.

#include "service/app/mirror/cohort.h"

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "service/app/mirror/mirror.h"
#include "service/app/mirror/round_facts.h"
#include "service/store/memory_store.h"
#include "tests/service/app/mirror/stored_facts.h"
#include "tests/support/dice.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

using TierById = std::map<std::string, int>;

class CohortTest : public testing::Test {
 protected:
  CohortTest() {
    facts_ = Storable(RandomFacts(5, {.apprentice_count = 40, .opening_count = 6, .with_last_run = false}));
    mirror_ = *Mirror::Build(*store_->OpenSnapshot(), CatalogueOf(facts_), {});
    store_->SetListener(mirror_->Listener());
    PutAll(*store_, MutationsOf(facts_));
  }

  std::shared_ptr<const RoundHosts> Hosts(const View& view) {
    return *keeper_.Find(view, *FindRound(view, "rounds/round"));
  }

  // Tiers of those that are visited; fails if one is visited twice.
  TierById Visited(Cohort& cohort, const View& view) {
    TierById visited;
    const absl::Status status = cohort.ForEachPart(
        view, Hosts(view), [](const std::string&) { return std::vector<LastPlacementFact>(); }, {},
        [&](const Cohort::Part& part) {
          for (std::size_t i = 0; i < part.problem.apprentices().size(); ++i) {
            if (part.gone[i]) continue;
            const Apprentice& apprentice = part.problem.apprentices()[i];
            EXPECT_TRUE(visited.emplace(apprentice.id, apprentice.tier).second) << apprentice.id;
          }
        });
    EXPECT_TRUE(status.ok()) << status;
    return visited;
  }
  TierById Expected(const View& view) {
    const std::shared_ptr<const RoundHosts> hosts = Hosts(view);
    TierById expected;
    view.apprentices.ForEach([&](const ApprenticeRow& row) {
      if (hosts->problem().FindCentre(row.facts.centre)) expected[row.id()] = row.facts.tier;
    });
    return expected;
  }

  // Changes some apprentices, and takes some away or brings them back.
  void Write(Dice& dice, int count) {
    for (int i = 0; i < count; ++i) {
      Apprentice& apprentice =
          facts_
              .apprentices[static_cast<std::size_t>(dice.Between(0, static_cast<int>(facts_.apprentices.size()) - 1))];
      apprentice.tier = dice.Between(0, 9);
      v1::Apprentice message = ApprenticeMessageOf(apprentice, facts_);
      if (dice.Between(0, 3) == 0) message.mutable_delete_time()->set_seconds(1'800'000'000);
      PutAll(*store_, {PutOf(message)});
    }
  }

  Facts facts_;
  const RuleBook rules_ = StandardRuleBook();
  std::unique_ptr<Store> store_ = MakeMemoryStore();
  std::unique_ptr<Mirror> mirror_;
  RoundHostsKeeper keeper_{rules_, 1};
};

TEST_F(CohortTest, FollowsEveryChange) {
  Dice dice(11);
  Cohort cohort({.piece_rows_max = 8, .small_pieces_max = 3});
  std::shared_ptr<const View> earlier = mirror_->view();
  for (int round = 0; round < 120; ++round) {
    Write(dice, dice.Between(0, 5));
    const std::shared_ptr<const View> view = mirror_->view();
    ASSERT_EQ(Visited(cohort, *view), Expected(*view)) << round;
    // Somebody who took the view before asks after somebody who took a later one.
    if (round % 7 == 0) {
      ASSERT_EQ(Visited(cohort, *earlier), Expected(*earlier)) << round;
    }
    if (round % 5 == 0) earlier = view;
    ASSERT_LE(cohort.piece_count(), 20u);
  }
}

TEST_F(CohortTest, LinksWhatChangedAlone) {
  Dice dice(3);
  Cohort cohort;
  Visited(cohort, *mirror_->view());
  const std::int64_t all = cohort.linked_count();
  for (int i = 0; i < 20; ++i) {
    Write(dice, 1);
    Visited(cohort, *mirror_->view());
    Visited(cohort, *mirror_->view());
  }
  EXPECT_LE(cohort.linked_count(), all + 20);
}

TEST_F(CohortTest, BeginsAnewWhereAHostChanged) {
  Cohort cohort;
  Visited(cohort, *mirror_->view());
  Opening& opening = facts_.openings[0];
  opening.places += 1;
  PutAll(*store_, {PutOf(OpeningMessageOf(opening, facts_))});
  const std::shared_ptr<const View> view = mirror_->view();
  EXPECT_EQ(Visited(cohort, *view), Expected(*view));
}

TEST_F(CohortTest, StopsAndGoesOnLater) {
  Cohort cohort;
  std::stop_source source;
  source.request_stop();
  const std::shared_ptr<const View> view = mirror_->view();
  const auto none = [](const std::string&) { return std::vector<LastPlacementFact>(); };
  EXPECT_TRUE(absl::IsCancelled(
      cohort.ForEachPart(*view, Hosts(*view), none, {.stop = source.get_token()}, [](const Cohort::Part&) {})));
  EXPECT_EQ(Visited(cohort, *view), Expected(*view));
}

}  // namespace
}  // namespace walz
