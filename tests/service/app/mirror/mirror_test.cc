// The mirror is what a fresh one would be, after any writes, before they are acknowledged.

#include "service/app/mirror/mirror.h"

#include <map>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "service/app/mirror/round_facts.h"
#include "service/convert/input_hash.h"
#include "service/store/memory_store.h"
#include "tests/service/app/mirror/stored_facts.h"
#include "tests/support/dice.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

std::unique_ptr<Mirror> MirrorOf(const Store& store, std::shared_ptr<const Catalogue> catalogue, int threads = 2) {
  absl::StatusOr<std::unique_ptr<Mirror>> mirror =
      Mirror::Build(*store.OpenSnapshot(), std::move(catalogue), {.thread_count = threads});
  EXPECT_TRUE(mirror.ok()) << mirror.status();
  return *std::move(mirror);
}

// What the rounds of a view read, or what is wrong with them.
std::string DigestOf(const View& view) {
  std::string digest = absl::StrCat(view.schemes.size(), " ", view.centres.size(), " ", view.companies.size(), " ",
                                    view.openings.size(), " ", view.apprentices.size(), " ", view.unreadable.size());
  view.rounds.ForEach([&](const RoundRow& round) {
    LeftOut left_out;
    const Facts facts = CohortFactsOf(view, round, {}, {.thread_count = 2}, left_out);
    absl::StrAppend(&digest, "; ", round.id(), " ", round.published_run, " ", InputHash(facts), " ", left_out.wishes,
                    " ", left_out.pairs, " ", left_out.host_ranks);
  });
  return digest;
}

TEST(MirrorTest, HoldsTheFactsThatWereStored) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Facts facts =
        Storable(RandomFacts(seed, {.apprentice_count = 9, .opening_count = 7, .with_last_run = false}));
    const std::unique_ptr<Store> store = MakeMemoryStore();
    PutAll(*store, MutationsOf(facts));
    const std::shared_ptr<const Catalogue> catalogue = CatalogueOf(facts);
    const std::unique_ptr<Mirror> mirror = MirrorOf(*store, catalogue);
    const std::shared_ptr<const View> view = mirror->view();
    view->unreadable.ForEach([&](const UnreadableRow& row) { ADD_FAILURE() << row.name << ": " << row.error; });
    const auto round = FindRound(*view, "rounds/round");
    ASSERT_TRUE(round.ok());
    LeftOut left_out;
    const Facts read = CohortFactsOf(*view, **round, {}, {.thread_count = 2}, left_out);
    const Facts expected = CohortOf(facts);
    ASSERT_EQ(InputHash(read), InputHash(expected)) << seed;
    EXPECT_EQ(left_out.wishes + left_out.pairs, 0) << seed;
  }
}

// Random writes over all kinds: create, change, delete, undelete.
class RandomWriter {
 public:
  RandomWriter(const Facts& facts, std::uint64_t seed) : dice_(seed) {
    for (const Mutation& mutation : MutationsOf(facts)) values_[mutation.key] = *mutation.value;
    for (const auto& [key, value] : values_) keys_.push_back(key);
  }

  std::vector<Mutation> Next() {
    std::map<std::string, Mutation> mutations;
    const int count = dice_.Between(1, 4);
    for (int i = 0; i < count; ++i) {
      const std::string& key = dice_.OneOf(keys_);
      const ResourceName name = NameOfKey(key).value();
      std::optional<std::string> value = values_[key];
      switch (name.collection) {
        case Collection::kSchemes:
          value = Changed<v1::Scheme>(*value, [](v1::Scheme& m, int n) { m.set_region(absl::StrCat("region ", n)); });
          break;
        case Collection::kCentres:
          value = Changed<v1::Centre>(*value, [](v1::Centre& m, int n) { m.set_city(absl::StrCat("city ", n)); });
          break;
        case Collection::kCompanies:
          value = Changed<v1::Company>(*value, [](v1::Company& m, int n) { m.set_city(absl::StrCat("city ", n)); });
          break;
        case Collection::kOpenings:
          value = Changed<v1::Opening>(*value, [](v1::Opening& m, int n) { m.set_places(n); });
          break;
        case Collection::kApprentices:
          value = Changed<v1::Apprentice>(*value, [](v1::Apprentice& m, int n) { m.set_priority(n % 10); });
          break;
        default:
          value = Changed<v1::Round>(*value, [](v1::Round& m, int n) {
            m.set_seed(n);
            m.set_published_run(absl::StrCat("rounds/round/runs/", n));
          });
      }
      if (dice_.Percent(5)) value = std::nullopt;
      if (dice_.Percent(3)) value = "no message at all";
      mutations[key] = {key, std::move(value), std::nullopt};
    }
    std::vector<Mutation> all;
    for (auto& [key, mutation] : mutations) all.push_back(std::move(mutation));
    return all;
  }

