#include "engine/matching/sieve_plan.h"

#include <algorithm>
#include <utility>

namespace walz {
namespace {

constexpr std::size_t kSharedEnough = 16;  // Apprentices to a facet.
constexpr std::size_t kBytesUnshared = std::size_t{1} << 26;

// Whether judging all pairs of facets beforehand is cheap, or shared by so many apprentices that most would be asked
// for; and whether its bitmaps are shared, too, or so small that they stay near.
bool JudgeBeforehand(const VerdictTable& table, std::size_t apprentice_count, const SieveLimits& limits) {
  if (table.pair_count() > limits.judged_pairs_max) return false;
  if (table.facets().learner_count() * kSharedEnough <= apprentice_count) return true;
  const std::size_t bitmap_bytes = BitmapWordCount(table.opening_count()) * sizeof(BitmapWord);
  return table.pair_count() <= limits.judged_pairs_max / std::int64_t{kSharedEnough} &&
         table.facets().learner_count() * bitmap_bytes <= kBytesUnshared;
}

// Judges or memoises each tabulated requirement, the smallest first; false if stopped.
bool ChooseWays(const Problem& problem, const VerdictTables& tables, SieveLimits limits, const WorkOptions& options,
                SievePlan& plan) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (tables[i] != nullptr) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return tables[a]->pair_count() < tables[b]->pair_count(); });
  for (std::size_t done = 0; done < order.size(); ++done) {
    if (options.stop.stop_requested()) return false;
    if (options.progress) {
      options.progress("facets", static_cast<std::int64_t>(done), static_cast<std::int64_t>(order.size()));
    }
    const std::size_t i = order[done];
    const VerdictTable& table = *tables[i];
    if (JudgeBeforehand(table, problem.apprentices().size(), limits)) {
      plan.bitmaps[i] = BitmapRows::Make(table, limits.bitmap_bytes_max, options);
    }
    if (plan.bitmaps[i] != nullptr) {
      const BitmapRows& rows = *plan.bitmaps[i];
      limits.bitmap_bytes_max -= rows.bytes();
      if (rows.row_count() > 1 || rows.FeasibleCount(0) < table.opening_count()) plan.bitmap_order.push_back(i);
    } else {
      const bool keep_all = table.pair_count() <= limits.memo_bytes_max;
      if (keep_all) limits.memo_bytes_max -= table.pair_count();
      plan.memos[i] = std::make_unique<VerdictMemo>(table, keep_all);
      plan.memo_order.push_back(i);
    }
  }
  return !options.stop.stop_requested();  // The last one may be half made.
}

// Of the levels of bitmaps from the first on, those that at least half of the apprentices share with their neighbour.
std::size_t CountSharedLevels(const VerdictTables& tables, const SievePlan& plan) {
  std::vector<std::size_t> parts(plan.bitmap_order.size());  // By level: neighbours that differ here, but not before.
  for (std::size_t i = 1; i < plan.apprentices.size(); ++i) {
    for (std::size_t level = 0; level < parts.size(); ++level) {
      const std::size_t requirement = plan.bitmap_order[level];
      const auto row_of = [&](ApprenticeIndex a) {
        return plan.bitmaps[requirement]->RowOf(tables[requirement]->facets().LearnerFacetOf(a));
      };
      if (row_of(plan.apprentices[i - 1]) == row_of(plan.apprentices[i])) continue;
      ++parts[level];
      break;
    }
  }
  std::size_t shared = 0;
  for (std::size_t differ = 0; shared < parts.size(); ++shared) {
    differ += parts[shared];
    if (differ > plan.apprentices.size() / 2) break;
  }
  return shared;
}

