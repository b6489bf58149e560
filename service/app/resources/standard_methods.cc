#include "service/app/resources/standard_methods.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/field_mask.pb.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round_service.pb.h>
#include <walz/v1/scheme_service.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/method_types.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/write_call.h"
#include "service/call/errors.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

constexpr int kBatchWriteMax = 1'000;

// The resource that a create or update gives; one without fields where it gives none.
const AnyMessage& GivenResource(const ResourceKind& kind, const AnyMessage& request) {
  const AnyMessage* given = MessageField(request, kind.singular);
  return given == nullptr ? *kind.prototype : *given;
}

absl::Status PlanCreate(const ResourceKind& kind, const AnyMessage& request, const std::string& parent,
                        WritePlanner& planner, AnyMessage& stored) {
  return planner.Create(kind, {parent, TextField(request, absl::StrCat(kind.singular, "_id"))},
                        GivenResource(kind, request), stored);
}

absl::Status PlanUpdate(const ResourceKind& kind, const AnyMessage& request, WritePlanner& planner,
                        AnyMessage& stored) {
  const auto* mask = static_cast<const pb::FieldMask*>(MessageField(request, "update_mask"));
  return planner.Update(kind, {mask, FlagField(request, "allow_missing")}, GivenResource(kind, request), stored);
}

// The parent of a part of a batch: its own, or that of the whole batch; both have to agree.
absl::StatusOr<std::string> ParentOfPart(const ResourceKind& kind, const std::string& batch_parent,
                                         const AnyMessage& part, const std::string& path) {
  const std::string parent = TextField(part, "parent");
  if (batch_parent.empty()) return parent;
  if (parent.empty()) return batch_parent;
  WALZ_ASSIGN_OR_RETURN(const std::vector<std::string> outer, ReadParent(kind, batch_parent));
  WALZ_ASSIGN_OR_RETURN(const std::vector<std::string> inner, ReadParent(kind, parent));
  if (outer.size() > inner.size() || !std::equal(outer.begin(), outer.end(), inner.begin())) {
    return RefuseFields({{absl::StrCat(path, "parent"), "bad_parent", "is another one than that of the batch"}});
  }
  return parent;
}

absl::Status CheckParentOfName(const ResourceKind& kind, const std::string& batch_parent, const std::string& name,
                               const std::string& path) {
  if (batch_parent.empty()) return absl::OkStatus();
  WALZ_ASSIGN_OR_RETURN(const std::vector<std::string> outer, ReadParent(kind, batch_parent));
  WALZ_ASSIGN_OR_RETURN(const ResourceName inner, ReadName(kind, name));
  if (std::equal(outer.begin(), outer.end(), inner.ids.begin())) return absl::OkStatus();
  return RefuseFields(
      {{absl::StrCat(path, kind.singular, ".name"), "bad_parent", "lies in another parent than that of the batch"}});
}

absl::Status PlanBatch(const ResourceKind& kind, MethodVerb verb, const AnyMessage& request, WritePlanner& planner,
                       AnyMessage& response) {
  const pb::Reflection& reflection = *request.GetReflection();
  const pb::FieldDescriptor* parts = request.GetDescriptor()->FindFieldByName("requests");
  const pb::FieldDescriptor* rows = response.GetDescriptor()->FindFieldByName(std::string(kind.plural));
  const int count = reflection.FieldSize(request, parts);
  if (count < 1 || count > kBatchWriteMax) {
    return RefuseFields({{"requests", "out_of_range", absl::StrCat("takes 1..", kBatchWriteMax, " requests")}});
  }
  const std::string parent = TextField(request, "parent");
  for (int i = 0; i < count; ++i) {
    const AnyMessage& part = reflection.GetRepeatedMessage(request, parts, i);
    AnyMessage& stored = *response.GetReflection()->AddMessage(&response, rows);
    const std::string path = absl::StrCat("requests[", i, "].");
    planner.SetPath(path);
    if (verb == MethodVerb::kBatchCreate) {
      WALZ_ASSIGN_OR_RETURN(const std::string part_parent, ParentOfPart(kind, parent, part, path));
      WALZ_RETURN_IF_ERROR(PlanCreate(kind, part, part_parent, planner, stored));
    } else {
      WALZ_RETURN_IF_ERROR(CheckParentOfName(kind, parent, NameOf(GivenResource(kind, part)), path));
      WALZ_RETURN_IF_ERROR(PlanUpdate(kind, part, planner, stored));
    }
  }
  return absl::OkStatus();
}

