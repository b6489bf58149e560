// round_hosts: linked anew exactly where hosts or the round's settings changed, and never taken back.

#include "service/app/mirror/round_hosts.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "service/app/mirror/mirror.h"
#include "service/app/mirror/round_facts.h"
#include "service/store/memory_store.h"
#include "tests/service/app/mirror/stored_facts.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

class RoundHostsTest : public testing::Test {
 protected:
  RoundHostsTest() {
    mirror_ = *Mirror::Build(*store_->OpenSnapshot(), CatalogueOf(facts_), {});
    store_->SetListener(mirror_->Listener());
    PutAll(*store_, MutationsOf(facts_));
  }

  std::shared_ptr<const RoundHosts> Find(const View& view) {
    return *keeper_.Find(view, *FindRound(view, "rounds/round"));
  }
  std::shared_ptr<const RoundHosts> Find() { return Find(*mirror_->view()); }
  void Publish(const std::string& run) {
    v1::Round round = RoundMessageOf(facts_.round);
    round.set_published_run(run);
    PutAll(*store_, {PutOf(round)});
  }

  Facts facts_ = Storable(RandomFacts(2, {.with_last_run = false}));
  const RuleBook rules_ = StandardRuleBook();
  std::unique_ptr<Store> store_ = MakeMemoryStore();
  std::unique_ptr<Mirror> mirror_;
  RoundHostsKeeper keeper_{rules_, 1};
};

TEST_F(RoundHostsTest, AreKeptWhileApprenticesChange) {
  const std::shared_ptr<const RoundHosts> hosts = Find();
  PutAll(*store_, {PutOf(ApprenticeMessageOf(facts_.apprentices[0], facts_))});
  EXPECT_EQ(Find(), hosts);
}

TEST_F(RoundHostsTest, ShareAllThatIsLinkedWhereARunWasPublished) {
  const std::shared_ptr<const RoundHosts> before = Find();
  Publish("rounds/round/runs/1");
  const std::shared_ptr<const RoundHosts> after = Find();
  EXPECT_NE(after, before) << "what hangs on the published run must be made anew";
  EXPECT_EQ(after->round()->published_run, "rounds/round/runs/1");
  EXPECT_EQ(&after->problem(), &before->problem());
  EXPECT_EQ(&after->sieve(), &before->sieve());
  EXPECT_EQ(Find(), after);
}

TEST_F(RoundHostsTest, AreLinkedAnewWhereHostsOrSettingsChanged) {
  const std::shared_ptr<const RoundHosts> before = Find();
  facts_.round.seed += 1;
  Publish("");
  const std::shared_ptr<const RoundHosts> other_settings = Find();
  EXPECT_NE(&other_settings->problem(), &before->problem());
  EXPECT_EQ(other_settings->problem().round().seed, facts_.round.seed);
  facts_.openings[0].places += 1;
  PutAll(*store_, {PutOf(OpeningMessageOf(facts_.openings[0], facts_))});
  const std::shared_ptr<const RoundHosts> other_hosts = Find();
  EXPECT_NE(&other_hosts->problem(), &other_settings->problem());
  EXPECT_EQ(Find(), other_hosts);
}

TEST_F(RoundHostsTest, AreNotTakenBackByAnOlderView) {
  const std::shared_ptr<const View> unpublished = mirror_->view();
  Publish("rounds/round/runs/1");
  const std::shared_ptr<const RoundHosts> newest = Find();
  EXPECT_EQ(Find(*unpublished)->round()->published_run, "");
  EXPECT_EQ(Find(), newest);
  PutAll(*store_, {PutOf(OpeningMessageOf(facts_.openings[0], facts_))});
  const std::shared_ptr<const RoundHosts> newer_hosts = Find();
  EXPECT_EQ(Find(*unpublished)->hosts_revision(), unpublished->hosts_revision);
  EXPECT_EQ(Find(), newer_hosts);
}

}  // namespace
}  // namespace walz
