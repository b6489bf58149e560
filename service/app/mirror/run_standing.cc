#include "service/app/mirror/run_standing.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <walz/v1/certificate.pb.h>

#include "engine/base/status_macros.h"
#include "engine/matching/lottery.h"
#include "service/app/mirror/placements.h"
#include "service/app/mirror/round_facts.h"
#include "service/app/mirror/run_file.h"
#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

using absl::int128;

constexpr char kCertificate[] = "certificate.bin";
constexpr std::size_t kRunsKeptMax = 2;       // Each keeps the hosts that it was read beside.
constexpr std::size_t kCountedAtOnce = 4096;  // Apprentices that are linked together.

int128 Int128Of(const v1::Int128& message) { return absl::MakeInt128(message.high(), message.low()); }

absl::Status NotUsable(const std::string& run, absl::string_view why) {
  return RefusePreconditions(v1::ERROR_REASON_REFERENCE_MISSING, absl::StrCat(run, " cannot be asked: ", why),
                             {{"RUN", run, std::string(why)}}, {{"name", run}});
}

}  // namespace

RunStanding::RunStanding(std::shared_ptr<const RoundHosts> hosts)
    : hosts_(std::move(hosts)),
      used_(hosts_->rules().quotas.size()),
      host_prices_(hosts_->problem().openings().size()),
      sender_prices_(hosts_->rules().quotas.size()) {
  for (const Opening& opening : hosts_->problem().openings()) opening_hashes_.push_back(OpeningHashOf(opening.id));
}

absl::StatusOr<std::shared_ptr<const RunStanding>> RunStanding::Read(const StoreSnapshot& snapshot, const View& view,
                                                                     std::shared_ptr<const RoundHosts> hosts,
                                                                     const std::string& run, const WorkOptions& work) {
  const std::optional<ResourceName> name = ParseName(run);
  if (!name || name->collection != Collection::kRuns) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_NAME,
                  absl::StrCat("'", run, "' is no run's name, such as rounds/spring-27/runs/4"), {{"name", run}});
  }
  WALZ_ASSIGN_OR_RETURN(const std::optional<Record> record, snapshot.Get(KeyOf(*name)));
  std::shared_ptr<RunStanding> standing(new RunStanding(std::move(hosts)));
  if (!record || !standing->run_.ParseFromString(record->value)) {
    return Refuse(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND, absl::StrCat("there is no ", run),
                  {{"name", run}});
  }
  if (name->ids[0] != standing->hosts_->round()->id()) return NotUsable(run, "it is of another round");
  if (standing->run_.state() != v1::RUN_STATE_SUCCEEDED) return NotUsable(run, "it has not succeeded");
  WALZ_RETURN_IF_ERROR(standing->ReadPlacements(snapshot, view, work));
  WALZ_RETURN_IF_ERROR(standing->ReadPrices(snapshot));
  return std::shared_ptr<const RunStanding>(std::move(standing));
}

absl::Status RunStanding::ReadPlacements(const StoreSnapshot& snapshot, const View& view, const WorkOptions& work) {
  WALZ_ASSIGN_OR_RETURN(std::vector<LastPlacementFact> placements,
                        walz::ReadPlacements(snapshot, run_.name(), work.stop));
  std::erase_if(placements, [&](const LastPlacementFact& placement) {
    return !hosts_->problem().FindOpening(placement.opening) || view.apprentices.Find(placement.apprentice) == nullptr;
  });
  for (std::size_t i = 0; i < placements.size(); i += kCountedAtOnce) {
    if (work.stop.stop_requested()) return CallEnded();
    WALZ_RETURN_IF_ERROR(Count(view, absl::MakeConstSpan(placements).subspan(i, kCountedAtOnce)));
  }
  for (LastPlacementFact& placement : placements) {
    holders_[hosts_->problem().FindOpening(placement.opening)->value].push_back(placement.apprentice);
    std::string apprentice = placement.apprentice;
    placements_.emplace(std::move(apprentice), std::move(placement));
  }
  for (auto& [opening, apprentices] : holders_) std::sort(apprentices.begin(), apprentices.end());
  return absl::OkStatus();
}

