// walz NOUN list and walz NOUN get: what the daemon knows.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "engine/base/status_macros.h"
#include "tools/walz/connection.h"
#include "tools/walz/dynamic_call.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/noun_commands.h"
#include "tools/walz/terminal.h"
#include "tools/walz/watch_view.h"

namespace walz {
namespace {

using google::protobuf::Message;

constexpr int kPageSize = 1000;
constexpr int kTableRows = 1000;  // More in a table nobody reads.
constexpr int kLimitMax = 1'000'000'000;

struct ListOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string parent;
  std::string filter;
  std::string order_by;
  int limit = -1;
  bool show_deleted = false;
  bool personal = false;
  bool watch = false;
};

struct GetOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string parent;
  std::vector<std::string> ids;
};

std::vector<std::string> AllColumns(const Noun& noun) {
  std::vector<std::string> columns = noun.columns;
  columns.insert(columns.end(), noun.more_columns.begin(), noun.more_columns.end());
  return columns;
}

// The parent whose resources are listed; `-` for all.
absl::StatusOr<std::string> ListParent(const Noun& noun, const std::string& given) {
  if (noun.word == "proposal") return RunName(given, "");
  if (given.empty()) return absl::StrCat(noun.parent_plural, "/-");
  return TopName(NounCalled(noun.parent_word), given);
}

struct Listing {
  std::vector<std::unique_ptr<Message>> rows;
  bool cut = false;  // There are more.
  std::int64_t revision = 0;
};

std::int64_t RevisionOf(const Message& response) {
  const auto* const field = response.GetDescriptor()->FindFieldByName("revision");
  return field == nullptr ? 0 : response.GetReflection()->GetInt64(response, field);
}

// Gives each page to `on_page` until there is none, or `limit` rows were given; 0: no limit.
template <typename OnPage>
absl::Status ForEachPage(const Client& client, const Noun& noun, const ListOptions& options, int limit,
                         const OnPage& on_page) {
  DynamicCall call(*noun.service, noun.MethodOf("List"));
  if (call.Has("parent")) {
    WALZ_ASSIGN_OR_RETURN(const std::string parent, ListParent(noun, options.parent));
    call.Set("parent", parent);
  }
  call.Set("filter", options.filter).Set("order_by", options.order_by);
  if (options.show_deleted) call.Set("show_deleted", true);
  if (options.personal) {
    const auto* const view = call.request().GetDescriptor()->FindFieldByName("view");
    call.request().GetReflection()->SetEnum(&call.request(), view, view->enum_type()->FindValueByName("VIEW_FULL"));
  }
  int left = limit == 0 ? kLimitMax : limit;
  do {
    call.Set("page_size", std::min(left, kPageSize));
    call.Set("page_token", call.ResponseText("next_page_token"));
    WALZ_RETURN_IF_ERROR(call.Do(client));
    MessageRows rows = call.ResponseRows();
    left -= static_cast<int>(rows.size());
    const bool more = !call.ResponseText("next_page_token").empty();
    on_page(rows, more && left <= 0, RevisionOf(call.response()));
  } while (left > 0 && !call.ResponseText("next_page_token").empty());
  return absl::OkStatus();
}

absl::StatusOr<Listing> Collect(const Client& client, const Noun& noun, const ListOptions& options, int limit) {
  Listing listing;
  WALZ_RETURN_IF_ERROR(
      ForEachPage(client, noun, options, limit, [&](const MessageRows& rows, bool cut, std::int64_t revision) {
        for (const Message* const row : rows) {
          listing.rows.emplace_back(row->New())->CopyFrom(*row);
        }
        listing.cut = cut;
        listing.revision = revision;
      }));
  return listing;
}

absl::StatusOr<int> List(const Client& client, const Noun& noun, const ListOptions& options) {
  const Form form = FormOf(options.output);
  const bool for_people = form == Form::kTable || form == Form::kWide;
  if (form == Form::kJsonl || form == Form::kName) {  // As they come: however many there are.
    std::int64_t last = 0;
    WALZ_RETURN_IF_ERROR(ForEachPage(client, noun, options, std::max(options.limit, 0),
                                     [&](const MessageRows& rows, bool, std::int64_t revision) {
                                       Print(ListText(rows, noun.columns, {}, form));
                                       last = revision;
                                     }));
    return options.watch ? FollowNoun(client, noun, last, form) : kExitOk;
  }
  const int limit = options.limit >= 0 ? options.limit : for_people ? kTableRows : 0;
  WALZ_ASSIGN_OR_RETURN(const Listing listing, Collect(client, noun, options, limit));
  MessageRows rows;
  for (const auto& row : listing.rows) rows.push_back(row.get());
  if (rows.empty() && for_people && !options.watch) {
    PrintError(absl::StrCat("walz: no ", noun.plural, "\n"));
  } else {
    Print(ListText(rows, noun.columns, AllColumns(noun), form));
  }
  if (listing.cut && options.limit < 0) {
    PrintError(absl::StrCat("walz: the first ", Grouped(kTableRows), " are shown; --limit 0 shows all\n"));
  }
  return options.watch ? FollowNoun(client, noun, listing.revision, form) : kExitOk;
}

