// What the advisor says of single apprentices and openings is what a run over the same facts would find.

#include "service/app/mirror/advisor.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <walz/v1/run.pb.h>

#include "engine/explain/apprentice_explanation.h"
#include "engine/explain/pair_explanation.h"
#include "engine/matching/sieve.h"
#include "engine/rules/standard_rulebook.h"
#include "service/app/mirror/round_facts.h"
#include "service/call/errors.h"
#include "service/store/memory_store.h"
#include "tests/service/app/mirror/stored_facts.h"
#include "tests/support/random_problem.h"

namespace walz {
namespace {

constexpr char kRound[] = "rounds/round";

// Facts in a store, mirrored, and as the engine has them.
struct Scene {
  explicit Scene(const Facts& random) : Scene(Storable(random), 0) {}
  Scene(const Facts& all, int) : facts(CohortOf(all)) {
    mirror = *Mirror::Build(*store->OpenSnapshot(), CatalogueOf(facts), {});
    store->SetListener(mirror->Listener());
    PutAll(*store, MutationsOf(all));
    mirror->view()->unreadable.ForEach(
        [&](const UnreadableRow& row) { ADD_FAILURE() << row.name << ": " << row.error; });
    advisor.emplace(*store, *mirror, way, 2);
    Link();
  }
  // `facts` anew.
  void Link() {
    Problem::CreateResult result = Problem::Create(facts);
    EXPECT_TRUE(result.problem) << result.errors[0].column << " " << result.errors[0].hint;
    problem = std::move(result.problem);
    sieve.emplace(*problem, rules, WorkOptions{});
  }

  // Publishes a run with these placements.
  void PublishLastRun(const std::vector<LastPlacementFact>& placements) {
    std::vector<Mutation> mutations;
    for (const LastPlacementFact& placement : placements) {
      const std::optional<ApprenticeIndex> apprentice = problem->FindApprentice(placement.apprentice);
      const std::optional<OpeningIndex> opening = problem->FindOpening(placement.opening);
      if (!apprentice || !opening) continue;
      v1::Proposal proposal;
      proposal.set_name(absl::StrCat(kRound, "/runs/1/proposals/", placement.apprentice));
      proposal.set_apprentice(NameOfApprentice((*problem)[*apprentice]));
      proposal.set_opening(NameOfOpening((*problem)[*opening]));
      proposal.set_start(FormatDay(placement.stay.first));
      proposal.set_end(FormatDay(placement.stay.last));
      mutations.push_back(PutOf(proposal));
    }
    v1::Run run;
    run.set_name(absl::StrCat(kRound, "/runs/1"));
    run.set_state(v1::RUN_STATE_SUCCEEDED);
    mutations.push_back(PutOf(run));
    v1::Round round = RoundMessageOf(facts.round);
    round.set_published_run(absl::StrCat(kRound, "/runs/1"));
    mutations.push_back(PutOf(round));
    PutAll(*store, std::move(mutations));
  }

  std::string apprentice(std::size_t i) const { return NameOfApprentice(problem->apprentices()[i]); }
  std::string opening(std::size_t i) const { return NameOfOpening(problem->openings()[i]); }

