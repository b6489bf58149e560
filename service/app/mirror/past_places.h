// PastPlaces: what places were worth in the published runs of past rounds, and what today's will be worth after that.
//
// Only for rounds that weigh it (weights.later_worth) and name past rounds.  A run stores what its own places were
// worth (place_prices.csv) and the estimate that it used (later_worth.csv).
// Thread rule: pure functions.

#ifndef SERVICE_APP_MIRROR_PAST_PLACES_H_
#define SERVICE_APP_MIRROR_PAST_PLACES_H_

#include <stop_token>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/matching/future_value.h"
#include "engine/model/facts.h"
#include "engine/model/round.h"
#include "service/app/mirror/view.h"
#include "service/store/store.h"

namespace walz {

struct PastRuns {
  std::vector<std::string> runs;   // Resource names of published runs that say what places were worth.
  std::vector<std::string> notes;  // A sentence for each past round that says nothing.
};

// `published_run_of` gives the run that the round of that resource name has published; empty: none, or no such round.
absl::StatusOr<PastRuns> FindPastRuns(const StoreSnapshot& snapshot, const Round& round,
                                      absl::FunctionRef<std::string(const std::string& round)> published_run_of);
absl::StatusOr<PastRuns> FindPastRuns(const StoreSnapshot& snapshot, const View& view, const Round& round);

// What each past round has published, whether it says what places are worth or not; nothing unless the round weighs it.
std::vector<std::string> PublishedPastRuns(const View& view, const Round& round);

// NotFound if a run has no prices; DataLoss if they cannot be read; Cancelled.
absl::StatusOr<FutureValue> ReadFutureValue(const StoreSnapshot& snapshot, absl::Span<const std::string> runs,
                                            std::stop_token stop);

// The estimate for the openings of the view; nothing if there are no runs.  Errors as above.
absl::StatusOr<std::vector<LaterWorthFact>> EstimateLaterWorth(const StoreSnapshot& snapshot, const View& view,
                                                               absl::Span<const std::string> runs,
                                                               std::stop_token stop);

// The estimate that a stored run used, as far as its openings are still there; nothing if it used none.
absl::StatusOr<std::vector<LaterWorthFact>> ReadLaterWorthOf(const StoreSnapshot& snapshot, const View& view,
                                                             absl::string_view run, std::stop_token stop);

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_PAST_PLACES_H_