// Whoever stays n days from day a to day b somewhere leaves there on a + n - 1 at the earliest, and comes on b - n + 1
// at the latest; so do guests of an opening.  Each of the two must be within the other's days.
std::vector<std::unique_ptr<const BitmapRows>> MakeDateBounds(const Problem& problem, const StayLaw& law) {
  struct Figures {
    std::vector<std::int32_t> first, last, first_end, last_start;
    void Add(const std::optional<StaySpan>& span) {
      first.push_back(span ? span->days.first.number : kDayMax.number);
      last.push_back(span ? span->days.last.number : kDayMin.number);
      first_end.push_back(span ? first.back() + span->length_min - 1 : kDayMax.number);
      last_start.push_back(span ? last.back() - span->length_min + 1 : kDayMin.number);
    }
  };
  Figures learners, hosts;
  for (std::size_t i = 0; i < problem.apprentices().size(); ++i) {
    learners.Add(law.span_of_apprentice(problem.View(ApprenticeIndex(i))));
  }
  for (std::size_t o = 0; o < problem.openings().size(); ++o) {
    hosts.Add(law.span_of_opening(problem.View(OpeningIndex(o))));
  }
  const auto negative = [](std::vector<std::int32_t> figures) {
    for (std::int32_t& figure : figures) figure = -figure;
    return figures;
  };
  std::vector<std::unique_ptr<const BitmapRows>> bounds;
  bounds.push_back(BitmapRows::MakeOrdered(learners.first_end, hosts.last));
  bounds.push_back(BitmapRows::MakeOrdered(negative(learners.last_start), negative(hosts.first)));
  bounds.push_back(BitmapRows::MakeOrdered(learners.first, hosts.last_start));
  bounds.push_back(BitmapRows::MakeOrdered(negative(learners.last), negative(hosts.first_end)));
  return bounds;
}

}  // namespace

std::unique_ptr<const SievePlan> MakeSievePlan(const Problem& problem, const RuleBook& rules,
                                               const VerdictTables& tables, const SieveLimits& limits,
                                               const WorkOptions& options) {
  auto plan = std::make_unique<SievePlan>();
  plan->bitmaps.resize(tables.size());
  plan->memos.resize(tables.size());
  const std::size_t apprentice_count = problem.apprentices().size();
  plan->apprentices.reserve(apprentice_count);
  for (std::size_t i = 0; i < apprentice_count; ++i) plan->apprentices.push_back(ApprenticeIndex(i));
  if (apprentice_count == 0 || problem.openings().empty()) return plan;
  if (!ChooseWays(problem, tables, limits, options, *plan)) return nullptr;

  if (rules.stays.span_of_apprentice != nullptr && plan->memos[rules.stays.dates_requirement] != nullptr) {
    plan->date_bounds = MakeDateBounds(problem, rules.stays);
  }

  std::stable_sort(plan->bitmap_order.begin(), plan->bitmap_order.end(), [&](std::size_t a, std::size_t b) {
    return plan->bitmaps[a]->row_count() < plan->bitmaps[b]->row_count();
  });
  // What leaves least comes first: so neighbours look at the same openings, which stay near.
  std::vector<std::size_t> left(tables.size(), 0);  // By requirement: openings, summed over apprentices.
  for (const std::size_t requirement : plan->bitmap_order) {
    const BitmapRows& rows = *plan->bitmaps[requirement];
    const FacetTable& facets = tables[requirement]->facets();
    for (const ApprenticeIndex a : plan->apprentices) {
      left[requirement] += rows.FeasibleCount(rows.RowOf(facets.LearnerFacetOf(a)));
    }
  }
  const auto least = std::min_element(plan->bitmap_order.begin(), plan->bitmap_order.end(),
                                      [&](std::size_t a, std::size_t b) { return left[a] < left[b]; });
  if (least != plan->bitmap_order.end()) std::rotate(plan->bitmap_order.begin(), least, least + 1);
  // Last key first: each pass is stable.
  for (auto i = plan->memo_order.rbegin(); i != plan->memo_order.rend(); ++i) {
    const FacetTable& facets = tables[*i]->facets();
    SortByKey(
        facets.learner_count(), [&](ApprenticeIndex a) { return facets.LearnerFacetOf(a); }, plan->apprentices);
  }
  for (const auto& bound : plan->date_bounds) {
    SortByKey(
        bound->row_count(), [&](ApprenticeIndex a) { return bound->RowOf(a.value); }, plan->apprentices);
  }
  for (auto i = plan->bitmap_order.rbegin(); i != plan->bitmap_order.rend(); ++i) {
    const FacetTable& facets = tables[*i]->facets();
    const BitmapRows& rows = *plan->bitmaps[*i];
    SortByKey(
        rows.row_count(), [&](ApprenticeIndex a) { return rows.RowOf(facets.LearnerFacetOf(a)); }, plan->apprentices);
  }
  plan->shared_levels = CountSharedLevels(tables, *plan);
  return plan;
}

}  // namespace walz
