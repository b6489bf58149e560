#include "tests/support/random_problem.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "tests/support/dice.h"
#include "tests/support/facts_builder.h"
#include "tests/support/random_links.h"

namespace walz {
namespace {

// What a fact can stand in the way of; each has its own density in a problem.
enum class Obstacle {
  kField,
  kLevel,
  kDestination,
  kPay,
  kLength,
  kDates,
  kGraduation,
  kLanguage,
  kConsent,
  kState,
  kCertificate,
  kAge,
  kFunding,
  kNeeds,
  kBlended,
  kSkills,
  kPersons,
  kShared,
  kExcluded,
};
constexpr int kObstacleCount = 19;

const std::vector<std::string>& Labels() {
  static const std::vector<std::string> labels = {"erasmus-plus-partner", "quality", "sbb"};
  return labels;
}

class RandomFactsMaker {
 public:
  RandomFactsMaker(std::uint64_t seed, const RandomProblemOptions& options) : dice_(seed), options_(options) {
    for (int& rate : rates_) {
      rate = options_.barrier_rich ? dice_.Between(0, 45) : (dice_.Percent(14) ? 40 : dice_.Between(0, 4));
    }
  }

  Facts Make() {
    facts_.catalogue = SmallCatalogue();
    FillRound();
    for (int i = 0; i < 4; ++i) AddScheme(i);
    for (int i = 0; i < 3; ++i) AddCentre(i);
    for (int i = 0; i < kRandomCompanyCount; ++i) AddCompany(i);
    for (int i = 0; i < options_.opening_count; ++i) AddOpening(i);
    for (int i = 0; i < options_.apprentice_count; ++i) AddApprentice(i);
    AddRandomLinks(dice_, options_, rates_[static_cast<std::size_t>(Obstacle::kExcluded)], facts_);
    if (options_.later_worth) AddLaterWorth();
    dice_.Shuffle(facts_.apprentices);
    dice_.Shuffle(facts_.openings);
    dice_.Shuffle(facts_.companies);
    dice_.Shuffle(facts_.centres);
    dice_.Shuffle(facts_.wishes);
    dice_.Shuffle(facts_.host_ranks);
    dice_.Shuffle(facts_.pairs);
    return std::move(facts_);
  }

 private:
  // Whether this fact stands in the way.
  bool Blocks(Obstacle obstacle) { return dice_.Percent(rates_[static_cast<std::size_t>(obstacle)]); }

  Day first_day() const { return facts_.round.dates.first; }
  Day last_day() const { return facts_.round.dates.last; }
  DayRange SomeDays(int days_min, int days_max) { return RandomDaysInRound(dice_, facts_.round, days_min, days_max); }

  const CodeSet* Intern(CodeSet codes) { return facts_.pools->code_sets.Intern(std::move(codes)); }
  // Nobody answered, nothing, or some of `codes`.
  CodeSet SomeCodes(const std::vector<std::string>& codes, int chance) {
    CodeSet some = MakeCodeSet(dice_.SomeOf(codes, chance));
    if (some.codes.empty()) some.answered = dice_.Percent(50);
    return some;
  }
  const CountrySet* SomeCountries(int chance) {
    return facts_.pools->country_sets.Intern(dice_.SomeOf(RandomCountries(), chance));
  }

  void FillRound() {
    Round& round = facts_.round;
    round.id = "round";
    const Day first = D(dice_.OneOf(std::vector<std::string>{"2027-03-01", "2027-06-20", "2028-02-10"}));
    round.dates = {first, first + (options_.static_only ? 11 : dice_.Between(19, 39))};
    round.call_year = dice_.Between(2022, 2026);
    if (dice_.Percent(40))
      round.activity = dice_.Percent(70) ? Activity{"SHORT_TERM", 4, 20, 2} : Activity{"GROUP", 2, 30, 2};
    round.countries = RandomCountries();
    if (Blocks(Obstacle::kDestination)) round.countries.pop_back();
    if (Blocks(Obstacle::kLevel)) round.eqf_min = 3;
    if (Blocks(Obstacle::kLevel)) round.eqf_max = 4;
    if (Blocks(Obstacle::kAge)) round.age_min = 16;
    if (Blocks(Obstacle::kAge)) round.accompany_under_age = 18;
    if (dice_.Percent(40)) round.accepted_actions = SomeActions();
    round.allow_unfunded = dice_.Percent(20);
    round.only_wishes = dice_.Percent(15);
    round.employer_may_host = dice_.Percent(30);
    if (Blocks(Obstacle::kCertificate)) round.host_certificates = dice_.SomeOf(Labels(), 40);
    if (Blocks(Obstacle::kCertificate)) round.employer_certificates = dice_.SomeOf(Labels(), 40);
    round.checklist = MakeCodeSet(dice_.SomeOf(std::vector<std::string>{"backup_plan", "wifi"}, 40));
    round.consortium = dice_.Percent(60) ? "north" : "";
    if (dice_.Percent(60))
      round.rates = {true, {0, 50, 40, 30}, {0, 35, 28, 21}, 100, dice_.Between(0, 2), dice_.Percent(30)};
    for (std::size_t i = 0; i < round.weights.size(); ++i) {
      if (i == static_cast<std::size_t>(CriterionId::kLaterWorth)) continue;
      round.weights[i] = dice_.Percent(30) ? 0 : dice_.Between(1, 100);
    }
    round.policy = options_.policy;
    round.seed = static_cast<std::uint64_t>(dice_.Between(0, 1'000'000));
  }

