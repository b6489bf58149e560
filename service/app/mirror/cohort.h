// Cohort: the apprentices of a round beside its hosts, in blocks that stay linked while their apprentices do not
// change.
//
// For questions that go over all apprentices.  A write makes anew the block of at most 4,096 apprentices that it
// touched, at the next question.  Memory: about that of the apprentices once more, for the round asked about last.
// Thread rule: all methods from any thread; questions come one after another.

#ifndef SERVICE_APP_MIRROR_COHORT_H_
#define SERVICE_APP_MIRROR_COHORT_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>

#include "engine/base/stop.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "service/app/mirror/round_hosts.h"
#include "service/app/mirror/view.h"
#include "service/store/store.h"

namespace walz {

class Cohort {
 public:
  using LastRun = absl::flat_hash_map<std::string, LastPlacementFact>;  // By apprentice.
  // Reads the placements of the run of that name.
  using ReadLastRun = std::function<absl::StatusOr<std::vector<LastPlacementFact>>(const std::string& run)>;

  // Calls `visit` for each block of the round's apprentices, ascending within a block, from work.thread_count threads
  // at once.  The references live during the call.  FACTS_CONTRADICT; Cancelled.
  using Visit = std::function<void(const Problem& problem, const Sieve& sieve)>;
  absl::Status ForEachBlock(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                            const ReadLastRun& read_last_run, const WorkOptions& work, const Visit& visit);

 private:
  using TableBlock = RowTable<ApprenticeRow>::Block;
  struct Linked {
    Linked(Problem of, const RuleBook& rules, const Sieve& hosts)
        : problem(std::move(of)), sieve(problem, rules, hosts) {}
    const Problem problem;
    const Sieve sieve;
  };
  struct Slot {
    std::shared_ptr<const TableBlock> block;  // Keeps the address its own.
    std::shared_ptr<const Linked> linked;     // Null if nobody of the block takes part.
  };

  absl::StatusOr<std::shared_ptr<const Linked>> Link(const TableBlock& block) const;

  std::mutex mutex_;
  std::shared_ptr<const RoundHosts> hosts_;
  LastRun last_run_;  // Of the round's published run.
  absl::flat_hash_map<const TableBlock*, Slot> slots_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_COHORT_H_
