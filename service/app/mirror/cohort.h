// Cohort: the apprentices of a round beside its hosts, linked once and kept in step with the facts.
//
// For questions that go over all apprentices.  They are linked in pieces of at most 4,096; an apprentice that was
// changed is struck from its piece and linked anew with the others that changed, by the next question or, before it is
// asked, by CatchUp.  Small pieces are linked together when there are many, by Tidy as long as it keeps up.  Memory:
// about that of the apprentices once more, for the round asked about last.  Thread rule: all methods from any thread; a
// Turn belongs to one thread, and questions come one after another.

#ifndef SERVICE_APP_MIRROR_COHORT_H_
#define SERVICE_APP_MIRROR_COHORT_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "engine/base/stop.h"
#include "engine/matching/learner_rows.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "service/app/mirror/round_hosts.h"
#include "service/app/mirror/view.h"
#include "service/call/right_of_way.h"
#include "service/store/store.h"

namespace walz {

struct CohortLimits {
  std::size_t piece_rows_max = 4096;        // Linked together.
  std::size_t small_pieces_max = 512;       // Pieces with less than half of that; a question links more together.
  std::size_t small_pieces_ahead_max = 16;  // The same for Tidy.
  std::size_t rows_ahead_min = 64;          // CatchUp leaves fewer that changed to the next question.
  // A question leaves out for no longer what it may leave out.
  std::chrono::milliseconds lag_max{250};
};

class Cohort {
 public:
  using LastRun = absl::flat_hash_map<std::string, LastPlacementFact>;  // By apprentice.
  // Reads the placements of the run of that name.
  using ReadLastRun = std::function<absl::StatusOr<std::vector<LastPlacementFact>>(const std::string& run)>;

  // `way` must outlive it.
  explicit Cohort(RightOfWay& way, const CohortLimits& limits = {}) : way_(way), limits_(limits) {}

  // Some of the round's apprentices.
  struct Part {
    LinkedApprentices linked;
    const std::vector<bool>& gone;  // By apprentice: not among the facts any more.
  };

  // While it lasts nobody else asks and nothing moves.
  class Turn {
   public:
    struct Parts {
      std::vector<Part> parts;
      Revision revision;
    };
    // Each of the round's apprentices as it stands at the revision is in one part, and not gone, once; all parts speak
    // of the openings of `hosts`.  The revision is the view's, unless what came last may be left out.  They live until
    // the turn ends or asks again.  FACTS_CONTRADICT; Cancelled.
    absl::StatusOr<Parts> PartsAt(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                                  const ReadLastRun& read_last_run, const WorkOptions& work);

   private:
    friend class Cohort;
    Turn(Cohort& cohort, std::unique_lock<std::timed_mutex> lock) : cohort_(cohort), lock_(std::move(lock)) {}

    Cohort& cohort_;
    std::unique_lock<std::timed_mutex> lock_;
  };
  // Waits for it.  Whoever takes the view after this goes forward with all others.  Cancelled.
  absl::StatusOr<Turn> Await(const std::stop_token& stop);

  // Does what the next question would have to do, unless the view is earlier than the pieces; questions
  // wait for it only where all is linked anew, as they would have to themselves.  For one thread.
  absl::Status CatchUp(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                       const ReadLastRun& read_last_run, const WorkOptions& work);

  // Links some small pieces together and frees what nobody needs; questions do not wait for it.  For one thread, which
  // may be another than CatchUp's.
  absl::Status Tidy(const std::stop_token& stop);

  // Pieces and apprentices linked since it was made; for tests.
  std::size_t piece_count() const { return pieces_.size(); }
  std::int64_t linked_count() const { return linked_count_; }

 private:
  using Clock = std::chrono::steady_clock;
  using RowPointer = std::shared_ptr<const ApprenticeRow>;
  // What rows are linked beside.
  struct Ground {
    std::shared_ptr<const RoundHosts> hosts;
    LastRun last_run;  // Of the round's published run.

