#include "engine/explain/wide_acts.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "engine/base/lease_pool.h"
#include "engine/base/parallel.h"
#include "engine/explain/barrier_report.h"
#include "engine/explain/language_gains.h"
#include "engine/matching/bitmap.h"

namespace walz {
namespace {

constexpr std::array kKinds = {ActKind::kCentreRelaxes, ActKind::kFieldRelaxes, ActKind::kLanguageReached};

// What falls, or is reached, for whom.
struct Cause {
  std::string group;
  std::uint32_t requirement = 0;
  std::optional<LanguageStep> step;

  friend auto operator<=>(const Cause&, const Cause&) = default;
};

class WideActFinder {
 public:
  WideActFinder(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                const PlaceNetwork& network, absl::Span<const SingleGain> gains, const ActLimits& limits,
                const WorkOptions& work)
      : problem_(problem),
        rules_(rules),
        sieve_(sieve),
        gains_(gains),
        limits_(limits),
        work_(work),
        ladder_(problem, rules),
        counters_([&network] { return std::make_unique<JointGainCounter>(network); }),
        placed_(problem.apprentices().size()) {
    work_.progress = nullptr;
    for (const Placement& placement : matching.placements) placed_[placement.apprentice.value] = true;
  }

  WideActs Find() {
    WideActs acts;
    std::array<ActList*, kKinds.size()> lists = {&acts.by_centre, &acts.by_field, &acts.by_language};
    for (std::size_t k = 0; k < kKinds.size(); ++k) AddCandidates(kKinds[k], *lists[k]);
    AddOptions();
    CountAll();
    for (std::size_t k = 0; k < kKinds.size(); ++k) {
      for (Candidate& candidate : candidates_) {
        if (candidate.act.kind != kKinds[k] || work_.stop.stop_requested()) continue;
        if (candidate.too_many) {
          lists[k]->complete = false;
          continue;
        }
        lists[k]->acts.push_back(std::move(candidate.act));
      }
      SortActs(problem_, limits_, lists[k]->acts);
    }
    ParallelFor(lists.size(), 1, work_.thread_count, [&](std::size_t first, std::size_t last) {
      const LeasePool<JointGainCounter>::Lease counter = counters_.Take();
      for (std::size_t k = first; k < last; ++k) CountTogether(*counter, *lists[k]);
    });
    return acts;
  }

 private:
  struct Candidate {
    Act act;
    bool too_many = false;
  };

  std::string GroupOf(ActKind kind, ApprenticeIndex apprentice) const {
    const Apprentice& facts = problem_[apprentice];
    if (kind == ActKind::kCentreRelaxes) return absl::StrCat("centre ", facts.centre);
    return kind == ActKind::kFieldRelaxes ? absl::StrCat("field ", BroadFieldOf(facts)) : std::string();
  }

  // The most promising of one kind: those that help most people alone.
  void AddCandidates(ActKind kind, ActList& list) {
    std::map<Cause, std::int64_t> alone_counts;
    for (const SingleGain& gain : gains_) {
      if (placed_[gain.apprentice.value] || !CanBeRelaxed(rules_.requirements[gain.requirement].name)) continue;
      Cause cause{GroupOf(kind, gain.apprentice), gain.requirement, std::nullopt};
      if (gain.requirement == ladder_.requirement()) {
        for (const LanguageStep& step : gain.steps) {
          cause.step = step;
          ++alone_counts[cause];
        }
      } else if (kind != ActKind::kLanguageReached) {
        ++alone_counts[cause];
      }
    }
    std::vector<Candidate> candidates;
    for (const auto& [cause, alone_count] : alone_counts) {
      Candidate candidate;
      candidate.act.kind = kind;
      candidate.act.requirement = cause.requirement;
      candidate.act.group = cause.group;
      candidate.act.step = cause.step;
      candidate.act.alone_count = alone_count;
      // Whom a lower step helps, this one helps, too.
      if (cause.step && !candidates.empty()) {
        const Act& below = candidates.back().act;
        if (below.step && below.step->language == cause.step->language && below.group == cause.group) {
          candidate.act.alone_count += below.alone_count;
        }
      }
      candidates.push_back(std::move(candidate));
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.act.alone_count > b.act.alone_count; });
    if (candidates.size() > limits_.looked_at_max) {
      candidates.resize(limits_.looked_at_max);
      list.complete = false;
    }
    std::move(candidates.begin(), candidates.end(), std::back_inserter(candidates_));
  }

