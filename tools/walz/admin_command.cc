// walz status, whoami, backup, scrub, compact and audit: looking after the daemon and its store.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <unistd.h>
#include <walz/v1/admin_service.pb.h>

#include "engine/base/status_macros.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/progress_view.h"
#include "tools/walz/stop_signal.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr char kService[] = "walz.v1.AdminService/";
constexpr int kPageSize = 1000;
constexpr int kEntriesShown = 100;
constexpr int kLimitMax = 1'000'000'000;

struct AdminOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string filter;
  std::int64_t revision = 0;
  int limit = kEntriesShown;
};

std::shared_ptr<AdminOptions> Declare(CLI::App& app) {
  const auto options = std::make_shared<AdminOptions>();
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

// A method without arguments whose answer is shown as it is.
template <typename Request, typename Response>
Run AskAndShow(CLI::App& app, const char* method) {
  const auto options = Declare(app);
  return [options, method] {
    return WithClient(options->connection, [&](const Client& client) -> absl::StatusOr<int> {
      Request request;
      Response response;
      WALZ_RETURN_IF_ERROR(client.Call(absl::StrCat(kService, method), request, response));
      std::vector<std::string> columns;
      for (int i = 0; i < Response::descriptor()->field_count(); ++i) {
        columns.push_back(Response::descriptor()->field(i)->name());
      }
      Print(RecordText(response, columns, FormOf(options->output)));
      return kExitOk;
    });
  };
}

template <typename Rows>
MessageRows RowsOf(const Rows& messages) {
  MessageRows rows;
  for (const auto& message : messages) rows.push_back(&message);
  return rows;
}

absl::StatusOr<int> ListBackups(const Client& client, const AdminOptions& options) {
  v1::ListBackupsRequest request;
  v1::ListBackupsResponse response;
  WALZ_RETURN_IF_ERROR(client.Call(absl::StrCat(kService, "ListBackups"), request, response));
  const std::vector<std::string> columns = {"backup_id", "revision", "bytes", "create_time"};
  Print(ListText(RowsOf(response.backups()), columns, columns, FormOf(options.output)));
  return kExitOk;
}

absl::StatusOr<int> Scrub(const Client& client, const AdminOptions& options) {
  const StopSignal stop(std::nullopt, "");
  ProgressView progress(/*quiet=*/false);
  v1::ScrubResponse response;
  const absl::Status status = client.channel().ServerStream(
      absl::StrCat(kService, "Scrub"), v1::ScrubRequest(), response,
      [&] {
        progress.Tell("scrub", response.records_checked(), 0);
        return true;
      },
      stop.token());
  progress.Finish();
  if (response.records_checked() > 0) {
    Print(RecordText(response, {"records_checked", "bytes_checked", "faults", "done"}, FormOf(options.output)));
  }
  WALZ_RETURN_IF_ERROR(status);
  return response.faults().empty() ? kExitOk : kExitFailed;
}

absl::StatusOr<int> Compact(const Client& client, const AdminOptions& options) {
  v1::CompactRequest request;
  request.set_revision(options.revision);
  v1::CompactResponse response;
  WALZ_RETURN_IF_ERROR(client.Call(absl::StrCat(kService, "Compact"), request, response));
  if (FormOf(options.output) != Form::kTable) {
    Print(RecordText(response, {"oldest_revision"}, FormOf(options.output)));
  } else {
    Print(absl::StrCat("changes after revision ", Grouped(response.oldest_revision()), " are kept\n"));
  }
  return kExitOk;
}

absl::StatusOr<int> ListAudit(const Client& client, const AdminOptions& options) {
  const std::vector<std::string> columns = {"revision", "time", "principal", "method", "name_count", "request_id"};
  std::vector<std::string> all = columns;
  all.insert(all.end(), {"names", "hash"});
  v1::ListAuditEntriesRequest request;
  request.set_after_revision(options.revision);
  request.set_filter(options.filter);
  v1::ListAuditEntriesResponse whole;
  int left = options.limit == 0 ? kLimitMax : options.limit;
  v1::ListAuditEntriesResponse page;
  do {
    request.set_page_size(std::min(left, kPageSize));
    request.set_page_token(page.next_page_token());
    WALZ_RETURN_IF_ERROR(client.Call(absl::StrCat(kService, "ListAuditEntries"), request, page));
    whole.mutable_entries()->MergeFrom(page.entries());
    left -= page.entries_size();
  } while (left > 0 && !page.next_page_token().empty());
  Print(ListText(RowsOf(whole.entries()), columns, all, FormOf(options.output)));
  if (!page.next_page_token().empty()) {
    PrintError(absl::StrCat("walz: there are more; go on with --after ",
                            whole.entries(whole.entries_size() - 1).revision(), ", or --limit 0 shows all\n"));
  }
  return kExitOk;
}

}  // namespace

Run DeclareStatus(CLI::App& app) { return AskAndShow<v1::GetStatusRequest, v1::StatusReport>(app, "GetStatus"); }

Run DeclareWhoami(CLI::App& app) { return AskAndShow<v1::WhoAmIRequest, v1::WhoAmIResponse>(app, "WhoAmI"); }

Run DeclareBackupCreate(CLI::App& app) {
  return AskAndShow<v1::CreateBackupRequest, v1::BackupReport>(app, "CreateBackup");
}

Run DeclareAuditVerify(CLI::App& app) {
  return AskAndShow<v1::VerifyAuditRequest, v1::VerifyAuditResponse>(app, "VerifyAudit");
}

Run DeclareBackupList(CLI::App& app) {
  const auto options = Declare(app);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return ListBackups(client, *options); });
  };
}

Run DeclareScrub(CLI::App& app) {
  const auto options = Declare(app);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Scrub(client, *options); });
  };
}

Run DeclareCompact(CLI::App& app) {
  const auto options = Declare(app);
  app.add_option("--revision", options->revision,
                 "Changes up to it are forgotten (default: all but the last 100,000 revisions).")
      ->type_name("REVISION")
      ->check(CLI::NonNegativeNumber.description(""));
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Compact(client, *options); });
  };
}

Run DeclareAuditList(CLI::App& app) {
  const auto options = Declare(app);
  app.add_option("--after", options->revision, "Entries after this revision.")
      ->type_name("REVISION")
      ->check(CLI::NonNegativeNumber.description(""));
  app.add_option("--filter", options->filter, "Only those for which this holds.")->type_name("CONDITION");
  app.add_option("--limit", options->limit, "Only so many; 0: all (default 100).")
      ->type_name("N")
      ->check(CLI::Range(0, kLimitMax).description(""));
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return ListAudit(client, *options); });
  };
}

}  // namespace walz
