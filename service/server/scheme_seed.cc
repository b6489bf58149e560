#include "service/server/scheme_seed.h"

#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <walz/v1/scheme.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/resources/resource_io.h"
#include "service/convert/json_reader.h"
#include "service/messages/json_messages.h"

namespace walz {

absl::StatusOr<int> SeedSchemes(Store& store, const std::string& folder, const Catalogue& catalogue, absl::Time now) {
  if (store.Stats().revision != 0) return 0;
  const std::string path = absl::StrCat(folder, "/schemes.json");
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return absl::InvalidArgumentError(absl::StrCat(path, ": cannot be read; see catalogue.folder"));

  std::string first_fault;
  v1::SchemeCatalogue schemes;
  ReadJsonMessage(text.str(), schemes, [&](absl::string_view at, absl::string_view, const CellFault& fault) {
    if (first_fault.empty()) first_fault = absl::StrCat(at, ": ", fault.code, ": ", fault.hint);
  });
  CommitRequest commit;
  for (v1::Scheme& scheme : *schemes.mutable_schemes()) {
    Scheme facts;
    std::vector<FieldFault> faults;
    if (!ReadScheme(scheme, catalogue, facts, faults) && first_fault.empty()) {
      first_fault = absl::StrCat(scheme.id(), ": ", faults.front().path, ": ", faults.front().description);
    }
    scheme.set_name(SchemeNameOf(scheme));
    *scheme.mutable_create_time() = TimestampOf(now);
    *scheme.mutable_update_time() = TimestampOf(now);
    commit.audit.names.push_back(scheme.name());
    commit.mutations.push_back(PutMutation(scheme, /*expected=*/0));
  }
  if (!first_fault.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": ", first_fault));
  commit.audit.principal = "walzd";
  commit.audit.method = "seed";
  const int count = schemes.schemes_size();
  WALZ_RETURN_IF_ERROR(store.Commit(std::move(commit)).status());
  return count;
}

}  // namespace walz
