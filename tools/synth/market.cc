#include "tools/synth/market.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_format.h>

namespace walz {
namespace {

constexpr int kWeekCount = 43;  // The last flow of six weeks still ends before Christmas.

Day FirstMonday() { return *DayOf(kSynthYear, 1, 11); }

// Spring and autumn are the seasons of mobility; summer is quiet.
int WeekWeight(int week) {
  if (week >= 7 && week < 20) return 6;
  if (week >= 33) return 4;
  return week >= 23 && week < 31 ? 1 : 2;
}

// What the small market has few of and the big one all: few hosts serve few fields in few weeks, or nobody would match.
std::size_t VarietyOf(std::int64_t opening_count, std::int64_t openings_each, std::size_t most) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(opening_count / openings_each), opening_count < 100 ? 1 : 2,
                                 most);
}

class Planner {
 public:
  Planner(const SynthOptions& options, Sources sources) {
    market_.options = options;
    market_.sources = std::move(sources);
    const std::size_t field_count = VarietyOf(options.opening_count, 400, market_.sources.fields.size());
    for (std::size_t i = 0; i < field_count; ++i) field_wheel_.Add(1'000'000 / static_cast<std::int64_t>(i + 3));
    std::vector<std::int64_t> weights(kWeekCount, 0);
    Draw draw = market_.DrawFor("season", 0);
    std::vector<int> weeks;
    for (int week = 0; week < kWeekCount; ++week) weeks.push_back(week);
    for (std::size_t left = VarietyOf(options.opening_count, 200, kWeekCount); left > 0; --left) {
      const std::size_t at = draw.Below(weeks.size());
      weights[static_cast<std::size_t>(weeks[at])] = WeekWeight(weeks[at]);
      weeks.erase(weeks.begin() + static_cast<std::ptrdiff_t>(at));
    }
    week_wheel_ = Wheel(weights);
  }

  Market Plan() && {
    PlanCentres();
    PlanHosts();
    PlanEmployers();
    return std::move(market_);
  }

 private:
  // About one centre per hundred apprentices; a few are big, many are small.
  void PlanCentres() {
    const auto apprentice_count = static_cast<std::size_t>(market_.options.apprentice_count);
    const std::size_t centre_count = std::max<std::size_t>(2, (apprentice_count + 99) / 100);
    market_.consortium_count = std::max<std::size_t>(2, centre_count / 12);
    Wheel size_wheel;
    for (std::size_t i = 0; i < centre_count; ++i) {
      Draw draw = market_.DrawFor("centre", i);
      market_.centres.push_back(PlanCentre(draw));
      const std::int64_t size = draw.Between(3, 12);
      size_wheel.Add(size * size);
    }
    Draw draw = market_.DrawFor("centre sizes", 0);
    for (std::size_t i = 0; i < apprentice_count; ++i) ++market_.centres[size_wheel.Spin(draw)].apprentice_count;
    std::size_t first = 0;
    for (CentrePlan& centre : market_.centres) {
      centre.first_apprentice = first;
      first += centre.apprentice_count;
    }
  }

  CentrePlan PlanCentre(Draw& draw) {
    CentrePlan centre;
    centre.land = market_.sources.sender_wheel.Spin(draw);
    const Land& land = market_.sources.lands[centre.land];
    centre.town = &land.towns[land.town_wheel.Spin(draw)];
    centre.consortium = draw.Below(market_.consortium_count);
    constexpr SenderKind kKinds[] = {SenderKind::kSchool, SenderKind::kChamber, SenderKind::kPool,
                                     SenderKind::kCompany};
    static const Wheel kind_wheel({80, 10, 7, 3});
    centre.kind = kKinds[kind_wheel.Spin(draw)];
    for (int left = draw.Between(2, 4); left > 0; --left) centre.flows.push_back(PlanFlow(draw));
    for (int left = draw.Between(2, 5); left > 0; --left) centre.fields.push_back(field_wheel_.Spin(draw));
    for (int left = draw.Between(1, 2); left > 0; --left) {
      centre.schemes.push_back(land.schemes[land.scheme_wheel.Spin(draw)]);
    }
    return centre;
  }

