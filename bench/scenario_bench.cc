// How much shorter is a run that touches one apprentice in a hundred, if it starts from the prices of the run before?
// And whom does it move?
//
//   scenario_bench [APPRENTICES OPENINGS]     100000 20000
//
// Draws an invented round, matches it, gives another priority to every hundredth apprentice, and matches that twice:
// from nothing and from the first run's prices and placements.  Checks that both say the same.  Then the next night:
// the same facts with the first run as the last one, and once more with the rows of all tables shuffled.  Prints
// processor seconds of one thread, which a busy machine does not stretch: of matching alone, and with the sieve.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/check.h"
#include "engine/matching/matcher.h"
#include "engine/matching/sieve.h"
#include "engine/matching/warm_start.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/folder_tables.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

constexpr char kData[] = WALZ_SOURCE_DIR "/data";
constexpr std::size_t kTouchedEach = 100;

double CpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Facts ReadFacts(const std::string& dir) {
  ReadReport report;
  absl::StatusOr<FolderTables> tables = ReadFolderTables(dir, {.catalogue_dir = kData}, {}, report);
  WALZ_CHECK(tables.ok() && report.error_count == 0);
  Facts facts;
  facts.catalogue = tables->catalogue;
  facts.pools = tables->pools;
  facts.schemes = std::move(tables->schemes.rows);
  facts.centres = std::move(tables->centres.rows);
  facts.companies = std::move(tables->companies.rows);
  facts.openings = std::move(tables->openings.rows);
  facts.apprentices = std::move(tables->apprentices.rows);
  facts.wishes = std::move(tables->wishes.rows);
  facts.host_ranks = std::move(tables->host_ranks.rows);
  facts.pairs = std::move(tables->pairs.rows);
  facts.round = *std::move(tables->round);
  return facts;
}

Problem ProblemOf(Facts facts) {
  Problem::CreateResult result = Problem::Create(std::move(facts));
  WALZ_CHECK(result.problem.has_value());
  return *std::move(result.problem);
}

struct Measured {
  RunOutcome outcome;
  double match_seconds = 0;
  double all_seconds = 0;
};

Measured Match(const Problem& problem, const RuleBook& rules, const WarmStart* start, const char* what) {
  Measured measured;
  const double begin = CpuSeconds();
  const Sieve sieve(problem, rules, {});
  const double sieved = CpuSeconds();
  absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, {}, start);
  const double end = CpuSeconds();
  WALZ_CHECK(outcome.ok());
  measured.outcome = *std::move(outcome);
  measured.match_seconds = end - sieved;
  measured.all_seconds = end - begin;
  std::printf("%-28s %10zu placed %8.2f s matching %8.2f s with the sieve  proven %s\n", what,
              measured.outcome.matching.placements.size(), measured.match_seconds, measured.all_seconds,
              measured.outcome.proven ? "yes" : "no");
  std::fflush(stdout);
  return measured;
}

using HostOf = std::map<std::string, std::string>;  // The opening of each apprentice, by id.

HostOf HostsOf(const Problem& problem, const Matching& matching) {
  HostOf hosts;
  for (const Placement& placement : matching.placements) {
    hosts.emplace(problem[placement.apprentice].id, problem[placement.opening].id);
  }
  return hosts;
}

std::size_t CountMoved(const HostOf& before, const HostOf& after) {
  return static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [&after](const auto& placed) {
    const auto now = after.find(placed.first);
    return now == after.end() || now->second != placed.second;
  }));
}

void Shuffle(Facts& facts) {
  std::mt19937_64 random(1);
  const auto shuffle = [&random](auto& rows) { std::shuffle(rows.begin(), rows.end(), random); };
  shuffle(facts.schemes);
  shuffle(facts.centres);
  shuffle(facts.companies);
  shuffle(facts.openings);
  shuffle(facts.apprentices);
  shuffle(facts.wishes);
  shuffle(facts.host_ranks);
  shuffle(facts.pairs);
  shuffle(facts.last_run);
}

// Another priority for every hundredth apprentice of the file.
void Touch(Facts& facts, HostOf& untouched) {
  for (std::size_t i = 0; i < facts.apprentices.size(); i += kTouchedEach) {
    Apprentice& apprentice = facts.apprentices[i];
    apprentice.tier = (apprentice.tier + 1) % kTierCount;
    untouched.erase(apprentice.id);
  }
}

int Main(int argc, char** argv) {
  SynthOptions options;
  options.apprentice_count = 100'000;
  options.opening_count = 20'000;
  if (argc == 3) {
    WALZ_CHECK(absl::SimpleAtoi(argv[1], &options.apprentice_count));
    WALZ_CHECK(absl::SimpleAtoi(argv[2], &options.opening_count));
  }
  options.catalogue_dir = kData;
  options.out_dir = absl::StrCat(std::filesystem::temp_directory_path().string(), "/walz-scenario-bench-", getpid());
  WALZ_CHECK(WriteSynth(options, nullptr).ok());
  const RuleBook rules = StandardRuleBook();

  std::optional<WarmStart> start;
  HostOf untouched;
  std::vector<LastPlacementFact> last_run;
  {
    const Problem base = ProblemOf(ReadFacts(options.out_dir));
    const Measured measured = Match(base, rules, nullptr, "base run");
    start = WarmStartOf(base, rules, measured.outcome);
    untouched = HostsOf(base, measured.outcome.matching);
    for (const Placement& placement : measured.outcome.matching.placements) {
      last_run.push_back({base[placement.apprentice].id, base[placement.opening].id, placement.stay});
    }
  }
  const auto read = [&options, &untouched] {
    Facts facts = ReadFacts(options.out_dir);
    Touch(facts, untouched);
    return facts;
  };
  {
    const Problem changed = ProblemOf(read());
    const Measured cold = Match(changed, rules, nullptr, "scenario, from nothing");
    const Measured warm = Match(changed, rules, &*start, "scenario, from prices");
    WALZ_CHECK(cold.outcome.matching.placements == warm.outcome.matching.placements);
    WALZ_CHECK(cold.outcome.score == warm.outcome.score && cold.outcome.bound == warm.outcome.bound);
    WALZ_CHECK(cold.outcome.proven == warm.outcome.proven);
    std::printf("from prices it takes 1/%.1f of matching, 1/%.1f with the sieve (goal: 1/20)\n",
                cold.match_seconds / warm.match_seconds, cold.all_seconds / warm.all_seconds);
  }
  const auto match_night = [&](bool is_shuffled, const char* what) {
    Facts facts = read();
    facts.last_run = last_run;
    if (is_shuffled) Shuffle(facts);
    const Problem night = ProblemOf(std::move(facts));
    return HostsOf(night, Match(night, rules, &*start, what).outcome.matching);
  };
  const HostOf hosts = match_night(false, "next night");
  std::printf("untouched apprentices who move: %zu of %zu (goal: 1.5 %%)\n", CountMoved(untouched, hosts),
              untouched.size());
  std::printf("who move because rows are shuffled: %zu (goal: 0)\n",
              CountMoved(hosts, match_night(true, "next night, rows shuffled")));
  std::filesystem::remove_all(options.out_dir);
  return 0;
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) { return walz::Main(argc, argv); }
