#include "service/app/transfer/reference_cache.h"

#include <memory>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "service/app/resources/references.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"

namespace walz {
namespace {

// The name of an apprentice or opening, which holds its id over all parents.
absl::StatusOr<std::optional<ResourceName>> HolderOf(const StoreSnapshot& snapshot, Collection collection,
                                                     absl::string_view id) {
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(UniqueIdKey(collection, id)));
  if (!record) return std::optional<ResourceName>();
  return ParseName(record->value);
}

}  // namespace

absl::node_hash_map<std::string, ReferenceCache::Referred>& ReferenceCache::MapOf(Collection collection) {
  switch (collection) {
    case Collection::kSchemes:
      return schemes_;
    case Collection::kCentres:
      return centres_;
    case Collection::kCompanies:
      return companies_;
    case Collection::kOpenings:
      return openings_;
    default:
      return apprentices_;
  }
}

void ReferenceCache::Expect(Collection collection, std::string id) { expected_[collection].insert(std::move(id)); }

bool ReferenceCache::IsExpected(Collection collection, absl::string_view id) const {
  const auto at = expected_.find(collection);
  return at != expected_.end() && at->second.contains(id);
}

absl::StatusOr<ReferenceCache::Referred*> ReferenceCache::Find(const StoreSnapshot& snapshot, Collection collection,
                                                               absl::string_view id) {
  absl::node_hash_map<std::string, Referred>& known = MapOf(collection);
  if (const auto at = known.find(id); at != known.end()) return &at->second;
  std::optional<ResourceName> name;
  if (collection == Collection::kOpenings || collection == Collection::kApprentices) {
    WALZ_ASSIGN_OR_RETURN(name, HolderOf(snapshot, collection, id));
  } else {
    name = ResourceName{collection, {std::string(id)}};
  }
  Referred referred;
  referred.coming = IsExpected(collection, id);
  if (name) {
    WALZ_ASSIGN_OR_RETURN(referred.record, FindReferred(snapshot, *name));
    if (referred.record) referred.record->read_at = snapshot.revision();
    referred.last_use_key = LastUseKey(*name);
  }
  return &known.insert_or_assign(std::string(id), std::move(referred)).first->second;
}

absl::Status ReferenceCache::Read(const StoreSnapshot& snapshot, Collection collection,
                                  absl::Span<const std::string> ids) {
  absl::node_hash_map<std::string, Referred>& known = MapOf(collection);
  std::vector<Referred*> unknown;
  std::vector<std::string> keys;
  for (const std::string& id : ids) {
    const auto [at, added] = known.try_emplace(id);
    if (!added) continue;
    const ResourceName name{collection, {id}};
    at->second.coming = IsExpected(collection, id);
    at->second.last_use_key = LastUseKey(name);
    unknown.push_back(&at->second);
    keys.push_back(KeyOf(name));
  }
  if (keys.empty()) return absl::OkStatus();
  WALZ_ASSIGN_OR_RETURN(const std::vector<std::optional<Record>> found, snapshot.MultiGet(keys));
  const std::unique_ptr<google::protobuf::Message> resource(KindOf(collection).prototype->New());
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) continue;
    WALZ_RETURN_IF_ERROR(FillOutput(found[i]->value, found[i]->revision, *resource));
    if (IsDeleted(*resource)) continue;
    unknown[i]->record = Expectation{std::move(keys[i]), found[i]->revision, snapshot.revision()};
  }
  return absl::OkStatus();
}

void ReferenceCache::Note(Referred& referred, std::int64_t batch_number, PlannedBatch& batch) const {
  if (referred.noted_in == batch_number || !referred.record) return;
  referred.noted_in = batch_number;
  batch.expectations.push_back(*referred.record);
  batch.others.push_back({referred.last_use_key, std::string(), std::nullopt});
}

void ReferenceCache::Trim() {
  for (auto* map : {&schemes_, &centres_, &companies_, &openings_, &apprentices_}) {
    if (map->size() >= kReferencesMax) map->clear();
  }
}

void ReferenceCache::Clear() {
  for (auto* map : {&schemes_, &centres_, &companies_, &openings_, &apprentices_}) map->clear();
}

}  // namespace walz
