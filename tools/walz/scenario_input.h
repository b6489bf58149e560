// Scenario input: what people type for a scenario, for a resource that it changes, and for the change.
//
//   close-h31   spring-27/close-h31   companies/H-31/openings/O-3   company/H-31/openings/O-3   opening/O-3

#ifndef TOOLS_WALZ_SCENARIO_INPUT_H_
#define TOOLS_WALZ_SCENARIO_INPUT_H_

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/scenario.pb.h>

#include "tools/client/client.h"
#include "tools/walz/noun.h"
#include "tools/walz/resource_input.h"

namespace walz {

// `rounds/R/scenarios/S` of `S` with `round` R, of `R/S`, or of the whole name.
absl::StatusOr<std::string> ScenarioName(absl::string_view text, absl::string_view round);

struct NamedResource {
  const Noun* noun = nullptr;
  std::string name;
};
// Asks the daemon where `text` is an id of a nested collection, and `scenario` does not name it.
absl::StatusOr<NamedResource> FindResource(const Client& client, const v1::Scenario& scenario, absl::string_view text);
// Of a resource that is not there yet: of a nested one the whole name is needed.
absl::StatusOr<NamedResource> NewResource(absl::string_view text);

// Fills `change` with what `input` says of the resource.  A part of a message, such as `weights.wish_rank=30`, is laid
// over what `scenario` has, else over the resource as the daemon has it.
//
// With `adds`, the resource is added, and need have no field.
absl::Status FillChange(const Client& client, const v1::Scenario& scenario, const NamedResource& resource,
                        const ResourceInput& input, bool adds, v1::ScenarioChange& change);
// Fills `change` with the deletion of the resource.
void FillDeletion(const NamedResource& resource, v1::ScenarioChange& change);

}  // namespace walz

#endif  // TOOLS_WALZ_SCENARIO_INPUT_H_
