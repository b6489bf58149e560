#include "service/convert/run_record.h"

#include <array>
#include <cmath>
#include <optional>

#include <absl/numeric/int128.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "engine/base/hash.h"
#include "engine/base/status_macros.h"
#include "engine/matching/audit_sum.h"
#include "service/convert/json_reader.h"
#include "service/convert/json_text.h"

namespace walz {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr std::int64_t kMillion = 1'000'000;
constexpr double kExactIntegerMax = 9007199254740992.0;  // 2^53: greater whole numbers do not pass through JSON.

void AppendTiers(const Score& score, JsonText& json) {
  json.Key("placed_by_tier").BeginObject();
  for (std::size_t tier = 0; tier < score.placed_by_tier.size(); ++tier) {
    json.Key(absl::StrCat(tier)).Int(score.placed_by_tier[tier]);
  }
  json.EndObject();
}

void AppendBounds(const Score& bound, JsonText& json) {
  json.Key("bounds").BeginObject();
  json.Key("pins_kept").Int(bound.pins_kept);
  AppendTiers(bound, json);
  json.Key("centres_at_least").Int(bound.centres_at_least);
  json.Key("points").Int(bound.points);
  json.Key("kept").Int(bound.kept);
  json.EndObject();
}

absl::string_view SideName(StableSide side) { return side == StableSide::kHosts ? "hosts" : "apprentices"; }
absl::string_view SizeName(StableSize size) { return size == StableSize::kMaximum ? "maximum" : "lottery"; }

void AppendStable(const StableFigures& figures, JsonText& json) {
  json.Key("stable").BeginObject();
  json.Key("side").String(SideName(figures.side));
  json.Key("size").String(SizeName(figures.size));
  json.Key("rolling_openings").Int(figures.rolling_openings);
  json.Key("fixed_slots").Int(figures.fixed_slots);
  json.Key("options_without_slot").Int(figures.options_without_slot);
  if (figures.could_improve) json.Key("could_improve").Int(*figures.could_improve);
  if (figures.placed_at_most) json.Key("placed_at_most").Int(*figures.placed_at_most);
  json.EndObject();
}

// Everything that run.json says but the seal and the seconds.
void AppendClaims(const RunOutcome& outcome, const RunRecord& record, JsonText& json) {
  const Gap gap = GapOf(outcome);
  json.Key("round").String(record.round);
  json.Key("policy").String(PolicyName(outcome.policy));
  json.Key("seed").Number(absl::StrCat(record.seed));
  json.Key("placed").Int(outcome.score.placed());
  json.Key("unmatched").Int(record.unmatched);
  AppendTiers(outcome.score, json);
  json.Key("pins_kept").Int(outcome.score.pins_kept);
  json.Key("pins_broken").Int(outcome.pins_broken);
  json.Key("centres_at_least").Int(outcome.score.centres_at_least);
  json.Key("points").Int(outcome.score.points);
  json.Key("upper_bound").Int(outcome.points_bound);
  json.Key("kept").Int(outcome.score.kept);
  json.Key("gap").Number(FormatGap(gap));
  json.Key("gap_goal").String(gap.goal);
  json.Key("proven").Bool(outcome.proven);
  json.Key("stopped").Bool(outcome.stopped);
  AppendBounds(outcome.bound, json);
  if (outcome.stable) AppendStable(*outcome.stable, json);
  json.Key("barriers").BeginObject();
  for (const auto& [name, count] : record.barriers) json.Key(name).Int(count);
  json.EndObject();
  if (record.reasons) AppendBarrierClaims(*record.reasons, json);
  json.Key("explained").String(record.explained);
  json.Key("input_hash").String(record.input_hash);
  json.Key("version").String(WALZ_VERSION);
}

void AppendComponents(const ComponentSums& sums, JsonText& json) {
  json.Key("components").BeginObject();
  for (std::size_t kind = 0; kind < sums.size(); ++kind) {
    const ComponentSum& sum = sums[kind];
    json.Key(kComponentKindNames[kind]).BeginObject();
    json.Key("components").Int(sum.components).Key("solved").Int(sum.solved);
    json.Key("apprentices").Int(sum.apprentices).Key("placed").Int(sum.placed);
    // More digits than a JSON number keeps.
    json.Key("value").String(FigureText(sum.value)).Key("bound").String(FigureText(sum.bound));
    json.EndObject();
  }
  json.EndObject();
}

void AppendCrossing(const CrossingQuotas& crossing, JsonText& json) {
  json.Key("crossing_quotas").BeginObject().Key("groups").Int(crossing.groups).Key("priced").BeginArray();
  for (const CrossingQuotas::Group& group : crossing.priced) {
    json.BeginObject().Key("quota").String(group.quota).Key("group").String(group.label).EndObject();
  }
  json.EndArray().EndObject();
}

void AppendWithheld(const std::vector<WithheldPart>& withheld, JsonText& json) {
  std::size_t apprentices = 0;
  for (const WithheldPart& part : withheld) apprentices += part.apprentices.size();
  json.Key("withheld").BeginObject().Key("parts").Int(static_cast<std::int64_t>(withheld.size()));
  json.Key("apprentices").Int(static_cast<std::int64_t>(apprentices));
  json.Key("reason").String(withheld[0].reason).EndObject();
}

absl::StatusOr<Struct> ParseJson(absl::string_view text) {
  SilenceProtobuf();
  Struct parsed;
  const auto status = google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &parsed);
  if (!status.ok()) return absl::InvalidArgumentError("run.json: no JSON object stands there");
  return parsed;
}

