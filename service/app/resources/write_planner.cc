#include "service/app/resources/write_planner.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/references.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_identity.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/update_mask.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

const pb::FieldDescriptor* FieldOf(const pb::Message& resource, absl::string_view field) {
  return resource.GetDescriptor()->FindFieldByName(std::string(field));
}

void SetTime(pb::Message& resource, absl::string_view field, absl::Time time) {
  resource.GetReflection()->MutableMessage(&resource, FieldOf(resource, field))->CopyFrom(TimestampOf(time));
}

std::vector<const pb::FieldDescriptor*> OutputFields(const ResourceKind& kind) {
  std::vector<const pb::FieldDescriptor*> fields;
  for (const absl::string_view field : kind.output_only) fields.push_back(FieldOf(*kind.prototype, field));
  return fields;
}

absl::Status Exists(const std::string& name, absl::string_view words) {
  return Refuse(absl::StatusCode::kAlreadyExists, v1::ERROR_REASON_RESOURCE_EXISTS, words, {{"name", name}});
}

// Dates as ISO text compare as days do; an empty one is no bound.
bool Overlap(const pb::Message& a, const pb::Message& b) {
  const auto ends_before = [](const pb::Message& first, const pb::Message& second) {
    const std::string last_day = TextField(first, "valid_to");
    const std::string first_day = TextField(second, "valid_from");
    return !last_day.empty() && !first_day.empty() && last_day < first_day;
  };
  return !ends_before(a, b) && !ends_before(b, a);
}

}  // namespace

absl::Status StaleEtag(absl::string_view name, absl::string_view current_etag) {
  return Refuse(absl::StatusCode::kAborted, v1::ERROR_REASON_ETAG_MISMATCH,
                absl::StrCat(name, " has changed since you read it; read it again and repeat your change"),
                {{"name", std::string(name)}, {"etag", std::string(current_etag)}});
}

WritePlanner::WritePlanner(const StoreSnapshot& snapshot, const ResourceValidator& validator, const Call& call,
                           absl::Time now)
    : snapshot_(snapshot), validator_(validator), call_(call), now_(now) {}

absl::Status WritePlanner::Create(const ResourceKind& kind, const CreateOptions& options, const pb::Message& given,
                                  pb::Message& stored) {
  ResourceName name{kind.collection, {}};
  if (kind.level_count() > 1) {
    WALZ_ASSIGN_OR_RETURN(name.ids, ReadParent(kind, options.parent));
    if (name.ids.size() + 1 != kind.level_count()) return NoSuchName(options.parent, "one parent, not all");
  }
  name.ids.push_back(options.id.empty() ? IdByFields(kind, given) : options.id);
  if (const std::optional<FieldFault> fault = CheckId(name.id())) {
    AddFault(absl::StrCat(path_, kind.singular, "_id"), fault->code, fault->description);
    return absl::OkStatus();
  }
  return Insert(kind, name, given, stored);
}

absl::Status WritePlanner::Insert(const ResourceKind& kind, const ResourceName& resource_name, const pb::Message& given,
                                  pb::Message& stored) {
  const std::string name = FormatName(resource_name);
  if (!call_.MayWrite(name, &given)) return NotPermitted(call_, absl::StrCat("create ", name));
  WALZ_ASSIGN_OR_RETURN(Place place, Read(kind, name, stored));
  if (place.revision != 0) {
    return Exists(name, IsDeleted(stored) ? absl::StrCat(path_, name, " is deleted; undelete it to use it again")
                                          : absl::StrCat(path_, name, " is there already; update it instead"));
  }
  stored.CopyFrom(given);
  const std::optional<FieldFault> fault = FillIdentity(kind, resource_name, stored);
  if (fault) AddFault(FieldPath(kind, fault->path), fault->code, fault->description);
  if (!Check(kind, nullptr, stored) || fault) return absl::OkStatus();
  if (mutations_.contains(place.key)) {
    AddFault(FieldPath(kind, "name"), "duplicate", absl::StrCat(name, " stands twice in this call"));
    return absl::OkStatus();
  }
  if (kind.unique_id) WALZ_RETURN_IF_ERROR(TakeId(kind, resource_name));
  if (kind.collection == Collection::kSchemes) WALZ_RETURN_IF_ERROR(CheckVersions(stored));
  WALZ_RETURN_IF_ERROR(Refer(kind, nullptr, stored));
  SetTime(stored, "create_time", now_);
  Put(std::move(place), stored);
  return absl::OkStatus();
}

