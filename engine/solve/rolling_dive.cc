#include "engine/solve/rolling_dive.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace walz {
namespace {

class Dive {
 public:
  Dive(const RollingProblem& problem, RollingDuals& duals)
      : problem_(problem),
        duals_(duals),
        is_settled_(problem.person_count),
        used_(problem.slot_count() * problem.unit_count) {}

  struct Candidate {
    double share;
    std::uint32_t option;
    std::uint32_t slot;
  };

  // Free options with a share, the greatest first.
  std::vector<Candidate> Candidates() const {
    std::vector<Candidate> candidates;
    for (std::uint32_t s = 0; s < problem_.slot_count(); ++s) {
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        const double share = duals_.ShareOf(o);
        if (share > kLeastShare) candidates.push_back({share, o, s});
      }
    }
    std::sort(candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
      return std::tuple(-a.share, -problem_.options[a.option].gain, a.option) <
             std::tuple(-b.share, -problem_.options[b.option].gain, b.option);
    });
    return candidates;
  }

  void RemoveWhatDoesNotFit() {
    for (std::uint32_t s = 0; s < problem_.slot_count(); ++s) {
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        if (duals_.StateOf(o) == RollingDuals::State::kFree && !Fits(s, o)) duals_.Remove(s, o);
      }
    }
  }

  bool TakeIfFits(const Candidate& candidate) {
    if (duals_.StateOf(candidate.option) != RollingDuals::State::kFree || !Fits(candidate.slot, candidate.option)) {
      return false;
    }
    const RollingProblem::Option& option = problem_.options[candidate.option];
    is_settled_[option.person] = true;
    for (std::size_t t = option.first; t < option.end; ++t) ++used_[candidate.slot * problem_.unit_count + t];
    duals_.Take(candidate.slot, candidate.option);
    taken_.push_back(candidate.option);
    return true;
  }

  // Every free option that fits, the most gain for each unit of time first.
  void TakeWhatFits() {
    std::vector<Candidate> candidates;
    for (std::uint32_t s = 0; s < problem_.slot_count(); ++s) {
      for (std::uint32_t o = problem_.slot_starts[s]; o < problem_.slot_starts[s + 1]; ++o) {
        const RollingProblem::Option& option = problem_.options[o];
        if (option.gain <= 0 || duals_.StateOf(o) != RollingDuals::State::kFree || !Fits(s, o)) continue;
        candidates.push_back({static_cast<double>(option.gain) / (option.end - option.first), o, s});
      }
    }
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tuple(-a.share, a.option) < std::tuple(-b.share, b.option);
    });
    for (const Candidate& candidate : candidates) TakeIfFits(candidate);
  }

  std::vector<std::uint32_t> taken() && { return std::move(taken_); }

 private:
  static constexpr double kLeastShare = 0.01;

  bool Fits(std::uint32_t slot, std::uint32_t o) const {
    const RollingProblem::Option& option = problem_.options[o];
    if (is_settled_[option.person]) return false;
    const auto used = used_.begin() + static_cast<std::ptrdiff_t>(std::size_t{slot} * problem_.unit_count);
    return std::none_of(used + option.first, used + option.end,
                        [&](std::int32_t places) { return places >= problem_.capacity[slot]; });
  }

  const RollingProblem& problem_;
  RollingDuals& duals_;
  std::vector<bool> is_settled_;    // By person.
  std::vector<std::int32_t> used_;  // By slot and unit.
  std::vector<std::uint32_t> taken_;
};

}  // namespace

std::vector<std::uint32_t> DiveRolling(const RollingProblem& problem, const DiveOptions& options,
                                       const WorkOptions& work, RollingDuals& duals) {
  Dive dive(problem, duals);
  const auto most = std::max<std::size_t>(1, static_cast<std::size_t>(options.people_a_round * problem.person_count));
  while (!work.stop.stop_requested()) {
    const std::vector<Dive::Candidate> candidates = dive.Candidates();
    if (candidates.empty()) break;
    std::size_t taken = 0;
    for (const Dive::Candidate& candidate : candidates) {
      if (taken >= most && candidate.share < options.certain_share) break;
      taken += dive.TakeIfFits(candidate) ? 1 : 0;
    }
    dive.RemoveWhatDoesNotFit();
    duals.Refine(options.refinements, 1e-3);
  }
  dive.TakeWhatFits();
  return std::move(dive).taken();
}

}  // namespace walz
