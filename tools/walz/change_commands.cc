// walz NOUN create, update, delete and undelete: one resource changed, or with --dry-run only looked at.

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/util/message_differencer.h>

#include "engine/base/status_macros.h"
#include "tools/walz/connection.h"
#include "tools/walz/dynamic_call.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/noun_commands.h"
#include "tools/walz/resource_input.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;

struct ChangeOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string id;
  std::string parent;
  std::string etag;
  ResourceInput input;
  bool dry_run = false;
  bool create_missing = false;
};

// What the daemon sets; a file that `get -o json` wrote has them.
const std::set<std::string>& OutputOnly() {
  static const auto* const fields = new std::set<std::string>{
      "name", "create_time", "update_time", "delete_time", "published_run", "next_start", "last_execution"};
  return *fields;
}

std::string TextOf(const Message& message, const std::string& field) {
  const FieldDescriptor* const known = message.GetDescriptor()->FindFieldByName(field);
  return known == nullptr ? "" : message.GetReflection()->GetString(message, known);
}

void SetText(Message& message, const std::string& field, const std::string& value) {
  message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName(field), value);
}

// Equal but for what every write changes.
bool SaysTheSame(const Message& a, const Message& b) {
  const std::unique_ptr<Message> copies[] = {std::unique_ptr<Message>(a.New()), std::unique_ptr<Message>(b.New())};
  copies[0]->CopyFrom(a);
  copies[1]->CopyFrom(b);
  for (const auto& copy : copies) {
    for (const char* const field : {"etag", "update_time"}) {
      copy->GetReflection()->ClearField(copy.get(), copy->GetDescriptor()->FindFieldByName(field));
    }
  }
  return google::protobuf::util::MessageDifferencer::Equals(*copies[0], *copies[1]);
}

void PrintChanged(const Noun& noun, const Message& resource, const ChangeOptions& options) {
  std::vector<std::string> columns = noun.columns;
  columns.insert(columns.end(), noun.more_columns.begin(), noun.more_columns.end());
  Print(RecordText(resource, columns, FormOf(options.output)));
  if (options.dry_run) PrintError("walz: nothing was written (--dry-run)\n");
}

absl::StatusOr<int> Create(const Client& client, const Noun& noun, ChangeOptions options) {
  DynamicCall call(*noun.service, noun.MethodOf("Create"));
  Message& resource = call.Part(noun.word);
  std::set<std::string> given;
  WALZ_RETURN_IF_ERROR(FillResource(options.input, resource, given));
  if (options.id.empty()) options.id = TextOf(resource, "name");
  if (options.id.empty()) options.id = TextOf(resource, "id");  // Rounds and schemes have their id in the file.
  if (options.id.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("say which ", noun.word, " is to be made: walz ", noun.word,
                                                   " create ID ..., or `name` in the file"));
  }
  WALZ_ASSIGN_OR_RETURN(const std::string name, NewName(noun, options.id, options.parent));
  for (const std::string& field : OutputOnly()) {
    const FieldDescriptor* const known = resource.GetDescriptor()->FindFieldByName(field);
    if (known != nullptr) resource.GetReflection()->ClearField(&resource, known);
  }
  SetText(resource, "etag", "");
  if (noun.nested()) call.Set("parent", ParentOf(name));
  call.Set(absl::StrCat(noun.word, "_id"), IdOf(name)).Set("validate_only", options.dry_run);
  WALZ_RETURN_IF_ERROR(call.Do(client));
  PrintChanged(noun, call.response(), options);
  return kExitOk;
}

absl::StatusOr<int> Update(const Client& client, const Noun& noun, ChangeOptions options) {
  DynamicCall call(*noun.service, noun.MethodOf("Update"));
  Message& resource = call.Part(noun.word);
  std::set<std::string> given;
  WALZ_RETURN_IF_ERROR(FillResource(options.input, resource, given));
  if (options.id.empty()) options.id = TextOf(resource, "name");
  if (options.id.empty()) options.id = TextOf(resource, "id");
  if (options.id.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("say which ", noun.word, " is to be changed"));
  }
  absl::StatusOr<std::string> name = FindName(client, noun, options.id, options.parent);
  if (!name.ok()) return name.status();

  DynamicCall before(*noun.service, noun.MethodOf("Get"));
  before.Set("name", *name);
  const absl::Status read = before.Do(client);
  const bool missing = absl::IsNotFound(read) && options.create_missing;
  if (!read.ok() && !missing) return read;

  if (given.contains("etag") && options.etag.empty()) options.etag = TextOf(resource, "etag");
  SetText(resource, "name", *name);
  SetText(resource, "etag", options.etag);
  auto& mask = static_cast<FieldMask&>(call.Part("update_mask"));
  for (const std::string& field : given) {
    if (field != "etag" && field != "id" && !OutputOnly().contains(field)) mask.add_paths(field);
  }
  if (mask.paths().empty()) return absl::InvalidArgumentError("say what to change: FIELD=VALUE, or --file FILE");
  call.Set("allow_missing", options.create_missing).Set("validate_only", options.dry_run);
  WALZ_RETURN_IF_ERROR(call.Do(client));
  PrintChanged(noun, call.response(), options);
  return !missing && SaysTheSame(before.response(), call.response()) ? kExitSame : kExitOk;
}

