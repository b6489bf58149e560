#include "tests/engine/rules/stay_reference.h"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <string>
#include <tuple>

#include "engine/base/check.h"

namespace walz {
namespace {

constexpr int kLengthMax = 400;  // Longer than any that the tests permit.

struct Date {
  int year, month, day;
};

Date DateOf(Day day) {
  const std::string text = FormatDay(day);
  return {std::atoi(text.c_str()), std::atoi(text.c_str() + 5), std::atoi(text.c_str() + 8)};
}

int AgeOn(Day birth, Day on) {
  const Date b = DateOf(birth);
  const Date o = DateOf(on);
  const bool had_birthday = std::tie(o.month, o.day) >= std::tie(b.month, b.day);
  return o.year - b.year - (had_birthday ? 0 : 1);
}

Day MonthsAfter(Day day, int months) {
  Date date = DateOf(day);
  for (; months > 0; --months) {
    if (++date.month == 13) {
      date.month = 1;
      ++date.year;
    }
  }
  while (!DayOf(date.year, date.month, date.day)) --date.day;
  return *DayOf(date.year, date.month, date.day);
}

bool Covers(const DaySet& days, DayRange stay) {
  for (Day day = stay.first; day <= stay.last; day = day + 1) {
    if (!days.Contains(day)) return false;
  }
  return true;
}

}  // namespace

StayReference::StayReference(const ApprenticeView& apprentice, const OpeningView& opening)
    : a_(apprentice), o_(opening) {}

bool StayReference::IsFeasible(Ruling ruling) const {
  return ruling.verdict == Verdict::kAllowed ||
         (ruling.verdict == Verdict::kNeeds && ruling.actions.IsWithin(a_.round.accepted_actions));
}

Ruling StayReference::LengthAt(DayRange stay) const {
  const int days = stay.days();
  const Activity& activity = a_.round.activity;
  const Scheme& scheme = a_.scheme;
  const Apprentice& who = a_.apprentice;
  if (days < (who.fewer_opportunities ? activity.days_min_fewer_opportunities : activity.days_min)) {
    return Ruling::Refused();
  }
  if (days > activity.days_max || days < who.days_min || days > who.days_max) return Ruling::Refused();
  if (days < o_.opening.days_min) return Ruling::Refused();
  if (o_.opening.days_max > 0 && days > o_.opening.days_max) return Ruling::Refused();
  if (scheme.employer_consent == ConsentRule::kRequired && who.employer_consent.days_max > 0 &&
      days > who.employer_consent.days_max) {
    return Ruling::Refused();
  }
  if (scheme.days_max > 0 && days > scheme.days_max - who.days_abroad_before) return Ruling::Refused();
  ActionSet actions;
  if (scheme.share_denominator > 0) {
    if (!who.training_days) {
      actions = actions.With({Action::kEnterTrainingDays});
    } else if (days > *who.training_days * scheme.share_numerator / scheme.share_denominator - who.days_abroad_before) {
      return Ruling::Refused();
    }
  }
  if (scheme.plan_above_days > 0 && days > scheme.plan_above_days) {
    actions = actions.With({Action::kAgreeChamberPlan});
  }
  return Ruling::AllowedAfter(actions);
}

Ruling StayReference::ConsentAt(DayRange stay) const {
  if (a_.scheme.employer_consent == ConsentRule::kNotNeeded) return Ruling::Allowed();
  if (a_.scheme.employer_consent == ConsentRule::kUnknown) return Ruling::Needs({Action::kClarifyConsentRule});
  const EmployerConsent& consent = a_.apprentice.employer_consent;
  if (consent.state == ConsentState::kRefused) return Ruling::Refused();
  const bool granted = consent.state == ConsentState::kGranted;
  if (granted && consent.range.first <= stay.first && stay.last <= consent.range.last) return Ruling::Allowed();
  if (a_.scheme.partner_certificate_stands && a_.employer != nullptr) {
    const auto label = a_.employer->certificates->find("erasmus-plus-partner");
    if (label != a_.employer->certificates->end() && Covers(label->second, stay)) return Ruling::Allowed();
  }
  return Ruling::Needs({granted ? Action::kExtendEmployerConsent : Action::kObtainEmployerConsent});
}

Ruling StayReference::CertificatesAt(DayRange stay) const {
  Ruling worst = Ruling::Allowed();
  const auto judge = [&](const std::vector<std::string>& labels, const Company& company) {
    for (const std::string& label : labels) {
      const auto held = company.certificates->find(label);
      Ruling ruling = Ruling::Refused();
      if (held != company.certificates->end()) {
        if (Covers(held->second, stay)) {
          ruling = Ruling::Allowed();
        } else if (held->second.Contains(stay.first)) {
          ruling = Ruling::Needs({Action::kRenewCertificate});
        }
      }
      if (ruling.verdict > worst.verdict) worst = ruling;
    }
  };
  judge(a_.scheme.host_certificates, o_.company);
  judge(a_.round.host_certificates, o_.company);
  if (a_.employer != nullptr) {
    judge(a_.scheme.employer_certificates, *a_.employer);
    judge(a_.round.employer_certificates, *a_.employer);
  }
  return worst;
}

Ruling StayReference::AgeAt(DayRange stay) const {
  const Apprentice& who = a_.apprentice;
  if (!who.birth_date) return Ruling::Needs({Action::kEnterBirthDate});
  const int age = AgeOn(*who.birth_date, stay.first);
  if (age < a_.scheme.age_min || age < a_.round.age_min || age < o_.opening.age_min) return Ruling::Refused();
  ActionSet actions;
  if (age < 18) {
    if (who.guardian_consent == GuardianConsent::kNo) return Ruling::Refused();
    if (who.guardian_consent != GuardianConsent::kYes) actions = actions.With({Action::kObtainGuardianConsent});
  }
  if (age < a_.round.accompany_under_age && who.accompanying == 0) {
    actions = actions.With({Action::kAddAccompanyingPerson});
  }
  return Ruling::AllowedAfter(actions);
}

Ruling StayReference::GraduationAt(DayRange stay) const {
  if (!a_.apprentice.graduation_date) return Ruling::Needs({Action::kEnterGraduationDate});
  const Day graduation = *a_.apprentice.graduation_date;
  if (stay.last <= graduation) return Ruling::Allowed();
  const int months = a_.scheme.months_after_graduation[static_cast<std::size_t>(a_.centre.sender_kind)];
  if (months == 0) return Ruling::Refused();
  const Day counts = a_.scheme.graduation_strict ? stay.last : stay.first;
  return counts <= MonthsAfter(graduation, months) ? Ruling::Allowed() : Ruling::Refused();
}

bool StayReference::IsInside(DayRange stay) const {
  for (Day day = stay.first; day <= stay.last; day = day + 1) {
    if (!a_.apprentice.windows->Contains(day)) return false;
    if (a_.apprentice.blackouts->Contains(day) || a_.centre.blackouts->Contains(day)) return false;
    if (!o_.opening.windows->Contains(day) || !a_.round.dates.Contains(day)) return false;
  }
  return true;
}

Ruling StayReference::Length() const {
  Ruling best = Ruling::Refused();
  for (int length = 1; length <= kLengthMax; ++length) {
    const Ruling ruling = LengthAt({Day{0}, Day{length - 1}});
    if (ruling.Rank(a_.round.accepted_actions) < best.Rank(a_.round.accepted_actions)) best = ruling;
  }
  return best;
}

std::vector<int> StayReference::PermittedLengths() const {
  std::vector<int> lengths;
  for (int length = 1; length <= kLengthMax; ++length) {
    if (IsFeasible(LengthAt({Day{0}, Day{length - 1}}))) lengths.push_back(length);
  }
  return lengths;
}

int StayReference::FrameLength() const {
  const std::vector<int> lengths = PermittedLengths();
  return lengths.empty() ? 1 : lengths.front();
}

std::vector<DayRange> StayReference::StaysInside(int length) const {
  std::vector<DayRange> stays;
  for (Day first = a_.round.dates.first; first <= a_.round.dates.last; first = first + 1) {
    const DayRange stay{first, first + (length - 1)};
    if (IsInside(stay)) stays.push_back(stay);
  }
  return stays;
}

std::vector<DayRange> StayReference::Frame() const {
  std::vector<DayRange> frame = StaysInside(FrameLength());
  if (!frame.empty()) return frame;
  std::vector<DayRange> windows;
  for (const DayRange& window : o_.opening.windows->ranges()) {
    for (Day day = window.first; day <= window.last; day = day + 1) {
      windows.push_back({day, day});
      if (a_.round.dates.Contains(day)) frame.push_back({day, day});
    }
  }
  return frame.empty() ? windows : frame;
}

Ruling StayReference::Best(const std::function<Ruling(DayRange)>& judge) const {
  const std::vector<DayRange> frame = Frame();
  WALZ_CHECK(!frame.empty());
  Ruling best = judge(frame.front());
  for (const DayRange& stay : frame) {
    const Ruling ruling = judge(stay);
    if (ruling.Rank(a_.round.accepted_actions) < best.Rank(a_.round.accepted_actions)) best = ruling;
  }
  return best;
}

Ruling StayReference::Dates() const {
  const bool consent_counts = IsFeasible(Consent());
  const bool certificates_count = IsFeasible(Certificates());
  const bool age_counts = IsFeasible(Age());
  const bool graduation_counts = IsFeasible(Graduation());
  for (const DayRange& stay : StaysInside(FrameLength())) {
    if (consent_counts && !IsFeasible(ConsentAt(stay))) continue;
    if (certificates_count && !IsFeasible(CertificatesAt(stay))) continue;
    if (age_counts && !IsFeasible(AgeAt(stay))) continue;
    if (graduation_counts && !IsFeasible(GraduationAt(stay))) continue;
    return Ruling::Allowed();
  }
  return Ruling::Refused();
}

std::set<Day> StayReference::LawfulStarts(int length) const {
  std::set<Day> starts;
  for (const DayRange& stay : StaysInside(length)) {
    if (IsFeasible(ConsentAt(stay)) && IsFeasible(CertificatesAt(stay)) && IsFeasible(AgeAt(stay)) &&
        IsFeasible(GraduationAt(stay))) {
      starts.insert(stay.first);
    }
  }
  return starts;
}

}  // namespace walz