    bool TakesPart(const ApprenticeRow& row) const { return hosts->problem().FindCentre(row.facts.centre).has_value(); }
  };
  struct Linked {
    Linked(Problem of, const RoundHosts& hosts)
        : problem(std::move(of)), sieve(problem, hosts.rules(), hosts.sieve()) {}
    const Problem problem;
    const Sieve sieve;
    std::optional<LearnerRows> rows;  // A step of its own.
  };
  struct Piece {
    std::vector<RowPointer> rows;  // Of the round; by id.
    std::unique_ptr<Linked> linked;
    std::vector<bool> gone;  // By row.
    std::size_t left = 0;    // That are not gone.
  };
  using Pieces = std::vector<std::shared_ptr<Piece>>;
  struct Place {
    Piece* piece;
    std::uint32_t row;
  };
  // What nobody needs any more.  Tidy frees it: to let go of thousands of rows takes long.
  struct Spent {
    std::vector<RowTable<ApprenticeRow>> tables;
    std::vector<std::vector<RowPointer>> rows;
    Pieces pieces;
  };
  // From what the pieces hold to what a view has.
  struct Change {
    std::vector<RowPointer> gone;  // Each row that the pieces hold and the view has not; maybe others.
    std::vector<RowPointer> fresh;
  };

  // From a view with these apprentices to `view`; of the fresh those that take part.
  static Change ChangeTo(const View& view, const RowTable<ApprenticeRow>& table, Revision revision,
                         const Ground& ground);
  using BeforeStep = std::function<void()>;
  // Links the rows in pieces, by id; calls before_step before each small step.
  absl::StatusOr<Pieces> Link(
      const Ground& ground, std::vector<RowPointer> rows, const WorkOptions& work,
      const BeforeStep& before_step = [] {}) const;
  static absl::Status LinkPiece(const Ground& ground, const BeforeStep& before_step, Piece& piece);
  // For nobody who waits.
  absl::StatusOr<Pieces> LinkAhead(const Ground& ground, std::vector<RowPointer> rows,
                                   const std::stop_token& stop) const;
  bool IsSmall(const Piece& piece) const { return piece.left * 2 < limits_.piece_rows_max; }
  // What is left of them.
  static std::vector<RowPointer> RowsOf(const Pieces& pieces);

  // All of these: REQUIRES the lock.
  absl::Status Advance(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                       const ReadLastRun& read_last_run, const WorkOptions& work);
  absl::Status Begin(const std::shared_ptr<const RoundHosts>& hosts, const ReadLastRun& read_last_run);
  void Apply(std::vector<RowPointer> gone, const Pieces& fresh, const View& view, Clock::time_point seen_at);
  void Take(const Pieces& pieces);
  template <typename IsSpent>
  void Drop(const IsSpent& is_spent);
  // If there are more than `count_max` with few left: the smallest, with `rows_max` rows or two of them.
  Pieces FindSmall(std::size_t count_max, std::size_t rows_max) const;
  // Takes `merged` in place of `small`, whose rows it has but for what has gone meanwhile.
  void Replace(const Pieces& small, const Pieces& merged);

  // Whether an answer as the pieces stand will do.
  bool IsRecent(const View& view, const RoundHosts& hosts) const;

  RightOfWay& way_;
  const CohortLimits limits_;
  std::timed_mutex mutex_;
  std::shared_ptr<const Ground> ground_;  // Null before the first question.
  RowTable<ApprenticeRow> table_;         // What the pieces hold,
  Revision revision_ = 0;                 // of which view,
  Clock::time_point stands_at_;           // and when that was the newest one.
  Pieces pieces_;
  absl::flat_hash_map<const ApprenticeRow*, Place> places_;  // Of rows that are not gone.
  std::int64_t linked_count_ = 0;
  Spent spent_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_COHORT_H_