  Facts facts;
  const RuleBook rules = StandardRuleBook();
  std::unique_ptr<Store> store = MakeMemoryStore();
  std::unique_ptr<Mirror> mirror;
  RightOfWay way;
  std::optional<Advisor> advisor;
  std::optional<Problem> problem;
  std::optional<Sieve> sieve;
  Call call{.personal = true};
};

// The slow, obvious way.
std::optional<DayRange> LongestStay(const Scene& scene, std::size_t apprentice, std::size_t opening) {
  const ApprenticeView learner = scene.problem->View(ApprenticeIndex(apprentice));
  const OpeningView host = scene.problem->View(OpeningIndex(opening));
  const std::optional<LengthRange> lengths = scene.rules.stays.permitted_lengths(learner, host);
  for (int days = lengths ? lengths->max : 0; days >= (lengths ? lengths->min : 1); --days) {
    const std::vector<DayRange> starts = scene.rules.stays.lawful_starts(learner, host, days);
    if (!starts.empty()) return DayRange{starts[0].first, starts[0].first + (days - 1)};
  }
  return std::nullopt;
}

std::vector<std::string> BestNames(std::vector<std::pair<int, std::string>> ranked, std::size_t count) {
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    const auto id = [](const std::string& name) { return name.substr(name.rfind('/')); };
    return a.first != b.first ? a.first > b.first : id(a.second) < id(b.second);
  });
  if (ranked.size() > count) ranked.resize(count);
  std::vector<std::string> names;
  for (const auto& [points, name] : ranked) names.push_back(absl::StrCat(points, " ", name));
  return names;
}

void ExpectAgreement(Scene& scene) {
  const std::size_t apprentice_count = scene.problem->apprentices().size();
  const std::size_t opening_count = scene.problem->openings().size();
  std::vector<std::vector<std::pair<int, std::string>>> of_opening(opening_count);
  for (std::size_t a = 0; a < apprentice_count; ++a) {
    std::vector<std::pair<int, std::string>> of_apprentice;
    for (std::size_t o = 0; o < opening_count; ++o) {
      const PairExplanation expected =
          ExplainPair(*scene.problem, scene.rules, ApprenticeIndex(a), OpeningIndex(o), nullptr);
      v1::ExplainPairRequest request;
      request.set_round(kRound);
      request.set_apprentice(scene.apprentice(a));
      request.set_opening(scene.opening(o));
      const absl::StatusOr<v1::ExplainPairResponse> said = scene.advisor->ExplainPair(scene.call, request);
      ASSERT_TRUE(said.ok()) << said.status();
      ASSERT_EQ(said->feasible(), expected.feasible);
      ASSERT_EQ(said->revision(), scene.mirror->revision());
      ASSERT_EQ(static_cast<std::size_t>(said->verdicts_size()), expected.requirements.size());
      for (std::size_t i = 0; i < expected.requirements.size(); ++i) {
        const RequirementFinding& finding = expected.requirements[i];
        const v1::RequirementVerdict& verdict = said->verdicts(static_cast<int>(i));
        ASSERT_EQ(verdict.refuses(), finding.refuses) << finding.name;
        ASSERT_EQ(verdict.verdict(), VerdictName(finding.ruling.verdict));
        ASSERT_EQ(verdict.action_or_reason(),
                  finding.ruling.verdict == Verdict::kRefused ? finding.words : finding.ruling.actions.ToString());
      }
      if (!expected.feasible) continue;
      ASSERT_EQ(said->points_total(), expected.points);
      const std::optional<DayRange> stay = LongestStay(scene, a, o);
      ASSERT_TRUE(stay);
      ASSERT_EQ(said->start(), FormatDay(stay->first));
      ASSERT_EQ(said->end(), FormatDay(stay->last));
      of_apprentice.emplace_back(expected.points, scene.opening(o));
      of_opening[o].emplace_back(expected.points, scene.apprentice(a));
    }
    v1::SuggestOpeningsRequest request;
    request.set_round(kRound);
    request.set_apprentice(scene.apprentice(a));
    request.set_count(3);
    const absl::StatusOr<v1::SuggestOpeningsResponse> said = scene.advisor->SuggestOpenings(scene.call, request);
    ASSERT_TRUE(said.ok()) << said.status();
    ASSERT_EQ(said->feasible_count(), static_cast<std::int64_t>(of_apprentice.size()));
    std::vector<std::string> names;
    for (const v1::Suggestion& s : said->suggestions()) names.push_back(absl::StrCat(s.points(), " ", s.opening()));
    ASSERT_EQ(names, BestNames(of_apprentice, 3));
  }
  for (std::size_t o = 0; o < opening_count; ++o) {
    v1::SuggestApprenticesRequest request;
    request.set_round(kRound);
    request.set_opening(scene.opening(o));
    request.set_count(4);
    const absl::StatusOr<v1::SuggestApprenticesResponse> said = scene.advisor->SuggestApprentices(scene.call, request);
    ASSERT_TRUE(said.ok()) << said.status();
    ASSERT_EQ(said->feasible_count(), static_cast<std::int64_t>(of_opening[o].size()));
    std::vector<std::string> names;
    for (const v1::Suggestion& s : said->suggestions()) names.push_back(absl::StrCat(s.points(), " ", s.apprentice()));
    ASSERT_EQ(names, BestNames(of_opening[o], 4));
  }
}

