// ReadAuditPage: one page of the audit chain, filtered.
//
// Thread rule: pure function of the store.

#ifndef SERVICE_APP_ADMIN_AUDIT_PAGE_H_
#define SERVICE_APP_ADMIN_AUDIT_PAGE_H_

#include <absl/status/status.h>
#include <walz/v1/admin_service.pb.h>

#include "service/call/call.h"
#include "service/store/store.h"

namespace walz {

inline constexpr int kAuditPageDefault = 100;
inline constexpr int kAuditPageMax = 1'000;
// Entries that one page looks at, whether the filter takes them or not: an empty page may have a next one.
inline constexpr int kAuditEntriesRead = 50'000;

//   InvalidArgument  FIELD_INVALID, BAD_FILTER, BAD_PAGE_TOKEN
//   Cancelled        STOPPED
absl::Status ReadAuditPage(const Store& store, const Call& call, const v1::ListAuditEntriesRequest& request,
                           v1::ListAuditEntriesResponse& response);

}  // namespace walz

#endif  // SERVICE_APP_ADMIN_AUDIT_PAGE_H_
