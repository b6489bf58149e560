// The frame of a pair: the stays at which its requirements are judged (SEMANTICS 1.1), as facets and as a walk.
//
// The frame holds all stays of the pair's shortest permitted length (one day if none is permitted) inside the
// apprentice's, the opening's and the round's days; if there is none, every single day of the opening's windows in the
// round's dates (else of its windows) as a one-day stay.  A rule that speaks of stays answers for a whole run of first
// days at once (StayRuling), so that the walk jumps from change to change instead of going day by day.

#ifndef ENGINE_RULEBOOK_STAY_FRAME_H_
#define ENGINE_RULEBOOK_STAY_FRAME_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <absl/types/span.h>

#include "engine/base/day_set.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"
#include "engine/rulebook/verdict.h"

namespace walz {

enum class LengthSource : std::uint8_t { kApprentice, kActivity, kConsent, kScheme };

// How long an apprentice may stay, as far as the apprentice, the scheme, the employer and the round's activity say.
struct LearnerLengths {
  int min = 1;
  int max = 0;               // The tightest bound; below `min` if they contradict each other.
  int max_without_plan = 0;  // Longer stays need a plan agreed with the chamber; equal to max if none do.
  LengthSource min_source = LengthSource::kApprentice;
  LengthSource max_source = LengthSource::kApprentice;
  bool share_unknown = false;  // The scheme caps by a share of the training, whose days nobody entered.

  friend bool operator==(const LearnerLengths&, const LearnerLengths&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const LearnerLengths& l) {
    return H::combine(std::move(h), l.min, l.max, l.max_without_plan, l.min_source, l.max_source, l.share_unknown);
  }
};

LearnerLengths LearnerLengthsOf(const ApprenticeView& apprentice);

// What the frame reads of the apprentice.  `days` is null where a rule found that days cannot matter.
struct LearnerFrame {
  const DaySet* days = nullptr;  // Windows less blackouts; interned.
  int length_min = 1;            // Lengths permitted with accepted actions; min > max: none.
  int length_max = 0;
  ActionSet accepted;

  friend bool operator==(const LearnerFrame&, const LearnerFrame&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const LearnerFrame& f) {
    return H::combine(std::move(h), f.days, f.length_min, f.length_max, f.accepted);
  }
};

// What the frame reads of the opening.
struct HostFrame {
  const DaySet* days = nullptr;       // The windows in the round's dates; interned.
  const DaySet* days_else = nullptr;  // Where no stay fits: the same, or the windows if it is empty.
  int length_min = 0;
  int length_max = 0;  // 0: no bound.

  friend bool operator==(const HostFrame&, const HostFrame&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const HostFrame& f) {
    return H::combine(std::move(h), f.days, f.days_else, f.length_min, f.length_max);
  }
};

LearnerFrame LearnerFrameOf(const ApprenticeView& apprentice);
HostFrame HostFrameOf(const OpeningView& opening);

std::optional<StaySpan> SpanOfApprentice(const ApprenticeView& apprentice);
std::optional<StaySpan> SpanOfOpening(const OpeningView& opening);

// The lengths that both sides permit with accepted actions; min > max: none.
constexpr LengthRange LengthsOf(const LearnerFrame& learner, const HostFrame& host) {
  const int max = host.length_max == 0 ? learner.length_max : std::min(learner.length_max, host.length_max);
  return {std::max(learner.length_min, host.length_min), max};
}

// The length of the frame's stays: the shortest permitted one, 1 if there is none.
constexpr int FrameLengthOf(const LearnerFrame& learner, const HostFrame& host) {
  const LengthRange lengths = LengthsOf(learner, host);
  return lengths.min <= lengths.max ? lengths.min : 1;
}

// Calls visit(starts) for the maximal ranges of first days of stays of `length` days inside both sets, ascending, until
// it returns false.
template <typename Visit>
void ForEachStarts(const DaySet& a, const DaySet& b, int length, Visit visit) {
  auto in_a = a.ranges().begin();
  auto in_b = b.ranges().begin();
  while (in_a != a.ranges().end() && in_b != b.ranges().end()) {
    const Day first = std::max(in_a->first, in_b->first);
    const Day last = std::min(in_a->last, in_b->last) - (length - 1);
    if (first <= last && !visit(DayRange{first, last})) return;
    (in_a->last < in_b->last ? in_a : in_b)++;
  }
}

// What a rule says of a stay, and of all stays of the same length that start after it up to `until`.
struct StayRuling {
  Ruling ruling;
  Day until;
};

// Whether the stay of `length` days from `first` lies in the set; the same for all that start up to `until`.
struct Coverage {
  bool covered;
  Day until;
};
Coverage CoverageOf(absl::Span<const DayRange> sorted_ranges, Day first, int length);

// The earliest stay of the frame with the most favourable ruling.
struct BestStay {
  Ruling ruling = Ruling::Refused();
  DayRange stay;
};

// Finds it by judge(first day, length), which returns a StayRuling.  Stops at the first ALLOWED; allocates nothing.
// A learner whose days cannot matter is judged at the opening's first day alone.
// REQUIRES: the opening has a window.
template <typename Judge>
BestStay BestOverFrame(const LearnerFrame& learner, const HostFrame& host, Judge judge) {
  BestStay best;
  int best_rank = 4;
  int length = 1;
  const auto visit = [&](DayRange starts) {
    for (Day first = starts.first; first <= starts.last;) {
      const StayRuling now = judge(first, length);
      const int rank = now.ruling.Rank(learner.accepted);
      if (rank < best_rank) {
        best = {now.ruling, {first, first + (length - 1)}};
        best_rank = rank;
      }
      if (rank == 0 || learner.days == nullptr) return false;
      first = now.until + 1;
    }
    return true;
  };
  if (learner.days != nullptr) {
    length = FrameLengthOf(learner, host);
    ForEachStarts(*learner.days, *host.days, length, visit);
    if (best_rank < 4) return best;
    length = 1;
  }
  ForEachStarts(*host.days_else, *host.days_else, length, visit);
  return best;
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_STAY_FRAME_H_