  void AddLaterWorth() {
    facts_.round.weights[static_cast<std::size_t>(CriterionId::kLaterWorth)] =
        dice_.OneOf(std::vector<int>{1, 50, 100});
    for (const Opening& opening : facts_.openings) {
      if (dice_.Percent(60)) facts_.later_worth.push_back({opening.id, dice_.Between(0, 1200) * dice_.Between(1, 100)});
    }
    dice_.Shuffle(facts_.later_worth);
  }

  ActionSet SomeActions() {
    ActionSet actions;
    const int chance = dice_.OneOf(std::vector<int>{20, 60, 100});
    for (int i = 0; i < kActionCount; ++i) {
      if (dice_.Percent(chance)) actions = actions.With({static_cast<Action>(i)});
    }
    return actions;
  }

  void AddScheme(int number) {
    Scheme scheme;
    scheme.id = absl::StrCat("scheme-", number);
    scheme.country = RandomCountries()[static_cast<std::size_t>(number)];
    scheme.host_pay = HostPayRule::kAllowed;
    if (Blocks(Obstacle::kPay)) scheme.host_pay = static_cast<HostPayRule>(dice_.Between(0, 3));
    if (scheme.host_pay == HostPayRule::kRequired) scheme.host_pay_min_eur_month = dice_.Between(0, 2) * 300;
    scheme.remedy = dice_.Percent(30) ? "change the contract" : "";
    scheme.employer_consent = ConsentRule::kNotNeeded;
    if (dice_.Percent(40)) scheme.employer_consent = ConsentRule::kRequired;
    if (Blocks(Obstacle::kConsent)) scheme.employer_consent = ConsentRule::kUnknown;
    scheme.partner_certificate_stands = dice_.Percent(40);
    if (Blocks(Obstacle::kLength)) scheme.days_max = dice_.Between(2, 9);
    if (Blocks(Obstacle::kLength)) {
      scheme.share_numerator = 1;
      scheme.share_denominator = dice_.Between(2, 4);
    }
    if (Blocks(Obstacle::kLength)) scheme.plan_above_days = dice_.Between(1, 8);
    for (int& months : scheme.months_after_graduation) {
      months = Blocks(Obstacle::kGraduation) ? dice_.Between(0, 1) : 12;
    }
    scheme.graduation_strict = dice_.Percent(50);
    scheme.grant = Blocks(Obstacle::kFunding) ? static_cast<GrantRule>(dice_.Between(0, 2)) : GrantRule::kEligible;
    if (Blocks(Obstacle::kAge)) scheme.age_min = dice_.Between(15, 18);
    if (Blocks(Obstacle::kLevel)) scheme.eqf_max = dice_.Between(3, 5);
    if (Blocks(Obstacle::kCertificate)) scheme.host_certificates = dice_.SomeOf(Labels(), 40);
    if (Blocks(Obstacle::kCertificate)) scheme.employer_certificates = dice_.SomeOf(Labels(), 40);
    scheme.source = "made up";
    if (dice_.Percent(20)) {  // An older version, which must not count.
      scheme.valid_from = first_day() - 10;
      Scheme old = scheme;
      old.valid_from.reset();
      old.valid_to = first_day() - 11;
      old.host_pay = HostPayRule::kForbidden;
      old.age_min = 20;
      facts_.schemes.push_back(old);
    }
    facts_.schemes.push_back(scheme);
  }

