// Is a history of concurrent calls on a store one that a store could have given, one call at a time?
//
// The search of Wing and Gong with Lowe's memory of what was seen: for small histories.  A call without an answer may
// have happened at any time after it was made, or not at all.
//
//   put KEY VALUE             R            the revision
//   cas KEY REVISION VALUE    R | differs  with `expected`; 0: it must not be there
//   delete KEY                R
//   get KEY                   VALUE@R | none
//   list                      R KEY=VALUE@R ...

#ifndef TESTS_SERVICE_STORE_LINEARIZABILITY_H_
#define TESTS_SERVICE_STORE_LINEARIZABILITY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/string_view.h>

namespace walz {

struct ModelState {
  std::int64_t revision = 0;
  std::map<std::string, std::pair<std::string, std::int64_t>> records;  // Value and revision.

  std::string Text() const;  // What `list` answers.
  static ModelState FromText(absl::string_view text);
};

struct Call {
  std::string text;
  std::optional<std::string> answer;  // None: not known.
  std::int64_t made = 0;              // Positions in time; a call made after another's answer comes after it.
  std::int64_t answered = 0;          // If there is an answer.
};

// Does the call on the model.
std::string Apply(absl::string_view call, ModelState& state);

// Whether some order explains every answer, beginning from `start`.
bool IsLinearizable(const std::vector<Call>& calls, const ModelState& start);

}  // namespace walz

#endif  // TESTS_SERVICE_STORE_LINEARIZABILITY_H_