TEST(AdvisorTest, AgreesWithTheWholeProblem) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    Scene scene(RandomFacts(seed, {.apprentice_count = 8, .opening_count = 9, .with_last_run = false}));
    ExpectAgreement(scene);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

TEST(AdvisorTest, KnowsWhatWasPublishedLast) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Scene scene(RandomFacts(seed, {.apprentice_count = 8, .opening_count = 6}));
    scene.PublishLastRun(scene.facts.last_run);
    ExpectAgreement(scene);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

// A place is free where the opening and all groups above it have one left, each counted over the whole round.
bool HasFreePlaceByHand(const Problem& problem, const RuleBook& rules, const std::vector<LastPlacementFact>& placements,
                        OpeningIndex opening) {
  for (const Quota& quota : rules.quotas) {
    if (quota.side == QuotaSide::kSender || quota.weighted) continue;
    const auto group = quota.group(problem, ApprenticeIndex(), opening);
    const auto limit = group ? quota.limit(problem, *group) : std::nullopt;
    if (!limit) continue;
    std::int64_t used = 1;
    for (const LastPlacementFact& placement : placements) {
      const std::optional<ApprenticeIndex> who = problem.FindApprentice(placement.apprentice);
      const std::optional<OpeningIndex> where = problem.FindOpening(placement.opening);
      if (!who || !where || quota.group(problem, *who, *where) != group) continue;
      used += quota.amount(problem.View(*who), problem.View(*where), placement.stay);
    }
    if (used > *limit) return false;
  }
  return true;
}

TEST(AdvisorTest, SaysWhereAPlaceIsFreeBesideThePublishedRun) {
  int free_count = 0;
  int taken_count = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Scene scene(RandomFacts(seed, {.apprentice_count = 8, .opening_count = 6}));
    scene.PublishLastRun(scene.facts.last_run);
    for (std::size_t a = 0; a < scene.problem->apprentices().size(); ++a) {
      v1::SuggestOpeningsRequest request;
      request.set_round(kRound);
      request.set_apprentice(scene.apprentice(a));
      const auto said = scene.advisor->SuggestOpenings(scene.call, request);
      ASSERT_TRUE(said.ok()) << said.status();
      for (const v1::Suggestion& suggestion : said->suggestions()) {
        const OpeningIndex opening = *scene.problem->FindOpening(ParseName(suggestion.opening())->id());
        EXPECT_EQ(suggestion.free_place(),
                  HasFreePlaceByHand(*scene.problem, scene.rules, scene.facts.last_run, opening))
            << seed << " " << suggestion.opening();
        (suggestion.free_place() ? free_count : taken_count) += 1;
      }
    }
  }
  EXPECT_GT(free_count, 10);
  EXPECT_GT(taken_count, 3);
}

