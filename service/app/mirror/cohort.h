// Cohort: the apprentices of a round beside its hosts, linked once and kept in step with the facts.
//
// For questions that go over all apprentices.  They are linked in pieces of at most 4,096; an apprentice that was
// changed is struck from its piece and linked anew with the others that changed, at the next question.  Small pieces
// are linked together when there are many.  Memory: about that of the apprentices once more, for the round asked about
// last. Thread rule: all methods from any thread; questions come one after another.

#ifndef SERVICE_APP_MIRROR_COHORT_H_
#define SERVICE_APP_MIRROR_COHORT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "service/app/mirror/round_hosts.h"
#include "service/app/mirror/view.h"
#include "service/store/store.h"

namespace walz {

struct CohortLimits {
  std::size_t piece_rows_max = 4096;   // Linked together.
  std::size_t small_pieces_max = 256;  // Pieces with less than half of that; more are linked together.
};

class Cohort {
 public:
  using LastRun = absl::flat_hash_map<std::string, LastPlacementFact>;  // By apprentice.
  // Reads the placements of the run of that name.
  using ReadLastRun = std::function<absl::StatusOr<std::vector<LastPlacementFact>>(const std::string& run)>;

  explicit Cohort(const CohortLimits& limits = {}) : limits_(limits) {}

  // Some of the round's apprentices.
  struct Part {
    const Problem& problem;
    const Sieve& sieve;
    const std::vector<bool>& gone;  // By apprentice: not among the facts any more.
  };
  // Calls `visit` until each of the round's apprentices was in a part, and not gone, once; from work.thread_count
  // threads at once.  The references live during the call.  FACTS_CONTRADICT; Cancelled.
  using Visit = std::function<void(const Part& part)>;
  absl::Status ForEachPart(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                           const ReadLastRun& read_last_run, const WorkOptions& work, const Visit& visit);

  // Pieces and apprentices linked since it was made; for tests.
  std::size_t piece_count() const { return pieces_.size(); }
  std::int64_t linked_count() const { return linked_count_; }

 private:
  using RowPointer = std::shared_ptr<const ApprenticeRow>;
  struct Linked {
    Linked(Problem of, const RuleBook& rules, const Sieve& hosts)
        : problem(std::move(of)), sieve(problem, rules, hosts) {}
    const Problem problem;
    const Sieve sieve;
  };
  struct Piece {
    std::vector<RowPointer> rows;  // Of the round; by id.
    std::unique_ptr<Linked> linked;
    std::vector<bool> gone;  // By row.
    std::size_t left = 0;    // That are not gone.
  };
  struct Place {
    Piece* piece;
    std::uint32_t row;
  };

  absl::Status Begin(const std::shared_ptr<const RoundHosts>& hosts, const ReadLastRun& read_last_run);
  // Brings the pieces in step with the view; leaves them as they were where it fails.
  absl::Status Follow(const View& view, const WorkOptions& work);
  // Links the rows, ascending, in pieces.
  absl::StatusOr<std::vector<std::unique_ptr<Piece>>> Link(std::vector<RowPointer> rows, const WorkOptions& work) const;
  absl::Status LinkPiece(Piece& piece) const;
  void Take(std::vector<std::unique_ptr<Piece>> pieces);
  absl::Status MergeSmall(const WorkOptions& work);
  bool TakesPart(const ApprenticeRow& row) const { return hosts_->problem().FindCentre(row.facts.centre).has_value(); }

  const CohortLimits limits_;
  std::timed_mutex mutex_;
  std::shared_ptr<const RoundHosts> hosts_;
  LastRun last_run_;               // Of the round's published run.
  RowTable<ApprenticeRow> table_;  // What the pieces hold.
  std::vector<std::unique_ptr<Piece>> pieces_;
  absl::flat_hash_map<const ApprenticeRow*, Place> places_;  // Of rows that are not gone.
  std::int64_t linked_count_ = 0;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_COHORT_H_
