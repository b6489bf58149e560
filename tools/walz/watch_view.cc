#include "tools/walz/watch_view.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>
#include <google/protobuf/message.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/watch_service.pb.h>

#include "tools/walz/exit_code.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

using google::protobuf::Message;

constexpr char kWatch[] = "walz.v1.WatchService/Watch";
constexpr absl::Duration kPause = absl::Seconds(1);  // Before a broken stream is begun again.
constexpr int kNameWidth = 48;

// The resource that came with a change; null where the daemon gave none, or one that this client does not know.
std::unique_ptr<Message> ResourceOf(const v1::Change& change) {
  const std::string& url = change.resource().type_url();
  const auto* const type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(url.substr(url.rfind('/') + 1));
  if (type == nullptr) return nullptr;
  std::unique_ptr<Message> resource(google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!resource->ParseFromString(change.resource().value())) return nullptr;
  return resource;
}

// What a line says of a resource: its noun's columns without the parts of its name.
std::string Summary(const v1::Change& change) {
  const std::unique_ptr<Message> resource = ResourceOf(change);
  const std::vector<std::string> segments = absl::StrSplit(change.name(), '/');
  const Noun* const noun = segments.size() < 2 ? nullptr : FindNounOfCollection(segments[segments.size() - 2]);
  if (resource == nullptr || noun == nullptr) return "";
  std::string text;
  for (std::size_t i = 1; i < noun->columns.size(); ++i) {
    const std::string cell = CellOf(*resource, noun->columns[i]);
    if (!cell.empty() && noun->columns[i] != noun->parent_word) {
      absl::StrAppend(&text, text.empty() ? "" : "  ", noun->columns[i], "=", cell);
    }
  }
  return text;
}

std::string ChangeText(const v1::WatchResponse& response, const v1::Change& change, Form form) {
  const bool deleted = change.kind() == v1::CHANGE_KIND_DELETED;
  if (form == Form::kName) return change.name() + "\n";
  if (form == Form::kJson || form == Form::kJsonl) {
    v1::WatchResponse alone;
    alone.set_revision(response.revision());
    *alone.mutable_commit_time() = response.commit_time();
    *alone.add_changes() = change;
    return JsonOf(alone, /*one_line=*/true) + "\n";
  }
  const std::string line = absl::StrCat(
      response.revision(), "  ", LocalTime(response.commit_time()), "  ", deleted ? "deleted" : "written", "  ",
      absl::StrFormat("%-*s", kNameWidth, Printable(change.name())), "  ", Printable(Summary(change)));
  return CutTo(absl::StripTrailingAsciiWhitespace(line), TerminalWidth(1)) + "\n";
}

}  // namespace

absl::StatusOr<int> FollowChanges(const Client& client, WatchScope scope, Form form) {
  StopSignal stop(std::nullopt, "");
  v1::WatchRequest request;
  request.set_after_revision(scope.after_revision);
  for (const std::string& collection : scope.collections) request.add_collections(collection);
  request.set_name_prefix(scope.name_prefix);
  request.set_include_resources(true);
  v1::WatchResponse response;
  bool told = false;
  while (true) {
    const absl::Status status = client.channel().ServerStream(
        kWatch, request, response,
        [&] {
          told = false;
          request.set_after_revision(response.revision());
          for (const v1::Change& change : response.changes()) Print(ChangeText(response, change, form));
          return FlushOutput();
        },
        stop.token());
    if (stop.interrupted()) return static_cast<int>(kExitInterrupted);
    // Without a revision to go on from, changes would be missed in silence.
    if (!absl::IsUnavailable(status) || request.after_revision() == 0)
      return status.ok() ? absl::StatusOr<int>(kExitOk) : status;
    if (!std::exchange(told, true)) PrintError("walz: the daemon does not answer; waiting for it\n");
    if (stop.WaitFor(kPause)) return static_cast<int>(kExitInterrupted);
  }
}

absl::StatusOr<int> FollowNoun(const Client& client, const Noun& noun, std::int64_t after_revision, Form form) {
  return FollowChanges(client, {.after_revision = after_revision, .collections = {noun.plural}}, form);
}

}  // namespace walz
