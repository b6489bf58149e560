// StayReference: the requirements that speak of stays, day by day and by no clever means, straight from SEMANTICS 1.1
// and 2.  Slow and obvious; shares no code with the rules but days and the facts.

#ifndef TESTS_ENGINE_RULES_STAY_REFERENCE_H_
#define TESTS_ENGINE_RULES_STAY_REFERENCE_H_

#include <functional>
#include <set>
#include <vector>

#include "engine/model/problem.h"
#include "engine/rulebook/verdict.h"

namespace walz {

class StayReference {
 public:
  StayReference(const ApprenticeView& apprentice, const OpeningView& opening);

  // At one stay.
  Ruling LengthAt(DayRange stay) const;
  Ruling ConsentAt(DayRange stay) const;
  Ruling CertificatesAt(DayRange stay) const;
  Ruling AgeAt(DayRange stay) const;
  Ruling GraduationAt(DayRange stay) const;
  bool IsInside(DayRange stay) const;  // Every day is one of the apprentice's, the opening's and the round's.

  // Of the pair.
  Ruling Length() const;
  std::vector<int> PermittedLengths() const;  // Ascending.
  Ruling Consent() const {
    return Best([this](DayRange stay) { return ConsentAt(stay); });
  }
  Ruling Certificates() const {
    return Best([this](DayRange stay) { return CertificatesAt(stay); });
  }
  Ruling Age() const {
    return Best([this](DayRange stay) { return AgeAt(stay); });
  }
  Ruling Graduation() const {
    return Best([this](DayRange stay) { return GraduationAt(stay); });
  }
  Ruling Dates() const;
  std::set<Day> LawfulStarts(int length) const;

 private:
  bool IsFeasible(Ruling ruling) const;
  std::vector<DayRange> StaysInside(int length) const;
  int FrameLength() const;
  std::vector<DayRange> Frame() const;
  Ruling Best(const std::function<Ruling(DayRange)>& judge) const;

  const ApprenticeView& a_;
  const OpeningView& o_;
};

}  // namespace walz

#endif  // TESTS_ENGINE_RULES_STAY_REFERENCE_H_