absl::Status RunStanding::Count(const View& view, absl::Span<const LastPlacementFact> placements) {
  Facts few = hosts_->NoFacts();
  for (const LastPlacementFact& placement : placements) {
    few.apprentices.push_back(view.apprentices.Find(placement.apprentice)->facts);
  }
  std::erase_if(few.apprentices,
                [&](const Apprentice& apprentice) { return !hosts_->problem().FindCentre(apprentice.centre); });
  WALZ_ASSIGN_OR_RETURN(const Problem problem, hosts_->Join(std::move(few)));
  const std::vector<Quota>& quotas = hosts_->rules().quotas;
  for (const LastPlacementFact& placement : placements) {
    const std::optional<ApprenticeIndex> apprentice = problem.FindApprentice(placement.apprentice);
    const std::optional<OpeningIndex> opening = problem.FindOpening(placement.opening);
    if (!apprentice || !opening) continue;
    for (std::size_t q = 0; q < quotas.size(); ++q) {
      const std::optional<QuotaGroup> group = quotas[q].group(problem, *apprentice, *opening);
      if (!group) continue;
      used_[q][*group] += quotas[q].amount(problem.View(*apprentice), problem.View(*opening), placement.stay);
    }
  }
  return absl::OkStatus();
}

absl::Status RunStanding::ReadPrices(const StoreSnapshot& snapshot) {
  const std::optional<ResourceName> name = ParseName(run_.name());
  std::string bytes;
  WALZ_RETURN_IF_ERROR(ScanRunFile(snapshot, *name, kCertificate, [&](absl::string_view chunk) {
    bytes.append(chunk.data(), chunk.size());
    return true;
  }));
  v1::Certificate certificate;
  // A run of another policy has no weights; a certificate that cannot be read proves nothing.
  if (!certificate.ParseFromString(bytes) || certificate.weights().tiers_size() != kTierCount) return absl::OkStatus();
  const v1::GoalWeights& weights = certificate.weights();
  weights_.pin = Int128Of(weights.pin());
  for (int tier = 0; tier < kTierCount; ++tier) {
    weights_.tier[static_cast<std::size_t>(tier)] = Int128Of(weights.tiers(tier));
  }
  weights_.least = Int128Of(weights.least());
  weights_.point = Int128Of(weights.point());
  weights_.kept = Int128Of(weights.kept());
  weights_.lottery_shift = weights.lottery_shift();
  for (const v1::CentreReward& reward : certificate.rewards()) {
    rewards_[reward.centre()] = Int128Of(reward.reward());
  }
  const std::vector<Quota>& quotas = hosts_->rules().quotas;
  std::vector<PriceByLabel> prices(quotas.size());
  // What was solved by cases has other prices in each.
  priced_ = run_.result().proven() && certificate.parts().empty();
  for (const v1::GroupPrices& group : certificate.prices()) {
    const auto quota = std::find_if(quotas.begin(), quotas.end(),
                                    [&](const Quota& one) { return one.name == absl::string_view(group.quota()); });
    if (quota == quotas.end() || group.days_size() > 0 || quota->weighted) {
      priced_ = false;
      continue;
    }
    prices[static_cast<std::size_t>(quota - quotas.begin())][group.group()] = Int128Of(group.whole_round());
  }
  const Problem& problem = hosts_->problem();
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    if (prices[q].empty()) continue;
    if (quotas[q].side == QuotaSide::kSender) {
      sender_prices_[q] = std::move(prices[q]);
      continue;
    }
    for (std::size_t i = 0; i < host_prices_.size(); ++i) {
      const std::optional<QuotaGroup> group = quotas[q].group(problem, ApprenticeIndex(), OpeningIndex(i));
      if (!group) continue;
      const auto at = prices[q].find(quotas[q].label(problem, *group));
      if (at != prices[q].end()) host_prices_[i] += at->second;
    }
  }
  return absl::OkStatus();
}