absl::Status WritePlanner::Update(const ResourceKind& kind, const UpdateOptions& options, const pb::Message& given,
                                  pb::Message& stored) {
  const std::string name = NameOf(given);
  WALZ_ASSIGN_OR_RETURN(const ResourceName resource_name, ReadName(kind, name));
  WALZ_ASSIGN_OR_RETURN(Place place, Read(kind, name, stored));
  const bool creates = place.revision == 0 && options.allow_missing && TextField(given, "etag").empty();
  if (!creates && !call_.MayWrite(name)) return NotPermitted(call_, absl::StrCat("change ", name));
  const std::string etag = TextField(given, "etag");
  WALZ_ASSIGN_OR_RETURN(const auto fields, FieldsToUpdate(kind, options.mask, given, call_.personal));
  if (place.revision == 0 && options.allow_missing && etag.empty()) {
    if (const std::optional<FieldFault> fault = CheckId(resource_name.id())) {
      AddFault(FieldPath(kind, "name"), fault->code, fault->description);
      return absl::OkStatus();
    }
    return Insert(kind, resource_name, given, stored);
  }
  if (place.revision == 0) return NoSuchResource(name);
  if (IsDeleted(stored)) return NoSuchResource(name, /*deleted=*/true);
  if (!etag.empty() && etag != EtagOf(place.revision)) return StaleEtag(name, EtagOf(place.revision));
  for (const pb::FieldDescriptor* field : fields) {
    if (!call_.personal && kind.IsPersonal(field->name())) {
      return NotPermitted(call_, absl::StrCat("change ", field->name(), ", which is personal"));
    }
  }
  const std::unique_ptr<pb::Message> before(stored.New());
  before->CopyFrom(stored);
  CopyFields(fields, given, stored);
  // Whoever may change it may not give it away, or take it from others.
  if (!call_.MayWrite(name, &stored)) return NotPermitted(call_, absl::StrCat("move ", name));
  const std::optional<FieldFault> fault = CompareIdentity(kind, given, *before);
  if (fault) AddFault(FieldPath(kind, fault->path), fault->code, fault->description);
  if (!Check(kind, before.get(), stored) || fault) return absl::OkStatus();
  if (mutations_.contains(place.key)) {
    AddFault(FieldPath(kind, "name"), "duplicate", absl::StrCat(name, " stands twice in this call"));
    return absl::OkStatus();
  }
  if (ValueOf(stored) == ValueOf(*before)) {
    // It stays as it is, time and etag too.
    SetEtag(stored, EtagOf(place.revision));
    expectations_.try_emplace(std::move(place.key), place.revision);
    return absl::OkStatus();
  }
  if (kind.collection == Collection::kSchemes) WALZ_RETURN_IF_ERROR(CheckVersions(stored));
  WALZ_RETURN_IF_ERROR(Refer(kind, before.get(), stored));
  Put(std::move(place), stored);
  return absl::OkStatus();
}

absl::Status WritePlanner::Delete(const ResourceKind& kind, const std::string& name, const std::string& etag,
                                  pb::Message& stored) {
  WALZ_ASSIGN_OR_RETURN(Place place, ReadSeen(kind, name, etag, stored));
  if (IsDeleted(stored)) return NoSuchResource(name, /*deleted=*/true);
  WALZ_RETURN_IF_ERROR(RefuseUsers(kind, stored));
  if (kind.collection == Collection::kSchemes) WALZ_RETURN_IF_ERROR(CheckVersions(stored));
  SetTime(stored, "delete_time", now_);
  Put(std::move(place), stored);
  return absl::OkStatus();
}

absl::Status WritePlanner::Undelete(const ResourceKind& kind, const std::string& name, const std::string& etag,
                                    pb::Message& stored) {
  WALZ_ASSIGN_OR_RETURN(Place place, ReadSeen(kind, name, etag, stored));
  if (!IsDeleted(stored)) return Exists(name, absl::StrCat(name, " is not deleted"));
  if (kind.collection == Collection::kSchemes) WALZ_RETURN_IF_ERROR(CheckVersions(stored));
  WALZ_RETURN_IF_ERROR(Refer(kind, nullptr, stored));
  stored.GetReflection()->ClearField(&stored, FieldOf(stored, "delete_time"));
  Put(std::move(place), stored);
  return absl::OkStatus();
}

