#include "engine/solve/exchange_search.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>

namespace walz {
namespace {

using absl::int128;

// A slot as the end of a chain.  A chain with a step that may be unlawful is followed for the bound alone.
struct Reached {
  int128 loss = 0;
  std::uint32_t slot = 0;
  bool lawful = true;

  auto Key() const { return std::tuple(loss, !lawful, slot); }
  friend bool operator>(const Reached& a, const Reached& b) { return a.Key() > b.Key(); }
};

// How the cheapest chain came to a slot.
struct Label {
  int128 loss = 0;
  std::uint32_t person = 0;  // Who went there.
  std::uint32_t from = 0;
  bool first = true;  // Nobody did: the chain begins here.
  bool done = false;
};

class Search {
 public:
  Search(ExchangeMarket& market, const ExchangeTask& task) : market_(market), task_(task) {
    Reach(task.slot, true, {});
  }

  ExchangeResult Run(const ExchangeLimits& limits, const std::stop_token& stop) {
    while (!open_.empty()) {
      const Reached next = open_.top();
      // Whatever is open loses at least as much.
      if (bound_ && *bound_ <= next.loss && best_ && *best_ <= next.loss) break;
      open_.pop();
      Label& label = labels_[next.lawful ? 1 : 0][next.slot];
      if (label.done || label.loss != next.loss) continue;
      label.done = true;
      // A lawful chain that is no dearer says all.
      if (!next.lawful && IsDone(next.slot)) continue;
      if (End(next)) continue;
      const bool may_ask = holders_.size() < limits.slots_max && holder_count_ < limits.holders_max;
      if (holders_.contains(next.slot) || (may_ask && !stop.stop_requested())) {
        Expand(next);
      } else {
        Bound(next.loss);
      }
    }
    return Finish();
  }

 private:
  bool IsDone(std::uint32_t slot) const {
    const auto at = labels_[1].find(slot);
    return at != labels_[1].end() && at->second.done;
  }

  void Reach(std::uint32_t slot, bool lawful, Label label) {
    const auto [at, fresh] = labels_[lawful ? 1 : 0].try_emplace(slot, label);
    if (!fresh) {
      if (at->second.loss <= label.loss) return;
      at->second = label;
    }
    open_.push({label.loss, slot, lawful});
  }

  void Bound(int128 loss) { bound_ = bound_ ? std::min(*bound_, loss) : loss; }

  // A chain that ends at `from`, with its last holder `left_out` where one is.
  void Offer(int128 loss, bool lawful, std::uint32_t from, std::optional<std::uint32_t> left_out, bool comes_back) {
    Bound(loss);
    const int128 with_empty_place = comes_back ? loss : loss + task_.price_vacated;
    if (!lawful || (best_ && *best_ <= with_empty_place)) return;
    best_ = with_empty_place;
    best_from_ = from;
    best_left_out_ = left_out;
  }

  // Whether the chain may end here without anybody else moving.
  bool End(const Reached& at) {
    if (at.slot == task_.slot_vacated) {
      Offer(at.loss, at.lawful, at.slot, std::nullopt, /*comes_back=*/true);
      return true;
    }
    const auto [room, fresh] = rooms_.try_emplace(at.slot, ExchangeMarket::Room::kFull);
    if (fresh) room->second = market_.RoomAt(at.slot);
    if (room->second == ExchangeMarket::Room::kPerhaps) Bound(at.loss);
    if (room->second != ExchangeMarket::Room::kFree) return false;
    Offer(at.loss, at.lawful, at.slot, std::nullopt, /*comes_back=*/false);
    // Coming back may still be cheaper than an empty place.
    return task_.price_vacated == 0;
  }

  void Expand(const Reached& at) {
    const auto [holders, fresh] = holders_.try_emplace(at.slot);
    if (fresh) {
      holders->second = market_.HoldersOf(at.slot);
      holder_count_ += holders->second.size();
    }
    for (const ExchangeMarket::Holder& holder : holders->second) {
      const bool lawful = at.lawful && holder.may_move;
      Offer(at.loss + holder.loss_left_out, lawful, at.slot, holder.person, /*comes_back=*/false);
      for (const ExchangeMarket::Option& option : holder.options) {
        if (option.slot == task_.slot) continue;
        Reach(option.slot, lawful, {at.loss + option.loss, holder.person, at.slot, false, false});
      }
    }
  }

  ExchangeResult Finish() const {
    ExchangeResult result;
    // Nobody can be found to go: then everything was looked at, and there is no such assignment.
    result.loss_least = bound_.value_or(0);
    if (!open_.empty()) result.loss_least = std::min(result.loss_least, open_.top().loss);
    if (!best_) return result;
    result.found = true;
    result.loss = *best_;
    if (best_left_out_) result.moves.push_back({*best_left_out_, std::nullopt});
    for (std::uint32_t slot = best_from_;;) {
      const Label& label = labels_[1].at(slot);
      if (label.first) break;
      result.moves.push_back({label.person, slot});
      slot = label.from;
    }
    std::reverse(result.moves.begin(), result.moves.end());
    return result;
  }

  ExchangeMarket& market_;
  const ExchangeTask& task_;
  absl::flat_hash_map<std::uint32_t, Label> labels_[2];  // By whether the chain is lawful.
  absl::flat_hash_map<std::uint32_t, ExchangeMarket::Room> rooms_;
  absl::flat_hash_map<std::uint32_t, std::vector<ExchangeMarket::Holder>> holders_;
  std::size_t holder_count_ = 0;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> open_;
  std::optional<int128> best_;   // Of lawful chains, an empty place counted.
  std::optional<int128> bound_;  // Of all ends.
  std::uint32_t best_from_ = 0;
  std::optional<std::uint32_t> best_left_out_;
};

}  // namespace

ExchangeResult FindExchange(ExchangeMarket& market, const ExchangeTask& task, const ExchangeLimits& limits,
                            std::stop_token stop) {
  return Search(market, task).Run(limits, stop);
}

}  // namespace walz
