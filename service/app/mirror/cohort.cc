#include "service/app/mirror/cohort.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>

#include <absl/container/flat_hash_set.h>

#include "engine/base/parallel.h"
#include "engine/base/status_macros.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/mirror/row_table_diff.h"
#include "service/call/errors.h"

namespace walz {
namespace {

// Who waits for another question looks up so often whether it is still asked.
constexpr std::chrono::milliseconds kPatience(10);
// Fewer are linked sooner than a thread is made.
constexpr std::size_t kRowsPerThreadMin = 128;

bool IdLess(const std::shared_ptr<const ApprenticeRow>& a, const std::shared_ptr<const ApprenticeRow>& b) {
  return a->id() < b->id();
}

}  // namespace

absl::StatusOr<Cohort::Turn> Cohort::Await(const std::stop_token& stop) {
  std::unique_lock lock(mutex_, std::defer_lock);
  while (!lock.try_lock_for(kPatience)) {
    if (stop.stop_requested()) return CallEnded();
  }
  return Turn(*this, std::move(lock));
}

absl::StatusOr<Cohort::Turn::Parts> Cohort::Turn::PartsAt(const View& view,
                                                          const std::shared_ptr<const RoundHosts>& hosts,
                                                          const ReadLastRun& read_last_run, const WorkOptions& work) {
  const bool is_recent = cohort_.IsRecent(view, *hosts);
  if (!is_recent) WALZ_RETURN_IF_ERROR(cohort_.Advance(view, hosts, read_last_run, work));
  Parts parts{{}, is_recent ? cohort_.revision_ : view.revision};
  for (const auto& piece : cohort_.pieces_)
    parts.parts.push_back({{piece->linked->problem, piece->linked->sieve, *piece->linked->rows}, piece->gone});
  return parts;
}

bool Cohort::IsRecent(const View& view, const RoundHosts& hosts) const {
  return ground_ != nullptr && ground_->hosts.get() == &hosts && revision_ <= view.revision &&
         Clock::now() - stands_at_ <= limits_.lag_max && way_.MayLeaveOut(revision_, view.revision);
}

absl::Status Cohort::CatchUp(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                             const ReadLastRun& read_last_run, const WorkOptions& work) {
  const Clock::time_point seen_at = Clock::now();
  std::unique_lock lock(mutex_);
  if (ground_ == nullptr || view.revision < revision_) return absl::OkStatus();
  if (ground_->hosts != hosts) return Advance(view, hosts, read_last_run, work);
  const std::shared_ptr<const Ground> ground = ground_;
  const RowTable<ApprenticeRow> table = table_;
  const Revision revision = revision_;
  lock.unlock();

  Change change = ChangeTo(view, table, revision, *ground);
  if (change.fresh.size() + change.gone.size() >= limits_.rows_ahead_min) {
    WALZ_ASSIGN_OR_RETURN(const Pieces fresh, LinkAhead(*ground, std::move(change.fresh), work.stop));
    lock.lock();
    // A question that came meanwhile has gone its own way.
    if (ground_ == ground && table_.IsSame(table)) Apply(std::move(change.gone), fresh, view, seen_at);
  }
  return absl::OkStatus();
}

absl::Status Cohort::Tidy(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const std::shared_ptr<const Ground> ground = ground_;
  const Pieces small = FindSmall(limits_.small_pieces_ahead_max, limits_.piece_rows_max);
  if (!small.empty()) {
    std::vector<RowPointer> rows = RowsOf(small);
    lock.unlock();
    WALZ_ASSIGN_OR_RETURN(const Pieces merged, LinkAhead(*ground, std::move(rows), stop));
    lock.lock();
    if (ground_ == ground) Replace(small, merged);
  }
  const Spent spent = std::exchange(spent_, {});
  lock.unlock();  // Before all that is freed.
  return absl::OkStatus();
}

absl::Status Cohort::Advance(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                             const ReadLastRun& read_last_run, const WorkOptions& work) {
  if (ground_ == nullptr || ground_->hosts != hosts) WALZ_RETURN_IF_ERROR(Begin(hosts, read_last_run));
  const Clock::time_point seen_at = Clock::now();
  if (!table_.IsSame(view.apprentices)) {
    Change change = ChangeTo(view, table_, revision_, *ground_);
    WALZ_ASSIGN_OR_RETURN(const Pieces fresh, Link(*ground_, std::move(change.fresh), work));
    Apply(std::move(change.gone), fresh, view, seen_at);
  }
  const Pieces small = FindSmall(limits_.small_pieces_max, limits_.piece_rows_max);
  if (small.empty()) return absl::OkStatus();
  WALZ_ASSIGN_OR_RETURN(const Pieces merged, Link(*ground_, RowsOf(small), work));
  Replace(small, merged);
  return absl::OkStatus();
}

Cohort::Change Cohort::ChangeTo(const View& view, const RowTable<ApprenticeRow>& table, Revision revision,
                                const Ground& ground) {
  Change change;
  const auto steps = revision > 0 && revision <= view.revision && view.apprentice_journal != nullptr
                         ? view.apprentice_journal->Between(revision, view.revision)
                         : std::nullopt;
  if (steps) {
    absl::flat_hash_set<absl::string_view> later;  // Ids of those that were seen as they are in the end.
    for (auto step = steps->rbegin(); step != steps->rend(); ++step) {
      if (step->before != nullptr) change.gone.push_back(step->before);
      const std::string& id = (step->after != nullptr ? step->after : step->before)->id();
      if (later.insert(id).second && step->after != nullptr) change.fresh.push_back(step->after);
    }
  } else {
    RowTableDiff<ApprenticeRow> diff(table, view.apprentices);
    change = {std::move(diff.gone), std::move(diff.fresh)};
  }
  std::erase_if(change.fresh, [&](const RowPointer& row) { return !ground.TakesPart(*row); });
  return change;
}

absl::Status Cohort::Begin(const std::shared_ptr<const RoundHosts>& hosts, const ReadLastRun& read_last_run) {
  places_.clear();
  pieces_.clear();
  table_ = {};
  revision_ = 0;
  ground_ = nullptr;
  auto ground = std::make_shared<Ground>();
  ground->hosts = hosts;
  if (!hosts->round()->published_run.empty()) {
    WALZ_ASSIGN_OR_RETURN(std::vector<LastPlacementFact> placements, read_last_run(hosts->round()->published_run));
    for (LastPlacementFact& placement : placements) {
      std::string apprentice = placement.apprentice;
      ground->last_run.emplace(std::move(apprentice), std::move(placement));
    }
  }
  ground_ = std::move(ground);
  return absl::OkStatus();
}

void Cohort::Apply(std::vector<RowPointer> gone, const Pieces& fresh, const View& view, Clock::time_point seen_at) {
  for (const RowPointer& row : gone) {
    const auto at = places_.find(row.get());
    if (at == places_.end()) continue;
    at->second.piece->gone[at->second.row] = true;
    --at->second.piece->left;
    places_.erase(at);
  }
  Drop([](const std::shared_ptr<Piece>& piece) { return piece->left == 0; });
  Take(fresh);
  spent_.rows.push_back(std::move(gone));
  spent_.tables.push_back(std::exchange(table_, view.apprentices));
  revision_ = view.revision;
  stands_at_ = seen_at;
}

template <typename IsSpent>
void Cohort::Drop(const IsSpent& is_spent) {
  const auto spent = std::stable_partition(pieces_.begin(), pieces_.end(), std::not_fn(is_spent));
  spent_.pieces.insert(spent_.pieces.end(), std::make_move_iterator(spent), std::make_move_iterator(pieces_.end()));
  pieces_.erase(spent, pieces_.end());
}

void Cohort::Take(const Pieces& pieces) {
  for (const std::shared_ptr<Piece>& piece : pieces) {
    linked_count_ += static_cast<std::int64_t>(piece->rows.size());
    for (std::size_t i = 0; i < piece->rows.size(); ++i) {
      if (!piece->gone[i]) places_[piece->rows[i].get()] = {piece.get(), static_cast<std::uint32_t>(i)};
    }
    if (piece->left > 0) pieces_.push_back(piece);
  }
}

Cohort::Pieces Cohort::FindSmall(std::size_t count_max, std::size_t rows_max) const {
  Pieces small;
  std::copy_if(pieces_.begin(), pieces_.end(), std::back_inserter(small),
               [&](const std::shared_ptr<Piece>& piece) { return IsSmall(*piece); });
  if (small.size() <= count_max) return {};
  std::stable_sort(small.begin(), small.end(), [](const auto& a, const auto& b) { return a->left < b->left; });
  std::size_t count = 0;
  std::size_t row_count = 0;
  while (count < small.size() && (count < 2 || row_count + small[count]->left <= rows_max)) {
    row_count += small[count++]->left;
  }
  small.resize(count);
  return small;
}

std::vector<Cohort::RowPointer> Cohort::RowsOf(const Pieces& pieces) {
  std::vector<RowPointer> rows;
  for (const std::shared_ptr<Piece>& piece : pieces) {
    for (std::size_t i = 0; i < piece->rows.size(); ++i) {
      if (!piece->gone[i]) rows.push_back(piece->rows[i]);
    }
  }
  return rows;
}

void Cohort::Replace(const Pieces& small, const Pieces& merged) {
  absl::flat_hash_set<const Piece*> replaced;
  for (const std::shared_ptr<Piece>& piece : small) replaced.insert(piece.get());
  for (const std::shared_ptr<Piece>& piece : merged) {
    for (std::size_t i = 0; i < piece->rows.size(); ++i) {
      const auto at = places_.find(piece->rows[i].get());
      if (at != places_.end() && replaced.contains(at->second.piece)) continue;
      piece->gone[i] = true;
      --piece->left;
    }
  }
  Drop([&](const std::shared_ptr<Piece>& piece) { return replaced.contains(piece.get()); });
  Take(merged);
}

absl::StatusOr<Cohort::Pieces> Cohort::Link(const Ground& ground, std::vector<RowPointer> rows, const WorkOptions& work,
                                            const BeforeStep& before_step) const {
  const auto threads = static_cast<std::size_t>(std::max(1, work.thread_count));
  const std::size_t piece_rows =
      std::min(limits_.piece_rows_max, std::max(kRowsPerThreadMin, (rows.size() + threads - 1) / threads));
  std::sort(rows.begin(), rows.end(), IdLess);
  Pieces pieces;
  for (std::size_t i = 0; i < rows.size(); i += piece_rows) {
    auto piece = std::make_shared<Piece>();
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(i);
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), i + piece_rows));
    piece->rows.assign(std::make_move_iterator(first), std::make_move_iterator(last));
    pieces.push_back(std::move(piece));
  }
  std::mutex failed_mutex;
  absl::Status failed;
  ParallelFor(pieces.size(), 1, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last && !work.stop.stop_requested(); ++i) {
      const absl::Status status = LinkPiece(ground, before_step, *pieces[i]);
      if (status.ok()) continue;
      const std::lock_guard lock(failed_mutex);
      failed.Update(status);
    }
  });
  if (work.stop.stop_requested()) return CallEnded();
  WALZ_RETURN_IF_ERROR(failed);
  return pieces;
}

