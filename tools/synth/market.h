// Market: the plan of an invented round before its rows are written: centres with their flows, firms, openings.
//
// What many rows refer to stands here; what one row alone needs is drawn while the row is written.

#ifndef TOOLS_SYNTH_MARKET_H_
#define TOOLS_SYNTH_MARKET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/day.h"
#include "tools/synth/draw.h"
#include "tools/synth/sources.h"
#include "tools/synth/synth.h"

namespace walz {

inline constexpr int kSynthYear = 2027;
inline const DayRange kSynthRound = {*DayOf(kSynthYear, 1, 1), *DayOf(kSynthYear, 12, 31)};

// Apprentices of one centre who travel in the same weeks.
struct Flow {
  DayRange window;
  int days_min = 0;
  int days_max = 0;
};

struct CentrePlan {
  std::size_t land = 0;
  const Town* town = nullptr;
  std::size_t consortium = 0;
  SenderKind kind = SenderKind::kSchool;
  std::vector<Flow> flows;
  std::vector<std::size_t> fields;   // Positions in Sources::fields.
  std::vector<std::size_t> schemes;  // The usual one, and perhaps another.
  std::size_t first_apprentice = 0;
  std::size_t apprentice_count = 0;
  std::size_t first_employer = 0;  // Position among the firms.
  std::size_t employer_count = 0;
};

struct FirmPlan {
  std::size_t land = 0;
  const Town* town = nullptr;
  std::size_t field = 0;
};

struct OpeningPlan {
  std::size_t firm = 0;
  std::size_t field = 0;
  DayRange window;
  int days_min = 0;
  bool rolling = false;  // Stays can follow one another; else all stays share a day.
};

struct Market {
  SynthOptions options;
  Sources sources;
  std::size_t consortium_count = 0;
  std::vector<CentrePlan> centres;
  std::vector<FirmPlan> firms;  // Hosts first, then the employers of centre after centre.
  std::size_t host_count = 0;
  std::vector<OpeningPlan> openings;
  std::vector<std::vector<std::size_t>> openings_by_field;

  Draw DrawFor(absl::string_view table, std::size_t row) const { return {options.seed, table, row}; }

  // `C000017` for position 16.
  static std::string Id(char letter, std::size_t position);

  const Land& LandOf(const FirmPlan& firm) const { return sources.lands[firm.land]; }
};

Market PlanMarket(const SynthOptions& options, Sources sources);

}  // namespace walz

#endif  // TOOLS_SYNTH_MARKET_H_
