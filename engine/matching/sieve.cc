#include "engine/matching/sieve.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

#include "engine/base/parallel.h"
#include "engine/matching/barrier_walk.h"
#include "engine/matching/lone_walk.h"
#include "engine/matching/refusal_counter.h"
#include "engine/matching/requirement_bitmaps.h"
#include "engine/matching/sieve_plan.h"
#include "engine/matching/sieve_walk.h"

namespace walz {
namespace {

// Small enough that a thousand apprentices go to two threads evenly, large enough that neighbours share work.
constexpr std::size_t kBlockMin = 64;
constexpr std::size_t kBlockMax = 2048;

// Hands every apprentice to a worker, in blocks of neighbours that share one worker of make_worker(); false if stopped.
template <typename MakeWorker>
bool WorkOn(absl::Span<const ApprenticeIndex> apprentices, absl::string_view stage, const WorkOptions& options,
            const MakeWorker& make_worker) {
  const std::size_t count = apprentices.size();
  const std::size_t block_size = std::clamp(count / 128, kBlockMin, kBlockMax);
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<std::size_t> done = 0;
  ParallelFor(count, block_size, options.thread_count, [&](std::size_t first, std::size_t last) {
    auto worker = make_worker();
    for (std::size_t i = first; i < last; ++i) {
      if (options.stop.stop_requested()) return;
      worker(apprentices[i]);
    }
    done += last - first;
    if (options.progress && std::this_thread::get_id() == caller) {
      options.progress(stage, static_cast<std::int64_t>(done.load()), static_cast<std::int64_t>(count));
    }
  });
  return done == count;
}

// Counts the refusals of one apprentice after another.
class RefusalWorker {
 public:
  RefusalWorker(const Problem& problem, const RuleBook& rules, const VerdictTables& tables, const SievePlan* plan)
      : bitmaps_(problem, rules, tables, plan),
        counter_(tables.size(), problem.openings().size()),
        requirement_count_(tables.size()) {}

  Refusals RefusalsOf(ApprenticeIndex apprentice) {
    counter_.Clear();
    for (std::size_t i = 0; i < requirement_count_; ++i) {
      const RequirementBitmaps::Feasible feasible = bitmaps_.Of(i, apprentice);
      counter_.Add(i, feasible.openings, feasible.count);
    }
    return counter_.Finish();
  }

 private:
  RequirementBitmaps bitmaps_;
  RefusalCounter counter_;
  std::size_t requirement_count_;
};

// Requirements that refuse most for the least work first, as some openings tell: what they leave need not all be judged
// by the others.  Any order finds the same openings.
std::vector<std::size_t> ByGain(const VerdictTables& tables, ApprenticeIndex apprentice, std::size_t opening_count) {
  constexpr std::size_t kSample = 64;
  constexpr std::size_t kBitmapWork = 1024;  // To fill and to AND a bitmap, in facets judged.
  std::vector<std::size_t> work(tables.size());
  std::vector<std::size_t> order(tables.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i] == nullptr) continue;  // What refuses a few by name costs nothing.
    const FacetTable& facets = tables[i]->facets();
    const std::uint32_t learner = facets.LearnerFacetOf(apprentice);
    std::size_t refused = 0;
    for (std::size_t k = 0; k < kSample; ++k) {
      const std::uint32_t host = facets.HostFacetOf(OpeningIndex(k * opening_count / kSample));
      if (!tables[i]->Feasible(learner, host)) ++refused;
    }
    work[i] = (facets.host_count() + kBitmapWork) * kSample / (refused + 1);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return work[a] < work[b]; });
  return order;
}

// Neighbours of the plan share facets.
std::vector<ApprenticeIndex> InOrderOf(const SievePlan& plan, absl::Span<const ApprenticeIndex> apprentices) {
  std::vector<std::size_t> position(plan.apprentices.size());
  for (std::size_t i = 0; i < position.size(); ++i) position[plan.apprentices[i].value] = i;
  std::vector<ApprenticeIndex> order(apprentices.begin(), apprentices.end());
  std::sort(order.begin(), order.end(),
            [&](ApprenticeIndex a, ApprenticeIndex b) { return position[a.value] < position[b.value]; });
  return order;
}

