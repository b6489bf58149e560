// Names: what people type for a resource becomes its name.
//
// A whole name, `centres/C-1/apprentices/A-1`, is taken as it is; an id alone is enough where the collection has no
// parents, or where the daemon has one resource of that id.

#ifndef TOOLS_WALZ_NAMES_H_
#define TOOLS_WALZ_NAMES_H_

#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "tools/client/client.h"
#include "tools/walz/noun.h"

namespace walz {

// `A/1` as `A%2F1`.
std::string EscapedId(absl::string_view id);

// `centres/C-1` of `C-1`; whole names stay.
std::string TopName(const Noun& noun, absl::string_view text);

// The name of a resource that is to be made: below `parent` (an id or a name; empty: `text` has to be whole).
absl::StatusOr<std::string> NewName(const Noun& noun, absl::string_view text, absl::string_view parent);

// The name of a resource that is there.  Asks the daemon where `text` is an id of a nested collection and no parent is
// given.  NOT_FOUND with a hint.
absl::StatusOr<std::string> FindName(const Client& client, const Noun& noun, absl::string_view text,
                                     absl::string_view parent = "");

// `rounds/R/runs/4` of `4` with `round` R, of `R/4`, or of the whole name.
absl::StatusOr<std::string> RunName(absl::string_view text, absl::string_view round);

// The name without its last two segments.
std::string ParentOf(absl::string_view name);

}  // namespace walz

#endif  // TOOLS_WALZ_NAMES_H_
