// The bytes of a file that a stored run keeps.

#ifndef SERVICE_APP_MIRROR_RUN_FILE_H_
#define SERVICE_APP_MIRROR_RUN_FILE_H_

#include <stop_token>
#include <string>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "service/store/keys.h"
#include "service/store/store.h"

namespace walz {

// Calls `visit` with the parts of the file in order until it returns false; never, if the run has no such file.
// Cancelled if stopped.
absl::Status ScanRunFile(const StoreSnapshot& snapshot, const ResourceName& run, const std::string& file,
                         absl::FunctionRef<bool(absl::string_view chunk)> visit, std::stop_token stop = {});

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_RUN_FILE_H_
