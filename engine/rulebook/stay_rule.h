// StayRule: what the requirements that speak of a stay share: they are judged over the pair's frame.
//
// Such a rule names what it reads beside the frame (Terms of the learner, HostTerms of the host) and inherits the rest
// from StayRule<Rule, Terms, HostTerms>:
//   TermsOf(apprentice_view), HostTermsOf(opening_view)    how it reads them
//   IsConstant(terms, days)            true only if, for any one host, all stays within `days` get the same ruling
//   JudgeFrom(terms, host_terms, first, length)   the ruling of that stay, and until which first day it holds
//   Words(terms, host_terms, stay)     the words for the ruling of that stay, with both figures
// Where days cannot matter within the problem's horizon, the learner's facet drops its frame, so that facets stay few.

#ifndef ENGINE_RULEBOOK_STAY_RULE_H_
#define ENGINE_RULEBOOK_STAY_RULE_H_

#include <string>
#include <utility>

#include "engine/model/problem.h"
#include "engine/rulebook/stay_frame.h"

namespace walz {

// Of a rule that reads nothing of one side but the frame.
struct NoTerms {
  friend bool operator==(const NoTerms&, const NoTerms&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const NoTerms&) {
    return h;
  }
};

template <typename Terms, typename Frame>
struct StayFacet {
  Terms terms;
  Frame frame;
  Day alike_on = kDayMin;  // Of a learner: a day that stands for all its days, where all get the same ruling.

  friend bool operator==(const StayFacet&, const StayFacet&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const StayFacet& facet) {
    return H::combine(std::move(h), facet.terms, facet.frame);
  }
};

template <typename Rule, typename Terms, typename HostTerms>
struct StayRule {
  using Learner = StayFacet<Terms, LearnerFrame>;
  using Host = StayFacet<HostTerms, HostFrame>;

  static Learner LearnerOf(const ApprenticeView& apprentice) {
    Terms terms = Rule::TermsOf(apprentice);
    const DayRange horizon = apprentice.problem.horizon();
    if (Rule::IsConstant(terms, horizon)) return {std::move(terms), LearnerFrame{}, horizon.first};
    const LearnerFrame frame = LearnerFrameOf(apprentice);
    const auto days = frame.days->ranges();
    const bool is_alike = !days.empty() && Rule::IsConstant(terms, {days.front().first, days.back().last});
    return {std::move(terms), frame, is_alike ? days.front().first : kDayMin};
  }

  static Host HostOf(const OpeningView& opening) { return {Rule::HostTermsOf(opening), HostFrameOf(opening)}; }

  static Ruling Judge(const Learner& learner, const Host& host) { return BestOf(learner, host).ruling; }

  // The same if a stay of the frame fits both sides' days; else anything.  Does not look at days where it can.
  static Ruling JudgeIfFits(const Learner& learner, const Host& host) {
    if (learner.alike_on == kDayMin) return Judge(learner, host);
    return Rule::JudgeFrom(learner.terms, host.terms, learner.alike_on, 1).ruling;
  }

  // REQUIRES: the stay lies in the problem's horizon.
  static Ruling JudgeStay(const Learner& learner, const Host& host, DayRange stay) {
    return Rule::JudgeFrom(learner.terms, host.terms, stay.first, stay.days()).ruling;
  }

  static std::string Explain(const Learner& learner, const Host& host) {
    return Rule::Words(learner.terms, host.terms, BestOf(learner, host).stay);
  }

 private:
  static BestStay BestOf(const Learner& learner, const Host& host) {
    return BestOverFrame(learner.frame, host.frame, [&](Day first, int length) {
      return Rule::JudgeFrom(learner.terms, host.terms, first, length);
    });
  }
};

}  // namespace walz

#endif  // ENGINE_RULEBOOK_STAY_RULE_H_