// Reads the keys of one object; the first that is missing or of another kind is told by status().
class KeyReader {
 public:
  explicit KeyReader(const Struct& object) : object_(object) {}

  std::int64_t Int(const std::string& key) {
    const Value* const value = Find(key, Value::kNumberValue, "a number");
    if (value == nullptr) return 0;
    const double number = value->number_value();
    if (number != std::floor(number) || std::abs(number) > kExactIntegerMax)
      return Fail<std::int64_t>(key, "a whole number");
    return static_cast<std::int64_t>(number);
  }
  bool Bool(const std::string& key) {
    const Value* const value = Find(key, Value::kBoolValue, "true or false");
    return value != nullptr && value->bool_value();
  }
  std::string String(const std::string& key) {
    const Value* const value = Find(key, Value::kStringValue, "a text");
    return value == nullptr ? "" : value->string_value();
  }
  bool Has(const std::string& key) const { return object_.fields().contains(key); }
  const Struct& Object(const std::string& key) {
    const Value* const value = Find(key, Value::kStructValue, "an object");
    return value == nullptr ? Struct::default_instance() : value->struct_value();
  }

  void Require(const std::string& key, bool holds, absl::string_view what) {
    if (!holds) Fail<int>(key, what);
  }
  const absl::Status& status() const { return status_; }

 private:
  const Value* Find(const std::string& key, Value::KindCase kind, absl::string_view what) {
    const auto at = object_.fields().find(key);
    if (at != object_.fields().end() && at->second.kind_case() == kind) return &at->second;
    return Fail<const Value*>(key, what);
  }
  template <typename T>
  T Fail(const std::string& key, absl::string_view what) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(absl::StrCat("run.json: '", key, "' is not ", what));
    return T{};
  }

  const Struct& object_;
  absl::Status status_;
};

absl::StatusOr<Score> ReadScore(const Struct& object) {
  KeyReader keys(object);
  Score score;
  score.pins_kept = keys.Int("pins_kept");
  score.centres_at_least = keys.Int("centres_at_least");
  score.points = keys.Int("points");
  score.kept = keys.Int("kept");
  KeyReader tiers(keys.Object("placed_by_tier"));
  WALZ_RETURN_IF_ERROR(keys.status());
  for (std::size_t tier = 0; tier < score.placed_by_tier.size(); ++tier) {
    score.placed_by_tier[tier] = tiers.Int(absl::StrCat(tier));
  }
  WALZ_RETURN_IF_ERROR(tiers.status());
  return score;
}

