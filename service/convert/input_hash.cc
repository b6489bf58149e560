#include "service/convert/input_hash.h"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/strings/str_cat.h>

#include "engine/base/hash.h"

namespace walz {
namespace {

// Criteria that every hash folds; those that came later only where they weigh something.
constexpr std::size_t kFirstCriteria = 10;

// Folds the fields of one record, one after another, each with its length where it has one.
class Folder {
 public:
  template <typename T>
  requires std::integral<T> || std::is_enum_v<T> Folder& operator<<(T value) {
    state_ = Hash64(state_, static_cast<std::uint64_t>(value));
    return *this;
  }
  Folder& operator<<(absl::string_view text) {
    state_ = Hash64(state_, text);
    return *this;
  }
  Folder& operator<<(const std::string& text) { return *this << absl::string_view(text); }
  Folder& operator<<(Day day) { return *this << day.number; }
  Folder& operator<<(DayRange range) { return *this << range.first << range.last; }
  Folder& operator<<(Country country) { return *this << country.letters[0] << country.letters[1]; }
  Folder& operator<<(double degrees) { return *this << std::llround(degrees * 1e7); }  // About a centimetre.
  Folder& operator<<(GeoPoint place) { return *this << place.lat << place.lon; }
  Folder& operator<<(const IscedField* field) { return *this << (field == nullptr ? "" : field->code); }
  Folder& operator<<(const DaySet& days) { return FoldRange(days.ranges()); }
  Folder& operator<<(const CodeSet& set) { return FoldRange(set.codes) << set.answered; }
  Folder& operator<<(const LanguageLevels& language) { return FoldRange(language.levels) << language.language; }
  Folder& operator<<(const LanguageProfile& profile) { return FoldRange(profile.languages) << profile.answered; }
  Folder& operator<<(const EmployerConsent& consent) {
    return *this << consent.state << consent.range << consent.days_max;
  }
  Folder& operator<<(ActionSet actions) { return *this << actions.bits(); }
  template <typename T>
  Folder& operator<<(const std::optional<T>& value) {
    *this << value.has_value();
    return value ? *this << *value : *this;
  }
  template <typename A, typename B>
  Folder& operator<<(const std::pair<A, B>& pair) {
    return *this << pair.first << pair.second;
  }
  template <typename T>
  Folder& operator<<(const std::vector<T>& values) {
    return FoldRange(values);
  }
  template <typename T, std::size_t kSize>
  Folder& operator<<(const std::array<T, kSize>& values) {
    return FoldRange(values);
  }
  template <typename K, typename V>
  Folder& operator<<(const std::map<K, V>& values) {
    return FoldRange(values);
  }
  std::uint64_t state() const { return state_; }

 private:
  template <typename Range>
  Folder& FoldRange(const Range& values) {
    *this << values.size();
    for (const auto& value : values) *this << value;
    return *this;
  }
  std::uint64_t state_ = 0;
};

class FactsHasher {
 public:
  std::uint64_t Hash(const Facts& facts) {
    Folder all;
    all << HashOf(*facts.catalogue) << HashOf(facts.round);
    all << HashTable(facts.schemes) << HashTable(facts.centres) << HashTable(facts.companies);
    all << HashTable(facts.openings) << HashTable(facts.apprentices) << HashTable(facts.wishes);
    all << HashTable(facts.host_ranks) << HashTable(facts.pairs) << HashTable(facts.last_run);
    if (!facts.later_worth.empty()) all << HashTable(facts.later_worth);  // Folders without it keep their hash.
    return all.state();
  }

 private:
  template <typename Row>
  std::uint64_t HashTable(const std::vector<Row>& rows) {
    std::vector<std::uint64_t> hashes;
    hashes.reserve(rows.size());
    for (const Row& row : rows) hashes.push_back(HashOf(row));
    std::sort(hashes.begin(), hashes.end());
    return (Folder() << hashes).state();
  }

  // An interned value is folded once.
  template <typename T>
  std::uint64_t Of(const T* value) {
    const auto [at, is_new] = interned_.try_emplace(value, 0);
    if (is_new) at->second = (Folder() << *value).state();
    return at->second;
  }

  std::uint64_t HashOf(const Catalogue& c) {
    Folder folder;
    std::vector<std::string> codes;
    for (const auto& [code, field] : c.fields) codes.push_back(code);
    std::sort(codes.begin(), codes.end());
    folder << codes;
    for (const auto& [country, facts] : c.countries) {
      folder << country << facts.programme << facts.group_2021_2023 << facts.group_2024_2026;
    }
    for (const DistanceBand& band : c.bands) {
      folder << band.km_min << band.standard_eur_2021_2023 << band.green_eur_2021_2023 << band.standard_eur_2024_2026
             << band.green_eur_2024_2026;
    }
    return folder.state();
  }

