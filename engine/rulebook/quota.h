// Quota: a rule that bounds many placements together.
//
// Every placement belongs to at most one group of a quota and uses some amount of it; the sum over a group stays within
// the group's limit - on every calendar day of the stays (daily) or over the whole round.  A quota is a struct with
// static members kName, kDoc, kSide, kDaily and
//   GroupOf(problem, apprentice, opening)   the group, or none if the placement is not bounded
//   LimitOf(problem, group)                 >= 0, or none if the group has no limit
//   AmountOf(apprentice_view, opening_view, stay)   what one placement uses, >= 0; never less for a longer stay
//   LabelOf(problem, group)                 such as "opening O-17", for words
// and, where amounts are sums of money, kWeighted = true; else they are persons: at least 1, the same at every opening
// and for every stay.
// QuotaOf<Rule>() turns it into a value of the rulebook.

#ifndef ENGINE_RULEBOOK_QUOTA_H_
#define ENGINE_RULEBOOK_QUOTA_H_

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/string_view.h>

#include "engine/model/problem.h"

namespace walz {

// What the group depends on.
enum class QuotaSide : std::uint8_t {
  kHost,    // The opening alone: opening in company in country.
  kSender,  // The apprentice alone: employer, centre.
  kRound,   // Nothing: one group, number 0.
};

using QuotaGroup = std::uint32_t;

struct Quota {
  absl::string_view name;
  absl::string_view doc;
  QuotaSide side;
  bool daily;
  bool weighted;  // Amounts may be any number; otherwise each is at least 1, of the apprentice alone.
  std::optional<QuotaGroup> (*group)(const Problem&, ApprenticeIndex, OpeningIndex);
  std::optional<std::int64_t> (*limit)(const Problem&, QuotaGroup);
  std::int64_t (*amount)(const ApprenticeView&, const OpeningView&, DayRange stay);
  std::string (*label)(const Problem&, QuotaGroup);
};

template <typename Rule>
concept QuotaRule = requires(const Problem& problem, ApprenticeIndex a, OpeningIndex o,
                             const ApprenticeView& apprentice, const OpeningView& opening, DayRange stay,
                             QuotaGroup group) {
  { Rule::kName } -> std::convertible_to<absl::string_view>;
  { Rule::kDoc } -> std::convertible_to<absl::string_view>;
  { Rule::kSide } -> std::convertible_to<QuotaSide>;
  { Rule::kDaily } -> std::convertible_to<bool>;
  { Rule::GroupOf(problem, a, o) } -> std::same_as<std::optional<QuotaGroup>>;
  { Rule::LimitOf(problem, group) } -> std::same_as<std::optional<std::int64_t>>;
  { Rule::AmountOf(apprentice, opening, stay) } -> std::same_as<std::int64_t>;
  { Rule::LabelOf(problem, group) } -> std::same_as<std::string>;
};

template <QuotaRule Rule>
constexpr Quota QuotaOf() {
  constexpr bool kWeighted = requires { Rule::kWeighted; };
  return {Rule::kName,    Rule::kDoc,     Rule::kSide,     Rule::kDaily,  kWeighted,
          &Rule::GroupOf, &Rule::LimitOf, &Rule::AmountOf, &Rule::LabelOf};
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_QUOTA_H_