void WritePlanner::Write(pb::Message& resource, Revision revision) {
  Put({KeyOf(ParseName(NameOf(resource)).value()), revision}, resource);
}

void WritePlanner::Remove(const ResourceName& name, Revision revision) {
  names_.push_back(FormatName(name));
  Add({KeyOf(name), std::nullopt, revision});
}

void WritePlanner::Add(Mutation mutation) {
  std::string key = mutation.key;
  mutations_.try_emplace(std::move(key), std::move(mutation));
}

void WritePlanner::Expect(std::string key, Revision revision) { expectations_.try_emplace(std::move(key), revision); }

void WritePlanner::Take(CommitRequest commit) {
  for (Mutation& mutation : commit.mutations) Add(std::move(mutation));
  for (Expectation& expectation : commit.expectations) Expect(std::move(expectation.key), expectation.revision);
  names_.insert(names_.end(), commit.audit.names.begin(), commit.audit.names.end());
}

absl::StatusOr<WritePlanner::Place> WritePlanner::Read(const ResourceKind& kind, const std::string& name,
                                                       pb::Message& stored) {
  WALZ_ASSIGN_OR_RETURN(const ResourceName resource_name, ReadName(kind, name));
  Place place{KeyOf(resource_name), 0};
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot_.Get(place.key));
  if (!record) return place;
  place.revision = record->revision;
  WALZ_RETURN_IF_ERROR(FillOutput(record->value, record->revision, stored));
  SetEtag(stored, "");
  return place;
}

absl::StatusOr<WritePlanner::Place> WritePlanner::ReadSeen(const ResourceKind& kind, const std::string& name,
                                                           const std::string& etag, pb::Message& stored) {
  WALZ_ASSIGN_OR_RETURN(Place place, Read(kind, name, stored));
  if (!call_.MayWrite(name)) return NotPermitted(call_, absl::StrCat("change ", name));
  if (place.revision == 0) return NoSuchResource(name);
  if (!etag.empty() && etag != EtagOf(place.revision)) return StaleEtag(name, EtagOf(place.revision));
  return place;
}

bool WritePlanner::Check(const ResourceKind& kind, const pb::Message* before, pb::Message& stored) {
  stored.DiscardUnknownFields();  // Of newer clients: nobody here could check them.
  const std::vector<const pb::FieldDescriptor*> output = OutputFields(kind);
  const pb::Message& service_fields = before != nullptr ? *before : *kind.prototype;
  CopyFields(output, service_fields, stored);
  std::vector<FieldFault> found;
  validator_.Validate(kind, stored, found);
  for (const FieldFault& fault : found) AddFault(FieldPath(kind, fault.path), fault.code, fault.description);
  CopyFields(output, service_fields, stored);
  return found.empty();
}

absl::Status WritePlanner::CheckVersions(const pb::Message& scheme) {
  const ResourceKind& kind = KindOf(Collection::kSchemes);
  const std::string id = TextField(scheme, "id");
  const std::string name = NameOf(scheme);
  bool overlap = false;
  const auto compare = [&](const pb::Message& other) {
    overlap = overlap || (NameOf(other) != name && Overlap(scheme, other));
  };
  WALZ_RETURN_IF_ERROR(ScanVersions(snapshot_, id, [&](const Expectation& place, const pb::Message& version) {
    if (!IsDeleted(version) && !mutations_.contains(place.key)) compare(version);
  }));
  for (const auto& other : schemes_) {
    if (TextField(*other, "id") == id) compare(*other);
  }
  if (overlap) {
    AddFault(FieldPath(kind, "valid_to"), "contradiction",
             absl::StrCat("another version of ", id, " is valid on some of these days; end that one before"));
    return absl::OkStatus();
  }
  // Whoever changes another version of the same scheme meanwhile changes this key too.
  std::string key = SchemeVersionsKey(id);
  WALZ_ASSIGN_OR_RETURN(const Revision revision, RevisionOf(key));
  mutations_.try_emplace(key, Mutation{key, std::string(), revision});
  schemes_.emplace_back(scheme.New())->CopyFrom(scheme);
  return absl::OkStatus();
}

