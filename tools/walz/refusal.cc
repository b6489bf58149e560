#include "tools/walz/refusal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/cord.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/types/span.h>
#include <google/rpc/error_details.pb.h>

#include "service/call/errors.h"
#include "tools/client/client.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/noun.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

template <typename Detail>
std::optional<Detail> DetailOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload =
      status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

// The noun whose collection `name` belongs to: `apprentice` of `centres/C-1/apprentices/A-1`.
std::string NounOf(absl::string_view name) {
  const std::size_t last = name.rfind('/');
  if (last == absl::string_view::npos) return "NOUN";
  absl::string_view collection = name.substr(0, last);
  collection = collection.substr(collection.rfind('/') + 1);
  if (collection == "companies") return "company";
  return std::string(collection.substr(0, collection.size() - 1));
}

// What gRPC's account of a failed connection means; a later row wins.
constexpr std::pair<absl::string_view, absl::string_view> kWhyUnreachable[] = {
    {"socket closed", "it closed the connection; perhaps it speaks TLS: try --tls-ca"},
    {"reset by peer", "it closed the connection; perhaps it speaks TLS: try --tls-ca"},
    {"connection refused", "nobody listens there"},
    {"no such file", "there is no such socket"},
    {"permission denied", "you may not use that socket"},
    {"dns resolution failed", "no host has that name"},
};

// Why nobody answered, without gRPC's account of every attempt.
std::string UnreachableText(const absl::Status& status, absl::string_view address) {
  const std::string words = absl::AsciiStrToLower(status.message());
  const std::string where = absl::StrCat("the daemon at '", address, "' ");
  if (absl::StrContains(words, "handshake") || absl::StrContains(words, "certificate") ||
      absl::StrContains(words, "ssl")) {
    return absl::StrCat(where, "and this client do not agree on TLS; give the certificates of those who vouch for it ",
                        "with --tls-ca FILE, and your own with --tls-cert and --tls-key; 'walz doctor' looks closer");
  }
  absl::string_view why = "it does not answer";
  for (const auto& [sign, meaning] : kWhyUnreachable) {
    if (absl::StrContains(words, sign)) why = meaning;
  }
  return absl::StrCat(where, "cannot be reached: ", why,
                      "\nstart it with 'systemctl start walzd', or name another with --address or 'walz context "
                      "use'; 'walz doctor' looks closer");
}

bool IsScenario(absl::string_view name) { return NounOf(name) == "scenario"; }

// The command that lists all of its kind.
std::string ListOf(absl::string_view name) {
  if (IsScenario(name)) return "whatif list";
  const std::string word(NounOf(name));
  const absl::Span<const Noun> nouns = Nouns();
  const bool keeps_deleted =
      std::any_of(nouns.begin(), nouns.end(), [&](const Noun& noun) { return noun.word == word && noun.changes; });
  return absl::StrCat(word, " list", keeps_deleted ? " --show-deleted" : "");
}

// The command that mends what was refused; empty: the words say it all.
std::string MendOf(const absl::Status& status) {
  const std::string name = MetadataOf(status, "name");
  switch (ReasonOf(status)) {
    case v1::ERROR_REASON_NO_CREDENTIALS:
      return "give your token with --token-file FILE, or keep it: walz context set NAME --token-file FILE; as root on "
             "the daemon's machine none is needed: --address unix:/run/walzd/walzd.sock";
    case v1::ERROR_REASON_TOKEN_EXPIRED:
      return "an administrator makes another with: walz token create PRINCIPAL --role ROLE";
    case v1::ERROR_REASON_NOT_PERMITTED:
      return "who the daemon takes you for says: walz whoami";
    case v1::ERROR_REASON_RESOURCE_NOT_FOUND:
      return name.empty() ? "" : absl::StrCat("what there is shows: walz ", ListOf(name));
    case v1::ERROR_REASON_RESOURCE_EXISTS:
      if (IsScenario(name)) return absl::StrCat("look at it with: walz whatif show ", name);
      return absl::StrCat("change it with: walz ", NounOf(name), " update ", name, " FIELD=VALUE");
    case v1::ERROR_REASON_ETAG_MISMATCH:
      if (IsScenario(name)) return absl::StrCat("look at it and do it again: walz whatif show ", name);
      return absl::StrCat("somebody changed it meanwhile; look at it and do it again: walz ", NounOf(name), " get ",
                          name);
    case v1::ERROR_REASON_RUN_RUNNING: {
      const std::string run = MetadataOf(status, "run");
      return absl::StrCat("follow it with 'walz run watch ", run, "', or end it with 'walz run cancel ", run, "'");
    }
    case v1::ERROR_REASON_EXECUTION_RUNNING:
      return absl::StrCat("look at it with: walz job execution ", MetadataOf(status, "execution"));
    case v1::ERROR_REASON_REVISION_COMPACTED: {
      const std::string oldest = MetadataOf(status, "oldest_revision");
      return oldest.empty() ? "do it again from the start"
                            : absl::StrCat("the oldest that can be followed: walz watch --after ", oldest);
    }
    case v1::ERROR_REASON_BACKUP_NOT_CONFIGURED:
      return "set backup.folder in walzd's configuration and restart it";
    case v1::ERROR_REASON_DISK_FULL:
      return "how much is left says: walz status";
    case v1::ERROR_REASON_OUTCOME_UNKNOWN:
      return "whether it was done is not known; look before you do it again";
    case v1::ERROR_REASON_NOT_SERVING:
      return "it is starting or ending; try again in a moment";
    case v1::ERROR_REASON_DATA_CORRUPT:
      return "find all that is damaged with 'walz scrub', and restore a backup with 'walzd restore'";
    default:
      return "";
  }
}

