// Verdict and Ruling: what a requirement says of a pair.

#ifndef ENGINE_RULEBOOK_VERDICT_H_
#define ENGINE_RULEBOOK_VERDICT_H_

#include <cstdint>

#include <absl/strings/string_view.h>

#include "engine/model/action.h"

namespace walz {

enum class Verdict : std::uint8_t {
  kAllowed,  // Nothing stands in the way.
  kNeeds,    // May be proposed if the round accepts every action.
  kRefused,  // Never proposed, whatever the preferences say.
};

// `ALLOWED`, `NEEDS`, `REFUSED`: the words of the files.
constexpr absl::string_view VerdictName(Verdict verdict) {
  constexpr absl::string_view kNames[] = {"ALLOWED", "NEEDS", "REFUSED"};
  return kNames[static_cast<int>(verdict)];
}

struct Ruling {
  Verdict verdict = Verdict::kAllowed;
  ActionSet actions;  // Not empty exactly if verdict is kNeeds.

  static constexpr Ruling Allowed() { return {}; }
  static constexpr Ruling Needs(ActionSet actions) { return {Verdict::kNeeds, actions}; }
  static constexpr Ruling Refused() { return {Verdict::kRefused, {}}; }
  // Allowed if there is nothing to do.
  static constexpr Ruling AllowedAfter(ActionSet actions) { return actions.empty() ? Allowed() : Needs(actions); }

  // Whether the pair may be proposed as far as this requirement goes.
  constexpr bool FeasibleWith(ActionSet accepted) const {
    return verdict == Verdict::kAllowed || (verdict == Verdict::kNeeds && actions.IsWithin(accepted));
  }

  // 0 allowed, 1 needs accepted actions only, 2 needs others too, 3 refused: the order of "most favourable".
  constexpr int Rank(ActionSet accepted) const {
    if (verdict == Verdict::kAllowed) return 0;
    if (verdict == Verdict::kRefused) return 3;
    return actions.IsWithin(accepted) ? 1 : 2;
  }

  friend constexpr bool operator==(Ruling, Ruling) = default;
};

}  // namespace walz

#endif  // ENGINE_RULEBOOK_VERDICT_H_
