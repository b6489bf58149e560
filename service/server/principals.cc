#include "service/server/principals.h"

#include <optional>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <pwd.h>

#include "engine/base/status_macros.h"
#include "service/convert/did_you_mean.h"

namespace walz {
namespace {

struct RoleWord {
  absl::string_view word;
  Role role;
};
constexpr RoleWord kRoleWords[] = {
    {"none", Role::kNobody}, {"coordinator", Role::kCoordinator}, {"centre", Role::kCentre}, {"host", Role::kHost},
    {"batch", Role::kBatch}, {"auditor", Role::kAuditor},         {"admin", Role::kAdmin}};

absl::Status SetScope(absl::string_view part, Principal& principal) {
  const std::pair<absl::string_view, absl::string_view> halves = absl::StrSplit(part, absl::MaxSplits('=', 1));
  const auto& [key, value] = halves;
  std::string* place = nullptr;
  if (key == "consortium") place = &principal.consortium;
  if (key == "centre") place = &principal.centre;
  if (key == "company") place = &principal.company;
  if (place == nullptr || value.empty() || !place->empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", part, "\": a limit is consortium=ID, centre=ID or company=ID, each once"));
  }
  *place = std::string(value);
  return absl::OkStatus();
}

absl::StatusOr<Principal> ParsePrincipal(const std::vector<absl::string_view>& parts) {
  Principal principal;
  WALZ_ASSIGN_OR_RETURN(principal.role, ParseRole(parts[1]));
  if (principal.role == Role::kNobody) return absl::InvalidArgumentError("role none: leave the line out");
  for (std::size_t i = 2; i < parts.size(); ++i) WALZ_RETURN_IF_ERROR(SetScope(parts[i], principal));
  if ((principal.role == Role::kCentre) != !principal.centre.empty()) {
    return absl::InvalidArgumentError("role centre needs centre=ID, and no other role has one");
  }
  if ((principal.role == Role::kHost) != !principal.company.empty()) {
    return absl::InvalidArgumentError("role host needs company=ID, and no other role has one");
  }
  return principal;
}

}  // namespace

absl::StatusOr<Role> ParseRole(absl::string_view word) {
  std::vector<absl::string_view> words;
  for (const RoleWord& known : kRoleWords) {
    if (known.word == word) return known.role;
    words.push_back(known.word);
  }
  const std::optional<std::string> meant = DidYouMean(word, words);
  return absl::InvalidArgumentError(
      absl::StrCat("there is no role \"", word, "\"", meant ? absl::StrCat("; did you mean \"", *meant, "\"?") : ""));
}

absl::StatusOr<std::map<std::string, Principal>> ParseCertificates(const std::vector<std::string>& lines) {
  std::map<std::string, Principal> principals;
  for (const std::string& line : lines) {
    const auto fault = [&](absl::string_view what) {
      return absl::InvalidArgumentError(absl::StrCat("access.certificates: \"", line, "\": ", what));
    };
    const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (parts.size() < 2)
      return fault("write a name, a role and limits, such as \"uri:spiffe://walz/north centre centre=C-1\"");
    const absl::string_view name = parts[0];
    if (!absl::StartsWith(name, "uri:") && !absl::StartsWith(name, "dns:") && !absl::StartsWith(name, "email:")) {
      return fault("the name begins with uri:, dns: or email:, as in the certificate's alternative names");
    }
    const absl::StatusOr<Principal> principal = ParsePrincipal(parts);
    if (!principal.ok()) return fault(principal.status().message());
    if (!principals.emplace(std::string(name), *principal).second) return fault("the name stands in another line too");
  }
  return principals;
}

absl::StatusOr<std::vector<std::uint32_t>> ParseUsers(const std::vector<std::string>& users) {
  constexpr std::size_t kEntryBytes = 16384;
  std::vector<std::uint32_t> uids;
  for (const std::string& user : users) {
    std::uint32_t uid = 0;
    if (absl::SimpleAtoi(user, &uid)) {
      uids.push_back(uid);
      continue;
    }
    passwd entry{};
    passwd* found = nullptr;
    std::string buffer(kEntryBytes, '\0');
    if (getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("access.unix_admins: this machine has no user \"", user, "\""));
    }
    uids.push_back(found->pw_uid);
  }
  return uids;
}

}  // namespace walz
