#include "tools/walz/ids.h"

#include <optional>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/types/span.h>

#include "service/convert/did_you_mean.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

template <typename Profile>
absl::Status UnknownId(absl::string_view noun, absl::string_view id, absl::Span<const Profile> profiles) {
  std::vector<absl::string_view> ids;
  ids.reserve(profiles.size());
  for (const Profile& profile : profiles) ids.push_back(profile.id);
  const std::optional<std::string> meant = DidYouMean(id, ids);
  return absl::NotFoundError(
      absl::StrCat("there is no ", noun, " '", id, "'", meant ? absl::StrCat("; did you mean '", *meant, "'?") : ""));
}

}  // namespace

absl::StatusOr<ApprenticeIndex> ResolveApprentice(const Problem& problem, absl::string_view id) {
  if (const auto index = problem.FindApprentice(id)) return *index;
  return UnknownId("apprentice", id, problem.apprentices());
}

absl::StatusOr<OpeningIndex> ResolveOpening(const Problem& problem, absl::string_view id) {
  if (const auto index = problem.FindOpening(id)) return *index;
  return UnknownId("opening", id, problem.openings());
}

int TellUsage(const absl::Status& status) {
  PrintError(absl::StrCat("walz: ", Printable(status.message()), "\n"));
  return kExitUsage;
}

}  // namespace walz
