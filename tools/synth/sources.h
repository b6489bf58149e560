// Sources: what the generator knows of the real world: towns, countries, fields of training, schemes.

#ifndef TOOLS_SYNTH_SOURCES_H_
#define TOOLS_SYNTH_SOURCES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "engine/base/day.h"
#include "engine/model/scheme.h"
#include "tools/synth/draw.h"

namespace walz {

struct Town {
  std::string name;
  std::string lat;  // As the file writes it.
  std::string lon;
};

// A country of the programme.
struct Land {
  std::string code;
  std::string language;  // The first one spoken there.
  std::vector<Town> towns;
  Wheel town_wheel;                  // By population.
  std::vector<std::size_t> schemes;  // Positions in Sources::schemes.
  Wheel scheme_wheel;                // Schemes whose rules are known are drawn more often.
};

struct Sources {
  std::vector<Land> lands;
  Wheel host_wheel;                 // Over lands: by population, the giants held back a little.
  Wheel sender_wheel;               // Over lands: as host_wheel, where a scheme is known.
  std::vector<std::string> fields;  // ISCED-F codes of 4 digits, the most usual first.
  std::vector<Scheme> schemes;
};

// Schemes are those in force on `day`.
absl::StatusOr<Sources> ReadSources(const std::string& catalogue_dir, Day day);

}  // namespace walz

#endif  // TOOLS_SYNTH_SOURCES_H_