absl::StatusOr<Cohort::Pieces> Cohort::LinkAhead(const Ground& ground, std::vector<RowPointer> rows,
                                                 const std::stop_token& stop) const {
  return Link(ground, std::move(rows), {.thread_count = 1, .stop = stop}, [&] { way_.GiveWay(stop); });
}

absl::Status Cohort::LinkPiece(const Ground& ground, const BeforeStep& before_step, Piece& piece) {
  const RoundHosts& hosts = *ground.hosts;
  Facts few = hosts.NoFacts();
  for (const RowPointer& row : piece.rows) {
    before_step();
    AddApprentice(*row, hosts.problem(), few);
    for (const HostRankFact& rank : hosts.RanksOf(row->id())) few.host_ranks.push_back(rank);
    const auto last = ground.last_run.find(row->id());
    if (last != ground.last_run.end()) few.last_run.push_back(last->second);
  }
  before_step();
  WALZ_ASSIGN_OR_RETURN(Problem problem, hosts.Join(std::move(few)));
  before_step();
  piece.linked = std::make_unique<Linked>(std::move(problem), hosts);
  before_step();
  piece.linked->rows.emplace(piece.linked->problem, piece.linked->sieve, hosts.columns());
  piece.gone.assign(piece.rows.size(), false);
  piece.left = piece.rows.size();
  return absl::OkStatus();
}

}  // namespace walz
