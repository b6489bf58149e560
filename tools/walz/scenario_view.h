// How scenarios look: their changes, and what would be proposed beside what is.

#ifndef TOOLS_WALZ_SCENARIO_VIEW_H_
#define TOOLS_WALZ_SCENARIO_VIEW_H_

#include <string>

#include <walz/v1/scenario_service.pb.h>

#include "tools/walz/message_view.h"

namespace walz {

// The changes, field by field; of the other forms the scenario itself.
std::string ScenarioText(const v1::Scenario& scenario, Form form);

// Figures side by side, then who fares otherwise.
std::string ScenarioDifferenceText(const v1::CompareScenarioResponse& response, Form form);

}  // namespace walz

#endif  // TOOLS_WALZ_SCENARIO_VIEW_H_
