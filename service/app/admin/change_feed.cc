#include "service/app/admin/change_feed.h"

#include <optional>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/message.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/list_query.h"
#include "service/app/resources/resource_io.h"
#include "service/app/resources/resource_kind.h"
#include "service/call/errors.h"

namespace walz {
namespace {

// What is a resource of the API.  Ids taken, tokens and the chunks of run files are the house's own.  Proposals are
// read with their run once it has succeeded: before that they bind nobody, and may be gone again.
bool IsServed(Collection collection) {
  if (collection == Collection::kProposals) return false;
  for (const ResourceKind& kind : ResourceKinds()) {
    if (kind.collection == collection) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<ChangeFeed> ChangeFeed::Create(const Call& call, const v1::WatchRequest& request, const Store& store,
                                              Writer<v1::WatchResponse>& writer) {
  ChangeFeed feed(call, request, store, writer);
  std::vector<FieldFault> faults;
  for (int i = 0; i < request.collections_size(); ++i) {
    const std::optional<Collection> collection = FindCollection(request.collections(i));
    if (collection && IsServed(*collection)) {
      feed.collections_.insert(*collection);
    } else {
      faults.push_back({absl::StrCat("collections[", i, "]"), "unknown_collection",
                        "is no collection to watch, such as `apprentices`; for proposals watch their `runs`"});
    }
  }
  if (!faults.empty()) return RefuseFields(faults);
  return feed;
}

absl::StatusOr<bool> ChangeFeed::Send(absl::Span<const Change> entries) {
  bool any = false;
  if (request_.include_resources()) snapshot_ = store_.OpenSnapshot();
  for (const Change& entry : entries) {
    for (const ChangedKey& changed : entry.keys) {
      const std::optional<ResourceName> parsed = NameOfKey(changed.key);
      if (!parsed) continue;
      std::string name = FormatName(*parsed);
      if (!Wants(*parsed, name)) continue;
      const bool full = message_.changes_size() >= kWatchChangesMax || message_bytes_ >= kWatchBytesMax;
      if (full) WALZ_RETURN_IF_ERROR(Flush(entry.revision - 1));
      WALZ_RETURN_IF_ERROR(Add(*parsed, std::move(name), changed));
      *message_.mutable_commit_time() = TimestampOf(entry.time);
      any = true;
    }
  }
  snapshot_.reset();
  if (message_.changes_size() > 0) WALZ_RETURN_IF_ERROR(Flush(entries.back().revision));
  return any;
}

absl::Status ChangeFeed::SendLife(Revision revision) { return Flush(revision); }

bool ChangeFeed::Wants(const ResourceName& parsed, absl::string_view name) const {
  const bool of_collection =
      collections_.empty() ? IsServed(parsed.collection) : collections_.contains(parsed.collection);
  return of_collection && absl::StartsWith(name, request_.name_prefix()) && call_.MaySee(name);
}

absl::Status ChangeFeed::Add(const ResourceName& parsed, std::string name, const ChangedKey& changed) {
  v1::Change& change = *message_.add_changes();
  change.set_name(std::move(name));
  change.set_kind(changed.deleted ? v1::CHANGE_KIND_DELETED : v1::CHANGE_KIND_WRITTEN);
  message_bytes_ += change.name().size();
  if (changed.deleted || !snapshot_) return absl::OkStatus();
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot_->Get(changed.key));
  if (!record) return absl::OkStatus();  // It is gone since: that change follows.
  const ResourceKind& kind = KindOf(parsed.collection);
  const std::unique_ptr<google::protobuf::Message> resource(kind.prototype->New());
  WALZ_RETURN_IF_ERROR(FillOutput(record->value, record->revision, *resource));
  if (!call_.personal) DropPersonal(kind, *resource);
  change.mutable_resource()->PackFrom(*resource);
  message_bytes_ += change.resource().value().size();
  return absl::OkStatus();
}

absl::Status ChangeFeed::Flush(Revision revision) {
  message_.set_revision(revision);
  const bool taken = writer_.Write(message_);
  message_.Clear();
  message_bytes_ = 0;
  return taken ? absl::OkStatus() : Stopped();
}

}  // namespace walz
