#include "service/app/admin/audit_page.h"

#include <algorithm>
#include <cstdint>

#include "engine/base/status_macros.h"
#include "service/app/resources/filter.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/page_token.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"

namespace walz {
namespace {

v1::AuditEntry EntryOf(const AuditRecord& record) {
  v1::AuditEntry entry;
  entry.set_revision(record.revision);
  *entry.mutable_time() = TimestampOf(record.time);
  entry.set_principal(record.note.principal);
  entry.set_method(record.note.method);
  entry.mutable_names()->Assign(record.note.names.begin(), record.note.names.end());
  entry.set_name_count(record.name_count);
  entry.set_request_id(record.note.request_id);
  entry.set_hash(record.hash);
  return entry;
}

}  // namespace

absl::Status ReadAuditPage(const Store& store, const Call& call, const v1::ListAuditEntriesRequest& request,
                           v1::ListAuditEntriesResponse& response) {
  if (request.page_size() < 0) return RefuseFields({{"page_size", "out_of_range", "is 0 or more"}});
  if (request.after_revision() < 0) return RefuseFields({{"after_revision", "out_of_range", "is 0 or more"}});
  const int rows_max = request.page_size() == 0 ? kAuditPageDefault : std::min(request.page_size(), kAuditPageMax);
  WALZ_ASSIGN_OR_RETURN(const Filter filter, Filter::Parse(request.filter(), *v1::AuditEntry::descriptor()));
  const std::uint64_t request_hash = HashOfListRequest(request);
  Revision after = request.after_revision();
  if (!request.page_token().empty()) {
    WALZ_ASSIGN_OR_RETURN(const PageToken token, ParsePageToken(request.page_token()));
    if (token.request_hash != request_hash) {
      return BadPageToken("it belongs to another list; give filter and after_revision as for the first page");
    }
    after = token.revision;
  }
  int seen = 0;
  bool more = false;
  WALZ_RETURN_IF_ERROR(store.ScanAudit(after, [&](const AuditRecord& record) {
    more = response.entries_size() == rows_max || seen == kAuditEntriesRead;
    if (more || call.stop.stop_requested()) return false;
    ++seen;
    after = record.revision;
    v1::AuditEntry entry = EntryOf(record);
    if (filter.Matches(entry)) *response.add_entries() = std::move(entry);
    return true;
  }));
  if (call.stop.stop_requested()) return Stopped();
  if (more) response.set_next_page_token(FormatPageToken({after, request_hash, ""}));
  return absl::OkStatus();
}

}  // namespace walz
