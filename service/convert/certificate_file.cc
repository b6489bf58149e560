#include "service/convert/certificate_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <absl/container/flat_hash_map.h>
#include <absl/numeric/int128.h>
#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/stubs/logging.h>
#include <walz/v1/certificate.pb.h>

#include "engine/base/status_macros.h"

namespace walz {
namespace {

// STORED ON DISK: a change of meaning is a new version.
constexpr int kVersion = 1;

std::string TextOf(absl::string_view text) { return std::string(text); }

void SetInt128(absl::int128 figure, v1::Int128* message) {
  message->set_high(absl::Int128High64(figure));
  message->set_low(absl::Int128Low64(figure));
}

absl::int128 Int128Of(const v1::Int128& message) { return absl::MakeInt128(message.high(), message.low()); }

// The groups of one quota by label, as far as placements belong to them.
using GroupByLabel = absl::flat_hash_map<std::string, QuotaGroup>;

absl::StatusOr<GroupByLabel> GroupsOf(const Problem& problem, const Quota& quota) {
  GroupByLabel groups;
  const std::size_t apprentice_count = problem.apprentices().size();
  const std::size_t opening_count = problem.openings().size();
  if (apprentice_count == 0 || opening_count == 0) return groups;
  // A group depends on the quota's side alone; the other side stands still.
  const std::size_t count = quota.side == QuotaSide::kHost     ? opening_count
                            : quota.side == QuotaSide::kSender ? apprentice_count
                                                               : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<QuotaGroup> group =
        quota.group(problem, ApprenticeIndex(quota.side == QuotaSide::kSender ? i : 0),
                    OpeningIndex(quota.side == QuotaSide::kHost ? i : 0));
    if (!group) continue;
    const auto [at, fresh] = groups.try_emplace(quota.label(problem, *group), *group);
    if (!fresh && at->second != *group) {
      return absl::InternalError(absl::StrCat(quota.name, ": two groups are called '", at->first, "'"));
    }
  }
  return groups;
}

absl::Status Wrong(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("certificate.bin: ", what));
}

absl::StatusOr<Weights> WeightsOf(const v1::GoalWeights& message) {
  Weights weights;
  weights.pin = Int128Of(message.pin());
  weights.least = Int128Of(message.least());
  weights.point = Int128Of(message.point());
  weights.kept = Int128Of(message.kept());
  weights.lottery_shift = message.lottery_shift();
  if (message.tiers_size() != 0 && message.tiers_size() != kTierCount) {
    return Wrong(absl::StrCat("weights of ", message.tiers_size(), " tiers; there are ", kTierCount));
  }
  for (int tier = 0; tier < message.tiers_size(); ++tier) {
    weights.tier[static_cast<std::size_t>(tier)] = Int128Of(message.tiers(tier));
  }
  return weights;
}

// The prices of one group, one after another in a certificate.
struct NamedGroup {
  std::uint32_t quota;
  std::string label;
  absl::Span<const Price> prices;
};

// By quota and name: numbers of groups, and so the order of prices, are this version's own.
std::vector<NamedGroup> GroupsByName(const Problem& problem, const RuleBook& rules, absl::Span<const Price> prices) {
  std::vector<NamedGroup> groups;
  while (!prices.empty()) {
    const Price& first = prices.front();
    const auto end = std::find_if(prices.begin(), prices.end(), [&first](const Price& price) {
      return price.quota != first.quota || price.group != first.group;
    });
    const auto count = static_cast<std::size_t>(end - prices.begin());
    groups.push_back({first.quota, rules.quotas[first.quota].label(problem, first.group), prices.first(count)});
    prices.remove_prefix(count);
  }
  std::sort(groups.begin(), groups.end(), [](const NamedGroup& a, const NamedGroup& b) {
    return std::tie(a.quota, a.label) < std::tie(b.quota, b.label);
  });
  return groups;
}