std::string DetailLines(const absl::Status& status) {
  std::string text;
  const auto request = DetailOf<google::rpc::BadRequest>(status);
  if (request && request->field_violations_size() > 1) {  // One alone is what the message says.
    for (const auto& violation : request->field_violations()) {
      absl::StrAppend(&text, "\n  ", violation.field(), ": ", violation.description());
    }
  }
  if (const auto failure = DetailOf<google::rpc::PreconditionFailure>(status)) {
    for (const auto& violation : failure->violations()) {
      if (violation.description() == status.message()) continue;
      absl::StrAppend(&text, "\n  ", violation.subject(), ": ", violation.description());
    }
  }
  return text;
}

// Keeps the line ends between the parts, which are ours.
std::string PrintableLines(absl::string_view text) {
  std::string printable;
  while (true) {
    const std::size_t end = text.find('\n');
    absl::StrAppend(&printable, Printable(text.substr(0, end)), "\n");
    if (end == absl::string_view::npos) return printable;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string RefusalText(const absl::Status& status, absl::string_view address) {
  if (IsUnreachable(status)) return UnreachableText(status, address);
  if (absl::IsDeadlineExceeded(status) && ReasonOf(status) == v1::ERROR_REASON_UNSPECIFIED) {
    return absl::StrCat("the daemon at '", address, "' did not answer in time; give it more with --timeout SECONDS");
  }
  if (absl::IsUnimplemented(status)) {
    return absl::StrCat("the daemon at '", address, "' does not know this call; compare versions with: walz status");
  }
  const std::string lines = DetailLines(status);
  const std::string mend = MendOf(status);
  return absl::StrCat(status.message(), lines, mend.empty() ? "" : "\n", mend);
}

int ExitCodeOf(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case v1::ERROR_REASON_FIELD_INVALID:
    case v1::ERROR_REASON_REFERENCE_MISSING:
    case v1::ERROR_REASON_FACTS_CONTRADICT:
    case v1::ERROR_REASON_BAD_STREAM:
      return kExitInputErrors;
    case v1::ERROR_REASON_BAD_FILTER:
    case v1::ERROR_REASON_BAD_ORDER_BY:
    case v1::ERROR_REASON_BAD_MASK:
    case v1::ERROR_REASON_BAD_NAME:
      return kExitUsage;
    case v1::ERROR_REASON_RESOURCE_IN_USE:
    case v1::ERROR_REASON_RUN_RUNNING:
    case v1::ERROR_REASON_EXECUTION_RUNNING:
    case v1::ERROR_REASON_REQUEST_ID_REUSED:
      return kExitConflict;
    default:
      break;
  }
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kExitDenied;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return kExitConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kExitUnavailable;
    case absl::StatusCode::kInvalidArgument:
      return kExitUsage;
    default:
      return kExitFailed;
  }
}

int TellRefusal(const absl::Status& status, absl::string_view address) {
  if (absl::IsCancelled(status)) return kExitInterrupted;
  PrintError(absl::StrCat("walz: ", PrintableLines(RefusalText(status, address))));
  return ExitCodeOf(status);
}

}  // namespace walz
