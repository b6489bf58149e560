#include "service/app/mirror/cohort.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "engine/base/parallel.h"
#include "engine/base/status_macros.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/mirror/row_table_diff.h"
#include "service/call/errors.h"

namespace walz {
namespace {

// Who waits for another question looks up so often whether it is still asked.
constexpr std::chrono::milliseconds kPatience(10);

absl::Status Stopped() {
  return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED, "the call was ended before the answer");
}

}  // namespace

absl::Status Cohort::ForEachPart(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                                 const ReadLastRun& read_last_run, const WorkOptions& work, const Visit& visit) {
  std::unique_lock lock(mutex_, std::defer_lock);
  while (!lock.try_lock_for(kPatience)) {
    if (work.stop.stop_requested()) return Stopped();
  }
  if (hosts_ != hosts) WALZ_RETURN_IF_ERROR(Begin(hosts, read_last_run));
  WALZ_RETURN_IF_ERROR(Follow(view, work));
  ParallelFor(pieces_.size(), 1, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last && !work.stop.stop_requested(); ++i) {
      const Piece& piece = *pieces_[i];
      visit({piece.linked->problem, piece.linked->sieve, piece.gone});
    }
  });
  return work.stop.stop_requested() ? Stopped() : absl::OkStatus();
}

absl::Status Cohort::Begin(const std::shared_ptr<const RoundHosts>& hosts, const ReadLastRun& read_last_run) {
  places_.clear();
  pieces_.clear();
  table_ = {};
  last_run_.clear();
  hosts_ = nullptr;
  if (!hosts->round()->published_run.empty()) {
    WALZ_ASSIGN_OR_RETURN(std::vector<LastPlacementFact> placements, read_last_run(hosts->round()->published_run));
    for (LastPlacementFact& placement : placements) {
      std::string apprentice = placement.apprentice;
      last_run_.emplace(std::move(apprentice), std::move(placement));
    }
  }
  hosts_ = hosts;
  return absl::OkStatus();
}

absl::Status Cohort::Follow(const View& view, const WorkOptions& work) {
  RowTableDiff<ApprenticeRow> diff(table_, view.apprentices);
  std::erase_if(diff.fresh, [&](const RowPointer& row) { return !TakesPart(*row); });
  WALZ_ASSIGN_OR_RETURN(std::vector<std::unique_ptr<Piece>> fresh, Link(std::move(diff.fresh), work));
  for (const RowPointer& row : diff.gone) {
    const auto at = places_.find(row.get());
    if (at == places_.end()) continue;
    at->second.piece->gone[at->second.row] = true;
    --at->second.piece->left;
    places_.erase(at);
  }
  std::erase_if(pieces_, [](const std::unique_ptr<Piece>& piece) { return piece->left == 0; });
  Take(std::move(fresh));
  table_ = view.apprentices;
  return MergeSmall(work);
}

absl::StatusOr<std::vector<std::unique_ptr<Cohort::Piece>>> Cohort::Link(std::vector<RowPointer> rows,
                                                                         const WorkOptions& work) const {
  // Few rows go to all threads alike.
  const auto threads = static_cast<std::size_t>(std::max(1, work.thread_count));
  const std::size_t piece_rows =
      std::clamp((rows.size() + threads - 1) / threads, std::size_t{1}, limits_.piece_rows_max);
  std::vector<std::unique_ptr<Piece>> pieces;
  for (std::size_t i = 0; i < rows.size(); i += piece_rows) {
    auto piece = std::make_unique<Piece>();
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(i);
    const auto last = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), i + piece_rows));
    piece->rows.assign(std::make_move_iterator(first), std::make_move_iterator(last));
    pieces.push_back(std::move(piece));
  }
  std::mutex failed_mutex;
  absl::Status failed;
  ParallelFor(pieces.size(), 1, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last && !work.stop.stop_requested(); ++i) {
      const absl::Status status = LinkPiece(*pieces[i]);
      if (status.ok()) continue;
      const std::lock_guard lock(failed_mutex);
      failed.Update(status);
    }
  });
  if (work.stop.stop_requested()) return Stopped();
  WALZ_RETURN_IF_ERROR(failed);
  return pieces;
}

absl::Status Cohort::LinkPiece(Piece& piece) const {
  Facts few = hosts_->NoFacts();
  for (const RowPointer& row : piece.rows) {
    AddApprentice(*row, hosts_->problem(), few);
    for (const HostRankFact& rank : hosts_->RanksOf(row->id())) few.host_ranks.push_back(rank);
    const auto last = last_run_.find(row->id());
    if (last != last_run_.end()) few.last_run.push_back(last->second);
  }
  WALZ_ASSIGN_OR_RETURN(Problem problem, hosts_->Join(std::move(few)));
  piece.linked = std::make_unique<Linked>(std::move(problem), hosts_->rules(), hosts_->sieve());
  piece.gone.assign(piece.rows.size(), false);
  piece.left = piece.rows.size();
  return absl::OkStatus();
}

void Cohort::Take(std::vector<std::unique_ptr<Piece>> pieces) {
  for (std::unique_ptr<Piece>& piece : pieces) {
    linked_count_ += static_cast<std::int64_t>(piece->rows.size());
    for (std::size_t i = 0; i < piece->rows.size(); ++i) {
      places_[piece->rows[i].get()] = {piece.get(), static_cast<std::uint32_t>(i)};
    }
    pieces_.push_back(std::move(piece));
  }
}

absl::Status Cohort::MergeSmall(const WorkOptions& work) {
  const auto is_small = [&](const std::unique_ptr<Piece>& piece) { return piece->left * 2 < limits_.piece_rows_max; };
  if (static_cast<std::size_t>(std::count_if(pieces_.begin(), pieces_.end(), is_small)) <= limits_.small_pieces_max) {
    return absl::OkStatus();
  }
  std::vector<RowPointer> rows;
  for (const std::unique_ptr<Piece>& piece : pieces_) {
    if (!is_small(piece)) continue;
    for (std::size_t i = 0; i < piece->rows.size(); ++i) {
      if (!piece->gone[i]) rows.push_back(piece->rows[i]);
    }
  }
  std::sort(rows.begin(), rows.end(), [](const RowPointer& a, const RowPointer& b) { return a->id() < b->id(); });
  WALZ_ASSIGN_OR_RETURN(std::vector<std::unique_ptr<Piece>> merged, Link(std::move(rows), work));
  std::erase_if(pieces_, is_small);
  Take(std::move(merged));
  return absl::OkStatus();
}

}  // namespace walz