  void AddCentre(int number) {
    Centre centre;
    centre.id = absl::StrCat("centre-", number);
    centre.name = absl::StrCat("Centre ", number);
    centre.country = dice_.OneOf(RandomCountries());
    if (dice_.Percent(70)) centre.place = GeoPoint{40.0 + number, 5.0 * number};
    centre.sender_kind = static_cast<SenderKind>(dice_.Between(0, kSenderKindCount - 1));
    centre.consortium = dice_.Percent(60) ? "north" : "";
    centre.coordinator = Blocks(Obstacle::kPersons) ? "" : "somebody";
    centre.technologies = Technologies();
    centre.excellence = static_cast<Excellence>(dice_.Between(0, 3));
    centre.blackouts =
        Days(facts_, Blocks(Obstacle::kDates) ? std::vector<DayRange>{SomeDays(1, 5)} : std::vector<DayRange>{});
    facts_.centres.push_back(centre);
  }

  const CodeSet* Technologies() {
    if (Blocks(Obstacle::kBlended)) return Intern(SomeCodes({"teams", "zoom"}, 40));
    return Codes(facts_, {"teams", "zoom"});
  }

  void AddCompany(int number) {
    Company company;
    company.id = absl::StrCat("company-", number);
    company.name = absl::StrCat("Company ", number);
    company.country =
        Blocks(Obstacle::kDestination) && dice_.Percent(30) ? Country::Of("CH") : dice_.OneOf(RandomCountries());
    if (dice_.Percent(70)) company.place = GeoPoint{50.0 + number, 2.0 * number};
    CertificateSet certificates;
    for (const std::string& label : Labels()) {
      if (Blocks(Obstacle::kCertificate)) {
        if (dice_.Percent(70)) certificates[label] = DaySet({SomeDays(1, 25), SomeDays(1, 10)});
      } else if (dice_.Percent(85)) {
        certificates[label] = DaySet::Always();
      }
    }
    company.certificates = facts_.pools->certificate_sets.Intern(certificates);
    if (options_.with_absences && !options_.static_only && dice_.Percent(40)) company.absent_max = dice_.Between(0, 2);
    if (options_.with_company_places && dice_.Percent(40)) company.hosted_max = dice_.Between(1, 3);
    company.mentor = Blocks(Obstacle::kPersons) ? "" : "somebody";
    company.technologies = Technologies();
    if (dice_.Percent(40)) company.known_centres["centre-0"] = dice_.Between(1, 5);
    facts_.companies.push_back(company);
  }

  void AddOpening(int number) {
    Opening opening;
    opening.id = absl::StrCat("O-", number);
    opening.company = RandomCompany(dice_);
    opening.title = absl::StrCat("Opening ", number);
    opening.fields = SomeFields();
    if (Blocks(Obstacle::kLevel)) opening.eqf_min = dice_.Between(3, 4);
    if (Blocks(Obstacle::kLevel)) opening.eqf_max = dice_.Between(3, 5);
    opening.places = dice_.Percent(5) ? 0 : dice_.Between(1, 2);
    opening.windows = OpeningWindows();
    if (Blocks(Obstacle::kLength)) opening.days_min = dice_.Between(2, 8);
    if (Blocks(Obstacle::kLength)) opening.days_max = std::max(opening.days_min, dice_.Between(2, 10));
    if (dice_.Percent(50)) opening.pay = static_cast<OpeningPay>(dice_.Between(0, 2));
    if (opening.pay != OpeningPay::kNone) opening.pay_eur_month = dice_.Between(0, 3) * 300;
    opening.languages = AskedLanguages();
    if (Blocks(Obstacle::kAge)) opening.age_min = dice_.Between(16, 18);
    opening.offers = Intern(SomeCodes({"quiet_room", "step_free"}, Blocks(Obstacle::kNeeds) ? 30 : 95));
    opening.skills_required = Codes(facts_, dice_.SomeOf(Skills(), Blocks(Obstacle::kSkills) ? 50 : 0));
    opening.skills_wanted = Codes(facts_, dice_.SomeOf(Skills(), 40));
    opening.mode = dice_.Percent(30) ? OpeningMode::kBlended : OpeningMode::kPhysical;
    const int checklist_chance = Blocks(Obstacle::kBlended) ? 40 : 100;
    opening.checklist =
        Intern(MakeCodeSet(dice_.SomeOf(std::vector<std::string>{"backup_plan", "wifi"}, checklist_chance)));
    if (Blocks(Obstacle::kState)) opening.state = static_cast<OpeningState>(dice_.Between(0, 4));
    opening.shared_with = Intern(SharedWith());
    facts_.openings.push_back(opening);
  }

  const FieldList* SomeFields() {
    std::vector<std::string> codes;
    if (Blocks(Obstacle::kField)) {
      codes = dice_.SomeOf(std::vector<std::string>{"0710", "0711", "0715", "101", "1013"}, 40);
      if (codes.empty()) codes = {"1000"};
    } else {
      codes = {"07", "10"};
    }
    return Fields(facts_, std::move(codes));
  }

