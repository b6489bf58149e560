// certificate.bin: the certificate of a run as bytes: walz.v1.Certificate.
//
// Groups and centres go by their stable names, so the bytes mean the same whatever numbers a later version gives them.
// Same certificate, same bytes.

#ifndef SERVICE_CONVERT_CERTIFICATE_FILE_H_
#define SERVICE_CONVERT_CERTIFICATE_FILE_H_

#include <cstddef>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "engine/matching/matching.h"
#include "engine/matching/warm_start.h"
#include "engine/model/problem.h"
#include "engine/rulebook/rule_book.h"

namespace walz {

// Enough for a price of every opening on every day of a year at 100,000 openings.
inline constexpr std::size_t kCertificateBytesMax = std::size_t{1} << 30;

// `input_hash` names the facts that the certificate speaks of.  REQUIRES: quotas, groups and centres of the certificate
// are those of problem and rules.
std::string SerializeCertificate(const Problem& problem, const RuleBook& rules, const Certificate& certificate,
                                 absl::string_view input_hash);

// Any bytes may be given.  InvalidArgument if they are no certificate, of a version that is not known, of other facts,
// or name what is not in the problem.  Whether it proves anything is the auditor's to say.
absl::StatusOr<Certificate> ParseCertificate(const Problem& problem, const RuleBook& rules, absl::string_view bytes,
                                             absl::string_view input_hash);

// The prices and seats of a certificate of any facts: what a later run may start from (placements are not in it).
// InvalidArgument if the bytes are no certificate, or of a version that is not known.
absl::StatusOr<WarmStart> ParseWarmStart(absl::string_view bytes);

}  // namespace walz

#endif  // SERVICE_CONVERT_CERTIFICATE_FILE_H_
