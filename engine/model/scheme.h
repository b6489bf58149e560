// Scheme: the VET scheme of an apprentice: the rules of its law, as data, versioned by date.
//
// The fields are those of schemes.json; "unknown" is a value of its own and never means allowed.

#ifndef ENGINE_MODEL_SCHEME_H_
#define ENGINE_MODEL_SCHEME_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/day.h"
#include "engine/model/country.h"

namespace walz {

enum class SenderKind : std::uint8_t { kSchool, kChamber, kPool, kCompany };
inline constexpr int kSenderKindCount = 4;

enum class HostPayRule : std::uint8_t { kUnknown, kForbidden, kAllowed, kRequired };
enum class ConsentRule : std::uint8_t { kUnknown, kRequired, kNotNeeded };
enum class GrantRule : std::uint8_t { kUnknown, kEligible, kNotEligible };

struct Scheme {
  std::string id;
  Country country;
  std::string region;
  std::optional<Day> valid_from;  // None: since ever.
  std::optional<Day> valid_to;    // Included.  None: for ever.
  std::string home_pay;           // Words for people; no rule reads it.
  HostPayRule host_pay = HostPayRule::kUnknown;
  int host_pay_min_eur_month = 0;
  std::string remedy;  // What to do where host_pay refuses; may be empty.
  ConsentRule employer_consent = ConsentRule::kUnknown;
  bool partner_certificate_stands = false;
  int days_max = 0;         // 0: no cap.
  int share_numerator = 0;  // Cap as a share of the training; denominator 0: none.
  int share_denominator = 0;
  int plan_above_days = 0;  // Longer stays need a plan agreed with the chamber; 0: none do.
  std::array<int, kSenderKindCount> months_after_graduation{};  // By SenderKind; 0: not after graduation.
  bool graduation_strict = false;  // True: the stay must end within the months; false: it must start within them.
  GrantRule grant = GrantRule::kUnknown;
  int age_min = 0;
  int eqf_max = 0;                                 // 0: no bound.
  std::vector<std::string> host_certificates;      // Labels the host must hold; sorted.
  std::vector<std::string> employer_certificates;  // Labels the employer must hold; sorted.
  std::string source;
};

}  // namespace walz

#endif  // ENGINE_MODEL_SCHEME_H_
