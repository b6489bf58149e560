#include "tools/walz/choice.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/string_view.h>

#include "service/convert/did_you_mean.h"

namespace walz {

CLI::Option* AddChoice(CLI::App& app, const std::string& flags, std::string& value, std::vector<std::string> words,
                       const std::string& doc) {
  const auto check = [words](const std::string& word) -> std::string {
    if (std::find(words.begin(), words.end(), word) != words.end()) return "";
    const std::vector<absl::string_view> candidates(words.begin(), words.end());
    const std::optional<std::string> meant = DidYouMean(word, candidates);
    return absl::StrCat("'", word, "' is none of ", absl::StrJoin(words, ", "),
                        meant ? absl::StrCat("; did you mean '", *meant, "'?") : "");
  };
  return app.add_option(flags, value, doc)->type_name(absl::StrJoin(words, "|"))->check(CLI::Validator(check, ""));
}

CLI::Option* AddOutput(CLI::App& app, std::string& value) {
  return AddChoice(app, "-o,--output", value, {"table", "json", "csv"}, "How to print the answer (default table).");
}

Output OutputOf(const std::string& value) {
  if (value == "json") return Output::kJson;
  if (value == "csv") return Output::kCsv;
  return Output::kTable;
}

}  // namespace walz
