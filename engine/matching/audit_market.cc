#include "engine/matching/audit_market.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace walz {
namespace {

constexpr std::uint32_t kNowhere = 0xffffffffu;

// Whether the order of the seat puts the first before the second.
bool IsLikedBetter(const AuditMarket& market, std::uint64_t liking, std::uint32_t apprentice, const Occupants& than) {
  const auto other = static_cast<std::uint32_t>(than.worst);
  return std::tuple(liking, market.draw[apprentice], apprentice) <
         std::tuple(than.worst_liking, market.draw[other], other);
}

// Whether following `next` from somewhere comes back there; kNowhere ends a path.
bool HasCycle(const std::vector<std::uint32_t>& next) {
  std::vector<std::uint32_t> seen_from(next.size(), kNowhere);
  for (std::uint32_t start = 0; start < next.size(); ++start) {
    std::uint32_t at = start;
    while (at != kNowhere && seen_from[at] == kNowhere) {
      seen_from[at] = start;
      at = next[at];
    }
    if (at != kNowhere && seen_from[at] == start) return true;
  }
  return false;
}

struct Arrow {
  std::uint32_t from;
  std::uint32_t to;
};

// Arrows by their start, or turned around.
class Graph {
 public:
  Graph(std::uint32_t node_count, const std::vector<Arrow>& arrows, bool turned) : starts_(node_count + 1) {
    const auto from = [&](const Arrow& arrow) { return turned ? arrow.to : arrow.from; };
    for (const Arrow& arrow : arrows) ++starts_[from(arrow) + 1];
    for (std::uint32_t node = 0; node < node_count; ++node) starts_[node + 1] += starts_[node];
    std::vector<std::uint64_t> next(starts_.begin(), starts_.end() - 1);
    ends_.resize(arrows.size());
    for (const Arrow& arrow : arrows) ends_[next[from(arrow)]++] = turned ? arrow.from : arrow.to;
  }

  // Visits what can be reached from `root` and has no mark yet; calls `leave` with every node after all behind it.
  template <typename Leave>
  void Search(std::uint32_t root, std::uint32_t mark, std::vector<std::uint32_t>& marks, const Leave& leave) const {
    if (marks[root] != kNowhere) return;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> path = {{root, starts_[root]}};
    marks[root] = mark;
    while (!path.empty()) {
      auto& [node, at] = path.back();
      if (at == starts_[node + 1]) {
        leave(node);
        path.pop_back();
        continue;
      }
      const std::uint32_t to = ends_[at++];
      if (marks[to] != kNowhere) continue;
      marks[to] = mark;
      path.emplace_back(to, starts_[to]);
    }
  }

 private:
  std::vector<std::uint64_t> starts_;
  std::vector<std::uint32_t> ends_;
};

// Equal for nodes that can reach each other.
std::vector<std::uint32_t> KnotsOf(std::uint32_t node_count, const std::vector<Arrow>& arrows) {
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> marks(node_count, kNowhere);
  const Graph forwards(node_count, arrows, false);
  for (std::uint32_t node = 0; node < node_count; ++node) {
    forwards.Search(node, 0, marks, [&](std::uint32_t left) { order.push_back(left); });
  }
  std::vector<std::uint32_t> knots(node_count, kNowhere);
  const Graph backwards(node_count, arrows, true);
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    backwards.Search(*node, *node, knots, [](std::uint32_t) {});
  }
  return knots;
}

}  // namespace

