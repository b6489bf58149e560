// Synth: writes a data folder of any size, invented but shaped like real ones, for trials and benches.
//
// Same options, same bytes, on every machine.

#ifndef TOOLS_SYNTH_SYNTH_H_
#define TOOLS_SYNTH_SYNTH_H_

#include <cstdint>
#include <string>

#include <absl/status/status.h>

#include "engine/base/stop.h"

namespace walz {

struct SynthOptions {
  std::int64_t apprentice_count = 1000;  // 0..1,000,000.
  std::int64_t opening_count = 300;      // 0..1,000,000.
  std::uint64_t seed = 1;
  std::string out_dir;           // Made if missing; files of the same names are replaced.
  std::string catalogue_dir;     // Holds cities_europe.csv, country_groups.csv, isced_f.csv and schemes.json.
  bool everybody_alone = false;  // No travel groups, nobody accompanied; all else is the same.
};

// Writes centres, companies, openings, apprentices, wishes, host_ranks, pairs (CSV) and round.json.
// InvalidArgument for counts out of range; else what reading or writing a file says.
absl::Status WriteSynth(const SynthOptions& options, const Progress& progress);

}  // namespace walz

#endif  // TOOLS_SYNTH_SYNTH_H_
