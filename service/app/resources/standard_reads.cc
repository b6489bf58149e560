#include "service/app/resources/standard_reads.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/protobuf/descriptor.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/method_types.h"
#include "service/app/resources/page_token.h"
#include "service/app/resources/request_fields.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

constexpr int kBatchGetMax = 1'000;

// Whoever may not read personal fields learns nothing of them by asking which resources have them.
absl::Status MayAskFor(const ResourceKind& kind, const Call& call, const pb::FieldDescriptor& field) {
  if (call.personal || !kind.IsPersonal(field.name())) return absl::OkStatus();
  return NotPermitted(call, absl::StrCat("filter or order by ", field.name(), ", which is personal"));
}

absl::StatusOr<ListQuery> ReadQuery(const ResourceKind& kind, const Call& call, const AnyMessage& request) {
  const pb::Descriptor& descriptor = *kind.prototype->GetDescriptor();
  ListQuery query;
  query.kind = &kind;
  std::vector<std::string> parents;
  if (kind.level_count() > 1) {
    WALZ_ASSIGN_OR_RETURN(parents, ReadParent(kind, TextField(request, "parent")));
  }
  query.range = RangeOf(kind.collection, parents);
  query.show_deleted = FlagField(request, "show_deleted");
  WALZ_ASSIGN_OR_RETURN(query.filter, Filter::Parse(TextField(request, "filter"), descriptor));
  WALZ_ASSIGN_OR_RETURN(query.order, OrderBy::Parse(TextField(request, "order_by"), descriptor));
  for (const FilterTerm& term : query.filter.terms()) WALZ_RETURN_IF_ERROR(MayAskFor(kind, call, term.field()));
  for (const OrderBy::Field& field : query.order.fields()) WALZ_RETURN_IF_ERROR(MayAskFor(kind, call, *field.field));
  const std::int64_t page_size = NumberField(request, "page_size");
  if (page_size < 0) {
    return RefuseFields({{"page_size", "out_of_range", "is 0 or more; 0 takes the default"}});
  }
  if (page_size > 0) {
    query.row_count_max = static_cast<std::size_t>(std::min<std::int64_t>(page_size, kPageRowsMax));
  }
  return query;
}

// The parent that a list names must be there.
absl::Status FindParent(const ResourceKind& kind, const StoreSnapshot& snapshot, const AnyMessage& request) {
  if (kind.level_count() == 1) return absl::OkStatus();
  const std::string name = TextField(request, "parent");
  const ResourceName parent = ParseName(name).value();  // ReadQuery read it.
  if (std::find(parent.ids.begin(), parent.ids.end(), "-") != parent.ids.end()) return absl::OkStatus();
  const std::unique_ptr<pb::Message> resource(KindOf(parent.collection).prototype->New());
  WALZ_RETURN_IF_ERROR(ReadResourceInto(snapshot, name, *resource));
  const bool deleted = IsDeleted(*resource) && !FlagField(request, "show_deleted");
  return deleted ? NoSuchResource(name, /*deleted=*/true) : absl::OkStatus();
}

void SetListFields(const pb::FieldDescriptor& rows, std::string next_page_token, Revision revision, ListPage page,
                   AnyMessage& response) {
  const pb::Descriptor& descriptor = *response.GetDescriptor();
  const pb::Reflection& reflection = *response.GetReflection();
  for (std::unique_ptr<pb::Message>& row : page.rows) reflection.AddAllocatedMessage(&response, &rows, row.release());
  reflection.SetString(&response, descriptor.FindFieldByName("next_page_token"), std::move(next_page_token));
  reflection.SetInt64(&response, descriptor.FindFieldByName("revision"), revision);
}

}  // namespace

StandardReads::StandardReads(const Store& store, SnapshotKeeper& keeper) : store_(store), keeper_(keeper) {}

void StandardReads::Register(MethodSet& methods, const pb::ServiceDescriptor& service, const ResourceKind& kind) const {
  struct Row {
    MethodVerb verb;
    Where where;
    absl::Status (StandardReads::*read)(const ResourceKind&, const Call&, const AnyMessage&, AnyMessage&) const;
  };
  for (const Row& row : {Row{MethodVerb::kGet, Where::kInline, &StandardReads::Get},
                         Row{MethodVerb::kList, Where::kWorker, &StandardReads::List},
                         Row{MethodVerb::kBatchGet, Where::kWorker, &StandardReads::BatchGet}}) {
    const pb::MethodDescriptor* method = FindMethod(service, kind, row.verb);
    if (method == nullptr) continue;
    OfferMethod(methods, *method, row.where).unary =
        [this, &kind, read = row.read](const Call& call, const AnyMessage& request, AnyMessage& response, Done done) {
          done((this->*read)(kind, call, request, response));
        };
  }
}