absl::Span<const std::string> RunStanding::HoldersOf(OpeningIndex opening) const {
  const auto at = holders_.find(opening.value);
  return at == holders_.end() ? absl::Span<const std::string>() : absl::MakeConstSpan(at->second);
}

const LastPlacementFact* RunStanding::PlacementOf(absl::string_view apprentice) const {
  const auto at = placements_.find(apprentice);
  return at == placements_.end() ? nullptr : &at->second;
}

std::int64_t RunStanding::UsedOf(std::size_t quota, QuotaGroup group) const {
  const auto at = used_[quota].find(group);
  return at == used_[quota].end() ? 0 : at->second;
}

absl::int128 RunStanding::SenderPriceOf(const Problem& problem, ApprenticeIndex apprentice) const {
  int128 price = 0;
  const std::vector<Quota>& quotas = hosts_->rules().quotas;
  for (std::size_t q = 0; q < quotas.size(); ++q) {
    if (sender_prices_[q].empty()) continue;
    const std::optional<QuotaGroup> group = quotas[q].group(problem, apprentice, OpeningIndex());
    if (!group) continue;
    const auto at = sender_prices_[q].find(quotas[q].label(problem, *group));
    if (at != sender_prices_[q].end()) price += at->second;
  }
  return price - RewardOf(problem, apprentice);
}

absl::int128 RunStanding::RewardOf(const Problem& problem, ApprenticeIndex apprentice) const {
  const auto reward = rewards_.find(problem[apprentice].centre);
  return reward == rewards_.end() ? int128(0) : reward->second;
}

absl::int128 RunStanding::NetOf(const Problem& problem, ApprenticeIndex apprentice, OpeningIndex opening,
                                int points) const {
  const Apprentice& facts = problem[apprentice];
  const std::uint64_t lottery = LotteryOf(problem.round().seed, facts.id);
  int128 gain = weights_.tier[static_cast<std::size_t>(facts.tier)] + weights_.point * points;
  if (problem.PinOf(apprentice)) gain += weights_.pin;
  const std::optional<LastPlacement>& last = problem.LastOf(apprentice);
  if (last && last->opening == opening) gain += weights_.kept;
  gain += PairLotteryOf(lottery, opening_hashes_[opening.value]) >> weights_.lottery_shift;
  return gain - HostPriceOf(opening);
}

std::shared_ptr<const RunStanding> RunStandingKeeper::FindKept(const std::string& run) {
  const auto at = std::find_if(kept_.begin(), kept_.end(), [&](const auto& kept) { return kept->run().name() == run; });
  if (at == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, at);
  return kept_.front();
}

absl::StatusOr<std::shared_ptr<const RunStanding>> RunStandingKeeper::Find(const StoreSnapshot& snapshot,
                                                                           const View& view,
                                                                           std::shared_ptr<const RoundHosts> hosts,
                                                                           const std::string& run,
                                                                           const WorkOptions& work) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const RunStanding> kept = FindKept(run);
  if (kept != nullptr && kept->hosts() == hosts) return kept;
  WALZ_ASSIGN_OR_RETURN(std::shared_ptr<const RunStanding> read,
                        RunStanding::Read(snapshot, view, std::move(hosts), run, work));
  if (kept != nullptr) kept_.pop_front();
  kept_.push_front(read);
  if (kept_.size() > kRunsKeptMax) kept_.pop_back();
  return read;
}

absl::StatusOr<std::shared_ptr<const RunStanding>> RunStandingKeeper::FindCounted(
    const StoreSnapshot& snapshot, const View& view, std::shared_ptr<const RoundHosts> hosts, const std::string& run,
    const WorkOptions& work) {
  {
    const std::lock_guard lock(mutex_);
    if (std::shared_ptr<const RunStanding> kept = FindKept(run)) return kept;
  }
  return Find(snapshot, view, std::move(hosts), run, work);
}

}  // namespace walz
