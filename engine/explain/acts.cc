#include "engine/explain/acts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_cat.h>

#include "engine/base/lease_pool.h"
#include "engine/base/parallel.h"
#include "engine/explain/relief.h"

namespace walz {
namespace {

constexpr absl::string_view kNobodysRequirements[] = {"field_suits", "destination_eligible", "graduation_permits",
                                                      "funding_available", "not_excluded"};

bool IsHosts(absl::string_view requirement) {
  return requirement != kEmployersRequirement && CanBeRelaxed(requirement);
}

auto OrderOf(const Problem& problem, const Act& act) {
  const std::int64_t opening = act.opening ? problem.IdRankOf(*act.opening) : std::int64_t{-1};
  return std::tuple_cat(std::tie(act.kind, act.company), std::tuple(opening),
                        std::tie(act.requirement, act.group, act.step, act.more));
}

// An act that may be worth a joint count.
struct Candidate {
  Act act;
  std::int64_t could_come = 0;               // Of kHostAddsPlaces: who is without a place.
  std::int64_t ceiling = 0;                  // It brings no more.
  FlowVertex vertex = kNoFlowVertex;         // Of kQuotaAllowsMore.
  std::vector<ApprenticeIndex> apprentices;  // Of kEmployerConsents: all whom it touches.

  std::int64_t promise() const { return act.alone_count + could_come; }
};

class ActFinder {
 public:
  ActFinder(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const PlaceNetwork& network,
            absl::Span<const SingleGain> gains, const ActLimits& limits, const WorkOptions& work)
      : problem_(problem),
        rules_(rules),
        sieve_(sieve),
        network_(network),
        gains_(gains),
        limits_(limits),
        work_(work),
        counters_([&network] { return std::make_unique<JointGainCounter>(network); }) {
    work_.progress = nullptr;
  }

  ActList Find() {
    AddEmployers();
    AddOpenings();
    AddPlaces();
    AddQuotas();
    std::sort(candidates_.begin(), candidates_.end(), [this](const Candidate& a, const Candidate& b) {
      if (a.ceiling != b.ceiling) return a.ceiling > b.ceiling;
      if (a.promise() != b.promise()) return a.promise() > b.promise();
      return OrderOf(problem_, a.act) < OrderOf(problem_, b.act);
    });
    const std::size_t looked_at = std::min(candidates_.size(), limits_.looked_at_max);
    AddOptions(looked_at);
    ActList list;
    ParallelFor(looked_at, 1, work_.thread_count, [&](std::size_t first, std::size_t last) {
      const LeasePool<JointGainCounter>::Lease counter = counters_.Take();
      for (std::size_t i = first; i < last && !work_.stop.stop_requested(); ++i) Count(candidates_[i], *counter);
    });
    for (std::size_t i = 0; i < looked_at; ++i) list.acts.push_back(std::move(candidates_[i].act));
    SortActs(problem_, limits_, list.acts);
    CountTogether(*counters_.Take(), list);
    const std::int64_t least = list.acts.empty() ? 0 : list.acts.back().gain;
    list.complete = looked_at == candidates_.size() || candidates_[looked_at].ceiling < least;
    return list;
  }

 private:
  // An employer's apprentices who wait bound what its consent brings.
  void AddEmployers() {
    std::map<CompanyIndex, Candidate> employers;
    for (const SingleGain& gain : gains_) {
      const std::optional<CompanyIndex> employer = problem_.EmployerOf(gain.apprentice);
      if (rules_.requirements[gain.requirement].name != kEmployersRequirement || !employer) continue;
      Candidate& candidate = employers[*employer];
      candidate.act.kind = ActKind::kEmployerConsents;
      candidate.act.company = *employer;
      candidate.act.requirement = gain.requirement;
      ++candidate.act.alone_count;
    }
    if (employers.empty()) return;
    for (std::size_t i = 0; i < problem_.apprentices().size(); ++i) {
      const ApprenticeIndex apprentice(i);
      const std::optional<CompanyIndex> employer = problem_.EmployerOf(apprentice);
      const auto at = employer ? employers.find(*employer) : employers.end();
      if (at == employers.end()) continue;
      at->second.apprentices.push_back(apprentice);
      at->second.ceiling += network_.Waits(apprentice) ? 1 : 0;
    }
    for (auto& [employer, candidate] : employers) candidates_.push_back(std::move(candidate));
  }

