// Acts: what can be done that places more people, ranked by how many more.
//
// An act of one person relaxes something for everybody whom it touches: an employer consents for all its apprentices, a
// host drops a requirement of one opening, a host gives some places more, the coordinator gives a centre some
// placements more.  Wide acts (wide_acts.h) are for all without a place: of a centre, of a field of training, or
// whoever lacks a level of a language.  What an act brings is counted jointly (JointGainCounter), never summed up.

#ifndef ENGINE_EXPLAIN_ACTS_H_
#define ENGINE_EXPLAIN_ACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/explain/joint_gain.h"
#include "engine/explain/language_gains.h"
#include "engine/explain/place_network.h"
#include "engine/explain/single_gains.h"
#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

enum class ActKind : std::uint8_t {
  kEmployerConsents,  // The employer consents for all its apprentices, for all days.
  kHostRelaxes,       // The host drops the requirement for the opening.
  kHostAddsPlaces,    // The host takes `more` at once beyond its places, at whichever of its openings they help most.
  kQuotaAllowsMore,   // The quota's group allows `more` placements.
  kCentreRelaxes,     // The requirement falls, or the step is taken, for all of the centre without a place.
  kFieldRelaxes,      // The same for all of the broad field.
  kLanguageReached,   // Everybody without a place takes the step.
};

// `employer_consents`, `host_relaxes`, `host_adds_places`, `quota_allows_more`, `centre_relaxes`, `field_relaxes`,
// `language_reached`: the words of the files.
absl::string_view ActKindName(ActKind kind);

struct Act {
  ActKind kind = ActKind::kHostRelaxes;
  std::optional<CompanyIndex> company;       // The employer, or the host.
  std::optional<OpeningIndex> opening;       // Of kHostRelaxes.
  std::optional<std::uint32_t> requirement;  // Position in the rulebook; not of places and quotas.
  std::string group;                         // Such as "centre Z-OUL"; of kQuotaAllowsMore, of a centre, of a field.
  std::optional<LanguageStep> step;          // Of a wide act about language.
  std::int64_t more = 0;                     // Places or placements; of places and quotas.

  // Apprentices for each of whom alone it places one more; 0 of places and quotas.
  std::int64_t alone_count = 0;
  std::int64_t gain = 0;                      // Persons more, jointly.
  std::vector<ApprenticeIndex> newly_placed;  // One way to choose them.
  Easing relaxation;
};

struct ActLimits {
  std::size_t kept_max = 20;       // Acts in the list.
  std::size_t looked_at_max = 60;  // Acts counted jointly, the most promising first.
  std::int64_t more_max = 5;       // Places or placements more.
};

struct ActList {
  std::vector<Act> acts;  // Most gain first, then by kind, company, opening, requirement, group, step.
  // together[i]: the joint gain of acts[0] .. acts[i].
  std::vector<std::int64_t> together;
  // Whether every act was looked at that can bring as much as the last of the list.
  bool complete = true;
};

// `gains` as FindSingleGains says of the same network.  Acts that only help together are not found.
ActList FindActs(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const PlaceNetwork& network,
                 absl::Span<const SingleGain> gains, const ActLimits& limits, const WorkOptions& work);

// Whether somebody can let the requirement fall for others: not what law, coordinator and people say, nor what the
// hosts do and where they are.
bool CanBeRelaxed(absl::string_view requirement);

// Notes what an act was found to bring.
void KeepGain(JointGain gain, Act& act);

// Fills in what the first acts of the list bring together.
void CountTogether(JointGainCounter& counter, ActList& list);

// Keeps the first of those counted acts that bring something.
void SortActs(const Problem& problem, const ActLimits& limits, std::vector<Act>& acts);

// The joint gain of some acts of a list.
JointGain GainTogether(const PlaceNetwork& network, absl::Span<const Act* const> acts);

// `employer E-118 consents`, `host H-31 drops language_suffices for O-17`, `host H-31 adds 2 places`,
// `centre Z-OUL may send 1 more`, `centre Z-OUL: en B1, for all who have no place`; names companies and openings, no
// apprentice.
std::string ActWords(const Problem& problem, const RuleBook& rules, const Act& act);

}  // namespace walz

#endif  // ENGINE_EXPLAIN_ACTS_H_
