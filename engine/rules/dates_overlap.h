// dates_overlap: one stay lies inside the days of apprentice, opening and round and suits every rule that reads days.
//
// Judged last and jointly: a stay of the pair's shortest permitted length inside all three must be allowed, or need
// accepted actions only, by each of employer_consents, certificate_held, age_permitted and graduation_permits that some
// such stay suits.  A rule that none suits refuses the pair by itself and is left out here, so that one barrier is
// counted once.

#ifndef ENGINE_RULES_DATES_OVERLAP_H_
#define ENGINE_RULES_DATES_OVERLAP_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "engine/model/problem.h"
#include "engine/rulebook/requirement.h"
#include "engine/rulebook/stay_frame.h"
#include "engine/rules/age_permitted.h"
#include "engine/rules/certificate_held.h"
#include "engine/rules/employer_consents.h"
#include "engine/rules/graduation_permits.h"

namespace walz {

struct DatesOverlap {
  static constexpr absl::string_view kName = "dates_overlap";
  static constexpr absl::string_view kDoc =
      "One stay lies in the days of apprentice, opening and round and suits consent, certificates, age and graduation.";

  // Terms whose ruling is the same for all of the apprentice's days cannot part the days: they are left at rest.
  struct Learner {
    LearnerFrame frame;
    ConsentTerms consent;
    CertificateTerms certificates;
    AgeTerms age;
    GraduationTerms graduation;

    friend bool operator==(const Learner&, const Learner&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Learner& l) {
      return H::combine(std::move(h), l.frame, l.consent, l.certificates, l.age, l.graduation);
    }
  };

  struct Host {
    HostFrame frame;  // Without the days for a pair that no stay fits: such a pair is refused here.
    CertificateSet certificates;
    int age_min = 0;

    friend bool operator==(const Host&, const Host&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Host& host) {
      return H::combine(std::move(h), host.frame, host.certificates, host.age_min);
    }
  };

  static Learner LearnerOf(const ApprenticeView& view) {
    Learner learner;
    learner.frame = LearnerFrameOf(view);
    if (view.days->empty()) return learner;
    const DayRange span{view.days->ranges().front().first, view.days->ranges().back().last};
    KeepIfDaysMatter<EmployerConsents>(view, span, learner.consent);
    KeepIfDaysMatter<CertificateHeld>(view, span, learner.certificates);
    KeepIfDaysMatter<AgePermitted>(view, span, learner.age);
    KeepIfDaysMatter<GraduationPermits>(view, span, learner.graduation);
    return learner;
  }

  static Host HostOf(const OpeningView& view) {
    Host host{HostFrameOf(view), CertificateHeld::HostTermsOf(view), AgePermitted::HostTermsOf(view)};
    host.frame.days_else = nullptr;
    return host;
  }

  static Ruling Judge(const Learner& learner, const Host& host) {
    const Masks seen = MasksSeen(learner, host);
    return seen.Has(seen.any) ? Ruling::Allowed() : Ruling::Refused();
  }

  static Ruling JudgeStay(const Learner& learner, const Host& host, DayRange stay) {
    const bool inside = learner.frame.days->ContainsAll(stay) && host.frame.days->ContainsAll(stay);
    return inside ? Ruling::Allowed() : Ruling::Refused();
  }

  // The first days of all lawful stays of `length` days, as ascending ranges that do not touch: inside all three sets
  // of days, and ALLOWED or NEEDS-accepted by all four rules.
  static std::vector<DayRange> LawfulStarts(const ApprenticeView& apprentice, const OpeningView& opening, int length) {
    const Learner learner{LearnerFrameOf(apprentice), EmployerConsents::TermsOf(apprentice),
                          CertificateHeld::TermsOf(apprentice), AgePermitted::TermsOf(apprentice),
                          GraduationPermits::TermsOf(apprentice)};
    const Host host = HostOf(opening);
    std::vector<DayRange> lawful;
    ForEachMask(learner, host, length, [&](DayRange starts, unsigned mask) {
      if (mask != kAllSuit) return true;
      if (!lawful.empty() && lawful.back().last + 1 == starts.first) {
        lawful.back().last = starts.last;
      } else {
        lawful.push_back(starts);
      }
      return true;
    });
    return lawful;
  }

