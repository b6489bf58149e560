// walz token create, list and revoke: who may call the daemon.

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <fcntl.h>
#include <unistd.h>
#include <walz/v1/admin_service.pb.h>

#include "engine/base/status_macros.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr int kDaysMax = 366;
const std::vector<std::string> kColumns = {"token_id", "principal", "role",        "consortium",
                                           "centre",   "company",   "expire_time", "revoke_time"};

struct TokenOptions {
  ConnectionOptions connection;
  std::string output = "table";
  v1::Token token;
  std::string role;
  std::string out_file;
  int days = 0;
};

// A new file for its owner alone.
absl::Status WriteSecret(const std::string& path, const std::string& secret) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot make '", path, "'"));
  const std::string line = secret + "\n";
  const bool written = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (close(file) != 0 || !written) return absl::DataLossError(absl::StrCat("cannot write '", path, "'"));
  return absl::OkStatus();
}

absl::StatusOr<int> Create(const Client& client, const TokenOptions& options) {
  // Before the token is made: a secret that cannot be kept is lost.
  if (!options.out_file.empty() && access(options.out_file.c_str(), F_OK) == 0) {
    return absl::InvalidArgumentError(absl::StrCat("'", options.out_file, "' is there already; name another file"));
  }
  v1::CreateTokenRequest request;
  *request.mutable_token() = options.token;
  v1::Role role = v1::ROLE_UNSPECIFIED;
  v1::Role_Parse(absl::StrCat("ROLE_", absl::AsciiStrToUpper(options.role)), &role);
  request.mutable_token()->set_role(role);
  if (options.days > 0) {
    const absl::Time expires = absl::Now() + absl::Hours(24) * options.days;
    request.mutable_token()->mutable_expire_time()->set_seconds(absl::ToUnixSeconds(expires));
  }
  v1::CreateTokenResponse response;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.AdminService/CreateToken", request, response));
  if (!options.out_file.empty()) {
    const absl::Status written = WriteSecret(options.out_file, response.secret());
    if (!written.ok()) {
      PrintError(absl::StrCat("walz: the token is made but cannot be kept; revoke it with: walz token revoke ",
                              response.token().token_id(), "\n"));
      return written;
    }
    response.clear_secret();
  }
  const Form form = FormOf(options.output);
  if (form == Form::kJson || form == Form::kJsonl) {
    Print(JsonOf(response, form == Form::kJsonl));
    if (form == Form::kJsonl) Print("\n");
    return kExitOk;
  }
  if (form == Form::kName) {
    Print(response.token().token_id() + "\n");
    return kExitOk;
  }
  Print(RecordText(response.token(), kColumns, form));
  if (options.out_file.empty()) {
    Print(absl::StrCat("\n", response.secret(), "\n"));
    PrintError("walz: this is the secret; it is shown this once\n");
  } else {
    PrintError(absl::StrCat("walz: the secret stands in '", Printable(options.out_file), "', for its owner alone\n"));
  }
  return kExitOk;
}

absl::StatusOr<int> List(const Client& client, const TokenOptions& options) {
  v1::ListTokensRequest request;
  v1::ListTokensResponse response;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.AdminService/ListTokens", request, response));
  const Form form = FormOf(options.output);
  MessageRows rows;
  for (const v1::Token& token : response.tokens()) rows.push_back(&token);
  if (form == Form::kName) {
    for (const v1::Token& token : response.tokens()) Print(token.token_id() + "\n");
    return kExitOk;
  }
  std::vector<std::string> all = kColumns;
  all.emplace_back("create_time");
  Print(ListText(rows, kColumns, all, form));
  return kExitOk;
}

absl::StatusOr<int> Revoke(const Client& client, const TokenOptions& options) {
  v1::RevokeTokenRequest request;
  request.set_token_id(options.token.token_id());
  v1::Token token;
  WALZ_RETURN_IF_ERROR(client.Call("walz.v1.AdminService/RevokeToken", request, token));
  Print(RecordText(token, kColumns, FormOf(options.output)));
  return kExitOk;
}

}  // namespace

Run DeclareTokenCreate(CLI::App& app) {
  const auto options = std::make_shared<TokenOptions>();
  v1::Token& token = options->token;
  app.add_option("principal", *token.mutable_principal(), "Who will call with it, such as anna.")
      ->type_name("PRINCIPAL")
      ->required();
  AddChoice(app, "--role", options->role, {"coordinator", "centre", "host", "batch", "auditor", "admin"},
            "What it may do.")
      ->required();
  app.add_option("--consortium", *token.mutable_consortium(), "Limited to this consortium.")->type_name("NAME");
  app.add_option("--centre", *token.mutable_centre(), "Limited to this centre; role centre needs it.")
      ->type_name("CENTRE");
  app.add_option("--company", *token.mutable_company(), "Limited to this company; role host needs it.")
      ->type_name("COMPANY");
  app.add_option("--days", options->days, "Days until it expires, 1 to 366 (default 90).")
      ->type_name("N")
      ->check(CLI::Range(1, kDaysMax).description(""));
  app.add_option("--out", options->out_file, "Write the secret to this new file of mode 0600 instead of showing it.")
      ->type_name("FILE");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Create(client, *options); });
  };
}

Run DeclareTokenList(CLI::App& app) {
  const auto options = std::make_shared<TokenOptions>();
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return List(client, *options); });
  };
}

Run DeclareTokenRevoke(CLI::App& app) {
  const auto options = std::make_shared<TokenOptions>();
  app.add_option("token", *options->token.mutable_token_id(), "Its id, as list shows it.")
      ->type_name("TOKEN")
      ->required();
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return [options] {
    return WithClient(options->connection, [&](const Client& client) { return Revoke(client, *options); });
  };
}

}  // namespace walz
