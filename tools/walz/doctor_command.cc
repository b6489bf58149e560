// walz doctor: whether this client and its daemon are well; each line says what to do where they are not.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <google/protobuf/wrappers.pb.h>
#include <unistd.h>
#include <walz/v1/admin_service.pb.h>

#include "service/call/errors.h"
#include "service/convert/json_text.h"
#include "tools/client/secret_file.h"
#include "tools/walz/choice.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/refusal.h"
#include "tools/walz/table.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr double kCallSecondsMax = 5;
constexpr std::int64_t kLagMax = 1000;  // Revisions that the mirror may be behind without a word.
constexpr absl::Duration kExpirySoon = absl::Hours(24 * 14);
constexpr std::int64_t kDiskFactor = 2;  // Free space below so many watermarks is worth a word.

enum class Health { kOk, kWarn, kFail };

struct Finding {
  Health health;
  std::string what;
  std::string words;
  std::string mend;
};

class Doctor {
 public:
  explicit Doctor(const ConnectionOptions& options) : options_(options) {
    options_.time_limit_seconds = std::min(options_.time_limit_seconds, kCallSecondsMax);
  }

  std::vector<Finding> Examine() {
    if (Settings()) Daemon();
    return std::move(findings_);
  }

 private:
  void Say(Health health, std::string what, std::string words, std::string mend = "") {
    findings_.push_back({health, std::move(what), std::move(words), std::move(mend)});
  }

  // What stands on this side.  False: no daemon can be called.
  bool Settings() {
    const std::string path = ContextFilePath(&ProcessEnvironment);
    const absl::StatusOr<ContextFile> file = ReadContexts(path);
    if (!file.ok()) {
      Say(Health::kFail, "config", std::string(file.status().message()), absl::StrCat("mend the file '", path, "'"));
      return false;
    }
    Say(Health::kOk, "config",
        absl::StrCat("'", path, "': ", Counted(static_cast<std::int64_t>(file->contexts.size()), "context")));
    const absl::StatusOr<Resolved> resolved = ResolveConnection(options_);
    if (!resolved.ok()) {
      Say(Health::kFail, "context", std::string(resolved.status().message()), "walz context list");
      return false;
    }
    Say(Health::kOk, "address", absl::StrCat(resolved->address.value, " (", resolved->address.origin, ")"));
    return Token(*resolved) && Tls(*resolved);
  }

  bool Token(const Resolved& resolved) {
    const std::string& path = resolved.token_file.value;
    if (path.empty()) {
      Say(Health::kOk, "token", "none: the socket's user, or the certificate, says who you are");
      return true;
    }
    const absl::StatusOr<std::string> secret = ReadSecretFile(path);
    if (!secret.ok()) {
      const bool mode =
          absl::IsPermissionDenied(secret.status()) && absl::StrContains(secret.status().message(), "chmod");
      Say(Health::kFail, "token", std::string(secret.status().message()),
          mode ? absl::StrCat("chmod 600 '", path, "'") : "walz token create PRINCIPAL --role ROLE --out FILE");
      return false;
    }
    Say(Health::kOk, "token", absl::StrCat("'", path, "' is for its owner alone"));
    return true;
  }

  bool Tls(const Resolved& resolved) {
    const absl::StatusOr<Endpoint> endpoint = EndpointOf(resolved);
    if (!endpoint.ok()) {
      Say(Health::kFail, "tls", std::string(endpoint.status().message()), "walz context show");
      return false;
    }
    if (endpoint->tls) {
      Say(Health::kOk, "tls",
          endpoint->certificate.empty() ? "the daemon shows its certificate" : "both sides show their certificates");
    } else if (IsLocalAddress(endpoint->address)) {
      Say(Health::kOk, "tls", "none, and none is needed on this machine");
    } else {
      Say(Health::kWarn, "tls", "none: everybody on the way can read along", "give --tls-ca FILE");
    }
    return true;
  }

  void Refused(const std::string& what, const absl::Status& status, absl::string_view address) {
    const std::string text = RefusalText(status, address);
    const std::size_t end = text.find('\n');
    Say(Health::kFail, what, text.substr(0, end), end == std::string::npos ? "" : text.substr(text.rfind('\n') + 1));
  }

  void Daemon() {
    const absl::StatusOr<Client> client = Connect(options_, /*attempts_max=*/1);
    if (!client.ok()) return Say(Health::kFail, "address", std::string(client.status().message()), "walz context show");
    v1::WhoAmIRequest who;
    v1::WhoAmIResponse me;
    const absl::Time asked = absl::Now();
    const absl::Status reached = client->Call("walz.v1.AdminService/WhoAmI", who, me);
    if (IsUnreachable(reached)) return Refused("daemon", reached, client->address());
    Say(Health::kOk, "daemon",
        absl::StrCat("answers in ", absl::FormatDuration(absl::Trunc(absl::Now() - asked, absl::Microseconds(100)))));
    Serving(*client);
    if (!reached.ok()) return Refused("caller", reached, client->address());
    Say(Health::kOk, "caller", absl::StrCat("'", me.principal(), "', ", CellOf(me, "role"), ", by ", me.method()));
    Report(*client);
    Expiry(*client, me);
  }

  // gRPC's own health check, as load balancers ask it.  Its messages have the wire form of these: a service's name,
  // empty for the whole daemon, and a number.
  void Serving(const Client& client) {
    constexpr int kServing = 1;
    google::protobuf::StringValue whole;
    google::protobuf::Int32Value health;
    const absl::Status status = client.Call("grpc.health.v1.Health/Check", whole, health);
    if (!status.ok()) return Refused("health", status, client.address());
    if (health.value() == kServing) return Say(Health::kOk, "health", "SERVING");
    Say(Health::kFail, "health", "NOT_SERVING: it is starting or ending", "walz doctor, in some seconds");
  }