// Weights, prices and rewards, which a whole certificate and a leaf of its proofs have alike.
template <typename Message>
void SetPricing(const Problem& problem, const RuleBook& rules, const Pricing& pricing, Message& message) {
  v1::GoalWeights* weights = message.mutable_weights();
  SetInt128(pricing.weights.pin, weights->mutable_pin());
  for (const absl::int128 tier : pricing.weights.tier) SetInt128(tier, weights->add_tiers());
  SetInt128(pricing.weights.least, weights->mutable_least());
  SetInt128(pricing.weights.point, weights->mutable_point());
  SetInt128(pricing.weights.kept, weights->mutable_kept());
  weights->set_lottery_shift(pricing.weights.lottery_shift);
  for (const NamedGroup& named : GroupsByName(problem, rules, pricing.prices)) {
    v1::GroupPrices* group = message.add_prices();
    group->set_quota(TextOf(rules.quotas[named.quota].name));
    group->set_group(named.label);
    for (const Price& price : named.prices) {
      if (!price.day) {
        SetInt128(price.price, group->mutable_whole_round());
        continue;
      }
      v1::DayPrice* day = group->add_days();
      day->set_day(price.day->number);
      SetInt128(price.price, day->mutable_price());
    }
  }
  for (const LeastReward& reward : pricing.rewards) {
    v1::CentreReward* centre = message.add_rewards();
    centre->set_centre(problem[reward.centre].id);
    SetInt128(reward.reward, centre->mutable_reward());
  }
}

void SetNode(const Problem& problem, const RuleBook& rules, const ProofNode& node, v1::ProofNode& message) {
  if (!node.branch) {
    SetPricing(problem, rules, node.leaf, message);
    for (const LonePrice& price : node.lone_prices) {
      const Quota& quota = rules.quotas[price.quota];
      v1::LonePrice* written = message.add_lone_prices();
      written->set_quota(TextOf(quota.name));
      written->set_group(quota.label(problem, price.group));
      written->set_first_day(price.days.first.number);
      written->set_last_day(price.days.last.number);
      written->set_apprentice(problem[price.apprentice].id);
      SetInt128(price.price, written->mutable_price());
    }
    return;
  }
  v1::ProofBranch* branch = message.mutable_branch();
  branch->set_takes(node.takes);
  branch->set_refuses(node.refuses);
  if (node.branch->centre) {
    branch->set_centre(problem[*node.branch->centre].id);
    return;
  }
  branch->set_apprentice(problem[node.branch->apprentice].id);
  branch->set_opening(problem[node.branch->opening].id);
  branch->set_first_day(node.branch->first_days.first.number);
  branch->set_last_day(node.branch->first_days.last.number);
}

// Reads what has prices; finds groups by their labels, quota by quota.
class PriceReader {
 public:
  PriceReader(const Problem& problem, const RuleBook& rules) : problem_(problem), rules_(rules) {}

  // A v1::Certificate, or a leaf of its proofs.
  template <typename Message>
  absl::Status ReadPricing(const Message& message, Pricing& pricing) {
    WALZ_ASSIGN_OR_RETURN(pricing.weights, WeightsOf(message.weights()));
    for (const v1::GroupPrices& prices : message.prices()) WALZ_RETURN_IF_ERROR(Read(prices, pricing.prices));
    // Written by the names of groups.
    std::sort(pricing.prices.begin(), pricing.prices.end(), [](const Price& a, const Price& b) {
      return std::tie(a.quota, a.group, a.day) < std::tie(b.quota, b.group, b.day);
    });
    for (const v1::CentreReward& reward : message.rewards()) {
      WALZ_ASSIGN_OR_RETURN(const CentreIndex centre, CentreOf(reward.centre()));
      pricing.rewards.push_back({centre, Int128Of(reward.reward())});
    }
    return absl::OkStatus();
  }