TEST(AdvisorTest, ExplainsAnApprenticeAsTheSieveCounts) {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    Scene scene(
        RandomFacts(seed, {.apprentice_count = 6, .opening_count = 12, .barrier_rich = true, .with_last_run = false}));
    for (std::size_t a = 0; a < scene.problem->apprentices().size(); ++a) {
      const ApprenticeExplanation expected =
          ExplainApprentice(*scene.problem, scene.rules, *scene.sieve, ApprenticeIndex(a), 5);
      v1::ExplainApprenticeRequest request;
      request.set_round(kRound);
      request.set_apprentice(scene.apprentice(a));
      const auto said = scene.advisor->ExplainApprentice(scene.call, request);
      ASSERT_TRUE(said.ok()) << said.status();
      EXPECT_EQ(said->feasible_openings(), expected.refusals.feasible);
      EXPECT_EQ(said->barrier(), expected.barrier.name);
      EXPECT_EQ(said->what_would_help(), expected.what_would_help);
      ASSERT_EQ(static_cast<std::size_t>(said->nearest_size()), expected.nearest.size());
      for (std::size_t i = 0; i < expected.nearest.size(); ++i) {
        EXPECT_EQ(said->nearest(static_cast<int>(i)).opening(), scene.opening(expected.nearest[i].opening.value));
      }
    }
  }
}

// Answers see each write that was acknowledged, of either side.
TEST(AdvisorTest, ReadsItsWrites) {
  Scene scene(RandomFacts(3, {.apprentice_count = 8, .opening_count = 9, .with_last_run = false}));
  ExpectAgreement(scene);
  for (int i = 0; i < 8; ++i) {
    if (i % 2 == 0) {
      Apprentice& apprentice = scene.facts.apprentices[static_cast<std::size_t>(i) % scene.facts.apprentices.size()];
      apprentice.countries_refused = scene.facts.pools->country_sets.Intern({Country::Of(i % 4 == 0 ? "DE" : "FR")});
      PutAll(*scene.store, {PutOf(ApprenticeMessageOf(apprentice, scene.facts))});
    } else {
      Opening& opening = scene.facts.openings[static_cast<std::size_t>(i) % scene.facts.openings.size()];
      opening.state = i % 4 == 1 ? OpeningState::kClosed : OpeningState::kOpen;
      PutAll(*scene.store, {PutOf(OpeningMessageOf(opening, scene.facts))});
    }
    scene.Link();
    ExpectAgreement(scene);
    if (HasFatalFailure()) FAIL() << "write " << i;
  }
}

TEST(AdvisorTest, AnswersWhileOthersWrite) {
  Scene scene(RandomFacts(6, {.apprentice_count = 40, .opening_count = 20, .with_last_run = false}));
  std::atomic<Revision> written = 0;
  const std::jthread writer([&](std::stop_token stop) {
    for (std::size_t i = 0; !stop.stop_requested(); ++i) {
      Apprentice apprentice = scene.facts.apprentices[i % scene.facts.apprentices.size()];
      apprentice.tier = static_cast<int>(i % 10);
      std::vector<Mutation> mutations = {PutOf(ApprenticeMessageOf(apprentice, scene.facts))};
      if (i % 5 == 0) {
        Opening opening = scene.facts.openings[i % scene.facts.openings.size()];
        opening.places = 1 + static_cast<int>(i % 3);
        mutations.push_back(PutOf(OpeningMessageOf(opening, scene.facts)));
      }
      written = PutAll(*scene.store, std::move(mutations));
    }
  });
  const std::jthread other([&](std::stop_token stop) {
    for (std::size_t i = 0; !stop.stop_requested(); ++i) {
      v1::SuggestApprenticesRequest request;
      request.set_round(kRound);
      request.set_opening(scene.opening(i % scene.problem->openings().size()));
      EXPECT_TRUE(scene.advisor->SuggestApprentices(scene.call, request).ok());
    }
  });
  for (std::size_t i = 0; i < 200; ++i) {
    const Revision before = written;
    v1::SuggestOpeningsRequest request;
    request.set_round(kRound);
    request.set_apprentice(scene.apprentice(i % scene.problem->apprentices().size()));
    const auto said = scene.advisor->SuggestOpenings(scene.call, request);
    ASSERT_TRUE(said.ok()) << said.status();
    ASSERT_GE(said->revision(), before);
  }
}

