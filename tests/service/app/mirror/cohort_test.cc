// cohort: whatever changed meanwhile, each apprentice of the round is in one part, once, as it is.

#include "service/app/mirror/cohort.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "service/app/mirror/mirror.h"
#include "service/app/mirror/round_facts.h"
#include "service/call/right_of_way.h"
#include "service/store/memory_store.h"
#include "tests/service/app/mirror/stored_facts.h"
#include "tests/support/dice.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

// What is said of each apprentice, by id.
using Said = std::map<std::string, std::string>;

std::string WordsOf(const Apprentice& apprentice) {
  return absl::StrCat(apprentice.centre, " ", apprentice.tier, " ", apprentice.employer);
}

class CohortTest : public testing::Test {
 protected:
  CohortTest() {
    facts_ = Storable(RandomFacts(5, {.apprentice_count = 40, .opening_count = 6, .with_last_run = false}));
    mirror_ = *Mirror::Build(*store_->OpenSnapshot(), CatalogueOf(facts_), {});
    store_->SetListener(mirror_->Listener());
    PutAll(*store_, MutationsOf(facts_));
    stored_.assign(facts_.apprentices.size(), true);
  }

  std::shared_ptr<const RoundHosts> Hosts(const View& view) {
    return *keeper_.Find(view, *FindRound(view, "rounds/round"));
  }

  // Those that are in the parts; fails if one is there twice.
  Said Asked(Cohort& cohort, const View& view) {
    Said said;
    absl::StatusOr<Cohort::Turn> turn = cohort.Await({});
    EXPECT_TRUE(turn.ok());
    const absl::StatusOr<Cohort::Turn::Parts> parts = turn->PartsAt(view, Hosts(view), kNoLastRun, {});
    EXPECT_TRUE(parts.ok()) << parts.status();
    revision_ = parts->revision;
    for (const Cohort::Part& part : parts->parts) {
      for (std::size_t i = 0; i < part.linked.problem.apprentices().size(); ++i) {
        if (part.gone[i]) continue;
        const Apprentice& apprentice = part.linked.problem.apprentices()[i];
        EXPECT_TRUE(said.emplace(apprentice.id, WordsOf(apprentice)).second) << apprentice.id;
      }
    }
    return said;
  }
  Said Expected(const View& view) {
    const std::shared_ptr<const RoundHosts> hosts = Hosts(view);
    Said expected;
    view.apprentices.ForEach([&](const ApprenticeRow& row) {
      if (hosts->problem().FindCentre(row.facts.centre)) expected[row.id()] = WordsOf(row.facts);
    });
    return expected;
  }

  // Changes some apprentices: what is said of them, their centre or employer; or takes them away or brings them back.
  void Write(Dice& dice, int count) {
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(dice.Between(0, static_cast<int>(facts_.apprentices.size()) - 1));
      Apprentice& apprentice = facts_.apprentices[at];
      const std::string key = PutOf(ApprenticeMessageOf(apprentice, facts_)).key;
      std::vector<Mutation> mutations;
      apprentice.tier = dice.Between(0, 9);
      if (dice.Between(0, 3) == 0) apprentice.employer = dice.OneOf(facts_.companies).id;
      if (dice.Between(0, 3) == 0) apprentice.centre = dice.OneOf(facts_.centres).id;
      v1::Apprentice message = ApprenticeMessageOf(apprentice, facts_);
      const int fate = dice.Between(0, 5);
      if (fate == 0) message.mutable_delete_time()->set_seconds(1'800'000'000);
      Mutation put = PutOf(message);
      if (fate == 1 || put.key != key) mutations.push_back({key, std::nullopt, std::nullopt});
      if (fate != 1) mutations.push_back(std::move(put));
      // Whatever comes first, the one under the old name goes and the one under the new name stays.
      if (dice.Between(0, 1) == 0) std::reverse(mutations.begin(), mutations.end());
      if (fate == 1 && !stored_[at]) continue;
      stored_[at] = fate != 1;
      PutAll(*store_, std::move(mutations));
    }
  }