  // Counts, for every requirement and opening that leads to a place, those who wait whom it alone refuses.
  void AddOpenings() {
    const std::size_t opening_count = problem_.openings().size();
    std::vector<std::vector<std::int32_t>> counts(rules_.requirements.size());
    for (const SingleGain& gain : gains_) {
      if (IsHosts(rules_.requirements[gain.requirement].name)) counts[gain.requirement].resize(opening_count);
    }
    std::mutex mutex;
    ForEachLoneRefusal(network_.leading_openings(), [&](ApprenticeIndex, absl::Span<const LoneRefusal> refusals) {
      const std::lock_guard lock(mutex);
      for (const LoneRefusal& refusal : refusals) {
        std::vector<std::int32_t>& of = counts[refusal.requirement];
        if (!of.empty()) ++of[refusal.opening.value];
      }
    });
    for (const SingleGain& gain : gains_) {
      std::vector<std::int32_t>& of = counts[gain.requirement];
      if (problem_.PinOf(gain.apprentice) && !of.empty()) ++of[gain.opening.value];
    }
    for (std::uint32_t r = 0; r < counts.size(); ++r) {
      for (std::size_t o = 0; o < counts[r].size(); ++o) {
        if (counts[r][o] == 0) continue;
        Candidate candidate;
        candidate.act.kind = ActKind::kHostRelaxes;
        candidate.act.company = problem_.CompanyOf(OpeningIndex(o));
        candidate.act.opening = OpeningIndex(o);
        candidate.act.requirement = r;
        candidate.act.alone_count = counts[r][o];
        candidate.ceiling =
            std::min<std::int64_t>(counts[r][o], network_.flow().capacity(network_.flow().SlotVertex(o)));
        candidates_.push_back(std::move(candidate));
      }
    }
  }

  // Those who wait and are not pinned: for them alone a requirement dropped adds openings.
  template <typename Visit>
  void ForEachLoneRefusal(absl::Span<const BitmapWord> within, const Visit& visit) {
    std::vector<ApprenticeIndex> waiting;
    ApprenticeIndex last;
    for (const SingleGain& gain : gains_) {
      if (problem_.PinOf(gain.apprentice) || (!waiting.empty() && last == gain.apprentice)) continue;
      waiting.push_back(last = gain.apprentice);
    }
    sieve_.ForEachLoneRefusals(waiting, within, work_, visit);
  }

  void AddPlaces() {
    for (std::size_t c = 0; c < problem_.companies().size() && !work_.stop.stop_requested(); ++c) {
      const CompanyIndex company(c);
      const absl::Span<const OpeningIndex> openings = problem_.OpeningsOf(company);
      // Its own bound of persons at once moves along with its places.
      const bool may_help = std::any_of(openings.begin(), openings.end(), [&](OpeningIndex opening) {
        return network_.Waits(opening) && (network_.PlaceHelps(opening) || GateHelps(company));
      });
      if (!may_help) continue;
      Candidate candidate;
      candidate.act.kind = ActKind::kHostAddsPlaces;
      candidate.act.company = company;
      candidate.ceiling = limits_.more_max;
      // Who could come and is without a place: the more, the more promising.
      absl::flat_hash_set<std::uint32_t> without;
      for (const OpeningIndex opening : openings) {
        for (const std::uint32_t person : network_.flow().PeopleOf(opening.value)) {
          if (network_.flow().SlotOf(person) == kNoFlowVertex) without.insert(person);
        }
      }
      candidate.could_come = std::ssize(without);
      candidates_.push_back(std::move(candidate));
    }
  }

  bool GateHelps(CompanyIndex company) const {
    const FlowVertex gate = network_.VertexOfCompany(company);
    if (gate == kNoFlowVertex) return false;
    return network_.LeadsOn(gate);
  }

  void AddQuotas() {
    const auto add = [&](const QuotaForest& forest, FlowVertex first) {
      for (std::size_t n = 0; n < forest.names.size(); ++n) {
        const QuotaGroups& groups = network_.quotas()[forest.names[n].quota];
        if (groups.quota().name == kPlacesPerCompany || !network_.RoomHelps(static_cast<FlowVertex>(first + n))) {
          continue;
        }
        Candidate candidate;
        candidate.act.kind = ActKind::kQuotaAllowsMore;
        candidate.act.group = groups.quota().label(problem_, groups.name(forest.names[n].group));
        candidate.ceiling = limits_.more_max;
        candidate.vertex = static_cast<FlowVertex>(first + n);
        candidates_.push_back(std::move(candidate));
      }
    };
    add(network_.senders(), network_.flow().PeopleNodeVertex(0));
    add(network_.hosts(), network_.flow().SlotNodeVertex(0));
  }