TEST(AdvisorTest, LeavesOutWhatTheCallerMayNotSee) {
  Scene scene(RandomFacts(2, {.apprentice_count = 30, .opening_count = 20, .with_last_run = false}));
  Call narrow;
  narrow.may_see = [](absl::string_view name) { return name.back() % 2 == 0; };
  for (std::size_t o = 0; o < scene.problem->openings().size(); ++o) {
    v1::SuggestApprenticesRequest request;
    request.set_round(kRound);
    request.set_opening(scene.opening(o));
    request.set_count(1000);
    const auto all = scene.advisor->SuggestApprentices(scene.call, request);
    const auto some = scene.advisor->SuggestApprentices(narrow, request);
    ASSERT_TRUE(all.ok() && some.ok());
    std::vector<std::string> expected;
    for (const v1::Suggestion& s : all->suggestions()) {
      if (narrow.MaySee(s.apprentice())) expected.push_back(s.apprentice());
    }
    std::vector<std::string> shown;
    for (const v1::Suggestion& s : some->suggestions()) shown.push_back(s.apprentice());
    EXPECT_EQ(shown, expected);
    EXPECT_EQ(some->feasible_count(), static_cast<std::int64_t>(expected.size()));
  }
}

TEST(AdvisorTest, TellsPersonalReasonsOnlyToThoseWhoMayReadThem) {
  Scene scene(RandomFacts(2, {.apprentice_count = 12, .opening_count = 8, .barrier_rich = true}));
  const Call call;
  for (std::size_t a = 0; a < scene.problem->apprentices().size(); ++a) {
    v1::ExplainPairRequest request;
    request.set_round(kRound);
    request.set_apprentice(scene.apprentice(a));
    request.set_opening(scene.opening(0));
    const auto said = scene.advisor->ExplainPair(call, request);
    ASSERT_TRUE(said.ok());
    for (const v1::RequirementVerdict& verdict : said->verdicts()) {
      if (verdict.requirement() == "age_permitted" || verdict.requirement() == "needs_met") {
        EXPECT_EQ(verdict.action_or_reason(), "");
      }
    }
  }
}

TEST(AdvisorTest, RefusesWhatIsNotThere) {
  Scene scene(RandomFacts(1, {.with_last_run = false}));
  v1::ExplainPairRequest request;
  request.set_round("rounds/none");
  request.set_apprentice(scene.apprentice(0));
  request.set_opening(scene.opening(0));
  EXPECT_EQ(ReasonOf(scene.advisor->ExplainPair(scene.call, request).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_round("centres/C-1");
  EXPECT_EQ(ReasonOf(scene.advisor->ExplainPair(scene.call, request).status()), v1::ERROR_REASON_BAD_NAME);
  request.set_round(kRound);
  request.set_apprentice("centres/elsewhere/apprentices/nobody");
  EXPECT_EQ(ReasonOf(scene.advisor->ExplainPair(scene.call, request).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::SuggestOpeningsRequest suggest;
  suggest.set_round(kRound);
  suggest.set_apprentice(scene.apprentice(0));
  suggest.set_count(1001);
  EXPECT_EQ(ReasonOf(scene.advisor->SuggestOpenings(scene.call, suggest).status()), v1::ERROR_REASON_FIELD_INVALID);
}

TEST(AdvisorTest, SaysWhatContradicts) {
  Scene scene(RandomFacts(1, {.with_last_run = false}));
  v1::Round round = RoundMessageOf(scene.facts.round);
  (*round.mutable_quotas()->mutable_placements_per_centre())["nowhere"] = 3;
  PutAll(*scene.store, {PutOf(round)});
  v1::SuggestOpeningsRequest request;
  request.set_round(kRound);
  request.set_apprentice(scene.apprentice(0));
  const absl::Status status = scene.advisor->SuggestOpenings(scene.call, request).status();
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_FACTS_CONTRADICT);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("rounds/round: quotas.placementsPerCentre 'nowhere'"));
}

}  // namespace
}  // namespace walz