  Flow PlanFlow(Draw& draw) {
    static const Wheel length_wheel({35, 35, 20, 10});
    const int weeks = 2 + static_cast<int>(length_wheel.Spin(draw));
    const Day first = DrawMonday(draw);
    return {{first, first + (7 * weeks + draw.Between(0, 7) - 1)}, std::max(10, 7 * weeks - 14), 7 * weeks};
  }

  // Firms with one to three openings each, mostly of one field.
  void PlanHosts() {
    const auto opening_count = static_cast<std::size_t>(market_.options.opening_count);
    static const Wheel count_wheel({50, 30, 20});
    market_.openings_by_field.resize(market_.sources.fields.size());
    while (market_.openings.size() < opening_count) {
      Draw draw = market_.DrawFor("host", market_.firms.size());
      const std::size_t land = market_.sources.host_wheel.Spin(draw);
      const Land& there = market_.sources.lands[land];
      market_.firms.push_back({land, &there.towns[there.town_wheel.Spin(draw)], field_wheel_.Spin(draw)});
      for (std::size_t left = 1 + count_wheel.Spin(draw); left > 0 && market_.openings.size() < opening_count; --left) {
        PlanOpening(draw, market_.firms.size() - 1);
      }
    }
    market_.host_count = market_.firms.size();
  }

  void PlanOpening(Draw& draw, std::size_t firm) {
    const std::size_t field = draw.Percent(85) ? market_.firms[firm].field : field_wheel_.Spin(draw);
    market_.openings_by_field[field].push_back(market_.openings.size());
    static const Wheel length_wheel({40, 35, 20, 5});
    const int weeks = 2 + static_cast<int>(length_wheel.Spin(draw));
    OpeningPlan opening{firm, field, {}, std::max(10, 7 * weeks - draw.Between(2, 7)), draw.Percent(10)};
    // A window shorter than twice the shortest stay: all stays share its middle day.
    const int days = opening.rolling ? draw.Between(70, 180) : 2 * opening.days_min - 1;
    const int days_before = draw.Between(0, opening.rolling ? 28 : 4);
    const Day first = std::max(kSynthRound.first, DrawMonday(draw) - days_before);
    opening.window = {first, std::min(kSynthRound.last, first + (days - 1))};
    market_.openings.push_back(opening);
  }

  // The firms at home: one for two apprentices, where a scheme of the centre asks for an employer's consent.
  void PlanEmployers() {
    for (CentrePlan& centre : market_.centres) {
      const bool dual = std::any_of(centre.schemes.begin(), centre.schemes.end(), [&](std::size_t scheme) {
        return market_.sources.schemes[scheme].employer_consent != ConsentRule::kNotNeeded;
      });
      if (!dual) continue;
      centre.first_employer = market_.firms.size();
      centre.employer_count = (centre.apprentice_count + 1) / 2;
      Draw draw = market_.DrawFor("employers", centre.first_employer);
      for (std::size_t i = 0; i < centre.employer_count; ++i) {
        market_.firms.push_back({centre.land, centre.town, draw.OneOf(centre.fields)});
      }
    }
  }

  Day DrawMonday(Draw& draw) const { return FirstMonday() + 7 * static_cast<int>(week_wheel_.Spin(draw)); }

  Market market_;
  Wheel field_wheel_;
  Wheel week_wheel_;
};

}  // namespace

std::string Market::Id(char letter, std::size_t position) {
  return absl::StrFormat("%c%07d", letter, static_cast<std::int64_t>(position) + 1);
}

Market PlanMarket(const SynthOptions& options, Sources sources) { return Planner(options, std::move(sources)).Plan(); }

}  // namespace walz
