#include "engine/rulebook/stay_frame.h"

namespace walz {
namespace {

// The days that the scheme leaves in all, less earlier stays; none if it has no cap that is known.
std::optional<int> SchemeCapOf(const Scheme& scheme, const Apprentice& apprentice) {
  std::optional<int> cap;
  if (scheme.days_max > 0) cap = scheme.days_max;
  if (scheme.share_denominator > 0 && apprentice.training_days) {
    const std::int64_t share =
        std::int64_t{*apprentice.training_days} * scheme.share_numerator / scheme.share_denominator;
    cap = static_cast<int>(std::min<std::int64_t>(share, cap.value_or(kDayMax.number)));
  }
  if (!cap) return std::nullopt;
  return std::max(0, *cap - apprentice.days_abroad_before);
}

// REQUIRES: it has a day.
DayRange HullOf(const DaySet& days) { return {days.ranges().front().first, days.ranges().back().last}; }

}  // namespace

LearnerLengths LearnerLengthsOf(const ApprenticeView& view) {
  const Apprentice& apprentice = view.apprentice;
  const Activity& activity = view.round.activity;
  LearnerLengths lengths;
  const auto bound_below = [&](int min, LengthSource source) {
    if (min > lengths.min) {
      lengths.min = min;
      lengths.min_source = source;
    }
  };
  bound_below(apprentice.days_min, LengthSource::kApprentice);
  bound_below(apprentice.fewer_opportunities ? activity.days_min_fewer_opportunities : activity.days_min,
              LengthSource::kActivity);

  lengths.max = apprentice.days_max;
  const auto bound_above = [&](int max, LengthSource source) {
    if (max < lengths.max) {
      lengths.max = max;
      lengths.max_source = source;
    }
  };
  bound_above(activity.days_max, LengthSource::kActivity);
  if (view.scheme.employer_consent == ConsentRule::kRequired && apprentice.employer_consent.days_max > 0) {
    bound_above(apprentice.employer_consent.days_max, LengthSource::kConsent);
  }
  if (const std::optional<int> cap = SchemeCapOf(view.scheme, apprentice)) bound_above(*cap, LengthSource::kScheme);
  const int plan_above = view.scheme.plan_above_days;
  lengths.max_without_plan = plan_above > 0 ? std::min(lengths.max, plan_above) : lengths.max;
  lengths.share_unknown = view.scheme.share_denominator > 0 && !apprentice.training_days;
  return lengths;
}

LearnerFrame LearnerFrameOf(const ApprenticeView& apprentice) {
  const LearnerLengths lengths = LearnerLengthsOf(apprentice);
  const ActionSet accepted = apprentice.round.accepted_actions;
  LearnerFrame frame;
  frame.days = apprentice.days;
  frame.accepted = accepted;
  if (lengths.share_unknown && !accepted.Has(Action::kEnterTrainingDays)) return frame;
  const int max = accepted.Has(Action::kAgreeChamberPlan) ? lengths.max : lengths.max_without_plan;
  if (lengths.min <= max) {
    frame.length_min = lengths.min;
    frame.length_max = max;
  }
  return frame;
}

HostFrame HostFrameOf(const OpeningView& opening) {
  const DaySet* days = opening.days_in_round;
  return {days, days->empty() ? opening.opening.windows : days, opening.opening.days_min, opening.opening.days_max};
}

std::optional<StaySpan> SpanOfApprentice(const ApprenticeView& apprentice) {
  const LearnerFrame frame = LearnerFrameOf(apprentice);
  if (frame.length_min > frame.length_max || frame.days->empty()) return std::nullopt;
  return StaySpan{HullOf(*frame.days), frame.length_min};
}

std::optional<StaySpan> SpanOfOpening(const OpeningView& opening) {
  const HostFrame frame = HostFrameOf(opening);
  if (frame.days->empty()) return std::nullopt;
  return StaySpan{HullOf(*frame.days), std::max(1, frame.length_min)};
}

Coverage CoverageOf(absl::Span<const DayRange> sorted_ranges, Day first, int length) {
  for (const DayRange& range : sorted_ranges) {
    if (first < range.first) return {false, range.first - 1};
    const Day start_last = range.last - (length - 1);
    if (first <= start_last) return {true, start_last};
  }
  return {false, kDayMax};
}

}  // namespace walz