// Clears the openings that the requirement refuses, judging those of `feasible` alone; how many are left.
std::size_t KeepFeasible(const VerdictTable& table, ApprenticeIndex apprentice, absl::Span<BitmapWord> feasible) {
  enum class Known : std::uint8_t { kNotYet, kFeasible, kRefused };
  const FacetTable& facets = table.facets();
  const std::uint32_t learner = facets.LearnerFacetOf(apprentice);
  std::vector<Known> verdicts(facets.host_count());
  std::size_t left = 0;
  ForEachBit(feasible, [&](std::size_t opening) {
    const std::uint32_t host = facets.HostFacetOf(OpeningIndex(opening));
    Known& known = verdicts[host];
    if (known == Known::kNotYet) known = table.Feasible(learner, host) ? Known::kFeasible : Known::kRefused;
    if (known == Known::kFeasible) {
      ++left;
    } else {
      ClearBit(feasible, opening);
    }
  });
  return left;
}

// Whether asking for each opening that is left costs less than making the requirement's whole bitmap.
bool FewAreLeft(const VerdictTable& table, std::size_t left) {
  return left < table.facets().host_count() || left < table.opening_count() / 4;
}

}  // namespace

struct Sieve::State {
  const Problem& problem;
  const RuleBook& rules;
  SieveLimits limits;
  VerdictTables tables;

  // Made by the first bulk work and kept; null before.
  std::mutex plan_mutex = {};
  std::unique_ptr<const SievePlan> plan = nullptr;

  const SievePlan* FindPlan() {
    const std::lock_guard lock(plan_mutex);
    return plan.get();
  }

  // Null if stopped.
  const SievePlan* MakePlan(const WorkOptions& options) {
    const std::lock_guard lock(plan_mutex);
    if (plan == nullptr) plan = MakeSievePlan(problem, tables, limits, options);
    return plan.get();
  }

  bool ForEach(const SievePlan& of, absl::Span<const ApprenticeIndex> apprentices, absl::string_view stage,
               const WorkOptions& options,
               const std::function<void(ApprenticeIndex, absl::Span<const OpeningIndex>)>& visit) const {
    return WorkOn(apprentices, stage, options, [&] {
      return [&visit, walk = SieveWalk(problem, rules, tables, of)](ApprenticeIndex apprentice) mutable {
        visit(apprentice, walk.FeasibleOf(apprentice));
      };
    });
  }
};

Sieve::Sieve(const Problem& problem, const RuleBook& rules, const WorkOptions& options, const SieveLimits& limits)
    : state_(new State{problem, rules, limits, VerdictTables(rules.requirements.size())}) {
  ParallelFor(rules.requirements.size(), 1, options.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      if (rules.requirements[i].tabulate == nullptr) continue;
      state_->tables[i] = std::make_unique<VerdictTable>(rules.requirements[i].tabulate(problem),
                                                         problem.round().accepted_actions, problem.openings().size());
    }
  });
}

Sieve::Sieve(const Problem& problem, const RuleBook& rules, const Sieve& hosts)
    : state_(new State{problem, rules, hosts.state_->limits, VerdictTables(rules.requirements.size())}) {
  for (std::size_t i = 0; i < rules.requirements.size(); ++i) {
    const VerdictTable* const same = hosts.state_->tables[i].get();
    if (same == nullptr) continue;
    state_->tables[i] =
        std::make_unique<VerdictTable>(rules.requirements[i].tabulate_joined(problem, same->facets()), *same);
  }
}

Sieve::~Sieve() = default;
Sieve::Sieve(Sieve&&) noexcept = default;

std::vector<OpeningIndex> Sieve::FeasibleOf(ApprenticeIndex apprentice) const {
  const std::size_t opening_count = state_->problem.openings().size();
  std::vector<OpeningIndex> openings;
  if (opening_count == 0) return openings;
  const SievePlan* const plan = state_->FindPlan();
  RequirementBitmaps bitmaps(state_->problem, state_->rules, state_->tables, plan);
  std::vector<BitmapWord> words(BitmapWordCount(opening_count));
  const absl::Span<BitmapWord> feasible = absl::MakeSpan(words);
  SetAllBits(feasible, opening_count);
  std::size_t left = opening_count;
  for (const std::size_t i : ByGain(state_->tables, apprentice, opening_count)) {
    const VerdictTable* const table = state_->tables[i].get();
    const bool judged = plan != nullptr && plan->bitmaps[i] != nullptr;
    if (table != nullptr && !judged && FewAreLeft(*table, left)) {
      left = KeepFeasible(*table, apprentice, feasible);
    } else {
      const RequirementBitmaps::Feasible leaves = bitmaps.Of(i, apprentice);
      if (leaves.count == opening_count) continue;
      AndBitmaps(feasible, leaves.openings, feasible);
      left = CountBits(feasible);
    }
    if (left == 0) return openings;
  }
  openings.reserve(left);
  ForEachBit(feasible, [&](std::size_t opening) { openings.push_back(OpeningIndex(opening)); });
  return openings;
}

