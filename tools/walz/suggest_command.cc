// walz suggest openings and walz suggest apprentices: the best feasible pairs, free or not.

#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <unistd.h>
#include <walz/v1/matching_service.pb.h>

#include "engine/base/status_macros.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr int kSuggestionsMax = 1000;

struct SuggestOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string round;
  std::string subject;
  int count = 10;
};

// `id` is the suggested side's column.
template <typename Response>
void PrintSuggestions(const Response& response, const std::string& id, Form form) {
  ShownTable table{{id, "points", "start", "end", "grant_eur", "needs"}, {}, {1, 4}};
  MessageRows rows;
  for (const v1::Suggestion& suggestion : response.suggestions()) {
    rows.push_back(&suggestion);
    table.rows.push_back({IdOf(CellOf(suggestion, id)), CellOf(suggestion, "points"), suggestion.start(),
                          suggestion.end(), CellOf(suggestion, "grant_eur"), CellOf(suggestion, "needs")});
  }
  if (form == Form::kJson || form == Form::kJsonl) return Print(ListText(rows, {}, {}, form));
  if (form == Form::kCsv) return Print(TableCsv(table));
  if (form == Form::kName) {
    for (const v1::Suggestion& suggestion : response.suggestions()) Print(CellOf(suggestion, id) + "\n");
    return;
  }
  Print(TableText(table, TerminalWidth(STDOUT_FILENO)));
  Print(absl::StrCat(Grouped(static_cast<std::int64_t>(rows.size())), " of ", Grouped(response.feasible_count()),
                     " feasible\n"));
}

absl::StatusOr<int> SuggestOpenings(const Client& client, const SuggestOptions& options) {
  v1::SuggestOpeningsRequest request;
  request.set_round(TopName(NounCalled("round"), options.round));
  WALZ_ASSIGN_OR_RETURN(*request.mutable_apprentice(), FindName(client, NounCalled("apprentice"), options.subject));
  request.set_count(options.count);
  v1::SuggestOpeningsResponse response;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/SuggestOpenings", request, response));
  PrintSuggestions(response, "opening", FormOf(options.output));
  return kExitOk;
}

absl::StatusOr<int> SuggestApprentices(const Client& client, const SuggestOptions& options) {
  v1::SuggestApprenticesRequest request;
  request.set_round(TopName(NounCalled("round"), options.round));
  WALZ_ASSIGN_OR_RETURN(*request.mutable_opening(), FindName(client, NounCalled("opening"), options.subject));
  request.set_count(options.count);
  v1::SuggestApprenticesResponse response;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.MatchingService/SuggestApprentices", request, response));
  PrintSuggestions(response, "apprentice", FormOf(options.output));
  return kExitOk;
}

std::shared_ptr<SuggestOptions> DeclareSuggest(CLI::App& app, const std::string& subject, const std::string& type) {
  const auto options = std::make_shared<SuggestOptions>();
  app.add_option(subject, options->subject, "Id or whole name.")->type_name(type)->required();
  app.add_option("--round", options->round, "Whose settings count.")->type_name("ROUND")->required();
  app.add_option("-k,--count", options->count, "How many, 1 to 1,000 (default 10).")
      ->type_name("N")
      ->check(CLI::Range(1, kSuggestionsMax).description(""));
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

}  // namespace

Run DeclareSuggestOpenings(CLI::App& app) {
  const auto options = DeclareSuggest(app, "apprentice", "APPRENTICE");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return SuggestOpenings(client, *options); });
  };
}

Run DeclareSuggestApprentices(CLI::App& app) {
  const auto options = DeclareSuggest(app, "opening", "OPENING");
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return SuggestApprentices(client, *options); });
  };
}

}  // namespace walz
