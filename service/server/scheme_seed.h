// SeedSchemes: a store that nobody ever wrote to gets the shipped catalogue of schemes.

#ifndef SERVICE_SERVER_SCHEME_SEED_H_
#define SERVICE_SERVER_SCHEME_SEED_H_

#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "service/store/store.h"

namespace walz {

struct Catalogue;

// Writes `folder`/schemes.json in one commit where the store is at revision 0.  How many there were.
// InvalidArgument: the file has a fault, which the message names.
absl::StatusOr<int> SeedSchemes(Store& store, const std::string& folder, const Catalogue& catalogue, absl::Time now);

}  // namespace walz

#endif  // SERVICE_SERVER_SCHEME_SEED_H_
