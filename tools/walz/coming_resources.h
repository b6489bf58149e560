// ComingResources: what the earlier files of a data folder bring to the later ones.
//
// A dry run of a folder writes nothing, so what a later file refers to is not there yet when that file is checked.

#ifndef TOOLS_WALZ_COMING_RESOURCES_H_
#define TOOLS_WALZ_COMING_RESOURCES_H_

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/types/span.h>
#include <walz/v1/transfer_service.pb.h>

namespace walz {

// Adds the ids of the file at `path`, in messages that the daemon takes, but for rows with the errors `left_out`.  A
// file that nothing refers to adds nothing.
absl::Status AddComing(v1::ImportTable table, const std::string& path, absl::Span<const v1::RowError* const> left_out,
                       std::vector<v1::ComingResources>& coming);

}  // namespace walz

#endif  // TOOLS_WALZ_COMING_RESOURCES_H_
