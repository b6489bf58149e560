// How fast is the best choice of stays found and proven, beside CBC?
//
//   choice_bench [PEOPLE]
//
// Makes markets of people, slots with a few places and windows of days in which stays of one or two weeks begin (the
// programs that a round's parts become), with places for about nine in ten, and solves each by SolveChoice and by CBC
// with its usual cuts and heuristics (60 s at most), on one thread.  Prints seconds of processor time, values, nodes.
// Both must find the same value wherever both say that theirs is the best.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <vector>

#include <coin/Cbc_C_Interface.h>

#include "engine/base/check.h"
#include "engine/solve/choice_tree.h"

namespace walz {
namespace {

struct Market {
  const char* name;
  int people;
  int slots;
  int places_max;
  int window_max;  // Days on which a stay may begin.
  int choices;     // Slots of a person.
};

constexpr std::int64_t kPlaced = std::int64_t{1} << 24;  // One more placed outweighs all points.

ChoiceProblem MakeMarket(const Market& market) {
  std::mt19937_64 dice(7);
  const auto between = [&](int least, int most) {
    return least + static_cast<int>(dice() % static_cast<std::uint64_t>(most - least + 1));
  };
  constexpr int kDays = 60;
  ChoiceProblem problem;
  std::vector<int> window_of;
  for (int slot = 0; slot < market.slots; ++slot) {
    const int places = between(1, market.places_max);
    for (int day = 0; day < kDays; ++day) problem.limits.push_back(places);
    window_of.push_back(between(1, market.window_max));
  }
  for (int person = 0; person < market.people; ++person) {
    problem.AddPerson();
    const int length = between(7, 14);
    const int opens = between(0, 8);
    int slot = between(0, 4);
    for (int i = 0; i < market.choices && slot < market.slots;
         ++i, slot += between(1, 2 * market.slots / market.choices)) {
      const int points = between(1, 5000) * 10;
      for (int first = opens; first < opens + window_of[static_cast<std::size_t>(slot)]; ++first) {
        problem.AddColumn(
            static_cast<std::uint32_t>(slot), kPlaced + points,
            {{{static_cast<std::uint32_t>(slot * kDays + first), static_cast<std::uint32_t>(length), 1}}});
      }
    }
  }
  return problem;
}

double Seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Answer {
  double seconds = 0;
  std::int64_t value = 0;
  bool is_proven = false;
  long long nodes = 0;
};

Answer ByCases(const ChoiceProblem& problem) {
  const double began = Seconds();
  const ChoiceResult result = SolveChoice(problem, {}, {}, {});
  return {Seconds() - began, result.value, result.value == result.bound, static_cast<long long>(result.nodes.size())};
}

Answer ByCbc(const ChoiceProblem& problem) {
  const int rows = static_cast<int>(problem.limits.size());
  std::vector<CoinBigIndex> starts = {0};
  std::vector<int> of_row;
  std::vector<double> amounts;
  std::vector<double> values;
  for (std::size_t p = 0; p < problem.person_count(); ++p) {
    for (std::uint32_t c = problem.person_starts[p]; c < problem.person_starts[p + 1]; ++c) {
      for (const ChoiceProblem::Use& use : problem.UsesOf(c)) {
        for (std::uint32_t row = use.row; row < use.row + use.count; ++row) {
          of_row.push_back(static_cast<int>(row));
          amounts.push_back(use.amount);
        }
      }
      of_row.push_back(rows + static_cast<int>(p));
      amounts.push_back(1);
      starts.push_back(static_cast<CoinBigIndex>(of_row.size()));
      values.push_back(static_cast<double>(problem.value[c]));
    }
  }
  std::vector<double> upper;
  for (const std::int64_t limit : problem.limits) upper.push_back(static_cast<double>(limit));
  upper.resize(upper.size() + problem.person_count(), 1.0);
  const std::vector<double> ones(values.size(), 1.0);
  Cbc_Model* const model = Cbc_newModel();
  Cbc_setParameter(model, "log", "0");
  Cbc_setParameter(model, "ratioGap", "0");
  Cbc_setParameter(model, "allowableGap", "0.5");
  Cbc_setParameter(model, "seconds", "60");
  Cbc_loadProblem(model, static_cast<int>(values.size()), static_cast<int>(upper.size()), starts.data(), of_row.data(),
                  amounts.data(), nullptr, ones.data(), values.data(), nullptr, upper.data());
  Cbc_setObjSense(model, -1);
  for (int c = 0; c < static_cast<int>(values.size()); ++c) Cbc_setInteger(model, c);
  const double began = Seconds();
  Cbc_solve(model);
  const Answer answer{Seconds() - began, static_cast<std::int64_t>(Cbc_getObjValue(model) + 0.5),
                      Cbc_isProvenOptimal(model) != 0, static_cast<long long>(Cbc_getNodeCount(model))};
  Cbc_deleteModel(model);
  return answer;
}

void Compare(const Market& market) {
  const ChoiceProblem problem = MakeMarket(market);
  const Answer own = ByCases(problem);
  const Answer cbc = ByCbc(problem);
  const auto print = [](const char* name, const Answer& answer) {
    std::printf("  %-9s %8.2f s  placed %lld, points %lld, %s, %lld nodes\n", name, answer.seconds,
                static_cast<long long>(answer.value / kPlaced), static_cast<long long>(answer.value % kPlaced),
                answer.is_proven ? "proven" : "open", answer.nodes);
  };
  std::printf("%s: %d people, %d slots, %zu stays\n", market.name, market.people, market.slots, problem.column_count());
  print("by cases", own);
  print("CBC", cbc);
  std::fflush(stdout);
  WALZ_CHECK(!own.is_proven || !cbc.is_proven || own.value == cbc.value);
}

}  // namespace
}  // namespace walz

int main(int argc, char** argv) {
  const int people = argc > 1 ? std::atoi(argv[1]) : 300;
  walz::Compare({"short windows", people, people / 4, 4, 10, 12});
  walz::Compare({"long windows", people, people / 6, 3, 30, 12});
}
