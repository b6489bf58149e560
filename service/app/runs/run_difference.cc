#include "service/app/runs/run_difference.h"

#include <map>
#include <string>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/functional/function_ref.h>
#include <walz/v1/run.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"

namespace walz {
namespace {

// Where one run has an apprentice; no opening: nowhere.
struct Place {
  std::string opening;
  std::string start;
  std::string end;
};

absl::Status ForEachStoredProposal(const StoreSnapshot& snapshot, const ResourceName& run, const Call& call,
                                   absl::FunctionRef<void(v1::Proposal& proposal)> visit) {
  v1::Proposal proposal;
  absl::Status status;
  const absl::Status scan = snapshot.Scan(
      RangeOf(Collection::kProposals, run.ids),
      [&](absl::string_view, absl::string_view value, Revision revision) {
        status = FillOutput(value, revision, proposal);
        if (status.ok() && call.MaySee(proposal.apprentice())) visit(proposal);
        return status.ok();
      },
      call.stop);
  WALZ_RETURN_IF_ERROR(scan);
  return status;
}

class Differ {
 public:
  explicit Differ(std::size_t change_count_max) : change_count_max_(change_count_max) {}

  void AddBefore(v1::Proposal& proposal) {
    if (proposal.opening().empty()) return;
    difference_.set_placed_before(difference_.placed_before() + 1);
    difference_.set_points_before(difference_.points_before() + proposal.points());
    before_[proposal.apprentice()] = {std::move(*proposal.mutable_opening()), std::move(*proposal.mutable_start()),
                                      std::move(*proposal.mutable_end())};
  }

  void AddAfter(const v1::Proposal& proposal) {
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

  v1::CompareRunsResponse Finish() {
    difference_.set_lost(static_cast<std::int64_t>(before_.size()));
    for (const auto& [apprentice, place] : before_) Note(apprentice, place, {});
    v1::CompareRunsResponse response;
    *response.mutable_difference() = difference_;
    for (auto& [apprentice, change] : changes_) *response.add_changes() = std::move(change);
    return response;
  }

 private:
  // Keeps the first ones by apprentice.
  void Note(const std::string& apprentice, const Place& before, const v1::Proposal& after) {
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

  const std::size_t change_count_max_;
  absl::flat_hash_map<std::string, Place> before_;  // By apprentice.
  v1::RunDifference difference_;
  std::map<std::string, v1::ProposalChange> changes_;
};

}  // namespace

absl::StatusOr<v1::CompareRunsResponse> DifferenceOf(const StoreSnapshot& snapshot, const ResourceName& base,
                                                     const ResourceName& run, const Call& call,
                                                     std::size_t change_count_max) {
  Differ differ(change_count_max);
  WALZ_RETURN_IF_ERROR(
      ForEachStoredProposal(snapshot, base, call, [&](v1::Proposal& proposal) { differ.AddBefore(proposal); }));
  WALZ_RETURN_IF_ERROR(
      ForEachStoredProposal(snapshot, run, call, [&](v1::Proposal& proposal) { differ.AddAfter(proposal); }));
  v1::CompareRunsResponse response = differ.Finish();
  response.mutable_difference()->set_base_run(FormatName(base));
  return response;
}

}  // namespace walz