  absl::Status ReadPart(const v1::PartProof& message, PartProof& part) {
    for (const std::string& id : message.apprentices()) {
      WALZ_ASSIGN_OR_RETURN(const ApprenticeIndex apprentice, ApprenticeOf(id));
      part.apprentices.push_back(apprentice);
    }
    for (const v1::ProofTree& tree : message.trees()) {
      ProofTree& nodes = part.trees.emplace_back();
      for (const v1::ProofNode& node : tree.nodes()) WALZ_RETURN_IF_ERROR(ReadNode(node, nodes.emplace_back()));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<RelaxedSeat> ReadSeat(const v1::RelaxedSeat& message) const {
    WALZ_ASSIGN_OR_RETURN(const ApprenticeIndex apprentice, ApprenticeOf(message.apprentice()));
    if (message.opening().empty()) return RelaxedSeat{apprentice, std::nullopt};
    WALZ_ASSIGN_OR_RETURN(const OpeningIndex opening, OpeningOf(message.opening()));
    return RelaxedSeat{apprentice, opening};
  }

 private:
  absl::Status ReadNode(const v1::ProofNode& message, ProofNode& node) {
    if (!message.has_branch()) {
      for (const v1::LonePrice& price : message.lone_prices()) {
        WALZ_ASSIGN_OR_RETURN(const auto named, GroupOf(price.quota(), price.group()));
        WALZ_ASSIGN_OR_RETURN(const ApprenticeIndex apprentice, ApprenticeOf(price.apprentice()));
        node.lone_prices.push_back({named.first,
                                    named.second,
                                    {Day{price.first_day()}, Day{price.last_day()}},
                                    apprentice,
                                    Int128Of(price.price())});
      }
      return ReadPricing(message, node.leaf);
    }
    const v1::ProofBranch& branch = message.branch();
    node.takes = branch.takes();
    node.refuses = branch.refuses();
    if (!branch.centre().empty()) {
      WALZ_ASSIGN_OR_RETURN(const CentreIndex centre, CentreOf(branch.centre()));
      node.branch = ProofBranch{.centre = centre};
      return absl::OkStatus();
    }
    WALZ_ASSIGN_OR_RETURN(const ApprenticeIndex apprentice, ApprenticeOf(branch.apprentice()));
    WALZ_ASSIGN_OR_RETURN(const OpeningIndex opening, OpeningOf(branch.opening()));
    node.branch = {apprentice, opening, {Day{branch.first_day()}, Day{branch.last_day()}}};
    return absl::OkStatus();
  }

  absl::StatusOr<CentreIndex> CentreOf(const std::string& id) const {
    const std::optional<CentreIndex> centre = problem_.FindCentre(id);
    if (!centre) return Wrong(absl::StrCat("there is no centre '", id, "'"));
    return *centre;
  }

  absl::StatusOr<ApprenticeIndex> ApprenticeOf(const std::string& id) const {
    const std::optional<ApprenticeIndex> apprentice = problem_.FindApprentice(id);
    if (!apprentice) return Wrong(absl::StrCat("there is no apprentice '", id, "'"));
    return *apprentice;
  }

  absl::StatusOr<OpeningIndex> OpeningOf(const std::string& id) const {
    const std::optional<OpeningIndex> opening = problem_.FindOpening(id);
    if (!opening) return Wrong(absl::StrCat("there is no opening '", id, "'"));
    return *opening;
  }

  // The quota's position in the rulebook, and the group in it.
  absl::StatusOr<std::pair<std::uint32_t, QuotaGroup>> GroupOf(const std::string& quota_name,
                                                               const std::string& label) {
    std::uint32_t quota = 0;
    while (quota < rules_.quotas.size() && TextOf(rules_.quotas[quota].name) != quota_name) ++quota;
    if (quota == rules_.quotas.size()) return Wrong(absl::StrCat("there is no quota '", quota_name, "'"));
    if (!groups_.contains(quota)) {
      WALZ_ASSIGN_OR_RETURN(groups_[quota], GroupsOf(problem_, rules_.quotas[quota]));
    }
    const GroupByLabel& groups = groups_[quota];
    const auto at = groups.find(label);
    if (at == groups.end()) return Wrong(absl::StrCat(quota_name, ": there is no group '", label, "'"));
    return std::pair(quota, at->second);
  }

  absl::Status Read(const v1::GroupPrices& message, std::vector<Price>& prices) {
    WALZ_ASSIGN_OR_RETURN(const auto named, GroupOf(message.quota(), message.group()));
    const auto& [quota, group] = named;
    if (message.has_whole_round()) {
      prices.push_back({quota, group, std::nullopt, Int128Of(message.whole_round())});
    }
    for (const v1::DayPrice& day : message.days()) {
      prices.push_back({quota, group, Day{day.day()}, Int128Of(day.price())});
    }
    return absl::OkStatus();
  }

  const Problem& problem_;
  const RuleBook& rules_;
  std::map<std::uint32_t, GroupByLabel> groups_;
};

}  // namespace

std::string SerializeCertificate(const Problem& problem, const RuleBook& rules, const Certificate& certificate,
                                 absl::string_view input_hash) {
  v1::Certificate message;
  message.set_version(kVersion);
  message.set_input_hash(TextOf(input_hash));
  SetPricing(problem, rules, certificate, message);
  for (const PartProof& part : certificate.parts) {
    v1::PartProof* written = message.add_parts();
    for (const ApprenticeIndex apprentice : part.apprentices) written->add_apprentices(problem[apprentice].id);
    for (const ProofTree& tree : part.trees) {
      v1::ProofTree* nodes = written->add_trees();
      for (const ProofNode& node : tree) SetNode(problem, rules, node, *nodes->add_nodes());
    }
  }
  if (certificate.seats) {
    v1::RelaxedSeats* seats = message.mutable_seats();
    for (const RelaxedSeat& seat : *certificate.seats) {
      v1::RelaxedSeat* written = seats->add_seats();
      written->set_apprentice(problem[seat.apprentice].id);
      if (seat.opening) written->set_opening(problem[*seat.opening].id);
    }
  }
  return message.SerializeAsString();
}

namespace {

absl::StatusOr<v1::Certificate> ParseMessage(absl::string_view bytes) {
  if (bytes.size() > kCertificateBytesMax) {
    return Wrong(absl::StrCat(bytes.size(), " bytes; at most ", kCertificateBytesMax, " are read"));
  }
  const google::protobuf::LogSilencer silencer;  // The status says it.
  v1::Certificate message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return Wrong("not a certificate, or damaged");
  if (message.version() != kVersion) {
    return Wrong(absl::StrCat("version ", message.version(), "; this program reads version ", kVersion));
  }
  return message;
}

}  // namespace

absl::StatusOr<Certificate> ParseCertificate(const Problem& problem, const RuleBook& rules, absl::string_view bytes,
                                             absl::string_view input_hash) {
  WALZ_ASSIGN_OR_RETURN(const v1::Certificate message, ParseMessage(bytes));
  if (message.input_hash() != TextOf(input_hash)) {
    return Wrong(absl::StrCat("made for facts with input_hash ", message.input_hash(), "; these have ", input_hash));
  }
  Certificate certificate;
  PriceReader reader(problem, rules);
  WALZ_RETURN_IF_ERROR(reader.ReadPricing(message, certificate));
  for (const v1::PartProof& part : message.parts()) {
    WALZ_RETURN_IF_ERROR(reader.ReadPart(part, certificate.parts.emplace_back()));
  }
  if (message.has_seats()) {
    certificate.seats.emplace();
    for (const v1::RelaxedSeat& seat : message.seats().seats()) {
      WALZ_ASSIGN_OR_RETURN(certificate.seats->emplace_back(), reader.ReadSeat(seat));
    }
  }
  return certificate;
}

absl::StatusOr<WarmStart> ParseWarmStart(absl::string_view bytes) {
  WALZ_ASSIGN_OR_RETURN(const v1::Certificate message, ParseMessage(bytes));
  WarmStart start;
  WALZ_ASSIGN_OR_RETURN(start.weights, WeightsOf(message.weights()));
  for (const v1::GroupPrices& prices : message.prices()) {
    if (prices.has_whole_round()) {
      start.prices.push_back({prices.quota(), prices.group(), Int128Of(prices.whole_round())});
    }
  }
  if (message.has_seats()) {
    start.seats.emplace();
    for (const v1::RelaxedSeat& seat : message.seats().seats()) {
      start.seats->push_back({seat.apprentice(), seat.opening()});
    }
  }
  return start;
}

}  // namespace walz
