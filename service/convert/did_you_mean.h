// DidYouMean: the known word that somebody who typed an unknown one probably meant.

#ifndef SERVICE_CONVERT_DID_YOU_MEAN_H_
#define SERVICE_CONVERT_DID_YOU_MEAN_H_

#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

namespace walz {

// The candidate with the fewest typing errors (a character missing, too much, wrong, or two swapped; ASCII case aside),
// the first of equals; nothing if more than a third of `word` would be wrong, or `word` is longer than any name.
std::optional<std::string> DidYouMean(absl::string_view word, absl::Span<const absl::string_view> candidates);

}  // namespace walz

#endif  // SERVICE_CONVERT_DID_YOU_MEAN_H_