  void Report(const Client& client) {
    v1::GetStatusRequest request;
    v1::StatusReport report;
    const absl::Status status = client.Call("walz.v1.AdminService/GetStatus", request, report);
    if (absl::IsPermissionDenied(status)) {
      return Say(Health::kWarn, "status", "you may not ask the daemon how it is", "ask with an operator's token");
    }
    if (!status.ok()) return Refused("status", status, client.address());
    const bool same = report.version() == WALZ_VERSION;
    Say(same ? Health::kOk : Health::kWarn, "version",
        absl::StrCat("client ", WALZ_VERSION, ", daemon ", report.version()),
        same ? "" : "install the same version on both sides");
    Clock(report);
    const std::int64_t lag = report.revision() - report.mirror_revision();
    Say(lag > kLagMax ? Health::kWarn : Health::kOk, "mirror",
        absl::StrCat(Grouped(lag), " revisions behind ", Grouped(report.revision())),
        lag > kLagMax ? "look again; if it grows: journalctl -u walzd" : "");
    Disk(report);
  }

  // A daemon cannot have started after now.
  void Clock(const v1::StatusReport& report) {
    const absl::Duration ahead = absl::FromUnixSeconds(report.start_time().seconds()) - absl::Now();
    const bool skewed = ahead > absl::Minutes(1);
    Say(skewed ? Health::kWarn : Health::kOk, "clock",
        skewed ? absl::StrCat("the daemon's clock is at least ",
                              absl::FormatDuration(absl::Trunc(ahead, absl::Seconds(1))), " ahead of this one")
               : "the daemon's is not ahead of this one",
        skewed ? "timedatectl status" : "");
  }

  void Disk(const v1::StatusReport& report) {
    const std::int64_t mib = std::int64_t{1} << 20;
    const std::string words = absl::StrCat(Grouped(report.disk_free_bytes() / mib), " MiB free, writes end below ",
                                           Grouped(report.disk_watermark_bytes() / mib));
    if (report.writes_refused()) {
      return Say(Health::kFail, "disk", absl::StrCat(words, ": writes are refused"), "make room on the store's disk");
    }
    const bool low = report.disk_free_bytes() < kDiskFactor * report.disk_watermark_bytes();
    Say(low ? Health::kWarn : Health::kOk, "disk", words, low ? "make room on the store's disk" : "");
  }

  // The caller's own token, where it may look at tokens and has only one.
  void Expiry(const Client& client, const v1::WhoAmIResponse& me) {
    v1::ListTokensRequest request;
    v1::ListTokensResponse response;
    if (me.method() != "token" || !client.Call("walz.v1.AdminService/ListTokens", request, response).ok()) return;
    const v1::Token* mine = nullptr;
    for (const v1::Token& token : response.tokens()) {
      if (token.principal() != me.principal() || token.has_revoke_time()) continue;
      if (mine == nullptr || token.expire_time().seconds() > mine->expire_time().seconds()) mine = &token;
    }
    if (mine == nullptr) return;
    const absl::Duration left = absl::FromUnixSeconds(mine->expire_time().seconds()) - absl::Now();
    const bool soon = left < kExpirySoon;
    Say(soon ? Health::kWarn : Health::kOk, "expiry",
        absl::StrCat("the token holds ", Counted(left / absl::Hours(24), "day"), " more"),
        soon ? absl::StrCat("walz token create ", me.principal(), " --role ROLE --out FILE") : "");
  }

  ConnectionOptions options_;
  std::vector<Finding> findings_;
};

absl::string_view WordOf(Health health) {
  return health == Health::kOk ? "ok" : health == Health::kWarn ? "warn" : "fail";
}

int PrintFindings(const std::vector<Finding>& findings, Output output) {
  ShownTable table{{"health", "what", "words", "mend"}, {}, {}};
  bool fails = false;
  for (const Finding& finding : findings) {
    table.rows.push_back({std::string(WordOf(finding.health)), finding.what, finding.words, finding.mend});
    fails = fails || finding.health == Health::kFail;
  }
  if (output == Output::kCsv) {
    Print(TableCsv(table));
  } else if (output == Output::kJson) {
    JsonText json;
    AppendTable(table, json);
    Print(json.Take());
  } else {
    for (const Finding& finding : findings) {
      const Colour colour = finding.health == Health::kOk     ? Colour::kGreen
                            : finding.health == Health::kWarn ? Colour::kYellow
                                                              : Colour::kRed;
      const std::string word(WordOf(finding.health));
      Print(absl::StrCat(
          Coloured(colour, word), std::string(6 - word.size(), ' '), finding.what,
          std::string(9 - finding.what.size(), ' '), Printable(finding.words),
          finding.mend.empty() ? "" : absl::StrCat("\n               mend it: ", Printable(finding.mend)), "\n"));
    }
  }
  return fails ? kExitFailed : kExitOk;
}

}  // namespace

Run DeclareDoctor(CLI::App& app) {
  const auto options = std::make_shared<ConnectionOptions>();
  const auto output = std::make_shared<std::string>("table");
  AddOutput(app, *output);
  AddConnectionOptions(app, *options);
  return [options, output] { return PrintFindings(Doctor(*options).Examine(), OutputOf(*output)); };
}

}  // namespace walz
