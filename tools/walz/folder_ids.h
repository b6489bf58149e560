// FolderIds: the ids that the files of a data folder themselves bring.
//
// A dry run of a folder writes nothing, so what a later file refers to is not there yet when it is checked; what stands
// in an earlier file of the folder will be.

#ifndef TOOLS_WALZ_FOLDER_IDS_H_
#define TOOLS_WALZ_FOLDER_IDS_H_

#include <set>
#include <string>

#include <absl/status/status.h>
#include <walz/v1/transfer_service.pb.h>

namespace walz {

class FolderIds {
 public:
  // Adds the column `id` of a CSV file; a file without one adds nothing.
  absl::Status Add(const std::string& path);

  // Takes away the errors that only say that something of the folder is not there yet; rows of `table` without another
  // error count as the import will count them: those of lists change their owner, others are new.  Errors beyond those
  // that the daemon lists stay.
  void Forgive(v1::ImportTable table, v1::ImportResponse& response) const;

 private:
  std::set<std::string> ids_;
};

}  // namespace walz

#endif  // TOOLS_WALZ_FOLDER_IDS_H_
