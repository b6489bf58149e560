// ProposalDiffer: counts who fares how in two sets of proposals, and keeps the first ones by apprentice.
//
// All of the earlier ones first, then all of the later ones.  Memory: the placed ones of the earlier set.
// Thread rule: one thread.

#ifndef SERVICE_APP_RUNS_PROPOSAL_DIFFER_H_
#define SERVICE_APP_RUNS_PROPOSAL_DIFFER_H_

#include <cstddef>
#include <map>
#include <string>

#include <absl/container/flat_hash_map.h>
#include <walz/v1/matching_service.pb.h>
#include <walz/v1/run.pb.h>

namespace walz {

class ProposalDiffer {
 public:
  explicit ProposalDiffer(std::size_t change_count_max) : change_count_max_(change_count_max) {}

  // Takes parts of `proposal` away.
  void AddBefore(v1::Proposal& proposal);
  void AddAfter(const v1::Proposal& proposal);
  // Once, at the end.
  v1::CompareRunsResponse Finish();

 private:
  // Where one run has an apprentice.
  struct Place {
    std::string opening;
    std::string start;
    std::string end;
  };

  // Keeps the first ones by apprentice.
  void Note(const std::string& apprentice, const Place& before, const v1::Proposal& after);

  const std::size_t change_count_max_;
  absl::flat_hash_map<std::string, Place> before_;  // By apprentice.
  v1::RunDifference difference_;
  std::map<std::string, v1::ProposalChange> changes_;
};

}  // namespace walz

#endif  // SERVICE_APP_RUNS_PROPOSAL_DIFFER_H_