  // All options that each candidate adds.
  void AddOptions() {
    if (candidates_.empty()) return;
    std::map<std::pair<std::string, std::uint32_t>, std::vector<Candidate*>> touched;
    for (Candidate& candidate : candidates_) {
      touched[{candidate.act.group, *candidate.act.requirement}].push_back(&candidate);
    }
    const auto add = [&](ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals) {
      std::vector<std::vector<Candidate*>> of(rules_.requirements.size());
      for (const ActKind kind : kKinds) {
        const std::string group = GroupOf(kind, apprentice);
        for (std::uint32_t r = 0; r < of.size(); ++r) {
          const auto at = touched.find({group, r});
          if (at != touched.end()) of[r].insert(of[r].end(), at->second.begin(), at->second.end());
        }
      }
      for (const LoneRefusal& refusal : refusals) {
        for (Candidate* const candidate : of[refusal.requirement]) Add(apprentice, refusal.opening, *candidate);
      }
    };
    std::vector<ApprenticeIndex> without;
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      const ApprenticeIndex apprentice(i);
      if (placed_[i]) continue;
      const std::optional<Pin>& pin = problem_.PinOf(apprentice);
      if (!pin) {
        without.push_back(apprentice);
      } else if (const auto refuser = LoneRefuserOfPin(problem_, rules_, apprentice, *pin)) {
        add(apprentice, {{*refuser, pin->opening}});
      }
    }
    const std::vector<BitmapWord> all = FullBitmap(problem_.openings().size());
    std::mutex mutex;
    sieve_.ForEachLoneRefusals(without, all, work_,
                               [&](ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals) {
                                 const std::lock_guard lock(mutex);
                                 add(apprentice, refusals);
                               });
    for (Candidate& candidate : candidates_) {
      std::sort(candidate.act.relaxation.options.begin(), candidate.act.relaxation.options.end());
    }
  }

  // What each brings by itself.
  void CountAll() {
    ParallelFor(candidates_.size(), 1, work_.thread_count, [&](std::size_t first, std::size_t last) {
      const LeasePool<JointGainCounter>::Lease counter = counters_.Take();
      for (std::size_t i = first; i < last && !work_.stop.stop_requested(); ++i) {
        Candidate& candidate = candidates_[i];
        if (!candidate.too_many) KeepGain(counter->Of(candidate.act.relaxation, kNoCeiling), candidate.act);
      }
    });
  }

  void Add(ApprenticeIndex apprentice, OpeningIndex opening, Candidate& candidate) {
    if (candidate.too_many) return;
    if (const std::optional<LanguageStep>& step = candidate.act.step) {
      const absl::Span<const LanguageStep> steps = ladder_.StepsTo(apprentice, opening);
      const bool enough = std::any_of(steps.begin(), steps.end(), [&](const LanguageStep& least) {
        return least.language == step->language && least.level <= step->level;
      });
      if (!enough) return;
    }
    auto& options = candidate.act.relaxation.options;
    options.emplace_back(apprentice, opening);
    if (options.size() <= kWideOptionsMax) return;
    candidate.too_many = true;
    options = {};
  }

  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  const absl::Span<const SingleGain> gains_;
  const ActLimits limits_;
  WorkOptions work_;
  LanguageLadder ladder_;
  LeasePool<JointGainCounter> counters_;
  std::vector<bool> placed_;
  std::vector<Candidate> candidates_;
};

}  // namespace

WideActs FindWideActs(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const Matching& matching,
                      const PlaceNetwork& network, absl::Span<const SingleGain> gains, const ActLimits& limits,
                      const WorkOptions& work) {
  return WideActFinder(problem, rules, sieve, matching, network, gains, limits, work).Find();
}

}  // namespace walz
