// TrialMarket: the placements and prices of a stored run as the market of an exchange search.
//
// People are linked beside the hosts when the search first asks for them.
// Internal to service/app/mirror.  Thread rule: not for concurrent use.

#ifndef SERVICE_APP_MIRROR_TRIAL_MARKET_H_
#define SERVICE_APP_MIRROR_TRIAL_MARKET_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/numeric/int128.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/types/span.h>

#include "engine/matching/sieve.h"
#include "engine/model/problem.h"
#include "engine/solve/exchange_search.h"
#include "service/app/mirror/run_standing.h"
#include "service/app/mirror/view.h"
#include "service/store/store.h"

namespace walz {

// Whether one more without company fits at the opening beside the run's placements, less that of `vacated`.
ExchangeMarket::Room RoomBeside(const RunStanding& standing, OpeningIndex opening, const LastPlacementFact* vacated);

class TrialMarket : public ExchangeMarket {
 public:
  // Somebody of the run, beside the hosts.
  struct Person {
    std::shared_ptr<const Problem> problem;
    std::shared_ptr<const Sieve> sieve;
    ApprenticeIndex index;
    std::optional<OpeningIndex> opening;  // What it has.
    std::optional<DayRange> stay;
  };

  // All must outlive this object.  For searches within the limits; where none of many options of a holder is free, the
  // rest of them is left out, too.
  // `thread_count` threads share the holders of a slot.
  TrialMarket(const View& view, const RunStanding& standing, const StoreSnapshot& snapshot,
              const ExchangeLimits& limits, int thread_count);

  // Links people of the run; number `first` on.  FACTS_CONTRADICT.
  absl::StatusOr<std::uint32_t> Add(absl::Span<const std::string> ids);
  const Person& operator[](std::uint32_t number) const { return people_[number]; }

  // What the person loses by the opening against what it has, at the prices.
  absl::int128 LossAt(std::uint32_t person, OpeningIndex opening);

  // The one that is to be placed: holds nothing, and gives back what it has.
  void SetOutside(std::uint32_t person) { outside_ = person; }

  Room RoomAt(std::uint32_t slot) override;
  std::vector<Holder> HoldersOf(std::uint32_t slot) override;

  // Some loss was less than 0: prices and facts do not belong together.
  bool contradicts() const { return contradicts_; }
  // What went wrong when somebody was linked.
  const absl::Status& status() const { return status_; }

 private:
  // What one that has the slot may do.  For several threads at once.
  Holder HolderOf(std::uint32_t number, std::uint32_t slot);
  absl::int128 OwnNet(const Person& person) const;
  absl::int128 AtLeastNothing(absl::int128 loss);
  // Of a person's, against what it has at `slot`.
  std::vector<Option> OptionsOf(const Person& person, std::uint32_t slot, absl::int128 own_net);

  const View& view_;
  const RunStanding& standing_;
  const StoreSnapshot& snapshot_;
  const ExchangeLimits limits_;
  const int thread_count_;
  std::vector<Person> people_;
  std::optional<std::uint32_t> outside_;
  std::atomic<bool> contradicts_ = false;
  absl::Status status_;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_TRIAL_MARKET_H_