std::vector<Occupants> OccupantsOf(const AuditMarket& market) {
  std::vector<Occupants> occupants(market.places.size());
  for (std::uint32_t a = 0; a < market.own.size(); ++a) {
    if (market.own[a] == AuditMarket::kNone) continue;
    const AuditMarket::Option& option = market.options[a][static_cast<std::size_t>(market.own[a])];
    Occupants& of_seat = occupants[option.seat];
    if (++of_seat.count > 1 && IsLikedBetter(market, option.liking, a, of_seat)) continue;
    of_seat.worst = a;
    of_seat.worst_liking = option.liking;
  }
  return occupants;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> FindBlockingPair(const AuditMarket& market,
                                                                        bool ties_are_broken) {
  const std::vector<Occupants> occupants = OccupantsOf(market);
  // One figure a seat refuses most: who is liked less than everybody there, or nobody could be there at all.
  std::vector<std::uint64_t> refused_from(market.places.size());
  for (std::size_t seat = 0; seat < market.places.size(); ++seat) {
    const bool is_full = occupants[seat].count >= market.places[seat];
    refused_from[seat] = !is_full                     ? std::numeric_limits<std::uint64_t>::max()
                         : occupants[seat].count == 0 ? 0
                                                      : occupants[seat].worst_liking;
  }
  for (std::uint32_t a = 0; a < market.own.size(); ++a) {
    const absl::Span<const AuditMarket::Option> options = market.BetterThanOwn(a);
    const std::uint32_t own_level = market.LevelOf(a);
    for (std::uint32_t i = 0; i < options.size(); ++i) {
      const AuditMarket::Option& option = options[i];
      if (!ties_are_broken && option.level >= own_level) break;
      if (option.liking > refused_from[option.seat]) continue;
      if (option.liking == refused_from[option.seat]) {
        if (!ties_are_broken || occupants[option.seat].count == 0) continue;
        if (!IsLikedBetter(market, option.liking, a, occupants[option.seat])) continue;
      }
      return std::pair(a, i);
    }
  }
  return std::nullopt;
}

bool IsBestForApprentices(const AuditMarket& market) {
  // To whom a seat would go on, if the one that it would then take left for it: the best of those who want it more.
  std::vector<Occupants> wants(market.places.size());
  for (std::uint32_t a = 0; a < market.own.size(); ++a) {
    for (const AuditMarket::Option& option : market.BetterThanOwn(a)) {
      Occupants& best = wants[option.seat];
      if (best.worst != AuditMarket::kNone && !IsLikedBetter(market, option.liking, a, best)) continue;
      best.worst = a;
      best.worst_liking = option.liking;
    }
  }
  std::vector<std::uint32_t> next(market.places.size(), kNowhere);
  for (std::size_t seat = 0; seat < next.size(); ++seat) {
    if (wants[seat].worst == AuditMarket::kNone) continue;
    const auto apprentice = static_cast<std::size_t>(wants[seat].worst);
    if (market.own[apprentice] == AuditMarket::kNone) continue;  // Nor has it one in any stable matching.
    next[seat] = market.options[apprentice][static_cast<std::size_t>(market.own[apprentice])].seat;
  }
  return !HasCycle(next);
}

bool IsBestForSeats(const AuditMarket& market) {
  const std::vector<Occupants> occupants = OccupantsOf(market);
  // Whom an apprentice would replace at the best seat behind its own that would have it.
  std::vector<std::uint32_t> next(market.own.size(), kNowhere);
  for (std::uint32_t a = 0; a < market.own.size(); ++a) {
    if (market.own[a] == AuditMarket::kNone) continue;
    for (auto i = static_cast<std::size_t>(market.own[a]) + 1; i < market.options[a].size(); ++i) {
      const AuditMarket::Option& option = market.options[a][i];
      const Occupants& there = occupants[option.seat];
      if (there.count < market.places[option.seat]) break;  // As empty in every stable matching.
      if (there.count == 0 || !IsLikedBetter(market, option.liking, a, there)) continue;
      next[a] = static_cast<std::uint32_t>(there.worst);
      break;
    }
  }
  return !HasCycle(next);
}

std::int64_t CountWhoCouldImprove(const AuditMarket& market) {
  const auto outside = static_cast<std::uint32_t>(market.places.size());  // Where free places and the unplaced are.
  const std::vector<Occupants> occupants = OccupantsOf(market);
  constexpr std::uint64_t kNobody = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::uint64_t> wanted_by(market.places.size(), kNobody);  // The best liking of those who want it more.
  for (std::uint32_t a = 0; a < market.own.size(); ++a) {
    for (const AuditMarket::Option& option : market.options[a]) {
      if (option.level < market.LevelOf(a)) wanted_by[option.seat] = std::min(wanted_by[option.seat], option.liking);
    }
  }
  std::vector<Arrow> arrows;
  std::vector<std::pair<std::uint32_t, Arrow>> gains;
  for (std::uint32_t a = 0; a < market.own.size(); ++a) {
    const std::int32_t own = market.own[a];
    const std::uint32_t home =
        own == AuditMarket::kNone ? outside : market.options[a][static_cast<std::size_t>(own)].seat;
    for (const AuditMarket::Option& option : market.options[a]) {
      if (option.seat == home || option.level > market.LevelOf(a) || option.liking > wanted_by[option.seat]) continue;
      arrows.push_back({home, option.seat});
      if (option.level < market.LevelOf(a)) gains.emplace_back(a, arrows.back());
    }
  }
  for (std::uint32_t seat = 0; seat < outside; ++seat) {
    if (occupants[seat].count < market.places[seat]) arrows.push_back({seat, outside});
    if (wanted_by[seat] == kNobody) arrows.push_back({outside, seat});
  }
  const std::vector<std::uint32_t> knots = KnotsOf(outside + 1, arrows);
  std::int64_t count = 0;
  std::optional<std::uint32_t> last;
  for (const auto& [apprentice, arrow] : gains) {
    if (last == apprentice || knots[arrow.from] != knots[arrow.to]) continue;
    last = apprentice;
    ++count;
  }
  return count;
}

std::int64_t CountPlaceable(const AuditMarket& market) {
  std::vector<std::uint32_t> seat_of(market.own.size(), kNowhere);
  std::vector<std::vector<std::uint32_t>> there(market.places.size());
  std::int64_t count = 0;
  for (std::uint32_t a = 0; a < market.own.size(); ++a) {
    if (market.own[a] == AuditMarket::kNone) continue;
    seat_of[a] = market.options[a][static_cast<std::size_t>(market.own[a])].seat;
    there[seat_of[a]].push_back(a);
    ++count;
  }
  const auto move = [&](std::uint32_t apprentice, std::uint32_t seat) {
    const std::uint32_t before = seat_of[apprentice];
    if (before != kNowhere) there[before].erase(std::find(there[before].begin(), there[before].end(), apprentice));
    seat_of[apprentice] = seat;
    there[seat].push_back(apprentice);
  };
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    std::vector<std::uint32_t> reached_by(market.places.size(), kNowhere);  // In this pass.
    for (std::uint32_t root = 0; root < market.own.size(); ++root) {
      if (seat_of[root] != kNowhere) continue;
      std::vector<std::uint32_t> queue = {root};
      std::uint32_t free_seat = kNowhere;
      for (std::size_t at = 0; at < queue.size() && free_seat == kNowhere; ++at) {
        for (const AuditMarket::Option& option : market.options[queue[at]]) {
          if (reached_by[option.seat] != kNowhere) continue;
          reached_by[option.seat] = queue[at];
          if (static_cast<std::int64_t>(there[option.seat].size()) < market.places[option.seat]) {
            free_seat = option.seat;
            break;
          }
          queue.insert(queue.end(), there[option.seat].begin(), there[option.seat].end());
        }
      }
      if (free_seat == kNowhere) continue;
      for (std::uint32_t seat = free_seat; seat != kNowhere;) {
        const std::uint32_t mover = reached_by[seat];
        const std::uint32_t left = seat_of[mover];
        move(mover, seat);
        seat = left;
      }
      ++count;
      has_grown = true;
    }
  }
  return count;
}

}  // namespace walz
