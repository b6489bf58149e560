#include "engine/matching/sieve.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
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
      : bitmaps_(problem, rules, tables, plan), counter_(tables.size(), problem), requirement_count_(tables.size()) {}

  Refusals RefusalsOf(ApprenticeIndex apprentice) { return Count(apprentice).Finish(); }

  // Valid until the next call.
  RefusalCounter& Count(ApprenticeIndex apprentice) {
    counter_.Clear();
    for (std::size_t i = 0; i < requirement_count_; ++i) {
      const RequirementBitmaps::Feasible feasible = bitmaps_.Of(i, apprentice);
      counter_.Add(i, feasible.openings, feasible.count);
    }
    return counter_;
  }

 private:
  RequirementBitmaps bitmaps_;
  RefusalCounter counter_;
  std::size_t requirement_count_;
};

// Neighbours of the plan share facets.
std::vector<ApprenticeIndex> InOrderOf(const SievePlan& plan, absl::Span<const ApprenticeIndex> apprentices) {
  std::vector<std::size_t> position(plan.apprentices.size());
  for (std::size_t i = 0; i < position.size(); ++i) position[plan.apprentices[i].value] = i;
  std::vector<ApprenticeIndex> order(apprentices.begin(), apprentices.end());
  std::sort(order.begin(), order.end(),
            [&](ApprenticeIndex a, ApprenticeIndex b) { return position[a.value] < position[b.value]; });
  return order;
}

// Whether what the requirement leaves to the apprentice is known for all openings at once.
bool HasBitmap(const VerdictTable& table, const SievePlan* plan, std::size_t requirement, ApprenticeIndex apprentice) {
  if (plan != nullptr) return plan->bitmaps[requirement] != nullptr;
  const KeptVerdicts::Row* const kept = table.KeptRowOf(table.facets().LearnerFacetOf(apprentice));
  return kept != nullptr && kept->cells == nullptr;
}

// What a requirement without a bitmap leaves to one apprentice, judged where it is asked for.
class VerdictColumn {
 public:
  // `table` must outlive it.
  VerdictColumn(const VerdictTable& table, ApprenticeIndex apprentice)
      : table_(&table), learner_(table.facets().LearnerFacetOf(apprentice)) {
    const KeptVerdicts::Row* const kept = table.KeptRowOf(learner_);
    if (kept != nullptr && kept->cells != nullptr) {
      cells_ = kept->cells.get();
    } else {
      own_ = std::make_unique<VerdictCell[]>(table.facets().host_count());
      cells_ = own_.get();
    }
  }

  std::uint32_t host_count() const { return table_->facets().host_count(); }

  bool Leaves(OpeningIndex opening) const {
    const std::uint32_t host = table_->facets().HostFacetOf(opening);
    return table_->Feasible(learner_, host, cells_[host]);
  }

  // Of so many that are spread over `openings`.
  std::size_t CountLeft(absl::Span<const OpeningIndex> openings, std::size_t sample) const {
    std::size_t count = 0;
    for (std::size_t k = 0; k < sample; ++k) count += Leaves(openings[k * openings.size() / sample]) ? 1 : 0;
    return count;
  }

  void Keep(std::vector<OpeningIndex>& openings) const {
    openings.resize(KeepFeasible(
        openings, [this](OpeningIndex opening) { __builtin_prefetch(&cells_[table_->facets().HostFacetOf(opening)]); },
        [this](OpeningIndex opening) { return Leaves(opening); }, openings.data()));
  }

 private:
  const VerdictTable* table_;
  std::uint32_t learner_;
  std::unique_ptr<VerdictCell[]> own_;
  VerdictCell* cells_;
};

// Drops the openings that a column refuses.  What refuses most of a sample comes first, among equals what has fewest
// facets and so is judged soonest; any order finds the same openings.
void KeepLeft(std::vector<VerdictColumn> columns, std::vector<OpeningIndex>& openings) {
  constexpr std::size_t kSample = 32;
  const std::size_t sample = openings.size() < 4 * kSample ? 0 : kSample;
  std::vector<std::pair<std::size_t, std::uint32_t>> costs;
  std::vector<std::size_t> order;
  for (const VerdictColumn& column : columns) {
    order.push_back(order.size());
    costs.emplace_back(column.CountLeft(openings, sample), column.host_count());
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return costs[a] < costs[b]; });
  for (const std::size_t i : order) columns[i].Keep(openings);
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
    if (plan == nullptr) plan = MakeSievePlan(problem, rules, tables, limits, options);
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
      if (rules.requirements[i].tabulate == nullptr || options.abandon.stop_requested()) continue;
      state_->tables[i] = std::make_unique<VerdictTable>(rules.requirements[i].tabulate(problem),
                                                         problem.round().accepted_actions, limits.kept);
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
  std::vector<OpeningIndex> left;
  if (opening_count == 0) return left;
  const SievePlan* const plan = state_->FindPlan();
  RequirementBitmaps bitmaps(state_->problem, state_->rules, state_->tables, plan);
  std::vector<BitmapWord> words(BitmapWordCount(opening_count));
  const absl::Span<BitmapWord> feasible = absl::MakeSpan(words);
  SetAllBits(feasible, opening_count);
  std::vector<VerdictColumn> unmapped;  // Requirements without a bitmap: asked only for what the others leave.
  for (std::size_t i = 0; i < state_->tables.size(); ++i) {
    const VerdictTable* const table = state_->tables[i].get();
    if (table != nullptr && !HasBitmap(*table, plan, i, apprentice)) {
      unmapped.emplace_back(*table, apprentice);
      continue;
    }
    const RequirementBitmaps::Feasible leaves = bitmaps.Of(i, apprentice);
    if (leaves.count < opening_count && !AndBitmaps(feasible, leaves.openings, feasible)) return left;
  }
  left.reserve(CountBits(feasible));
  ForEachBit(feasible, [&](std::size_t opening) { left.push_back(OpeningIndex(opening)); });
  KeepLeft(std::move(unmapped), left);
  return left;
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

RefusalCounter Sieve::CountRefusals(ApprenticeIndex apprentice) const {
  RefusalWorker worker(state_->problem, state_->rules, state_->tables, state_->FindPlan());
  return std::move(worker.Count(apprentice));
}

Refusals Sieve::RefusalsOf(ApprenticeIndex apprentice) const { return CountRefusals(apprentice).Finish(); }

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
