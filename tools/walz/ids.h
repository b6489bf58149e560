// Ids typed by people: found, or answered with the one they probably meant.

#ifndef TOOLS_WALZ_IDS_H_
#define TOOLS_WALZ_IDS_H_

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"

namespace walz {

// NotFound with a hint.
absl::StatusOr<ApprenticeIndex> ResolveApprentice(const Problem& problem, absl::string_view id);
absl::StatusOr<OpeningIndex> ResolveOpening(const Problem& problem, absl::string_view id);

// Tells `status` on standard error.  Returns kExitUsage.
int TellUsage(const absl::Status& status);

}  // namespace walz

#endif  // TOOLS_WALZ_IDS_H_