absl::Status Plan(const ResourceKind& kind, MethodVerb verb, const AnyMessage& request, WritePlanner& planner,
                  AnyMessage& response) {
  switch (verb) {
    case MethodVerb::kCreate:
      return PlanCreate(kind, request, TextField(request, "parent"), planner, response);
    case MethodVerb::kUpdate:
      return PlanUpdate(kind, request, planner, response);
    case MethodVerb::kDelete:
      return planner.Delete(kind, TextField(request, "name"), TextField(request, "etag"), response);
    case MethodVerb::kUndelete:
      return planner.Undelete(kind, TextField(request, "name"), TextField(request, "etag"), response);
    case MethodVerb::kBatchCreate:
    case MethodVerb::kBatchUpdate:
      return PlanBatch(kind, verb, request, planner, response);
    default:
      return absl::InternalError("not a method that writes");
  }
}

struct Served {
  Collection collection;
  const pb::FileDescriptor* file;  // Whose only service with standard methods of the collection it is.
};

std::vector<Served> ServedCollections() {
  return {
      {Collection::kSchemes, v1::GetSchemeRequest::descriptor()->file()},
      {Collection::kCentres, v1::GetCentreRequest::descriptor()->file()},
      {Collection::kApprentices, v1::GetApprenticeRequest::descriptor()->file()},
      {Collection::kCompanies, v1::GetCompanyRequest::descriptor()->file()},
      {Collection::kOpenings, v1::GetOpeningRequest::descriptor()->file()},
      {Collection::kRounds, v1::GetRoundRequest::descriptor()->file()},
      {Collection::kJobs, v1::GetJobRequest::descriptor()->file()},
  };
}

}  // namespace

StandardMethods::StandardMethods(Store& store, const ResourceValidator& validator, SnapshotKeeper& keeper,
                                 std::function<absl::Time()> now)
    : store_(store), validator_(validator), now_(std::move(now)), reads_(store, keeper) {}

void StandardMethods::Register(MethodSet& methods) const {
  for (const Served& served : ServedCollections()) {
    const ResourceKind& kind = KindOf(served.collection);
    for (int i = 0; i < served.file->service_count(); ++i) {
      reads_.Register(methods, *served.file->service(i), kind);
      RegisterWrites(methods, *served.file->service(i), kind);
    }
  }
}

void StandardMethods::RegisterWrites(MethodSet& methods, const pb::ServiceDescriptor& service,
                                     const ResourceKind& kind) const {
  // A deletion looks for users of the resource, a batch is long: both go to the worker pool and wait there.
  for (const auto& [method_verb, where] : {std::pair{MethodVerb::kCreate, Where::kInline},
                                           {MethodVerb::kUpdate, Where::kInline},
                                           {MethodVerb::kUndelete, Where::kInline},
                                           {MethodVerb::kDelete, Where::kWorker},
                                           {MethodVerb::kBatchCreate, Where::kWorker},
                                           {MethodVerb::kBatchUpdate, Where::kWorker}}) {
    const MethodVerb verb = method_verb;  // A structured binding is no variable to capture.
    const pb::MethodDescriptor* method = FindMethod(service, kind, verb);
    if (method == nullptr) continue;
    const bool quick = where == Where::kInline && !kind.large;
    OfferMethod(methods, *method, quick ? Where::kInline : Where::kWorker).unary =
        [this, &kind, verb, quick](const Call& call, const AnyMessage& request, AnyMessage& response, Done done) {
          const auto plan = [&kind, verb, &request](WritePlanner& planner, AnyMessage& answer) {
            return Plan(kind, verb, request, planner, answer);
          };
          RunWrite(store_, validator_, now_,
                   {.kind = &kind,
                    .call = &call,
                    .request = &request,
                    .response = &response,
                    .done = std::move(done),
                    .plan = plan,
                    .quick = quick});
        };
  }
}

}  // namespace walz