 private:
  template <typename Message, typename Change>
  std::string Changed(const std::string& value, const Change& change) {
    Message message;
    EXPECT_TRUE(message.ParseFromString(value));
    change(message, dice_.Between(0, 99));
    if (dice_.Percent(25)) message.mutable_delete_time()->set_seconds(1);
    return message.SerializeAsString();
  }

  Dice dice_;
  std::map<std::string, std::string> values_;  // As first stored, by key.
  std::vector<std::string> keys_;
};

TEST(MirrorTest, IsWhatAFreshOneWouldBeAfterAnyWrites) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Facts facts =
        Storable(RandomFacts(seed, {.apprentice_count = 12, .opening_count = 9, .with_last_run = false}));
    const std::shared_ptr<const Catalogue> catalogue = CatalogueOf(facts);
    const std::unique_ptr<Store> store = MakeMemoryStore();
    const std::unique_ptr<Mirror> mirror = MirrorOf(*store, catalogue);
    store->SetListener(mirror->Listener());
    PutAll(*store, MutationsOf(facts));
    RandomWriter writer(facts, seed);
    for (int i = 0; i < 60; ++i) {
      const std::shared_ptr<const View> before = mirror->view();
      const std::string digest = DigestOf(*before);
      const Revision revision = PutAll(*store, writer.Next());
      const std::shared_ptr<const View> after = mirror->view();
      ASSERT_EQ(after->revision, revision);
      ASSERT_EQ(DigestOf(*after), DigestOf(*MirrorOf(*store, catalogue, 1 + i % 3)->view())) << seed << " " << i;
      ASSERT_EQ(DigestOf(*before), digest) << "a view changed after it was published";
    }
  }
}

TEST(MirrorTest, LeavesOutRowsThatNameWhatIsNotThere) {
  const Facts facts = RandomFacts(5, {.apprentice_count = 30, .opening_count = 12, .with_last_run = false});
  const std::unique_ptr<Store> store = MakeMemoryStore();
  const std::unique_ptr<Mirror> mirror = MirrorOf(*store, CatalogueOf(facts));
  store->SetListener(mirror->Listener());
  std::vector<Mutation> mutations = MutationsOf(facts);
  std::erase_if(mutations, [](const Mutation& mutation) {
    return mutation.key.front() == static_cast<char>(Collection::kOpenings) ||
           mutation.key.front() == static_cast<char>(Collection::kRounds);
  });
  v1::Round round = RoundMessageOf(facts.round);
  round.clear_consortium();
  mutations.push_back(PutOf(round));
  PutAll(*store, std::move(mutations));
  const std::shared_ptr<const View> view = mirror->view();
  LeftOut left_out;
  const Facts read = CohortFactsOf(*view, **FindRound(*view, "rounds/round"), {}, {}, left_out);
  EXPECT_EQ(left_out.pairs, static_cast<std::int64_t>(facts.pairs.size()));
  EXPECT_GT(left_out.wishes, 0);
  EXPECT_TRUE(Problem::Create(read).errors.empty());
}

TEST(MirrorTest, KeepsWhatCannotBeReadByName) {
  const std::unique_ptr<Store> store = MakeMemoryStore();
  const std::unique_ptr<Mirror> mirror = MirrorOf(*store, std::make_shared<Catalogue>());
  store->SetListener(mirror->Listener());
  v1::Opening opening;
  opening.set_name("companies/H-1/openings/O-1");
  PutAll(*store, {PutOf(opening)});
  const std::shared_ptr<const View> view = mirror->view();
  EXPECT_EQ(view->openings.size(), 0u);
  ASSERT_NE(view->unreadable.Find("companies/H-1/openings/O-1"), nullptr);
  EXPECT_FALSE(CheckReadable(*view).ok());
  PutAll(*store, {{KeyOf(ParseName(opening.name()).value()), std::nullopt, std::nullopt}});
  EXPECT_TRUE(CheckReadable(*mirror->view()).ok());
}

}  // namespace
}  // namespace walz