absl::Status StandardReads::Get(const ResourceKind& kind, const Call& call, const AnyMessage& request,
                                AnyMessage& response) const {
  const std::string name = TextField(request, "name");
  WALZ_ASSIGN_OR_RETURN(const ResourceName parsed, ReadName(kind, name));
  WALZ_ASSIGN_OR_RETURN(const bool personal, ShowsPersonal(kind, call, request, /*full_by_default=*/true));
  if (!call.MaySee(name)) return NotPermitted(call, absl::StrCat("read ", name));
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, store_.OpenSnapshot()->Get(KeyOf(parsed)));
  if (!record) return NoSuchResource(name);
  WALZ_RETURN_IF_ERROR(FillOutput(record->value, record->revision, response));
  if (IsDeleted(response)) return NoSuchResource(name, /*deleted=*/true);
  if (!personal) DropPersonal(kind, response);
  return absl::OkStatus();
}

absl::Status StandardReads::BatchGet(const ResourceKind& kind, const Call& call, const AnyMessage& request,
                                     AnyMessage& response) const {
  WALZ_ASSIGN_OR_RETURN(const bool personal, ShowsPersonal(kind, call, request, /*full_by_default=*/true));
  std::vector<std::string> parents;
  if (!TextField(request, "parent").empty()) {
    WALZ_ASSIGN_OR_RETURN(parents, ReadParent(kind, TextField(request, "parent")));
  }
  const pb::Reflection& reflection = *request.GetReflection();
  const pb::FieldDescriptor* names_field = request.GetDescriptor()->FindFieldByName("names");
  const int count = reflection.FieldSize(request, names_field);
  if (count < 1 || count > kBatchGetMax) {
    return RefuseFields({{"names", "out_of_range", absl::StrCat("takes 1..", kBatchGetMax, " names")}});
  }
  std::vector<std::string> names;
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i) {
    names.push_back(reflection.GetRepeatedString(request, names_field, i));
    WALZ_ASSIGN_OR_RETURN(const ResourceName parsed, ReadName(kind, names.back()));
    if (!std::equal(parents.begin(), parents.end(), parsed.ids.begin())) {
      return RefuseFields({{absl::StrCat("names[", i, "]"), "bad_parent", "lies in another parent than `parent`"}});
    }
    if (!call.MaySee(names.back())) return NotPermitted(call, absl::StrCat("read ", names.back()));
    keys.push_back(KeyOf(parsed));
  }
  WALZ_ASSIGN_OR_RETURN(const auto records, store_.OpenSnapshot()->MultiGet(keys));
  const pb::FieldDescriptor* rows = response.GetDescriptor()->FindFieldByName(std::string(kind.plural));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (call.stop.stop_requested()) return Stopped();
    if (!records[i]) return NoSuchResource(names[i]);
    AnyMessage& row = *response.GetReflection()->AddMessage(&response, rows);
    WALZ_RETURN_IF_ERROR(FillOutput(records[i]->value, records[i]->revision, row));
    if (IsDeleted(row)) return NoSuchResource(names[i], /*deleted=*/true);
    if (!personal) DropPersonal(kind, row);
  }
  return absl::OkStatus();
}

absl::Status StandardReads::List(const ResourceKind& kind, const Call& call, const AnyMessage& request,
                                 AnyMessage& response) const {
  WALZ_ASSIGN_OR_RETURN(const bool personal, ShowsPersonal(kind, call, request, /*full_by_default=*/false));
  WALZ_ASSIGN_OR_RETURN(ListQuery query, ReadQuery(kind, call, request));
  const std::uint64_t request_hash = HashOfListRequest(request);
  std::shared_ptr<const StoreSnapshot> snapshot;
  const std::string page_token = TextField(request, "page_token");
  if (page_token.empty()) {
    snapshot = keeper_.OpenNewest();
  } else {
    WALZ_ASSIGN_OR_RETURN(PageToken token, ParsePageToken(page_token));
    if (token.request_hash != request_hash || token.last_key < query.range.first ||
        token.last_key >= query.range.last) {
      return BadPageToken("it belongs to another list; give filter, order_by and all else as for the first page");
    }
    WALZ_ASSIGN_OR_RETURN(snapshot, keeper_.Find(token.revision));
    query.after_key = std::move(token.last_key);
  }
  WALZ_RETURN_IF_ERROR(FindParent(kind, *snapshot, request));
  WALZ_ASSIGN_OR_RETURN(ListPage page, ReadPage(query, call, *snapshot));
  if (!personal) {
    for (const std::unique_ptr<pb::Message>& row : page.rows) DropPersonal(kind, *row);
  }
  std::string next_page_token;
  if (!page.last_key.empty()) {
    keeper_.Keep(snapshot);
    next_page_token = FormatPageToken({snapshot->revision(), request_hash, page.last_key});
  }
  SetListFields(*response.GetDescriptor()->FindFieldByName(std::string(kind.plural)), std::move(next_page_token),
                snapshot->revision(), std::move(page), response);
  return absl::OkStatus();
}

}  // namespace walz
