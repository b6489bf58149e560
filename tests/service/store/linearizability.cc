#include "tests/service/store/linearizability.h"

#include <limits>
#include <set>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

namespace walz {
namespace {

std::int64_t NumberOf(absl::string_view text) {
  std::int64_t number = -1;
  return absl::SimpleAtoi(text, &number) ? number : -1;
}

class Search {
 public:
  explicit Search(const std::vector<Call>& calls) : calls_(calls), done_(calls.size(), '0') {}

  bool From(const ModelState& state) {
    std::int64_t first_answer = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (done_[i] == '0' && calls_[i].answer) first_answer = std::min(first_answer, calls_[i].answered);
    }
    if (first_answer == std::numeric_limits<std::int64_t>::max()) return true;  // Every answer is explained.
    if (!seen_.insert(absl::StrCat(done_, state.Text())).second) return false;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (done_[i] == '1' || calls_[i].made > first_answer) continue;
      ModelState next = state;
      const std::string answer = Apply(calls_[i].text, next);
      if (calls_[i].answer && *calls_[i].answer != answer) continue;
      done_[i] = '1';
      if (From(next)) return true;
      done_[i] = '0';
    }
    return false;
  }

 private:
  const std::vector<Call>& calls_;
  std::string done_;            // By call.
  std::set<std::string> seen_;  // From where there is no way on.
};

}  // namespace

std::string ModelState::Text() const {
  std::string text = absl::StrCat(revision);
  for (const auto& [key, record] : records) absl::StrAppend(&text, " ", key, "=", record.first, "@", record.second);
  return text;
}

ModelState ModelState::FromText(absl::string_view text) {
  const std::vector<std::string> words = absl::StrSplit(text, ' ');
  ModelState state{.revision = NumberOf(words[0])};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::vector<std::string> parts = absl::StrSplit(words[i], absl::ByAnyChar("=@"));
    if (parts.size() == 3) state.records[parts[0]] = {parts[1], NumberOf(parts[2])};
  }
  return state;
}

std::string Apply(absl::string_view call, ModelState& state) {
  const std::vector<std::string> words = absl::StrSplit(call, ' ');
  if (words[0] == "list") return state.Text();
  const std::string& key = words.at(1);
  const auto record = state.records.find(key);
  const std::int64_t found = record == state.records.end() ? 0 : record->second.second;
  if (words[0] == "get") return found == 0 ? "none" : absl::StrCat(record->second.first, "@", found);
  if (words[0] == "cas" && NumberOf(words.at(2)) != found) return "differs";
  ++state.revision;
  if (words[0] == "delete") {
    state.records.erase(key);
  } else {
    state.records[key] = {words.back(), state.revision};
  }
  return absl::StrCat(state.revision);
}

bool IsLinearizable(const std::vector<Call>& calls, const ModelState& start) { return Search(calls).From(start); }

}  // namespace walz