  // What the followers do.
  void CatchUp(Cohort& cohort, const View& view) {
    EXPECT_TRUE(cohort.CatchUp(view, Hosts(view), kNoLastRun, {}).ok());
    EXPECT_TRUE(cohort.Tidy({}).ok());
  }

  inline static const Cohort::ReadLastRun kNoLastRun = [](const std::string&) {
    return std::vector<LastPlacementFact>();
  };

  Facts facts_;
  std::vector<bool> stored_;  // By position among the apprentices.
  const RuleBook rules_ = StandardRuleBook();
  std::unique_ptr<Store> store_ = MakeMemoryStore();
  std::unique_ptr<Mirror> mirror_;
  RoundHostsKeeper keeper_{rules_, 1};
  RightOfWay way_;
  Revision revision_ = 0;  // Of what was asked last.
};

TEST_F(CohortTest, FollowsEveryChange) {
  for (const bool catches_up : {false, true}) {
    Dice dice(catches_up ? 12 : 11);
    Cohort cohort(way_, {.piece_rows_max = 8, .small_pieces_max = 6, .small_pieces_ahead_max = 3, .rows_ahead_min = 2});
    std::shared_ptr<const View> earlier = mirror_->view();
    for (int round = 0; round < 150; ++round) {
      Write(dice, dice.Between(0, 5));
      if (catches_up && round % 3 != 0) CatchUp(cohort, *mirror_->view());
      const std::shared_ptr<const View> view = mirror_->view();
      ASSERT_EQ(Asked(cohort, *view), Expected(*view)) << round;
      // Somebody who took the view before asks after somebody who took a later one.
      if (round % 7 == 0) {
        ASSERT_EQ(Asked(cohort, *earlier), Expected(*earlier)) << round;
      }
      // Who comes late does not take back what is newer.
      if (catches_up && round % 4 == 0) CatchUp(cohort, *earlier);
      if (round % 5 == 0) earlier = view;
      ASSERT_LE(cohort.piece_count(), 20u);
    }
  }
}

TEST_F(CohortTest, LinksWhatChangedAlone) {
  Dice dice(3);
  Cohort cohort(way_);
  Asked(cohort, *mirror_->view());
  const std::int64_t all = cohort.linked_count();
  for (int i = 0; i < 20; ++i) {
    Write(dice, 1);
    Asked(cohort, *mirror_->view());
    Asked(cohort, *mirror_->view());
  }
  EXPECT_LE(cohort.linked_count(), all + 20);
}

TEST_F(CohortTest, LeavesNothingToTheQuestionAfterItCaughtUp) {
  Dice dice(4);
  Cohort cohort(way_, {.rows_ahead_min = 1});
  CatchUp(cohort, *mirror_->view());
  EXPECT_EQ(cohort.linked_count(), 0) << "nobody has asked";
  Asked(cohort, *mirror_->view());
  for (int i = 0; i < 20; ++i) {
    Write(dice, 3);
    const std::shared_ptr<const View> view = mirror_->view();
    CatchUp(cohort, *view);
    const std::int64_t linked = cohort.linked_count();
    ASSERT_EQ(Asked(cohort, *view), Expected(*view));
    ASSERT_EQ(cohort.linked_count(), linked);
  }
}

// What nobody was told of yet may be left out, for a while.
TEST_F(CohortTest, LeavesOutWhatAStreamUnderWayHasWritten) {
  constexpr std::chrono::milliseconds kLongEnough(3'600'000);
  Dice dice(5);
  Cohort cohort(way_, {.lag_max = kLongEnough});
  Cohort keen(way_, {.lag_max = std::chrono::milliseconds(0)});
  const std::shared_ptr<const View> before = mirror_->view();
  Asked(cohort, *before);
  Asked(keen, *before);
  {
    const std::shared_ptr<RightOfWay::Stream> stream = way_.BeginStream();
    for (int i = 0; i < 5; ++i) {
      const Revision written = mirror_->view()->revision;
      Write(dice, 3);
      for (Revision r = written + 1; r <= mirror_->view()->revision; ++r) stream->Note(r);
    }
    const std::shared_ptr<const View> view = mirror_->view();
    ASSERT_NE(Expected(*view), Expected(*before));
    EXPECT_EQ(Asked(cohort, *view), Expected(*before));
    EXPECT_EQ(revision_, before->revision);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    EXPECT_EQ(Asked(keen, *view), Expected(*view)) << "it waits for nothing so long";
    EXPECT_EQ(revision_, view->revision);
    // Somebody else's write is answered at once, and all that stands before it.
    Write(dice, 3);
    const std::shared_ptr<const View> later = mirror_->view();
    EXPECT_EQ(Asked(cohort, *later), Expected(*later));
    const Revision told = later->revision;
    Write(dice, 3);
    for (Revision r = told + 1; r <= mirror_->view()->revision; ++r) stream->Note(r);
    EXPECT_EQ(Asked(cohort, *mirror_->view()), Expected(*later));
  }
  EXPECT_EQ(Asked(cohort, *mirror_->view()), Expected(*mirror_->view())) << "the stream's end is answered";
}

