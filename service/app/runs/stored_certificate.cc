#include "service/app/runs/stored_certificate.h"

#include <string>

#include "engine/base/status_macros.h"
#include "service/app/runs/run_records.h"
#include "service/convert/certificate_file.h"
#include "service/convert/run_writer.h"

namespace walz {

absl::StatusOr<Certificate> ReadStoredCertificate(const StoreSnapshot& snapshot, const v1::Run& run,
                                                  const Problem& problem, const RuleBook& rules, std::stop_token stop) {
  WALZ_ASSIGN_OR_RETURN(const ResourceName name, RunNameOf(run.name()));
  std::string bytes;
  WALZ_RETURN_IF_ERROR(ReadFile(
      snapshot, name, kCertificateFile,
      [&](absl::string_view chunk) {
        bytes.append(chunk.data(), chunk.size());
        return true;
      },
      stop));
  return ParseCertificate(problem, rules, bytes, run.result().input_hash());
}

}  // namespace walz
