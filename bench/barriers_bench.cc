// How long does the full barrier report take, beside the run that it explains?
//
//   barriers_bench [APPRENTICES OPENINGS [THREADS]]      default 30000 9000 2
//
// Draws an invented round through files below the temporary folder and reads it back; run it from the root of the tree,
// where data/ is.  Prints seconds of the process's CPU, stage by stage: the run is sieve, matching and audit; the
// report is barriers and funnel of all unmatched, the network, single gains of all who wait, and the ranked acts.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <sys/resource.h>

#include "engine/base/check.h"
#include "engine/explain/barrier_report.h"
#include "engine/explain/help_report.h"
#include "engine/matching/auditor.h"
#include "engine/matching/matcher.h"
#include "engine/rules/standard_rulebook.h"
#include "service/convert/folder_reader.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double total = 0;

template <typename Work>
auto Timed(const char* stage, const Work& work) {
  const double begin = CpuSeconds();
  auto result = work();
  const double seconds = CpuSeconds() - begin;
  total += seconds;
  std::printf("  %-28s %8.2f s\n", stage, seconds);
  std::fflush(stdout);
  return result;
}

Problem SynthProblem(std::int64_t apprentice_count, std::int64_t opening_count) {
  SynthOptions options;
  options.apprentice_count = apprentice_count;
  options.opening_count = opening_count;
  options.catalogue_dir = "data";
  options.out_dir =
      (std::filesystem::temp_directory_path() / absl::StrCat("walz-bench-", apprentice_count, "x", opening_count))
          .string();
  if (!std::filesystem::exists(absl::StrCat(options.out_dir, "/round.json"))) {
    WALZ_CHECK(WriteSynth(options, nullptr).ok());
  }
  auto read = ReadFolder(options.out_dir, {.catalogue_dir = options.catalogue_dir}, {});
  WALZ_CHECK(read.ok() && read->problem.has_value());
  return *std::move(read->problem);
}

void Run(std::int64_t apprentice_count, std::int64_t opening_count, int thread_count) {
  const Problem problem = SynthProblem(apprentice_count, opening_count);
  const RuleBook rules = StandardRuleBook();
  const WorkOptions work{.thread_count = thread_count};
  std::printf("the run, %lld x %lld, %d threads\n", static_cast<long long>(apprentice_count),
              static_cast<long long>(opening_count), thread_count);
  const Sieve sieve = Timed("sieve: facets", [&] { return Sieve(problem, rules, work); });
  const RunOutcome outcome = Timed("matching", [&] { return *FindMatching(problem, rules, sieve, work); });
  WALZ_CHECK(Timed("audit", [&] { return AuditRun(problem, rules, sieve, outcome, work); }).ok());
  const double run = std::exchange(total, 0);
  std::printf("  %-28s %8.2f s, placed %lld of %lld\nthe report\n", "in all", run,
              static_cast<long long>(outcome.score.placed()), static_cast<long long>(apprentice_count));
  const BarrierReport barriers = Timed("barriers, funnel", [&] {
    return MakeBarrierReport(problem, rules, sieve, outcome.matching, work, RefusedCounts::kWhereAsked);
  });
  const PlaceNetwork network =
      Timed("network", [&] { return PlaceNetwork(problem, rules, sieve, outcome.matching, work); });
  const HelpReport help = Timed(
      "gains and acts", [&] { return MakeHelpReport(problem, rules, sieve, outcome.matching, network, {}, work); });
  std::printf("  %-28s %8.2f s: %.3f of the run\n", "in all", total, total / run);
  std::printf("unmatched %zu, most placed %lld, %s, gains %zu, acts %zu, together %lld\n", barriers.unmatched.size(),
              static_cast<long long>(help.most_placed), help.exact() ? "exact" : help.relaxed.front().c_str(),
              help.gains.size(), help.acts.acts.size(),
              static_cast<long long>(help.acts.together.empty() ? 0 : help.acts.together.back()));
  for (std::size_t i = 0; i < help.acts.acts.size() && i < 5; ++i) {
    const Act& act = help.acts.acts[i];
    std::printf("  +%lld %s\n", static_cast<long long>(act.gain), ActWords(problem, rules, act).c_str());
  }
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) {
  const auto number = [&](int i, std::int64_t otherwise) { return argc > i ? std::atoll(argv[i]) : otherwise; };
  walz::Run(number(1, 30'000), number(2, 9'000), static_cast<int>(number(3, 2)));
  return 0;
}