// A question that comes meanwhile would wait for them, or link what changed itself.
TEST_F(CohortTest, LinksFewPiecesTogetherAtOnce) {
  constexpr std::size_t kRowsMax = 12;
  Dice dice(6);
  Cohort cohort(way_, {.piece_rows_max = kRowsMax, .small_pieces_ahead_max = 3, .rows_ahead_min = 1});
  Asked(cohort, *mirror_->view());
  for (int i = 0; i < 60; ++i) {
    Write(dice, 2);
    const std::shared_ptr<const View> view = mirror_->view();
    const std::int64_t linked = cohort.linked_count();
    CatchUp(cohort, *view);
    ASSERT_LE(cohort.linked_count(), linked + 2 + static_cast<std::int64_t>(kRowsMax)) << i;
    ASSERT_EQ(Asked(cohort, *view), Expected(*view)) << i;
    ASSERT_LE(cohort.piece_count(), 20u) << i;
  }
}

// Whoever asks while another thread catches up finds the facts of the view.
TEST_F(CohortTest, AnswersWhileItCatchesUp) {
  Cohort cohort(way_, {.piece_rows_max = 8, .small_pieces_max = 6, .small_pieces_ahead_max = 2, .rows_ahead_min = 1});
  Asked(cohort, *mirror_->view());
  const std::jthread follower([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::shared_ptr<const View> view = mirror_->view();
      EXPECT_TRUE(cohort.CatchUp(*view, Hosts(*view), kNoLastRun, {}).ok());
    }
  });
  const std::jthread tidier([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) EXPECT_TRUE(cohort.Tidy(stop).ok() || stop.stop_requested());
  });
  Dice dice(8);
  for (int round = 0; round < 300; ++round) {
    Write(dice, dice.Between(0, 4));
    const std::shared_ptr<const View> view = mirror_->view();
    ASSERT_EQ(Asked(cohort, *view), Expected(*view)) << round;
  }
}

TEST_F(CohortTest, BeginsAnewWhereAHostChanged) {
  Cohort cohort(way_);
  Asked(cohort, *mirror_->view());
  Opening& opening = facts_.openings[0];
  opening.places += 1;
  PutAll(*store_, {PutOf(OpeningMessageOf(opening, facts_))});
  const std::shared_ptr<const View> view = mirror_->view();
  EXPECT_EQ(Asked(cohort, *view), Expected(*view));
}

TEST_F(CohortTest, StopsAndGoesOnLater) {
  Cohort cohort(way_);
  std::stop_source source;
  source.request_stop();
  const std::shared_ptr<const View> view = mirror_->view();
  {
    absl::StatusOr<Cohort::Turn> turn = cohort.Await(source.get_token());
    ASSERT_TRUE(turn.ok());
    EXPECT_TRUE(
        absl::IsCancelled(turn->PartsAt(*view, Hosts(*view), kNoLastRun, {.stop = source.get_token()}).status()));
    EXPECT_TRUE(absl::IsCancelled(cohort.Await(source.get_token()).status())) << "it is another's turn";
  }
  EXPECT_EQ(Asked(cohort, *view), Expected(*view));
}

}  // namespace
}  // namespace walz
