// partner_certificate: employer or host, throughout the round.

#include "engine/rules/partner_certificate.h"

#include <functional>

#include <gtest/gtest.h>

#include "tests/engine/rules/stay_cases.h"

namespace walz {
namespace {

std::function<void(Facts&)> Certified(std::size_t company, const char* label, absl::string_view valid) {
  const DayRange range = R(valid);
  return [=](Facts& f) {
    f.companies.push_back(MakeCompany(f, "E", "DE"));
    f.apprentices[0].employer = "E";
    f.companies[company].certificates = Holds(f, {{label, DaySet({range})}});
  };
}

// The round is 2027-03-01..2027-05-31.
TEST(PartnerCertificateTest, Points) {
  const char* partner = "erasmus-plus-partner";
  CheckPointsCases<PartnerCertificate>({
      {"None", [](Facts&) {}, 0},
      {"Host", Certified(0, partner, "2027-03-01..2027-05-31"), 1000},
      {"Employer", Certified(1, partner, "2027-03-01..2027-05-31"), 1000},
      {"EndsADayEarly", Certified(0, partner, "2027-03-01..2027-05-30"), 0},
      {"BeginsADayLate", Certified(1, partner, "2027-03-02..2027-05-31"), 0},
      {"AnotherLabel", Certified(0, "sbb", "2027-03-01..2027-05-31"), 0},
  });
}

}  // namespace
}  // namespace walz