  // Fills in what the first candidates that drop a requirement add.
  void AddOptions(std::size_t looked_at) {
    std::vector<BitmapWord> within(BitmapWordCount(problem_.openings().size()));
    std::map<std::pair<std::uint32_t, OpeningIndex>, Easing*> by_opening;
    for (std::size_t i = 0; i < looked_at; ++i) {
      Candidate& candidate = candidates_[i];
      if (candidate.act.kind == ActKind::kHostRelaxes) {
        SetBit(absl::MakeSpan(within), candidate.act.opening->value);
        by_opening[{*candidate.act.requirement, *candidate.act.opening}] = &candidate.act.relaxation;
      } else if (candidate.act.kind == ActKind::kEmployerConsents) {
        AddConsents(candidate);
      }
    }
    std::mutex mutex;
    ForEachLoneRefusal(within, [&](ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals) {
      const std::lock_guard lock(mutex);
      for (const LoneRefusal& refusal : refusals) {
        const auto at = by_opening.find({refusal.requirement, refusal.opening});
        if (at != by_opening.end()) at->second->options.emplace_back(apprentice, refusal.opening);
      }
    });
    for (const SingleGain& gain : gains_) {
      const auto at = by_opening.find({gain.requirement, gain.opening});
      if (problem_.PinOf(gain.apprentice) && at != by_opening.end()) {
        at->second->options.emplace_back(gain.apprentice, gain.opening);
      }
    }
    for (auto& [key, relaxation] : by_opening) std::sort(relaxation->options.begin(), relaxation->options.end());
  }

  // All openings that consent alone refuses to any of the employer's, whether or not they lead to a place.
  void AddConsents(Candidate& candidate) {
    const std::vector<BitmapWord> all = FullBitmap(problem_.openings().size());
    std::vector<ApprenticeIndex> free;
    std::vector<std::pair<ApprenticeIndex, OpeningIndex>>& options = candidate.act.relaxation.options;
    for (const ApprenticeIndex apprentice : candidate.apprentices) {
      const std::optional<Pin>& pin = problem_.PinOf(apprentice);
      if (!pin) {
        free.push_back(apprentice);
      } else if (LoneRefuserOfPin(problem_, rules_, apprentice, *pin) == candidate.act.requirement) {
        options.emplace_back(apprentice, pin->opening);
      }
    }
    std::mutex mutex;
    sieve_.ForEachLoneRefusals(free, all, work_,
                               [&](ApprenticeIndex apprentice, absl::Span<const LoneRefusal> refusals) {
                                 const std::lock_guard lock(mutex);
                                 for (const LoneRefusal& refusal : refusals) {
                                   if (refusal.requirement != candidate.act.requirement) continue;
                                   options.emplace_back(apprentice, refusal.opening);
                                 }
                               });
    std::sort(options.begin(), options.end());
  }

  void Count(Candidate& candidate, JointGainCounter& counter) const {
    Act& act = candidate.act;
    switch (act.kind) {
      case ActKind::kEmployerConsents:
      case ActKind::kHostRelaxes:
        KeepGain(counter.Of(act.relaxation, candidate.ceiling), act);
        return;
      case ActKind::kHostAddsPlaces:
        CountPlaces(act, counter);
        return;
      case ActKind::kQuotaAllowsMore:
        act.relaxation.room = {{candidate.vertex, limits_.more_max}};
        KeepGain(counter.Of(act.relaxation, limits_.more_max), act);
        act.more = act.gain;
        act.relaxation.room = {{candidate.vertex, std::max<std::int64_t>(act.more, 1)}};
        return;
      default:
        return;  // Wide acts are counted elsewhere.
    }
  }

  // Place by place where it brings one more: gates that end in the same node make the gain concave, so taking the first
  // that helps is the best choice.
  void CountPlaces(Act& act, JointGainCounter& counter) const {
    const FlowVertex gate = network_.VertexOfCompany(*act.company);
    for (std::int64_t more = 1; more <= limits_.more_max && !work_.stop.stop_requested(); ++more) {
      bool helps = false;
      for (const OpeningIndex opening : problem_.OpeningsOf(*act.company)) {
        Easing tried = act.relaxation;
        AddRoom(network_.flow().SlotVertex(opening.value), tried);
        if (gate != kNoFlowVertex) AddRoom(gate, tried);
        JointGain gain = counter.Of(tried, more);
        if (gain.more < more) continue;
        KeepGain(std::move(gain), act);
        act.relaxation = std::move(tried);
        act.more = more;
        helps = true;
        break;
      }
      if (!helps) return;
    }
  }

  static void AddRoom(FlowVertex vertex, Easing& relaxation) {
    for (Easing::Room& room : relaxation.room) {
      if (room.vertex != vertex) continue;
      ++room.more;
      return;
    }
    relaxation.room.push_back({vertex, 1});
  }

