#include "engine/matching/neighbourhood.h"

#include <algorithm>

#include "engine/base/check.h"

namespace walz {
namespace {

using absl::int128;

class Search {
 public:
  Search(const std::vector<UnitIndex>& units, const ReoptimiseLimits& limits, Arrangement& arrangement)
      : units_(units), limits_(limits), arrangement_(arrangement) {
    best_value_ = arrangement.value();
    for (const UnitIndex unit : units) {
      best_.push_back(arrangement.ChoiceOf(unit));
      if (arrangement.IsPlaced(unit)) arrangement.Remove(unit);
    }
    for (std::size_t i = 0; i < units.size(); ++i) choices_.push_back(ChoicesOf(units[i], best_[i]));
    rest_value_.assign(units.size() + 1, 0);
    for (std::size_t i = units.size(); i-- > 0;) {
      rest_value_[i] = rest_value_[i + 1] + (choices_[i].empty() ? 0 : choices_[i].front().value);
    }
  }

  ReoptimiseResult Run() {
    const int128 before = best_value_;
    Descend(0);
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (best_[i]) WALZ_CHECK(arrangement_.Place(units_[i], *best_[i]));
    }
    return {best_value_ > before, nodes_};
  }

 private:
  // Best first; what the unit had before is always among them.
  std::vector<Choice> ChoicesOf(UnitIndex unit, const std::optional<Choice>& before) const {
    const ApprenticeIndex first = arrangement_.MembersOf(unit)[0];
    const absl::Span<const PairOption> all = arrangement_.options().Of(first);
    std::vector<PairOption> options(all.begin(), all.end());
    if (options.size() > limits_.options_most) {
      const auto better = [&](const PairOption& a, const PairOption& b) {
        return arrangement_.objective().ValueOf(first, a) > arrangement_.objective().ValueOf(first, b);
      };
      std::partial_sort(options.begin(), options.begin() + static_cast<std::ptrdiff_t>(limits_.options_most),
                        options.end(), better);
      options.resize(limits_.options_most);
    }
    std::vector<Choice> choices;
    if (before) choices.push_back(*before);
    for (const PairOption& option : options) {
      for (Choice& choice : arrangement_.ChoicesAt(unit, option, limits_.starts_most)) {
        choices.push_back(std::move(choice));
      }
    }
    std::stable_sort(choices.begin(), choices.end(),
                     [](const Choice& a, const Choice& b) { return a.value > b.value; });
    return choices;
  }

  void Descend(std::size_t depth) {
    if (arrangement_.value() > best_value_) {
      best_value_ = arrangement_.value();
      for (std::size_t i = 0; i < units_.size(); ++i) best_[i] = arrangement_.ChoiceOf(units_[i]);
    }
    if (depth == units_.size()) return;
    for (const Choice& choice : choices_[depth]) {
      const int128 most = arrangement_.value() + choice.value + rest_value_[depth + 1] + arrangement_.least_room();
      if (most <= best_value_ || ++nodes_ > limits_.nodes_most) break;  // Later choices are worth no more.
      if (!arrangement_.Place(units_[depth], choice)) continue;
      Descend(depth + 1);
      arrangement_.Remove(units_[depth]);
    }
    if (arrangement_.value() + rest_value_[depth + 1] + arrangement_.least_room() > best_value_ &&
        nodes_ <= limits_.nodes_most) {
      Descend(depth + 1);
    }
  }

  const std::vector<UnitIndex>& units_;
  const ReoptimiseLimits& limits_;
  Arrangement& arrangement_;
  std::vector<std::vector<Choice>> choices_;  // By unit.
  std::vector<int128> rest_value_;            // The most that units from here on can add.
  std::vector<std::optional<Choice>> best_;   // By unit.
  int128 best_value_ = 0;
  std::int64_t nodes_ = 0;
};

}  // namespace

ReoptimiseResult Reoptimise(const std::vector<UnitIndex>& units, const ReoptimiseLimits& limits,
                            Arrangement& arrangement) {
  return Search(units, limits, arrangement).Run();
}

}  // namespace walz
