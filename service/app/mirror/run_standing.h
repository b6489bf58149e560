// RunStanding: what a stored run leaves beside the hosts of its round: who holds which opening, how much of each quota
// is used, and what places cost at its prices.
//
// Reading it takes some microseconds a placement; it is kept while neither run nor hosts change.
// Thread rule: immutable.

#ifndef SERVICE_APP_MIRROR_RUN_STANDING_H_
#define SERVICE_APP_MIRROR_RUN_STANDING_H_

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/numeric/int128.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <walz/v1/run.pb.h>

#include "engine/base/stop.h"
#include "engine/matching/matching.h"
#include "engine/model/problem.h"
#include "service/app/mirror/round_hosts.h"
#include "service/app/mirror/view.h"
#include "service/store/store.h"

namespace walz {

class RunStanding {
 public:
  // Placements whose apprentice or opening is no longer among the facts are left out.
  //   NotFound            there is no such run
  //   FailedPrecondition  it has not succeeded, or is of another round
  static absl::StatusOr<std::shared_ptr<const RunStanding>> Read(const StoreSnapshot& snapshot, const View& view,
                                                                 std::shared_ptr<const RoundHosts> hosts,
                                                                 const std::string& run, const WorkOptions& work);

  const v1::Run& run() const { return run_; }
  const std::shared_ptr<const RoundHosts>& hosts() const { return hosts_; }

  // Ids of apprentices, ascending.
  absl::Span<const std::string> HoldersOf(OpeningIndex opening) const;
  // Null: unmatched, or unknown to the run.
  const LastPlacementFact* PlacementOf(absl::string_view apprentice) const;
  // What all placements use of a quota's group over the whole round.
  std::int64_t UsedOf(std::size_t quota, QuotaGroup group) const;

  // Its prices prove what it claims, and say of every pair what it costs: no prices by day or by money.
  bool is_priced() const { return priced_; }
  const Weights& weights() const { return weights_; }
  // Of a place, with all groups above it.
  absl::int128 HostPriceOf(OpeningIndex opening) const { return host_prices_[opening.value]; }
  // What the groups of the apprentice cost, less what its centre's least rewards.
  absl::int128 SenderPriceOf(const Problem& problem, ApprenticeIndex apprentice) const;
  // Of the apprentice's centre.
  absl::int128 RewardOf(const Problem& problem, ApprenticeIndex apprentice) const;
  // What a pair of so many points is worth, less the price of the place.
  absl::int128 NetOf(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex opening, int points) const;

 private:
  using PriceByLabel = absl::flat_hash_map<std::string, absl::int128>;

  explicit RunStanding(std::shared_ptr<const RoundHosts> hosts);
  absl::Status ReadPlacements(const StoreSnapshot& snapshot, const View& view, const WorkOptions& work);
  absl::Status ReadPrices(const StoreSnapshot& snapshot);
  absl::Status Count(const View& view, absl::Span<const LastPlacementFact> placements);

  const std::shared_ptr<const RoundHosts> hosts_;
  v1::Run run_;
  absl::flat_hash_map<std::string, LastPlacementFact> placements_;  // By apprentice.
  absl::flat_hash_map<std::uint32_t, std::vector<std::string>> holders_;
  std::vector<absl::flat_hash_map<QuotaGroup, std::int64_t>> used_;  // By quota.
  bool priced_ = false;
  Weights weights_;
  std::vector<absl::int128> host_prices_;                   // By opening.
  std::vector<std::uint64_t> opening_hashes_;               // Of its id, for the lottery.
  std::vector<PriceByLabel> sender_prices_;                 // By quota.
  absl::flat_hash_map<std::string, absl::int128> rewards_;  // By centre.
};

// Keeps those of the runs asked about last.  Thread rule: from any thread; questions that come while one is read wait.
class RunStandingKeeper {
 public:
  absl::StatusOr<std::shared_ptr<const RunStanding>> Find(const StoreSnapshot& snapshot, const View& view,
                                                          std::shared_ptr<const RoundHosts> hosts,
                                                          const std::string& run, const WorkOptions& work);
  // The same, or one that was read beside earlier hosts: what it counted still stands.
  absl::StatusOr<std::shared_ptr<const RunStanding>> FindCounted(const StoreSnapshot& snapshot, const View& view,
                                                                 std::shared_ptr<const RoundHosts> hosts,
                                                                 const std::string& run, const WorkOptions& work);

 private:
  // Null if it is not kept; else it is the first now.
  std::shared_ptr<const RunStanding> FindKept(const std::string& run);

  std::mutex mutex_;
  std::list<std::shared_ptr<const RunStanding>> kept_;  // One a run; the one asked about last first.
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_RUN_STANDING_H_
