// How much shorter is a run that touches one apprentice in a hundred, if it starts from the prices of the run before?
// And whom does it move?
//
//   scenario_bench [APPRENTICES OPENINGS [alone]]     100000 20000; alone: no next nights
//
// Draws an invented round, matches it, gives another priority to every hundredth apprentice, and matches that from
// nothing, and as a scenario of the first run, from its prices and placements.
// Then the next night: the same facts with the first run as the last one, and once more with the rows of all tables
// shuffled.  Prints processor seconds of one thread, which a busy machine does not stretch: of matching alone, and with
// the sieve, and who of the untouched moves.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

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

// Of each stage, in the order of their first beginnings.
class StageSeconds {
 public:
  void Begin(absl::string_view stage) {
    const double now = CpuSeconds();
    if (!stages_.empty()) stages_[current_].second += now - began_;
    began_ = now;
    for (current_ = 0; current_ < stages_.size() && stages_[current_].first != stage;) ++current_;
    if (current_ == stages_.size()) stages_.emplace_back(stage, 0.0);
  }
  void Print() {
    Begin("end");
    stages_.pop_back();
    for (const auto& [stage, seconds] : stages_) std::printf("  %s %.2f", stage.c_str(), seconds);
    std::printf("\n");
  }

 private:
  std::vector<std::pair<std::string, double>> stages_;
  std::size_t current_ = 0;
  double began_ = 0;
};

Measured Match(const Problem& problem, const RuleBook& rules, const WarmStart* start, const char* what) {
  Measured measured;
  StageSeconds stages;
  const WorkOptions work{
      .progress = [&stages](absl::string_view stage, std::int64_t, std::int64_t) { stages.Begin(stage); }};
  const double begin = CpuSeconds();
  stages.Begin("facets");
  const Sieve sieve(problem, rules, {});
  const double sieved = CpuSeconds();
  absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, work, start);
  const double end = CpuSeconds();
  WALZ_CHECK(outcome.ok());
  measured.outcome = *std::move(outcome);
  measured.match_seconds = end - sieved;
  measured.all_seconds = end - begin;
  std::printf("%-28s %10zu placed, %lld points %8.2f s matching %8.2f s with the sieve  proven %s\n", what,
              measured.outcome.matching.placements.size(), static_cast<long long>(measured.outcome.score.points),
              measured.match_seconds, measured.all_seconds, measured.outcome.proven ? "yes" : "no");
  stages.Print();
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

// Another priority for every hundredth apprentice of the file.  Returns their ids.
std::vector<std::string> Touch(Facts& facts) {
  std::vector<std::string> touched;
  for (std::size_t i = 0; i < facts.apprentices.size(); i += kTouchedEach) {
    Apprentice& apprentice = facts.apprentices[i];
    apprentice.tier = (apprentice.tier + 1) % kTierCount;
    touched.push_back(apprentice.id);
  }
  return touched;
}

int Main(int argc, char** argv) {
  SynthOptions options;
  options.apprentice_count = 100'000;
  options.opening_count = 20'000;
  if (argc >= 3) {
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
  const auto read = [&options] {
    Facts facts = ReadFacts(options.out_dir);
    Touch(facts);
    return facts;
  };
  {
    Facts facts = ReadFacts(options.out_dir);
    WarmStart of_run = *start;
    of_run.touched = {.apprentices = Touch(facts)};
    for (const std::string& id : of_run.touched->apprentices) untouched.erase(id);
    const Problem changed = ProblemOf(std::move(facts));
    const Measured warm = Match(changed, rules, &of_run, "scenario, from its run");
    const Measured cold = Match(changed, rules, nullptr, "scenario, from nothing");
    std::printf("from its run it takes 1/%.1f of matching, 1/%.1f with the sieve (goal: 1/20), bound %s\n",
                cold.match_seconds / warm.match_seconds, cold.all_seconds / warm.all_seconds,
                warm.outcome.bound == cold.outcome.bound ? "the same" : "of another search by cases");
    std::printf("untouched apprentices who move: %zu; from nothing: %zu; of %zu\n",
                CountMoved(untouched, HostsOf(changed, warm.outcome.matching)),
                CountMoved(untouched, HostsOf(changed, cold.outcome.matching)), untouched.size());
  }
  if (argc == 4) {
    std::filesystem::remove_all(options.out_dir);
    return 0;
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
