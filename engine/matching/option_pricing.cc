#include "engine/matching/option_pricing.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/lease_pool.h"

namespace walz {
namespace {

using absl::int128;

// In points: what is dearer counts as so dear here, so its options are looked at closely instead.
constexpr std::int64_t kTollMax = std::int64_t{1} << 40;

// The best few of what comes along.
class BestFew {
 public:
  struct Candidate {
    int128 worth;
    PairOption option;
    // Best first; openings decide between equals, so that nothing depends on the order of arrival.
    friend bool operator<(const Candidate& a, const Candidate& b) {
      return a.worth != b.worth ? a.worth > b.worth : a.option.opening < b.option.opening;
    }
  };

  void Begin(std::size_t count, std::optional<int128> floor) {
    count_ = count;
    floor_ = floor;
    candidates_.clear();
  }

  // What is worth no more is not among them; none: nothing is worth too little.
  const std::optional<int128>& floor() const { return floor_; }
  // Whether `worth` could still be among them.
  bool Wants(int128 worth) const { return !floor_ || worth > *floor_; }

  void Take(int128 worth, const PairOption& option) {
    candidates_.push_back({worth, option});
    if (candidates_.size() >= 2 * count_ + 16) Prune();
  }

  const std::vector<Candidate>& Finish() {
    if (candidates_.size() > count_) Prune();
    return candidates_;
  }

 private:
  void Prune() {
    const auto end = candidates_.begin() + static_cast<std::ptrdiff_t>(count_);
    std::nth_element(candidates_.begin(), end, candidates_.end());
    candidates_.erase(end, candidates_.end());
    // What is equal to the last one may still come before it by its opening.
    const int128 least = std::max_element(candidates_.begin(), candidates_.end())->worth - 1;
    floor_ = floor_ ? std::max(*floor_, least) : least;
  }

  std::size_t count_ = 0;
  std::optional<int128> floor_;
  std::vector<Candidate> candidates_;
};

struct Tally {
  int128 gains = 0;
  std::int64_t seekers = 0;
  std::int64_t added = 0;
  BestFew best;
  std::vector<PairOption> merged;
};

// Adds the candidates to `own`, which ascends by opening; how many were new.
std::int64_t Merge(const std::vector<BestFew::Candidate>& candidates, std::vector<PairOption>& merged,
                   std::vector<PairOption>& own) {
  const std::size_t before = own.size();
  const auto by_opening = [](const PairOption& a, const PairOption& b) { return a.opening < b.opening; };
  std::vector<PairOption> fresh;
  for (const BestFew::Candidate& candidate : candidates) fresh.push_back(candidate.option);
  std::sort(fresh.begin(), fresh.end(), by_opening);
  merged.clear();
  std::set_union(own.begin(), own.end(), fresh.begin(), fresh.end(), std::back_inserter(merged), by_opening);
  own.assign(merged.begin(), merged.end());
  return static_cast<std::int64_t>(own.size() - before);
}

// The most points that are worth no more than that, moved into -most..most.
std::int64_t PointsBelow(int128 worth, int128 point, std::int64_t most) {
  const int128 points = (worth - (worth < 0 ? point - 1 : 0)) / point;
  return static_cast<std::int64_t>(std::clamp<int128>(points, -most, most));
}

}  // namespace

int128 OptionPricing::WorthOf(ApprenticeIndex apprentice, const PairOption& option, const Tolls& tolls) const {
  int128 worth = objective_.ValueOf(apprentice, option) - tolls.of_opening[option.opening.value] -
                 tolls.of_apprentice[apprentice.value];
  if (tolls.use_price > 0) worth -= tolls.use_price * use_of_(apprentice, option.opening);
  return worth;
}

OptionPricing::Pass OptionPricing::Add(const Tolls& tolls, std::optional<int128> slack, std::size_t count,
                                       PairOptions& options, const WorkOptions& work) const {
  const int128 point = objective_.weights().point;
  // Openings' tolls in points, rounded down: what most options fail by, and quickly.
  std::vector<std::int64_t> toll_points;
  toll_points.reserve(tolls.of_opening.size());
  for (const int128& toll : tolls.of_opening) toll_points.push_back(PointsBelow(toll, point, kTollMax));
  LeasePool<Tally> tallies([] { return std::make_unique<Tally>(); });
  Pass pass;
  pass.finished = all_.ForEach("price", work, [&](ApprenticeIndex i, absl::Span<const PairOption> all) {
    const auto tally = tallies.Take();
    std::vector<PairOption>& own = options.Of(i);
    int128 best_own = 0;
    if (slack) {
      for (const PairOption& option : own) best_own = std::max(best_own, WorthOf(i, option, tolls));
    }
    tally->best.Begin(count, slack ? std::optional(best_own - *slack) : std::nullopt);
    int128 best = best_own;
    // No lottery number and no keeping makes more of an option than this beside its points and its opening's toll.
    const int128 most_beside = objective_.BaseOf(i) + objective_.MostBesidePoints(i) - tolls.of_apprentice[i.value];
    // No more than so many points less the toll's are not enough.
    const auto too_few = [&] {
      const std::optional<int128>& floor = tally->best.floor();
      return floor ? PointsBelow(*floor - most_beside, point, 2 * kTollMax) : std::numeric_limits<std::int64_t>::min();
    };
    std::int64_t few = too_few();
    for (const PairOption& option : all) {
      if (option.points - toll_points[option.opening.value] <= few) continue;
      const int128 worth = WorthOf(i, option, tolls);
      if (!tally->best.Wants(worth)) continue;
      best = std::max(best, worth);
      tally->best.Take(worth, option);
      few = too_few();
    }
    tally->gains += best;
    const std::vector<BestFew::Candidate>& candidates = tally->best.Finish();
    tally->seekers += best > best_own ? 1 : 0;
    if (!candidates.empty()) tally->added += Merge(candidates, tally->merged, own);
  });
  tallies.ForEach([&](const Tally& tally) {
    pass.gains += tally.gains;
    pass.seekers += tally.seekers;
    pass.added += tally.added;
  });
  return pass;
}

}  // namespace walz
