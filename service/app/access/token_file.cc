#include "service/app/access/token_file.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/time.h>
#include <sys/stat.h>

#include "engine/base/status_macros.h"
#include "service/app/access/principal_scope.h"
#include "service/app/access/role_table.h"

namespace walz {
namespace {

constexpr std::size_t kHashChars = 64;

bool IsHash(absl::string_view text) {
  return text.size() == kHashChars && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
         });
}

absl::Status ReadSetting(absl::string_view word, v1::Token& token) {
  const std::pair<absl::string_view, absl::string_view> setting = absl::StrSplit(word, absl::MaxSplits('=', 1));
  const std::string value(setting.second);
  if (setting.first == "consortium") {
    token.set_consortium(value);
  } else if (setting.first == "centre") {
    token.set_centre(value);
  } else if (setting.first == "company") {
    token.set_company(value);
  } else if (setting.first == "expires") {
    absl::Time time;
    std::string fault;
    if (!absl::ParseTime(absl::RFC3339_full, value, &time, &fault)) {
      return absl::InvalidArgumentError("expires is no time such as 2027-12-31T00:00:00Z");
    }
    token.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(time));
  } else {
    return absl::InvalidArgumentError(
        absl::StrCat("'", setting.first, "' is none of consortium, centre, company, expires"));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Token> ReadToken(const std::vector<absl::string_view>& words) {
  if (words.size() < 3) return absl::InvalidArgumentError("write: sha256hex principal role");
  if (!IsHash(words[0])) return absl::InvalidArgumentError("the hash is not 64 lower-case hex digits");
  v1::Token token;
  token.set_principal(std::string(words[1]));
  token.set_role(RoleMessage(FindRole(words[2])));
  for (std::size_t i = 3; i < words.size(); ++i) WALZ_RETURN_IF_ERROR(ReadSetting(words[i], token));
  const std::vector<FieldFault> faults = FaultsOf(PrincipalOf(token));
  if (!faults.empty()) return absl::InvalidArgumentError(faults.front().description);
  return token;
}

}  // namespace

absl::StatusOr<std::map<std::string, v1::Token>> ReadTokenFile(const std::string& path) {
  std::ifstream in(path);
  struct stat found = {};
  if (!in || stat(path.c_str(), &found) != 0) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read the token file ", path));
  }
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("others may read or write the token file ", path, ": chmod 600 ", path));
  }
  std::map<std::string, v1::Token> tokens;
  int row = 0;
  for (std::string line; std::getline(in, line);) {
    ++row;
    const absl::string_view text = absl::string_view(line).substr(0, line.find('#'));
    const std::vector<absl::string_view> words = absl::StrSplit(text, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty()) continue;
    absl::StatusOr<v1::Token> token = ReadToken(words);
    if (token.ok() && tokens.contains(std::string(words[0]))) {
      token = absl::InvalidArgumentError("the hash stands there twice");
    }
    // The line itself is not repeated: a secret may stand there by mistake.
    if (!token.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path, " line ", row, ": ", token.status().message()));
    }
    tokens[std::string(words[0])] = *std::move(token);
  }
  return tokens;
}

}  // namespace walz
