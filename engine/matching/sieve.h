// Sieve: which openings are feasible for which apprentices, in bulk, saying exactly what the single Judge calls say.
//
// Facets are interned, each distinct pair of facets is judged at most once, verdicts become bitmaps over openings, and
// apprentices with equal facets form a class that shares the work.  Sparse requirements are overrides per apprentice.
//
// Questions about single apprentices keep what they judge for others beside the same hosts (kept_verdicts.h).
//
// Memory: 4 bytes for each apprentice and 8 for each opening and tabulated requirement; for bulk work also
// openings / 8 bytes for each distinct row of verdicts (below bitmap_bytes_max), one byte for each pair of facets that
// is judged on demand (below memo_bytes_max), 32 an opening where these are dates (their bounds), and for each
// requirement and thread openings / 4 bytes, 4 an opening where it is judged on demand. Thread rule: const methods may
// be called from any thread.

#ifndef ENGINE_MATCHING_SIEVE_H_
#define ENGINE_MATCHING_SIEVE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <absl/types/span.h>

#include "engine/base/stop.h"
#include "engine/matching/kept_verdicts.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

class RefusalCounter;

// How the requirements keep one apprentice from the openings.
struct Refusals {
  struct Count {
    std::int64_t refused = 0;       // Openings that this requirement refuses.
    std::int64_t only_refused = 0;  // Openings that this requirement alone refuses.
  };
  std::int64_t feasible = 0;            // Openings that nothing refuses.
  std::vector<Count> by_requirement;    // In the order of the rulebook.
  std::optional<OpeningIndex> nearest;  // Refused by the fewest requirements (at least one), then lowest id.
  int nearest_refusals = 0;
  int passed = 0;  // Requirements from the first on that together leave an opening.
};

// An opening that one requirement refuses and no other.
struct LoneRefusal {
  std::uint32_t requirement;  // Position in the rulebook.
  OpeningIndex opening;

  friend bool operator==(const LoneRefusal&, const LoneRefusal&) = default;
};

// When a requirement is judged for all pairs of facets beforehand, and when only where the others leave an opening.
// Never changes a result.
struct SieveLimits {
  std::int64_t judged_pairs_max = 70'000'000;             // Pairs of facets of one requirement judged beforehand.
  std::int64_t bitmap_bytes_max = std::int64_t{1} << 30;  // Bitmaps of all requirements together.
  std::int64_t memo_bytes_max = std::int64_t{1} << 30;    // Verdicts kept of those judged on demand, together.
  KeptLimits kept = {};
};

class Sieve {
 public:
  // `problem` and `rules` must outlive this object.  O(apprentices + openings) facets; judges nothing yet.
  // Abandoned: good for nothing.
  Sieve(const Problem& problem, const RuleBook& rules, const WorkOptions& options, const SieveLimits& limits = {});
  // For a problem that was joined to the one of `hosts` (Problem::Join), made of the same rules: shares all that is
  // said of hosts.  O(apprentices) facets.
  Sieve(const Problem& problem, const RuleBook& rules, const Sieve& hosts);
  ~Sieve();
  Sieve(Sieve&&) noexcept;

  // Feasible openings of one apprentice, ascending.
  std::vector<OpeningIndex> FeasibleOf(ApprenticeIndex apprentice) const;

  // Calls `visit` once for every apprentice with its feasible openings, ascending.  Apprentices come in any order, from
  // several threads at once if options.thread_count > 1.  Stops early when asked to and returns false then.
  bool ForEachApprentice(const WorkOptions& options,
                         const std::function<void(ApprenticeIndex, absl::Span<const OpeningIndex>)>& visit) const;

  // The same for some apprentices, each once.
  bool ForEachOf(absl::Span<const ApprenticeIndex> apprentices, absl::string_view stage, const WorkOptions& options,
                 const std::function<void(ApprenticeIndex, absl::Span<const OpeningIndex>)>& visit) const;

  // How many requirements refuse each opening to one apprentice (refusal_counter.h).
  RefusalCounter CountRefusals(ApprenticeIndex apprentice) const;

  // Barrier counts of one apprentice over all openings.
  Refusals RefusalsOf(ApprenticeIndex apprentice) const;

  // Calls `visit` once for each of `apprentices` with its barrier counts; order, threads and stopping as above.
  bool ForEachRefusals(absl::Span<const ApprenticeIndex> apprentices, const WorkOptions& options,
                       const std::function<void(ApprenticeIndex, const Refusals&)>& visit) const;

  // The same, much faster, but `refused` is counted only for those of whom no opening is refused by one requirement
  // alone; it is 0 for the others.
  bool ForEachBarriers(absl::Span<const ApprenticeIndex> apprentices, const WorkOptions& options,
                       const std::function<void(ApprenticeIndex, const Refusals&)>& visit) const;

  // Calls `visit` once for each of `apprentices` with the openings of `within` (a bitmap) that exactly one requirement
  // refuses, ascending; order, threads and stopping as above.
  bool ForEachLoneRefusals(absl::Span<const ApprenticeIndex> apprentices, absl::Span<const std::uint64_t> within,
                           const WorkOptions& options,
                           const std::function<void(ApprenticeIndex, absl::Span<const LoneRefusal>)>& visit) const;

  // The facets of a tabulated requirement; null for a sparse one.
  const FacetTable* facets(std::size_t requirement) const;

  // Classes of apprentices with equal facets in all tabulated requirements.  O(apprentices * requirements).
  std::size_t class_count() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace walz

#endif  // ENGINE_MATCHING_SIEVE_H_
