#include "service/app/mirror/cohort.h"

#include <utility>

#include "engine/base/parallel.h"
#include "engine/base/status_macros.h"
#include "service/app/mirror/round_facts.h"
#include "service/call/errors.h"

namespace walz {

absl::Status Cohort::ForEachBlock(const View& view, const std::shared_ptr<const RoundHosts>& hosts,
                                  const ReadLastRun& read_last_run, const WorkOptions& work, const Visit& visit) {
  const std::lock_guard lock(mutex_);
  if (hosts_ != hosts) {
    slots_.clear();
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
  }
  const auto blocks = view.apprentices.blocks();
  std::vector<Slot> slots(blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto at = slots_.find(blocks[i].get());
    if (at != slots_.end()) slots[i] = at->second;
  }
  std::mutex failed_mutex;
  absl::Status failed;
  ParallelFor(blocks.size(), 1, work.thread_count, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last && !work.stop.stop_requested(); ++i) {
      if (slots[i].block == nullptr) {
        absl::StatusOr<std::shared_ptr<const Linked>> linked = Link(*blocks[i]);
        if (!linked.ok()) {
          const std::lock_guard failed_lock(failed_mutex);
          failed.Update(linked.status());
          continue;
        }
        slots[i] = {blocks[i], *std::move(linked)};
      }
      if (slots[i].linked != nullptr) visit(slots[i].linked->problem, slots[i].linked->sieve);
    }
  });
  slots_.clear();
  for (Slot& slot : slots) {
    const TableBlock* const block = slot.block.get();
    if (block != nullptr) slots_.emplace(block, std::move(slot));
  }
  if (work.stop.stop_requested()) {
    return Refuse(absl::StatusCode::kCancelled, v1::ERROR_REASON_STOPPED, "the call was ended before the answer");
  }
  return failed;
}

absl::StatusOr<std::shared_ptr<const Cohort::Linked>> Cohort::Link(const TableBlock& block) const {
  Facts few = hosts_->NoFacts();
  RowTable<ApprenticeRow>::ForEachOf(block, [&](const ApprenticeRow& row) {
    if (!hosts_->problem().FindCentre(row.facts.centre)) return;
    AddApprentice(row, hosts_->problem(), few);
    for (const HostRankFact& rank : hosts_->RanksOf(row.id())) few.host_ranks.push_back(rank);
    const auto last = last_run_.find(row.id());
    if (last != last_run_.end()) few.last_run.push_back(last->second);
  });
  if (few.apprentices.empty()) return nullptr;
  WALZ_ASSIGN_OR_RETURN(Problem problem, hosts_->Join(std::move(few)));
  return std::make_shared<const Linked>(std::move(problem), hosts_->rules(), hosts_->sieve());
}

}  // namespace walz