  std::uint64_t HashOf(const Round& r) {
    Folder folder;
    folder << r.id << r.dates << r.call_year << r.activity.code << r.activity.days_min << r.activity.days_max
           << r.activity.days_min_fewer_opportunities << r.countries << r.eqf_min << r.eqf_max << r.age_min
           << r.accompany_under_age << r.accepted_actions << r.allow_unfunded << r.only_wishes << r.employer_may_host
           << r.host_certificates << r.employer_certificates << r.checklist << r.consortium << kFirstCriteria;
    for (std::size_t i = 0; i < kFirstCriteria; ++i) folder << r.weights[i];
    folder << r.policy << r.seed;
    folder << r.quotas.placements_per_round << r.quotas.placements_per_centre << r.quotas.least_per_centre
           << r.quotas.placements_per_country << r.quotas.budget_eur;
    // Only where they say something, so that rounds without them keep their hash.
    if (r.stable_side != StableSide::kApprentices || r.stable_size != StableSize::kLottery) {
      folder << r.stable_side << r.stable_size;
    }
    for (std::size_t i = kFirstCriteria; i < r.weights.size(); ++i) {
      if (r.weights[i] != 0) folder << i << r.weights[i];
    }
    folder << r.rates.given << r.rates.daily_first_14_days_eur << r.rates.daily_after_14_days_eur
           << r.rates.organisational_support_eur << r.rates.travel_days << r.rates.green;
    return folder.state();
  }

  std::uint64_t HashOf(const Scheme& s) {
    return (Folder() << s.id << s.country << s.region << s.valid_from << s.valid_to << s.home_pay << s.host_pay
                     << s.host_pay_min_eur_month << s.remedy << s.employer_consent << s.partner_certificate_stands
                     << s.days_max << s.share_numerator << s.share_denominator << s.plan_above_days
                     << s.months_after_graduation << s.graduation_strict << s.grant << s.age_min << s.eqf_max
                     << s.host_certificates << s.employer_certificates << s.source)
        .state();
  }

  std::uint64_t HashOf(const Centre& c) {
    return (Folder() << c.id << c.name << c.country << c.city << c.place << c.sender_kind << c.consortium
                     << c.coordinator << Of(c.technologies) << c.excellence << Of(c.blackouts))
        .state();
  }

  std::uint64_t HashOf(const Company& c) {
    return (Folder() << c.id << c.name << c.country << c.city << c.place << c.size << Of(c.certificates) << c.absent_max
                     << c.hosted_max << c.mentor << Of(c.technologies) << c.known_centres)
        .state();
  }

  std::uint64_t HashOf(const Opening& o) {
    return (Folder() << o.id << o.company << o.title << Of(o.fields) << o.eqf_min << o.eqf_max << o.places
                     << Of(o.windows) << o.days_min << o.days_max << o.pay << o.pay_eur_month << Of(o.languages)
                     << o.age_min << Of(o.offers) << Of(o.skills_required) << Of(o.skills_wanted) << o.mode
                     << Of(o.checklist) << o.state << Of(o.shared_with))
        .state();
  }

  std::uint64_t HashOf(const Apprentice& a) {
    return (Folder() << a.id << a.centre << a.scheme << a.given_name << a.family_name << a.employer << a.group
                     << a.birth_date << a.graduation_date << a.field << Of(a.languages) << Of(a.windows)
                     << Of(a.blackouts) << Of(a.countries_wanted) << Of(a.countries_refused) << Of(a.needs)
                     << Of(a.skills) << a.employer_consent << a.days_min << a.days_max << a.eqf << a.training_days
                     << a.days_abroad_before << a.accompanying << a.tier << a.fewer_opportunities << a.other_funding
                     << a.guardian_consent)
        .state();
  }

  std::uint64_t HashOf(const WishFact& w) { return (Folder() << w.apprentice << w.rank << w.kind << w.target).state(); }
  std::uint64_t HashOf(const HostRankFact& r) { return (Folder() << r.opening << r.rank << r.apprentice).state(); }
  std::uint64_t HashOf(const PairFact& p) {
    return (Folder() << p.apprentice << p.opening << p.kind << p.start << p.end << p.reason).state();
  }
  std::uint64_t HashOf(const LaterWorthFact& w) { return (Folder() << w.opening << w.points).state(); }
  std::uint64_t HashOf(const LastPlacementFact& p) { return (Folder() << p.apprentice << p.opening << p.stay).state(); }

  absl::flat_hash_map<const void*, std::uint64_t> interned_;
};

}  // namespace

std::string InputHash(const Facts& facts) {
  return absl::StrCat(absl::Hex(FactsHasher().Hash(facts), absl::kZeroPad16));
}

}  // namespace walz
