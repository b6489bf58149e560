#include "service/convert/scheme_reader.h"

#include <set>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <walz/v1/scheme.pb.h>

#include "service/convert/json_fields.h"

namespace walz {
namespace {

constexpr int kMonthsMax = 60;
constexpr int kShareMax = 1000;
constexpr int kDefaultMonths = 12;

HostPayRule HostPayOf(v1::HostPay pay) {
  switch (pay) {
    case v1::HOST_PAY_FORBIDDEN:
      return HostPayRule::kForbidden;
    case v1::HOST_PAY_ALLOWED:
      return HostPayRule::kAllowed;
    case v1::HOST_PAY_REQUIRED:
      return HostPayRule::kRequired;
    default:
      return HostPayRule::kUnknown;
  }
}

ConsentRule ConsentOf(v1::EmployerConsent consent) {
  switch (consent) {
    case v1::EMPLOYER_CONSENT_REQUIRED:
      return ConsentRule::kRequired;
    case v1::EMPLOYER_CONSENT_NOT_NEEDED:
      return ConsentRule::kNotNeeded;
    default:
      return ConsentRule::kUnknown;
  }
}

GrantRule GrantOf(v1::Grant grant) {
  switch (grant) {
    case v1::GRANT_ELIGIBLE:
      return GrantRule::kEligible;
    case v1::GRANT_NOT_ELIGIBLE:
      return GrantRule::kNotEligible;
    default:
      return GrantRule::kUnknown;
  }
}

std::array<int, kSenderKindCount> MonthsOf(const v1::Scheme& proto, JsonFields& fields) {
  if (!proto.has_months_after_graduation()) return {0, kDefaultMonths, kDefaultMonths, kDefaultMonths};
  const v1::MonthsAfterGraduation& months = proto.months_after_graduation();
  const int chamber = months.has_chamber() ? months.chamber() : kDefaultMonths;
  const auto checked = [&](absl::string_view kind, bool given, int value) {
    return fields.Number(absl::StrCat("monthsAfterGraduation.", kind), given ? value : chamber, 0, kMonthsMax);
  };
  return {checked("school", months.has_school(), months.school()), checked("chamber", true, chamber),
          checked("pool", months.has_pool(), months.pool()),
          checked("company", months.has_company(), months.company())};
}

void ReadShare(const v1::Scheme& proto, JsonFields& fields, Scheme& scheme) {
  scheme.share_numerator = fields.Number("shareNumerator", proto.share_numerator(), 0, kShareMax);
  scheme.share_denominator = fields.Number("shareDenominator", proto.share_denominator(), 0, kShareMax);
  if ((scheme.share_numerator == 0) != (scheme.share_denominator == 0)) {
    fields.Fail("shareNumerator", absl::StrCat(scheme.share_numerator),
                {"contradiction", "a share needs shareNumerator and shareDenominator, both above 0"});
  } else if (scheme.share_numerator > scheme.share_denominator) {
    fields.Fail("shareNumerator", absl::StrCat(scheme.share_numerator),
                {"out_of_range", "a share is at most the whole"});
  }
}

Scheme SchemeOf(const v1::Scheme& proto, const Catalogue& catalogue, JsonFields& fields) {
  Scheme scheme;
  scheme.id = fields.Id("id", proto.id());
  scheme.country = fields.CountryCode("country", proto.country(), catalogue).value_or(Country());
  scheme.region = proto.region();
  if (!proto.valid_from().empty()) scheme.valid_from = fields.Date("validFrom", proto.valid_from());
  if (!proto.valid_to().empty()) scheme.valid_to = fields.Date("validTo", proto.valid_to());
  if (scheme.valid_from && scheme.valid_to && *scheme.valid_to < *scheme.valid_from) {
    fields.Fail("validTo", proto.valid_to(), {"contradiction", "validTo is before validFrom; swap them?"});
  }
  scheme.home_pay = proto.home_pay();
  scheme.host_pay = HostPayOf(proto.host_pay());
  scheme.host_pay_min_eur_month =
      fields.Number("hostPayMinEurMonth", proto.host_pay_min_eur_month(), 0, kPayEurMonthMax);
  scheme.remedy = proto.remedy();
  scheme.employer_consent = ConsentOf(proto.employer_consent());
  scheme.partner_certificate_stands = proto.partner_certificate_stands();
  scheme.days_max = fields.Number("maxDays", proto.max_days(), 0, kDaysMax);
  ReadShare(proto, fields, scheme);
  scheme.plan_above_days = fields.Number("planAboveDays", proto.plan_above_days(), 0, kDaysMax);
  scheme.months_after_graduation = MonthsOf(proto, fields);
  scheme.graduation_strict = proto.graduation_strict();
  scheme.grant = GrantOf(proto.grant());
  scheme.age_min = fields.Number("minAge", proto.min_age(), 0, kAgeMax);
  scheme.eqf_max = fields.Number("eqfMax", proto.eqf_max(), 0, kEqfMax);
  scheme.host_certificates = fields.Codes("hostCertificates", proto.host_certificates());
  scheme.employer_certificates = fields.Codes("employerCertificates", proto.employer_certificates());
  scheme.source = proto.source();
  return scheme;
}

}  // namespace

Scheme ReadSchemeMessage(const v1::Scheme& message, const Catalogue& catalogue, const JsonFaults& faults) {
  JsonFields fields(faults, "");
  return SchemeOf(message, catalogue, fields);
}

Table<Scheme> ReadSchemes(absl::string_view text, const Catalogue& catalogue, const JsonFaults& faults) {
  v1::SchemeCatalogue proto;
  Table<Scheme> table;
  std::set<std::string, std::less<>> bad_entries;  // Such as `schemes[3]`.
  const JsonFaults noting = [&](absl::string_view path, absl::string_view value, CellFault fault) {
    bad_entries.emplace(path.substr(0, path.find(']')));
    faults(path, value, std::move(fault));
  };
  const JsonRead read = ReadJsonMessage(text, proto, noting);
  table.complete = read.given.contains("schemes");
  if (read.ok && !table.complete) {
    faults("schemes", "", {"missing_value", "the file must hold a list: {\"schemes\": [...]}"});
  }
  for (int i = 0; i < proto.schemes_size(); ++i) {
    JsonFields fields(noting, absl::StrCat("schemes[", i, "]."));
    table.rows.push_back(SchemeOf(proto.schemes(i), catalogue, fields));
    table.row_numbers.push_back(static_cast<std::uint32_t>(i));
    table.bad.push_back(bad_entries.contains(absl::StrCat("schemes[", i)) ? 1 : 0);
  }
  return table;
}

}  // namespace walz