  static std::string Explain(const Learner& learner, const Host& host) {
    const int length = FrameLengthOf(learner.frame, host.frame);
    const Masks seen = MasksSeen(learner, host);
    if (seen.Has(seen.any)) return absl::StrCat("a stay of ", length, " days fits from ", FormatDay(seen.first_start));
    const std::string days = absl::StrCat("apprentice ", DaysWords(*learner.frame.days), "; opening within the round ",
                                          DaysWords(*host.frame.days));
    if (seen.none()) return absl::StrCat("no ", length, " days in common: ", days);
    std::string rules;
    for (std::size_t rule = 0; rule < kRuleNames.size(); ++rule) {
      const unsigned bit = 1u << rule;
      if ((seen.any & bit) == 0 || (seen.every & bit) != 0) continue;
      absl::StrAppend(&rules, rules.empty() ? "" : ", ", kRuleNames[rule]);
    }
    return absl::StrCat("no stay of ", length, " days suits all of ", rules, " at once: ", days);
  }

 private:
  // One bit for each rule that a stay suits, in this order.
  static constexpr std::array<absl::string_view, 4> kRuleNames = {EmployerConsents::kName, CertificateHeld::kName,
                                                                  AgePermitted::kName, GraduationPermits::kName};
  static constexpr unsigned kAllSuit = 15;

  // Which masks occur among the stays of the frame.
  struct Masks {
    unsigned any = 0;           // Rules that some stay suits.
    unsigned every = kAllSuit;  // Rules that every stay suits.
    std::uint32_t seen = 0;     // Bit m: mask m occurs.
    Day first_start;            // Of the first stay with the mask `any`, once the walk is over.

    bool none() const { return seen == 0; }
    bool Has(unsigned mask) const { return (seen >> mask & 1u) != 0; }
  };

  template <typename Rule, typename Terms>
  static void KeepIfDaysMatter(const ApprenticeView& view, DayRange span, Terms& terms) {
    Terms read = Rule::TermsOf(view);
    if (!Rule::IsConstant(read, span)) terms = std::move(read);
  }

  // Calls visit(starts, mask) for runs of first days of stays inside both sides' days, ascending, until it returns
  // false.
  template <typename Visit>
  static void ForEachMask(const Learner& learner, const Host& host, int length, Visit visit) {
    const ActionSet accepted = learner.frame.accepted;
    ForEachStarts(*learner.frame.days, *host.frame.days, length, [&](DayRange starts) {
      for (Day first = starts.first; first <= starts.last;) {
        const std::array<StayRuling, 4> rulings = {
            EmployerConsents::JudgeFrom(learner.consent, {}, first, length),
            CertificateHeld::JudgeFrom(learner.certificates, host.certificates, first, length),
            AgePermitted::JudgeFrom(learner.age, host.age_min, first, length),
            GraduationPermits::JudgeFrom(learner.graduation, {}, first, length)};
        Day until = starts.last;
        unsigned mask = 0;
        for (std::size_t rule = 0; rule < rulings.size(); ++rule) {
          if (rulings[rule].ruling.FeasibleWith(accepted)) mask |= 1u << rule;
          until = std::min(until, rulings[rule].until);
        }
        if (!visit(DayRange{first, until}, mask)) return false;
        first = until + 1;
      }
      return true;
    });
  }

  // A pair passes exactly if the mask `any` itself occurs.  Stops at the first stay that suits all.
  static Masks MasksSeen(const Learner& learner, const Host& host) {
    Masks masks;
    ForEachMask(learner, host, FrameLengthOf(learner.frame, host.frame), [&](DayRange starts, unsigned mask) {
      masks.any |= mask;
      if (mask == masks.any && !masks.Has(mask)) masks.first_start = starts.first;
      masks.every &= mask;
      masks.seen |= 1u << mask;
      return mask != kAllSuit;
    });
    return masks;
  }

  static std::string DaysWords(const DaySet& days) { return days.empty() ? "no day" : days.ToString(); }
};

}  // namespace walz

#endif  // ENGINE_RULES_DATES_OVERLAP_H_
