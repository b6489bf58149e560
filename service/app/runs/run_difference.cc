#include "service/app/runs/run_difference.h"

#include <walz/v1/run.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/runs/proposal_differ.h"
#include "service/app/runs/run_records.h"

namespace walz {
absl::StatusOr<v1::CompareRunsResponse> DifferenceOf(const StoreSnapshot& snapshot, const ResourceName& base,
                                                     const ResourceName& run, const Call& call,
                                                     std::size_t change_count_max) {
  ProposalDiffer differ(change_count_max);
  WALZ_RETURN_IF_ERROR(ForEachStoredProposal(
      snapshot, base,
      [&](v1::Proposal& proposal) {
        if (call.MaySee(proposal.apprentice())) differ.AddBefore(proposal);
      },
      call.stop));
  WALZ_RETURN_IF_ERROR(ForEachStoredProposal(
      snapshot, run,
      [&](v1::Proposal& proposal) {
        if (call.MaySee(proposal.apprentice())) differ.AddAfter(proposal);
      },
      call.stop));
  v1::CompareRunsResponse response = differ.Finish();
  response.mutable_difference()->set_base_run(FormatName(base));
  return response;
}

}  // namespace walz
