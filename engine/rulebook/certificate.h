// Certificates that companies hold: on which days a label is valid.

#ifndef ENGINE_RULEBOOK_CERTIFICATE_H_
#define ENGINE_RULEBOOK_CERTIFICATE_H_

#include <string>

#include "engine/model/problem.h"

namespace walz {

// The label of companies that let their apprentices go and take others in.
inline const std::string& PartnerLabel() {
  static const std::string label = "erasmus-plus-partner";
  return label;
}

// The days on which `label` is held; null if it is not in the set.
inline const DaySet* DaysHeld(const CertificateSet& certificates, const std::string& label) {
  const auto at = certificates.find(label);
  return at == certificates.end() ? nullptr : &at->second;
}

}  // namespace walz

#endif  // ENGINE_RULEBOOK_CERTIFICATE_H_
