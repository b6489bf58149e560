#include "service/app/access/authorizer.h"

#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <walz/v1/transfer_service.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/access/reach.h"
#include "service/app/access/request_names.h"
#include "service/app/access/role_table.h"
#include "service/call/errors.h"

namespace walz {
namespace {

// One answer, whether the method, the resource or its existence is the reason.
absl::Status NotPermitted(const Principal& principal, absl::string_view method) {
  return Refuse(
      absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_NOT_PERMITTED,
      absl::StrCat("the role ", RoleWord(principal.role), " may not do this (", method,
                   ") with what the request names, or there is no such thing"),
      {{"method", std::string(method.substr(method.find('/') + 1))}, {"role", std::string(RoleWord(principal.role))}});
}

bool HasScope(const Principal& principal) {
  return !principal.consortium.empty() || !principal.centre.empty() || !principal.company.empty();
}

// A centre reads its own persons' fields, not those of companies.
bool ReadsOthersPersons(const Principal& principal, const google::protobuf::Message* request) {
  if (principal.role != Role::kCentre || request == nullptr) return false;
  const auto* file = dynamic_cast<const v1::ExportFileRequest*>(request);
  return file != nullptr && file->table() == v1::IMPORT_TABLE_COMPANIES;
}

}  // namespace

Authorizer::Authorizer(SnapshotSource snapshots)
    : snapshots_(std::make_shared<const SnapshotSource>(std::move(snapshots))) {}

absl::Status Authorizer::MayCall(const Principal& principal, absl::string_view method) const {
  const MethodRow* const row = FindMethodRow(method);
  if (row == nullptr) return NotPermitted(principal, method);
  const Permission permission = CellOf(*row, principal.role).permission;
  if (permission == Permission::kNo || (permission == Permission::kUnscoped && HasScope(principal))) {
    return NotPermitted(principal, method);
  }
  return absl::OkStatus();
}

absl::StatusOr<Grant> Authorizer::Authorize(const Principal& principal, absl::string_view method,
                                            const google::protobuf::Message* request) const {
  WALZ_RETURN_IF_ERROR(MayCall(principal, method));
  const MethodRow& row = *FindMethodRow(method);
  const Cell cell = CellOf(row, principal.role);
  Grant grant;
  grant.personal = cell.personal && !ReadsOthersPersons(principal, request);
  if (request != nullptr && !grant.personal && AsksFullView(*request)) return NotPermitted(principal, method);
  if (cell.permission == Permission::kFree || cell.permission == Permission::kUnscoped) return grant;
  auto reach = std::make_shared<const Reach>(principal, snapshots_);
  if (reach->unlimited()) return grant;
  if (request != nullptr) {
    for (const NamedResource& named : NamesInRequest(row.names, *request)) {
      WALZ_ASSIGN_OR_RETURN(const bool permitted, cell.permission == Permission::kWrite
                                                      ? reach->Changes(named.name, named.resource, named.creates)
                                                      : reach->Sees(named.name));
      if (!permitted) return NotPermitted(principal, method);
    }
  }
  // What cannot be read is not shown.
  grant.may_see = [reach](absl::string_view name) { return reach->Sees(name).value_or(false); };
  grant.may_write = [reach](absl::string_view name, const google::protobuf::Message* resource) {
    return reach->Changes(name, resource, /*creates=*/resource != nullptr).value_or(false);
  };
  return grant;
}

}  // namespace walz