  const DaySet* OpeningWindows() {
    if (options_.static_only) {
      return Days(facts_, {{first_day() + dice_.Between(-4, 2), last_day() + dice_.Between(-2, 4)}});
    }
    std::vector<DayRange> windows;
    if (Blocks(Obstacle::kDates)) {
      windows.push_back(SomeDays(1, 9));
      if (dice_.Percent(50)) windows.push_back(SomeDays(1, 9));
    } else if (dice_.Percent(40)) {
      windows.push_back({first_day() - 3, last_day() + 3});  // Rolling: stays one after another.
    } else {
      const Day middle = first_day() + facts_.round.dates.days() / 2;
      windows.push_back({middle - dice_.Between(4, 8), middle + dice_.Between(3, 8)});
    }
    return Days(facts_, std::move(windows));
  }

  Cefr SomeLevel() { return static_cast<Cefr>(dice_.Between(1, 6)); }

  std::array<Cefr, kLanguageSkillCount> SomeLevels() {
    std::array<Cefr, kLanguageSkillCount> levels{};
    if (dice_.Percent(60)) {
      levels.fill(SomeLevel());
    } else {
      for (Cefr& level : levels) level = dice_.Percent(20) ? Cefr::kNone : SomeLevel();
    }
    return levels;
  }

  const LanguageSets* AskedLanguages() {
    LanguageSets sets;
    if (Blocks(Obstacle::kLanguage)) {
      for (int set_count = dice_.Between(1, 2); set_count > 0; --set_count) {
        std::vector<LanguageLevels> set;
        for (const std::string& language : dice_.SomeOf(std::vector<std::string>{"de", "en", "fr"}, 50)) {
          set.push_back({language, SomeLevels()});
        }
        if (!set.empty()) sets.push_back(std::move(set));
      }
    } else if (dice_.Percent(50)) {
      sets.push_back({{"en", {Cefr::kA1, Cefr::kA1, Cefr::kA1, Cefr::kA1, Cefr::kA1}}});
    }
    return facts_.pools->language_sets.Intern(std::move(sets));
  }

  const LanguageProfile* SpokenLanguages() {
    LanguageProfile profile;
    profile.answered = true;
    if (Blocks(Obstacle::kLanguage)) {
      profile.answered = dice_.Percent(70);
      if (profile.answered) {
        for (const std::string& language : dice_.SomeOf(std::vector<std::string>{"de", "en", "fr"}, 60)) {
          profile.languages.push_back({language, SomeLevels()});
          if (dice_.Percent(15)) profile.languages.back().levels.fill(Cefr::kNone);
        }
      }
    } else {
      LanguageLevels english{"en", {}};
      english.levels.fill(SomeLevel());
      profile.languages.push_back(english);
    }
    return facts_.pools->language_profiles.Intern(std::move(profile));
  }

  static const std::vector<std::string>& Skills() {
    static const std::vector<std::string> skills = {"cooking", "welding", "wiring"};
    return skills;
  }

  CodeSet SharedWith() {
    if (!Blocks(Obstacle::kShared)) return MakeCodeSet({});
    return MakeCodeSet(
        dice_.SomeOf(std::vector<std::string>{"all", "centre-0", "centre-1", "consortium", "consortium:north"}, 25));
  }

  void AddApprentice(int number) {
    Apprentice apprentice;
    apprentice.id = absl::StrCat("A-", number);
    apprentice.centre = absl::StrCat("centre-", dice_.Between(0, 2));
    apprentice.scheme = absl::StrCat("scheme-", dice_.Between(0, 3));
    apprentice.given_name = absl::StrCat("Given", number);
    apprentice.family_name = absl::StrCat("Family", number);
    if (dice_.Percent(60)) apprentice.employer = RandomCompany(dice_);
    apprentice.field =
        facts_.catalogue->FindField(dice_.OneOf(std::vector<std::string>{"0711", "0715", "0710", "1013", "071", "10"}));
    apprentice.languages = SpokenLanguages();
    apprentice.countries_wanted = SomeCountries(Blocks(Obstacle::kDestination) ? 50 : 0);
    apprentice.countries_refused = SomeCountries(Blocks(Obstacle::kDestination) ? 30 : 0);
    apprentice.needs = Intern(SomeCodes({"quiet_room", "step_free"}, Blocks(Obstacle::kNeeds) ? 50 : 5));
    std::vector<std::string> skills = dice_.SomeOf(Skills(), Blocks(Obstacle::kSkills) ? 40 : 90);
    for (std::string& skill : skills) {
      if (Blocks(Obstacle::kSkills)) skill += ":?";
    }
    apprentice.skills = Codes(facts_, std::move(skills));
    if (!Blocks(Obstacle::kLevel)) apprentice.eqf = dice_.Between(3, 4);
    if (apprentice.eqf && Blocks(Obstacle::kLevel)) apprentice.eqf = dice_.Between(2, 6);
    if (options_.with_accompanying && !options_.static_only && dice_.Percent(20)) apprentice.accompanying = 1;
    if (options_.with_tiers) apprentice.tier = dice_.Between(4, 6);
    apprentice.fewer_opportunities = dice_.Percent(20);
    apprentice.other_funding = dice_.Percent(20);
    SetPersonalDates(apprentice);
    SetWindows(apprentice);
    SetConsents(apprentice);
    facts_.apprentices.push_back(apprentice);
  }

