// Names: invented persons, firms, consortia, and the codes of skills.

#ifndef TOOLS_SYNTH_NAMES_H_
#define TOOLS_SYNTH_NAMES_H_

#include <cstddef>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "tools/synth/draw.h"

namespace walz {

const std::vector<std::string>& GivenNames();
const std::vector<std::string>& FamilyNames();
std::string DrawPersonName(Draw& draw);

// After the broad field and the town, with a number that makes it unique.
std::string CompanyName(absl::string_view field, absl::string_view town, std::size_t position);

std::string ConsortiumName(std::size_t position);

const std::vector<std::string>& SkillCodes();

}  // namespace walz

#endif  // TOOLS_SYNTH_NAMES_H_