absl::Status WritePlanner::Refer(const ResourceKind& kind, const pb::Message* before, const pb::Message& stored) {
  std::vector<Reference> known;
  if (before != nullptr) known = ReferencesOf(kind, *before);
  for (const Reference& reference : ReferencesOf(kind, stored)) {
    // Who is in use cannot be deleted: what was there before is there still.
    if (std::find(known.begin(), known.end(), reference) != known.end()) continue;
    WALZ_ASSIGN_OR_RETURN(const std::optional<Expectation> found, Referred(reference.to));
    if (!found) {
      const std::string name = FormatName(reference.to);
      const std::string words =
          absl::StrCat(reference.field == "parent" ? path_ + "parent" : FieldPath(kind, reference.field),
                       ": there is no ", name, ", or it is deleted; create or undelete it first");
      return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING, words, {{"REFERENCE", name, words}},
                                 {{"name", name}, {"field", reference.field}});
    }
    expectations_.try_emplace(found->key, found->revision);
    std::string key = LastUseKey(reference.to);
    mutations_.try_emplace(key, Mutation{key, std::string(), std::nullopt});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Expectation>> WritePlanner::Referred(const ResourceName& to) {
  const auto [at, is_new] = referred_.try_emplace(FormatName(to));
  if (is_new) {
    WALZ_ASSIGN_OR_RETURN(at->second, FindReferred(snapshot_, to));
  }
  return at->second;
}

absl::Status WritePlanner::TakeId(const ResourceKind& kind, const ResourceName& name) {
  std::string key = UniqueIdKey(kind.collection, name.id());
  const std::string own = FormatName(name);
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot_.Get(key));
  const auto planned = mutations_.find(key);
  const std::string holder = record ? record->value : planned != mutations_.end() ? *planned->second.value : own;
  if (holder != own) {
    std::string words = absl::StrCat(path_, "the id `", name.id(), "` is taken");
    if (call_.MaySee(holder)) absl::StrAppend(&words, " by ", holder);
    absl::StrAppend(&words, "; ", kind.singular, " ids are taken once over all parents");
    return Exists(call_.MaySee(holder) ? holder : own, words);
  }
  mutations_.try_emplace(key, Mutation{key, own, record ? record->revision : 0});
  return absl::OkStatus();
}

absl::Status WritePlanner::RefuseUsers(const ResourceKind& kind, const pb::Message& resource) {
  // Before the scan: who begins to refer to it from here on writes this key.
  std::string last_use = LastUseKey(ReferredName(kind, resource));
  WALZ_ASSIGN_OR_RETURN(const Revision revision, RevisionOf(last_use));
  expectations_.try_emplace(std::move(last_use), revision);
  WALZ_ASSIGN_OR_RETURN(const Users users, FindUsers(snapshot_, kind, resource, call_.stop));
  if (users.count == 0) return absl::OkStatus();
  const std::string name = NameOf(resource);
  std::vector<PreconditionFault> faults;
  for (const std::string& user : users.names) {
    if (call_.MaySee(user)) faults.push_back({"IN_USE", user, absl::StrCat("refers to ", name)});
  }
  const std::string words =
      absl::StrCat(name, " is in use by ", users.count, users.count == 1 ? " resource" : " resources",
                   "; delete or change those first");
  if (faults.empty()) faults.push_back({"IN_USE", name, words});
  return RefusePreconditions(v1::ERROR_REASON_RESOURCE_IN_USE, words, faults, {{"name", name}});
}

absl::StatusOr<Revision> WritePlanner::RevisionOf(const std::string& key) const {
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot_.Get(key));
  return record ? record->revision : 0;
}

void WritePlanner::Put(Place place, pb::Message& stored) {
  SetTime(stored, "update_time", now_);
  names_.push_back(NameOf(stored));
  std::string key = place.key;
  mutations_.try_emplace(key, Mutation{std::move(place.key), ValueOf(stored), place.revision});
}

void WritePlanner::AddFault(absl::string_view path, absl::string_view code, absl::string_view description) {
  faults_.push_back({std::string(path), std::string(code), std::string(description)});
}

std::string WritePlanner::FieldPath(const ResourceKind& kind, absl::string_view field) const {
  return absl::StrCat(path_, kind.singular, ".", field);
}

CommitRequest WritePlanner::TakeCommit() {
  CommitRequest commit;
  for (auto& [key, revision] : expectations_) {
    if (!mutations_.contains(key)) commit.expectations.push_back({key, revision});
  }
  for (auto& [key, mutation] : mutations_) commit.mutations.push_back(std::move(mutation));
  commit.audit.names = names_;
  return commit;
}

}  // namespace walz
