#include "service/app/runs/proposal_differ.h"

#include <iterator>
#include <utility>

namespace walz {

void ProposalDiffer::AddBefore(v1::Proposal& proposal) {
  if (proposal.opening().empty()) return;
  difference_.set_placed_before(difference_.placed_before() + 1);
  difference_.set_points_before(difference_.points_before() + proposal.points());
  before_[proposal.apprentice()] = {std::move(*proposal.mutable_opening()), std::move(*proposal.mutable_start()),
                                    std::move(*proposal.mutable_end())};
}

void ProposalDiffer::AddAfter(const v1::Proposal& proposal) {
  const auto at = before_.find(proposal.apprentice());
  if (proposal.opening().empty()) return;  // What is still in before_ at the end is lost.
  difference_.set_placed_after(difference_.placed_after() + 1);
  difference_.set_points_after(difference_.points_after() + proposal.points());
  if (at == before_.end()) {
    difference_.set_gained(difference_.gained() + 1);
    Note(proposal.apprentice(), {}, proposal);
    return;
  }
  const Place& place = at->second;
  if (place.opening != proposal.opening()) {
    difference_.set_moved(difference_.moved() + 1);
    Note(proposal.apprentice(), place, proposal);
  } else if (place.start != proposal.start() || place.end != proposal.end()) {
    difference_.set_shifted(difference_.shifted() + 1);
    Note(proposal.apprentice(), place, proposal);
  } else {
    difference_.set_same(difference_.same() + 1);
  }
  before_.erase(at);
}

v1::CompareRunsResponse ProposalDiffer::Finish() {
  difference_.set_lost(static_cast<std::int64_t>(before_.size()));
  for (const auto& [apprentice, place] : before_) Note(apprentice, place, {});
  v1::CompareRunsResponse response;
  *response.mutable_difference() = difference_;
  for (auto& [apprentice, change] : changes_) *response.add_changes() = std::move(change);
  return response;
}

void ProposalDiffer::Note(const std::string& apprentice, const Place& before, const v1::Proposal& after) {
  if (change_count_max_ == 0) return;
  if (changes_.size() == change_count_max_) {
    if (apprentice > changes_.rbegin()->first) return;
    changes_.erase(std::prev(changes_.end()));
  }
  v1::ProposalChange& change = changes_[apprentice];
  change.set_apprentice(apprentice);
  change.set_opening_before(before.opening);
  change.set_start_before(before.start);
  change.set_opening_after(after.opening());
  change.set_start_after(after.start());
}

}  // namespace walz