bool Sieve::ForEachApprentice(const WorkOptions& options,
                              const std::function<void(ApprenticeIndex, absl::Span<const OpeningIndex>)>& visit) const {
  const SievePlan* plan = state_->MakePlan(options);
  return plan != nullptr && state_->ForEach(*plan, plan->apprentices, "sieve", options, visit);
}

bool Sieve::ForEachOf(absl::Span<const ApprenticeIndex> apprentices, absl::string_view stage,
                      const WorkOptions& options,
                      const std::function<void(ApprenticeIndex, absl::Span<const OpeningIndex>)>& visit) const {
  const SievePlan* plan = state_->MakePlan(options);
  return plan != nullptr && state_->ForEach(*plan, InOrderOf(*plan, apprentices), stage, options, visit);
}

Refusals Sieve::RefusalsOf(ApprenticeIndex apprentice) const {
  return RefusalWorker(state_->problem, state_->rules, state_->tables, state_->FindPlan()).RefusalsOf(apprentice);
}

bool Sieve::ForEachRefusals(absl::Span<const ApprenticeIndex> apprentices, const WorkOptions& options,
                            const std::function<void(ApprenticeIndex, const Refusals&)>& visit) const {
  const SievePlan* plan = state_->MakePlan(options);
  if (plan == nullptr) return false;
  return WorkOn(InOrderOf(*plan, apprentices), "barriers", options, [&] {
    return [&visit, worker = RefusalWorker(state_->problem, state_->rules, state_->tables, plan)](
               ApprenticeIndex apprentice) mutable { visit(apprentice, worker.RefusalsOf(apprentice)); };
  });
}

bool Sieve::ForEachBarriers(absl::Span<const ApprenticeIndex> apprentices, const WorkOptions& options,
                            const std::function<void(ApprenticeIndex, const Refusals&)>& visit) const {
  const SievePlan* plan = state_->MakePlan(options);
  if (plan == nullptr) return false;
  return WorkOn(InOrderOf(*plan, apprentices), "barriers", options, [&] {
    return [&visit, walk = std::make_unique<BarrierWalk>(state_->problem, state_->rules, state_->tables, *plan),
            worker = RefusalWorker(state_->problem, state_->rules, state_->tables, plan)](
               ApprenticeIndex apprentice) mutable {
      const std::optional<Refusals> refusals = walk->RefusalsOf(apprentice);
      visit(apprentice, refusals ? *refusals : worker.RefusalsOf(apprentice));
    };
  });
}

bool Sieve::ForEachLoneRefusals(
    absl::Span<const ApprenticeIndex> apprentices, absl::Span<const BitmapWord> within, const WorkOptions& options,
    const std::function<void(ApprenticeIndex, absl::Span<const LoneRefusal>)>& visit) const {
  const SievePlan* plan = state_->MakePlan(options);
  if (plan == nullptr) return false;
  return WorkOn(InOrderOf(*plan, apprentices), "gains", options, [&] {
    return [&visit, walk = LoneWalk(state_->problem, state_->rules, state_->tables, *plan, within)](
               ApprenticeIndex apprentice) mutable { visit(apprentice, walk.RefusalsOf(apprentice)); };
  });
}

const FacetTable* Sieve::facets(std::size_t requirement) const {
  const auto& table = state_->tables[requirement];
  return table == nullptr ? nullptr : &table->facets();
}

std::size_t Sieve::class_count() const {
  std::vector<ApprenticeIndex> order;
  for (std::size_t i = 0; i < state_->problem.apprentices().size(); ++i) order.push_back(ApprenticeIndex(i));
  for (const auto& table : state_->tables) {
    if (table == nullptr) continue;
    SortByKey(
        table->facets().learner_count(), [&](ApprenticeIndex i) { return table->facets().LearnerFacetOf(i); }, order);
  }
  const auto same_class = [&](ApprenticeIndex a, ApprenticeIndex b) {
    return std::all_of(state_->tables.begin(), state_->tables.end(), [&](const auto& table) {
      return table == nullptr || table->facets().LearnerFacetOf(a) == table->facets().LearnerFacetOf(b);
    });
  };
  std::size_t count = order.empty() ? 0 : 1;
  for (std::size_t i = 1; i < order.size(); ++i) count += same_class(order[i - 1], order[i]) ? 0 : 1;
  return count;
}

}  // namespace walz