  // Birthdays and graduation inside the round, where ages and months turn.
  void SetPersonalDates(Apprentice& apprentice) {
    const Day turns = first_day() + dice_.Between(-5, facts_.round.dates.days());
    if (!Blocks(Obstacle::kAge)) {
      apprentice.birth_date = turns - (dice_.Between(16, 20) * 365 + 4);
    } else if (dice_.Percent(85)) {
      apprentice.birth_date = dice_.Percent(20) ? D("2012-02-29") : turns - (dice_.Between(15, 18) * 365 + 4);
    }
    if (!Blocks(Obstacle::kGraduation)) {
      apprentice.graduation_date = last_day() + dice_.Between(0, 400);
    } else if (dice_.Percent(80)) {
      apprentice.graduation_date = first_day() + dice_.Between(-45, facts_.round.dates.days());
    }
  }

  void SetWindows(Apprentice& apprentice) {
    if (options_.static_only) {
      apprentice.days_min = dice_.Between(7, 8);
      apprentice.days_max = dice_.Between(apprentice.days_min, 10);
      apprentice.windows = Days(facts_, {{first_day() + dice_.Between(-2, 2), last_day() + dice_.Between(-2, 3)}});
    } else {
      apprentice.days_min = dice_.Between(2, 5);
      apprentice.days_max = dice_.Between(apprentice.days_min, Blocks(Obstacle::kLength) ? 10 : 6);
      const Day middle = first_day() + facts_.round.dates.days() / 2;
      std::vector<DayRange> windows = {{middle - dice_.Between(3, 12), middle + dice_.Between(2, 12)}};
      if (Blocks(Obstacle::kDates)) windows = {SomeDays(2, 9), SomeDays(1, 9)};
      apprentice.windows = Days(facts_, std::move(windows));
    }
    apprentice.blackouts = Days(facts_, Blocks(Obstacle::kDates) ? std::vector<DayRange>{SomeDays(1, 4), SomeDays(1, 4)}
                                                                 : std::vector<DayRange>{});
    if (!Blocks(Obstacle::kLength)) apprentice.training_days = dice_.Between(40, 60);
    if (apprentice.training_days && Blocks(Obstacle::kLength)) apprentice.training_days = dice_.Between(8, 30);
    if (Blocks(Obstacle::kLength)) apprentice.days_abroad_before = dice_.Between(0, 6);
  }

  void SetConsents(Apprentice& apprentice) {
    EmployerConsent& consent = apprentice.employer_consent;
    consent.state = ConsentState::kGranted;
    if (Blocks(Obstacle::kConsent)) consent.state = static_cast<ConsentState>(dice_.Between(0, 4));
    if (consent.state == ConsentState::kGranted && Blocks(Obstacle::kConsent)) {
      consent.range = SomeDays(2, 20);
      if (dice_.Percent(40)) consent.days_max = dice_.Between(2, 8);
    }
    apprentice.guardian_consent = GuardianConsent::kYes;
    if (dice_.Percent(40)) apprentice.guardian_consent = GuardianConsent::kNotAnswered;
    if (Blocks(Obstacle::kAge)) apprentice.guardian_consent = static_cast<GuardianConsent>(dice_.Between(0, 3));
  }

  Dice dice_;
  const RandomProblemOptions options_;
  std::array<int, kObstacleCount> rates_{};
  Facts facts_;
};

}  // namespace

Facts RandomFacts(std::uint64_t seed, const RandomProblemOptions& options) {
  return RandomFactsMaker(seed, options).Make();
}

Problem RandomProblem(std::uint64_t seed, const RandomProblemOptions& options) {
  return MakeProblem(RandomFacts(seed, options));
}

}  // namespace walz