absl::StatusOr<int> Remove(const Client& client, const Noun& noun, const ChangeOptions& options, const char* verb) {
  WALZ_ASSIGN_OR_RETURN(const std::string name, FindName(client, noun, options.id, options.parent));
  DynamicCall call(*noun.service, noun.MethodOf(verb));
  call.Set("name", name).Set("etag", options.etag).Set("validate_only", options.dry_run);
  WALZ_RETURN_IF_ERROR(call.Do(client));
  PrintChanged(noun, call.response(), options);
  return kExitOk;
}

std::shared_ptr<ChangeOptions> DeclareChange(CLI::App& app, const Noun& noun, bool with_fields) {
  const auto options = std::make_shared<ChangeOptions>();
  app.add_option(noun.word, options->id,
                 with_fields ? "Id or whole name; without it, `name` in the file." : "Id or whole name.")
      ->type_name(absl::AsciiStrToUpper(noun.word))
      ->required(!with_fields);
  if (with_fields) {
    app.add_option("fields", options->input.arguments,
                   "FIELD=VALUE, as in the CSV files: lists joined by `;`, an empty value takes the field away.")
        ->type_name("FIELD=VALUE");
    app.add_option("--file", options->input.file, "The resource as JSON; `-` is standard input.")->type_name("FILE");
  }
  if (noun.nested()) {
    app.add_option(absl::StrCat("--", noun.parent_word, ",--parent"), options->parent, "Where it belongs.")
        ->type_name(absl::AsciiStrToUpper(noun.parent_word));
  }
  app.add_flag("--dry-run", options->dry_run, "Check everything and show the outcome, write nothing.");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

void AddEtag(CLI::App& app, ChangeOptions& options) {
  app.add_option("--etag", options.etag, "Only if it still is the version with this etag.")->type_name("ETAG");
}

// `walz company update city=Bilbao --file f` has no id: the first argument is a field.
void TakeFieldFromId(ChangeOptions& options) {
  if (options.id.find('=') == std::string::npos) return;
  options.input.arguments.insert(options.input.arguments.begin(), options.id);
  options.id.clear();
}

}  // namespace

Run DeclareCreate(CLI::App& app, const Noun& noun) {
  const auto options = DeclareChange(app, noun, /*with_fields=*/true);
  return [options, &noun] {
    TakeFieldFromId(*options);
    return WithClient(options->connection, [&](const Client& client) { return Create(client, noun, *options); });
  };
}

Run DeclareUpdate(CLI::App& app, const Noun& noun) {
  const auto options = DeclareChange(app, noun, /*with_fields=*/true);
  AddEtag(app, *options);
  app.add_flag("--create", options->create_missing, "Make it where there is none.");
  return [options, &noun] {
    TakeFieldFromId(*options);
    return WithClient(options->connection, [&](const Client& client) { return Update(client, noun, *options); });
  };
}

Run DeclareDelete(CLI::App& app, const Noun& noun) {
  const auto options = DeclareChange(app, noun, /*with_fields=*/false);
  AddEtag(app, *options);
  return [options, &noun] {
    return WithClient(options->connection,
                      [&](const Client& client) { return Remove(client, noun, *options, "Delete"); });
  };
}

Run DeclareUndelete(CLI::App& app, const Noun& noun) {
  const auto options = DeclareChange(app, noun, /*with_fields=*/false);
  AddEtag(app, *options);
  return [options, &noun] {
    return WithClient(options->connection,
                      [&](const Client& client) { return Remove(client, noun, *options, "Undelete"); });
  };
}

}  // namespace walz