absl::StatusOr<int> Get(const Client& client, const Noun& noun, const GetOptions& options) {
  std::vector<std::unique_ptr<Message>> found;
  for (const std::string& id : options.ids) {
    WALZ_ASSIGN_OR_RETURN(auto resource, GetResource(client, noun, id, options.parent));
    found.push_back(std::move(resource));
  }
  const Form form = FormOf(options.output);
  if (found.size() == 1) {
    Print(RecordText(*found.front(), AllColumns(noun), form));
    return kExitOk;
  }
  MessageRows rows;
  for (const auto& resource : found) rows.push_back(resource.get());
  Print(ListText(rows, noun.columns, AllColumns(noun), form));
  return kExitOk;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Message>> GetResource(const Client& client, const Noun& noun, absl::string_view text,
                                                     absl::string_view parent) {
  absl::StatusOr<std::string> name = noun.word == "run" ? RunName(text, parent) : FindName(client, noun, text, parent);
  if (!name.ok()) return name.status();
  DynamicCall call(*noun.service, noun.MethodOf("Get"));
  call.Set("name", *name);
  WALZ_RETURN_IF_ERROR(call.Do(client));
  return call.TakeResponse();
}

Run DeclareList(CLI::App& app, const Noun& noun) {
  const auto options = std::make_shared<ListOptions>();
  const std::string parent_type = absl::AsciiStrToUpper(noun.parent_word);
  if (noun.word == "proposal") {
    app.add_option("run", options->parent, "ROUND/RUN, such as spring-27/4, or its whole name.")
        ->type_name(parent_type)
        ->required();
  } else if (noun.word == "execution") {
    app.add_option("job", options->parent, "Whose nights (default: all jobs).")->type_name(parent_type);
  } else if (noun.nested()) {
    app.add_option(absl::StrCat("--", noun.parent_word, ",--parent"), options->parent,
                   absl::StrCat("Only those of this ", noun.parent_word, "."))
        ->type_name(parent_type);
  }
  app.add_option("--filter", options->filter, "Only those for which this holds; docs/api.md says what can be asked.")
      ->type_name("CONDITION");
  app.add_option("--order-by", options->order_by, "Fields joined by commas, each with ` desc` to turn it round.")
      ->type_name("FIELDS");
  app.add_option("--limit", options->limit, "Only so many; 0: all (default: all; 1,000 in a table).")
      ->type_name("N")
      ->check(CLI::Range(0, kLimitMax).description(""));
  if (noun.changes) app.add_flag("--show-deleted", options->show_deleted, "Deleted ones, too.");
  if (noun.has_view) app.add_flag("--personal", options->personal, "Personal fields, too, where you may read them.");
  if (noun.word != "proposal" && noun.word != "execution") {
    app.add_flag("--watch", options->watch, "Then show each change as it comes, until Ctrl-C.");
  }
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options, &noun] {
    if (options->watch && (!options->filter.empty() || !options->order_by.empty() || options->limit >= 0)) {
      PrintError("walz: --watch shows every change; leave out --filter, --order-by and --limit\n");
      return static_cast<int>(kExitUsage);
    }
    return WithClient(options->connection, [&](const Client& client) { return List(client, noun, *options); });
  };
}

Run DeclareGet(CLI::App& app, const Noun& noun) {
  const auto options = std::make_shared<GetOptions>();
  app.add_option(noun.word, options->ids, absl::StrCat("Ids or whole names."))
      ->type_name(absl::AsciiStrToUpper(noun.word))
      ->required();
  if (noun.nested()) {
    app.add_option(absl::StrCat("--", noun.parent_word), options->parent,
                   absl::StrCat("Where it belongs; without it the daemon is asked."))
        ->type_name(absl::AsciiStrToUpper(noun.parent_word));
  }
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options, &noun] {
    return WithClient(options->connection, [&](const Client& client) { return Get(client, noun, *options); });
  };
}

}  // namespace walz
