#include "service/app/resources/references.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

std::optional<ResourceName> Referred(const ResourceReference& reference, const std::string& value) {
  if (value.empty()) return std::nullopt;
  if (!reference.is_name) return ResourceName{reference.to, {value}};
  std::optional<ResourceName> name = ParseName(value);
  return name && name->collection == reference.to ? name : std::nullopt;
}

// Only what clients make and delete keeps its parent from being deleted; runs and executions stay with it.
bool IsWritten(const ResourceKind& kind) {
  return kind.prototype->GetDescriptor()->FindFieldByName("delete_time") != nullptr;
}

// Which records of `kind` may refer to `to`, if any.
std::optional<KeyRange> RangeOfUsers(const ResourceKind& kind, const ResourceName& to) {
  if (!IsWritten(kind)) return std::nullopt;
  const bool refers = std::any_of(kind.references.begin(), kind.references.end(),
                                  [&](const ResourceReference& reference) { return reference.to == to.collection; });
  if (refers) return RangeOf(kind.collection);
  if (kind.level_count() != to.ids.size() + 1) return std::nullopt;
  const ResourceName example = ParseName(kind.pattern).value();
  if (ParentOf(example).collection != to.collection) return std::nullopt;
  return RangeOf(kind.collection, to.ids);
}

}  // namespace

std::vector<Reference> ReferencesOf(const ResourceKind& kind, const pb::Message& resource) {
  std::vector<Reference> references;
  if (kind.level_count() > 1) {
    if (const std::optional<ResourceName> name = ParseName(NameOf(resource))) {
      references.push_back({"parent", ParentOf(*name)});
    }
  }
  for (const ResourceReference& reference : kind.references) {
    std::optional<ResourceName> to = Referred(reference, TextField(resource, reference.field));
    if (to) references.push_back({std::string(reference.field), *std::move(to)});
  }
  return references;
}

absl::Status ScanVersions(const StoreSnapshot& snapshot, const std::string& id,
                          absl::FunctionRef<void(const Expectation&, const pb::Message&)> visit) {
  const std::unique_ptr<pb::Message> scheme(KindOf(Collection::kSchemes).prototype->New());
  absl::Status status;
  const auto take = [&](absl::string_view key, absl::string_view value, Revision revision) {
    status = FillOutput(value, revision, *scheme);
    if (!status.ok()) return false;
    if (TextField(*scheme, "id") == id) visit({std::string(key), revision}, *scheme);
    return true;
  };
  const std::string plain = KeyOf({Collection::kSchemes, {id}});
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(plain));
  if (record) take(plain, record->value, record->revision);
  WALZ_RETURN_IF_ERROR(status);
  // `ID@FIRST_DAY`: 'A' is what follows '@'.
  WALZ_RETURN_IF_ERROR(snapshot.Scan({absl::StrCat(plain, "@"), absl::StrCat(plain, "A")}, take));
  return status;
}

absl::StatusOr<std::optional<Expectation>> FindReferred(const StoreSnapshot& snapshot, const ResourceName& to) {
  std::optional<Expectation> found;
  if (to.collection == Collection::kSchemes) {
    WALZ_RETURN_IF_ERROR(ScanVersions(snapshot, to.ids[0], [&](const Expectation& version, const pb::Message& scheme) {
      if (!found && !IsDeleted(scheme)) found = version;
    }));
    return found;
  }
  std::string key = KeyOf(to);
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(key));
  if (!record) return found;
  const std::unique_ptr<pb::Message> resource(KindOf(to.collection).prototype->New());
  WALZ_RETURN_IF_ERROR(FillOutput(record->value, record->revision, *resource));
  if (!IsDeleted(*resource)) found = Expectation{std::move(key), record->revision};
  return found;
}

ResourceName ReferredName(const ResourceKind& kind, const pb::Message& resource) {
  if (kind.collection == Collection::kSchemes) return {kind.collection, {TextField(resource, "id")}};
  return ParseName(NameOf(resource)).value();
}

absl::StatusOr<Users> FindUsers(const StoreSnapshot& snapshot, const ResourceKind& kind, const pb::Message& resource,
                                std::stop_token stop) {
  Users users;
  const ResourceName to = ReferredName(kind, resource);
  if (kind.collection == Collection::kSchemes) {
    // While another version is there, those who refer to the id still find one.
    bool another = false;
    WALZ_RETURN_IF_ERROR(ScanVersions(snapshot, to.ids[0], [&](const Expectation&, const pb::Message& version) {
      another = another || (!IsDeleted(version) && NameOf(version) != NameOf(resource));
    }));
    if (another) return users;
  }
  for (const ResourceKind& user : ResourceKinds()) {
    const std::optional<KeyRange> range = RangeOfUsers(user, to);
    if (!range) continue;
    const std::unique_ptr<pb::Message> row(user.prototype->New());
    absl::Status found;
    const absl::Status scanned = snapshot.Scan(
        *range,
        [&](absl::string_view, absl::string_view value, Revision revision) {
          found = FillOutput(value, revision, *row);
          if (!found.ok()) return false;
          if (IsDeleted(*row)) return true;
          const std::vector<Reference> references = ReferencesOf(user, *row);
          if (std::none_of(references.begin(), references.end(),
                           [&](const Reference& reference) { return reference.to == to; })) {
            return true;
          }
          if (users.names.size() < kUsersShownMax) users.names.push_back(NameOf(*row));
          ++users.count;
          return true;
        },
        stop);
    if (absl::IsCancelled(scanned)) return Stopped();
    WALZ_RETURN_IF_ERROR(scanned);
    WALZ_RETURN_IF_ERROR(found);
  }
  return users;
}

}  // namespace walz
