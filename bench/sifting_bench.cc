// How long from facts to an audited certificate, stage by stage, where all options together are too many to write down?
//
// Reads the round of synth_problem.h (WALZ_BENCH_APPRENTICES=300000 WALZ_BENCH_OPENINGS=200000 is the goal's size),
// finds the matching by policy best and audits it; with WALZ_BENCH_STATIC=1 as if no place could serve one stay after
// another, which is the relaxation's own problem: its optimum is proven for all feasible options.  Prints wall and
// processor seconds of each stage and the peak of memory.

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "bench/synth_problem.h"
#include "engine/matching/auditor.h"
#include "engine/matching/matcher.h"
#include "engine/rules/absent_per_employer.h"
#include "engine/rules/standard_rulebook.h"

namespace walz {
namespace {

double WallSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double ProcessorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class Stages {
 public:
  void Begin(absl::string_view stage) {
    if (stage == stage_) return;
    End();
    stage_ = std::string(stage);
    wall_ = WallSeconds();
    processor_ = ProcessorSeconds();
  }
  void End() {
    if (stage_.empty()) return;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%-12s %8.2f s wall %8.2f s processor, peak %6ld MiB\n", stage_.c_str(), WallSeconds() - wall_,
                ProcessorSeconds() - processor_, usage.ru_maxrss / 1024);
    std::fflush(stdout);
    stage_.clear();
  }

 private:
  std::string stage_;
  double wall_ = 0;
  double processor_ = 0;
};

// A nested flow: a place serves one stay, and employers let everybody go.
RuleBook StaticRuleBook() {
  RuleBook rules = StandardRuleBook();
  std::erase_if(rules.quotas, [](const Quota& quota) { return quota.name == AbsentPerEmployer::kName; });
  for (Quota& quota : rules.quotas) quota.daily = false;
  return rules;
}

void Run() {
  SynthFolder();
  Stages stages;
  const double began = WallSeconds();
  stages.Begin("read");
  const Problem problem = ReadSynthProblem();
  stages.Begin("sieve");
  const RuleBook rules = IsStaticBench() ? StaticRuleBook() : StandardRuleBook();
  const WorkOptions work{.thread_count = 2,
                         .progress = [&](absl::string_view stage, std::int64_t, std::int64_t) { stages.Begin(stage); }};
  const Sieve sieve(problem, rules, work);
  const absl::StatusOr<RunOutcome> outcome = FindMatching(problem, rules, sieve, work);
  WALZ_CHECK(outcome.ok());
  stages.Begin("audit");
  const absl::Status audit = AuditRun(problem, rules, sieve, *outcome, {.thread_count = 2});
  stages.End();
  for (std::size_t kind = 0; outcome->components && kind < kComponentKindCount; ++kind) {
    const ComponentSum& sum = (*outcome->components)[kind];
    std::printf("%-12s %8lld components, %lld solved, %lld apprentices, %lld placed\n",
                std::string(kComponentKindNames[kind]).c_str(), static_cast<long long>(sum.components),
                static_cast<long long>(sum.solved), static_cast<long long>(sum.apprentices),
                static_cast<long long>(sum.placed));
  }
  std::printf("%s; %lld placed, proven %d; %.2f s wall from facts to audited certificate\n", audit.ToString().c_str(),
              static_cast<long long>(outcome->score.placed()), outcome->proven, WallSeconds() - began);
}

}  // namespace
}  // namespace walz

int main() { walz::Run(); }