absl::StatusOr<StableFigures> ReadStable(const Struct& object) {
  KeyReader keys(object);
  StableFigures figures;
  const std::string side = keys.String("side");
  const std::string size = keys.String("size");
  figures.side = side == SideName(StableSide::kHosts) ? StableSide::kHosts : StableSide::kApprentices;
  figures.size = size == SizeName(StableSize::kMaximum) ? StableSize::kMaximum : StableSize::kLottery;
  keys.Require("side", side == SideName(figures.side), "apprentices or hosts");
  keys.Require("size", size == SizeName(figures.size), "lottery or maximum");
  figures.rolling_openings = keys.Int("rolling_openings");
  figures.fixed_slots = keys.Int("fixed_slots");
  figures.options_without_slot = keys.Int("options_without_slot");
  if (keys.Has("could_improve")) figures.could_improve = keys.Int("could_improve");
  if (keys.Has("placed_at_most")) figures.placed_at_most = keys.Int("placed_at_most");
  WALZ_RETURN_IF_ERROR(keys.status());
  return figures;
}

std::optional<Policy> FindPolicy(absl::string_view name) {
  for (const Policy policy : {Policy::kBest, Policy::kStable, Policy::kSerial}) {
    if (name == PolicyName(policy)) return policy;
  }
  return std::nullopt;
}

std::string Shown(const Value* value) {
  if (value == nullptr) return "nothing";
  switch (value->kind_case()) {
    case Value::kNumberValue:
      return absl::StrFormat("%.17g", value->number_value());
    case Value::kStringValue:
      return absl::StrCat("'", value->string_value(), "'");
    case Value::kBoolValue:
      return value->bool_value() ? "true" : "false";
    case Value::kStructValue:
      return "an object";
    default:
      return "something else";
  }
}

absl::Status CompareObjects(const std::string& path, const Struct& stored, const Struct& expected);

absl::Status CompareValues(const std::string& path, const Value* stored, const Value* expected) {
  if (stored != nullptr && expected != nullptr && stored->kind_case() == expected->kind_case()) {
    if (stored->kind_case() == Value::kStructValue) {
      return CompareObjects(path + ".", stored->struct_value(), expected->struct_value());
    }
    if (Shown(stored) == Shown(expected) && stored->kind_case() != Value::kListValue) return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("run.json: ", path, ": the file says ", Shown(stored), ", the facts say ", Shown(expected)));
}

// What stands behind the seal and the seal itself.
bool IsNoClaim(const std::string& key) {
  return key == "seal" || key == "seconds" || key == "components" || key == "crossing_quotas" || key == "withheld";
}

absl::Status CompareObjects(const std::string& path, const Struct& stored, const Struct& expected) {
  // Ordered, so that the first difference is always the same one.
  std::map<std::string, std::pair<const Value*, const Value*>> fields;
  for (const auto& [key, value] : stored.fields()) fields[key].first = &value;
  for (const auto& [key, value] : expected.fields()) fields[key].second = &value;
  for (const auto& [key, values] : fields) {
    if (path.empty() && IsNoClaim(key)) continue;
    WALZ_RETURN_IF_ERROR(CompareValues(path + key, values.first, values.second));
  }
  return absl::OkStatus();
}

}  // namespace

absl::string_view PolicyName(Policy policy) {
  switch (policy) {
    case Policy::kBest:
      return "best";
    case Policy::kStable:
      return "stable";
    case Policy::kSerial:
      return "serial";
  }
  return "";
}

GoalValues GoalsOf(const Score& score) {
  GoalValues goals = {{"pins_kept", score.pins_kept}};
  for (std::size_t tier = 0; tier < score.placed_by_tier.size(); ++tier) {
    goals.emplace_back(absl::StrCat("placed_by_tier.", tier), score.placed_by_tier[tier]);
  }
  goals.emplace_back("centres_at_least", score.centres_at_least);
  goals.emplace_back("points", score.points);
  goals.emplace_back("kept", score.kept);
  return goals;
}