 public:
  // What some acts add together; where two add room to one gate, the sum.
  static Easing JoinedOf(absl::Span<const Act* const> acts) {
    Easing joined;
    std::map<FlowVertex, std::int64_t> room;
    for (const Act* const act : acts) {
      joined.options.insert(joined.options.end(), act->relaxation.options.begin(), act->relaxation.options.end());
      for (const Easing::Room& of : act->relaxation.room) room[of.vertex] += of.more;
    }
    std::sort(joined.options.begin(), joined.options.end());
    joined.options.erase(std::unique(joined.options.begin(), joined.options.end()), joined.options.end());
    for (const auto& [vertex, more] : room) joined.room.push_back({vertex, more});
    return joined;
  }

 private:
  const Problem& problem_;
  const RuleBook& rules_;
  const Sieve& sieve_;
  const PlaceNetwork& network_;
  const absl::Span<const SingleGain> gains_;
  const ActLimits limits_;
  WorkOptions work_;
  LeasePool<JointGainCounter> counters_;
  std::vector<Candidate> candidates_;
};

}  // namespace

absl::string_view ActKindName(ActKind kind) {
  switch (kind) {
    case ActKind::kEmployerConsents:
      return "employer_consents";
    case ActKind::kHostRelaxes:
      return "host_relaxes";
    case ActKind::kHostAddsPlaces:
      return "host_adds_places";
    case ActKind::kQuotaAllowsMore:
      return "quota_allows_more";
    case ActKind::kCentreRelaxes:
      return "centre_relaxes";
    case ActKind::kFieldRelaxes:
      return "field_relaxes";
    case ActKind::kLanguageReached:
      return "language_reached";
  }
  return "";
}

ActList FindActs(const Problem& problem, const RuleBook& rules, const Sieve& sieve, const PlaceNetwork& network,
                 absl::Span<const SingleGain> gains, const ActLimits& limits, const WorkOptions& work) {
  return ActFinder(problem, rules, sieve, network, gains, limits, work).Find();
}

bool CanBeRelaxed(absl::string_view requirement) {
  return std::find(std::begin(kNobodysRequirements), std::end(kNobodysRequirements), requirement) ==
         std::end(kNobodysRequirements);
}

void SortActs(const Problem& problem, const ActLimits& limits, std::vector<Act>& acts) {
  acts.erase(std::remove_if(acts.begin(), acts.end(), [](const Act& act) { return act.gain == 0; }), acts.end());
  std::sort(acts.begin(), acts.end(), [&problem](const Act& a, const Act& b) {
    return a.gain != b.gain ? a.gain > b.gain : OrderOf(problem, a) < OrderOf(problem, b);
  });
  if (acts.size() > limits.kept_max) acts.resize(limits.kept_max);
}

JointGain GainTogether(const PlaceNetwork& network, absl::Span<const Act* const> acts) {
  return JointGainCounter(network).Of(ActFinder::JoinedOf(acts), kNoCeiling);
}

void KeepGain(JointGain gain, Act& act) {
  act.gain = gain.more;
  act.newly_placed = std::move(gain.newly_placed);
}

void CountTogether(JointGainCounter& counter, ActList& list) {
  counter.Reset();
  std::int64_t together = 0;
  for (const Act& act : list.acts) list.together.push_back(together += counter.Add(act.relaxation, kNoCeiling));
  counter.Reset();
}

std::string ActWords(const Problem& problem, const RuleBook& rules, const Act& act) {
  const auto company = [&] { return problem[*act.company].id; };
  switch (act.kind) {
    case ActKind::kEmployerConsents:
      return absl::StrCat("employer ", company(), " consents");
    case ActKind::kHostRelaxes:
      return absl::StrCat("host ", company(), " drops ", rules.requirements[*act.requirement].name, " for ",
                          problem[*act.opening].id);
    case ActKind::kHostAddsPlaces:
      return absl::StrCat("host ", company(), " adds ", act.more, act.more == 1 ? " place" : " places");
    case ActKind::kQuotaAllowsMore:
      return absl::StrCat(act.group, " may have ", act.more, " more");
    case ActKind::kCentreRelaxes:
    case ActKind::kFieldRelaxes:
    case ActKind::kLanguageReached:
      return absl::StrCat(
          act.group, act.group.empty() ? "" : ": ",
          act.step ? LanguageStepWords(*act.step) : absl::StrCat("without ", rules.requirements[*act.requirement].name),
          ", for all who have no place");
  }
  return "";
}

}  // namespace walz
