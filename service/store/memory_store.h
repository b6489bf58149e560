// The model of a store, in memory: simple and obviously right; the oracle of the conformance suite and the store of
// tests.  It keeps every version of every record for as long as it lives, and nothing after that.

#ifndef SERVICE_STORE_MEMORY_STORE_H_
#define SERVICE_STORE_MEMORY_STORE_H_

#include <memory>

#include "service/store/store.h"
#include "service/store/store_options.h"

namespace walz {

// Snapshots must be closed before the store.
std::unique_ptr<Store> MakeMemoryStore(StoreOptions options = {});

}  // namespace walz

#endif  // SERVICE_STORE_MEMORY_STORE_H_