Gap GapOf(const RunOutcome& outcome) {
  const GoalValues values = GoalsOf(outcome.score);
  const GoalValues bounds = GoalsOf(outcome.bound);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t bound = bounds[i].second;
    const std::int64_t open = bound - values[i].second;
    if (open <= 0) continue;
    const absl::int128 whole = std::max<std::int64_t>(1, bound);
    const absl::int128 millionths = (absl::int128{open} * kMillion + whole - 1) / whole;
    return {values[i].first, static_cast<std::int64_t>(millionths)};
  }
  return {};
}

std::string FormatGap(const Gap& gap) {
  return absl::StrFormat("%d.%06d", gap.millionths / kMillion, gap.millionths % kMillion);
}

std::string WithheldText(const RunOutcome& outcome) {
  if (outcome.withheld.empty()) return "";
  std::size_t apprentices = 0;
  for (const WithheldPart& part : outcome.withheld) apprentices += part.apprentices.size();
  return absl::StrCat("THE AUDIT FAILED: ", apprentices, " placements in ", outcome.withheld.size(),
                      " parts are withheld, nothing is proven: ", outcome.withheld[0].reason);
}

std::string RunJson(const RunOutcome& outcome, const RunRecord& record) {
  JsonText json;
  json.BeginObject();
  AppendClaims(outcome, record, json);
  json.Key("seal").String(absl::StrFormat("%016x", Hash64(record.certificate_hash, json.text())));
  json.Key("seconds").BeginObject();
  for (const auto& [stage, seconds] : outcome.seconds_by_stage) {
    json.Key(stage).Number(absl::StrFormat("%.3f", seconds));
  }
  json.EndObject();
  if (outcome.components) AppendComponents(*outcome.components, json);
  if (outcome.crossing.groups > 0) AppendCrossing(outcome.crossing, json);
  if (!outcome.withheld.empty()) AppendWithheld(outcome.withheld, json);
  json.EndObject();
  return json.Take();
}

absl::StatusOr<RunClaims> ParseRunJson(absl::string_view text) {
  WALZ_ASSIGN_OR_RETURN(const Struct object, ParseJson(text));
  KeyReader keys(object);
  const std::string version = keys.String("version");
  const std::optional<Policy> policy = FindPolicy(keys.String("policy"));
  keys.Require("version", version == WALZ_VERSION, absl::StrCat(WALZ_VERSION, ", the version of this walz"));
  keys.Require("policy", policy.has_value(), "best, stable or serial");
  RunClaims claims;
  claims.outcome.pins_broken = keys.Int("pins_broken");
  claims.outcome.points_bound = keys.Int("upper_bound");
  claims.outcome.proven = keys.Bool("proven");
  claims.outcome.stopped = keys.Bool("stopped");
  claims.explained = keys.String("explained");
  claims.input_hash = keys.String("input_hash");
  const Struct& bounds = keys.Object("bounds");
  WALZ_RETURN_IF_ERROR(keys.status());
  claims.outcome.policy = *policy;
  WALZ_ASSIGN_OR_RETURN(claims.outcome.score, ReadScore(object));
  WALZ_ASSIGN_OR_RETURN(claims.outcome.bound, ReadScore(bounds));
  if (keys.Has("stable")) {
    const Struct& stable = keys.Object("stable");
    WALZ_RETURN_IF_ERROR(keys.status());
    WALZ_ASSIGN_OR_RETURN(claims.outcome.stable, ReadStable(stable));
  }
  return claims;
}

absl::Status CompareRunJson(absl::string_view text, absl::string_view expected) {
  WALZ_ASSIGN_OR_RETURN(const Struct stored_object, ParseJson(text));
  WALZ_ASSIGN_OR_RETURN(const Struct expected_object, ParseJson(expected));
  WALZ_RETURN_IF_ERROR(CompareObjects("", stored_object, expected_object));
  const auto seal_of = [](const Struct& object) { return Shown(&object.fields().at("seal")); };
  if (stored_object.fields().contains("seal") && seal_of(stored_object) == seal_of(expected_object)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      "run.json: the seal does not fit: certificate.bin, or a claim that the facts cannot contradict (proven, stopped, "
      "upper_bound, bounds), was changed after the run");
}

}  // namespace walz
