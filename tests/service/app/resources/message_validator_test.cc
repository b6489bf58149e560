// The standard methods with the readers of files behind them: what stands in the store is what an import would store.

#include "service/app/resources/message_validator.h"

#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/job.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/run.pb.h>
#include <walz/v1/scheme.pb.h>

#include "service/app/resources/write_planner.h"
#include "service/convert/catalogue_reader.h"
#include "service/store/memory_store.h"
#include "tests/service/app/resources/resources_fixture.h"

namespace walz {
namespace {

const MessageValidator& Validator() {
  static const auto* const validator = [] {
    absl::StatusOr<std::shared_ptr<const Catalogue>> catalogue = ReadCatalogue(absl::StrCat(WALZ_SOURCE_DIR, "/data"));
    EXPECT_TRUE(catalogue.ok()) << catalogue.status();
    return new MessageValidator(*catalogue);
  }();
  return *validator;
}

template <typename Resource>
std::vector<FieldFault> Validate(const std::string& text, Resource* canonical = nullptr) {
  auto resource = FromText<Resource>(text);
  std::vector<FieldFault> faults;
  Validator().Validate(*FindKind(Resource::descriptor()), resource, faults);
  if (canonical != nullptr) *canonical = resource;
  return faults;
}

std::string Paths(const std::vector<FieldFault>& faults) {
  std::string paths;
  for (const FieldFault& fault : faults) absl::StrAppend(&paths, fault.path, " ");
  return paths;
}

constexpr char kApprentice[] =
    "name: 'centres/C/apprentices/A' scheme: 'S' field: '0413' windows: '2027-03-01..2027-05-31' min_days: 14 "
    "max_days: 90 ";
constexpr char kOpening[] =
    "name: 'companies/H/openings/O' title: 'Bakery' fields: '1013' places: 2 windows: '2027-03-01..2027-05-31' ";

TEST(MessageValidatorTest, TakesWhatCanStand) {
  EXPECT_EQ(Paths(Validate<v1::Centre>("name: 'centres/C' title: 'T' country: 'ES'")), "");
  EXPECT_EQ(Paths(Validate<v1::Company>("name: 'companies/H' title: 'T' country: 'DE'")), "");
  EXPECT_EQ(Paths(Validate<v1::Opening>(kOpening)), "");
  EXPECT_EQ(Paths(Validate<v1::Apprentice>(kApprentice)), "");
  EXPECT_EQ(Paths(Validate<v1::Scheme>("name: 'schemes/S' id: 'S' country: 'ES'")), "");
  EXPECT_EQ(Paths(Validate<v1::Round>("name: 'rounds/R' id: 'R' first_day: '2027-03-01' last_day: '2027-08-31'")), "");
  EXPECT_EQ(Paths(Validate<v1::Job>("name: 'jobs/J' round: 'rounds/R' at: '02:30' time_zone: 'UTC'")), "");
}

TEST(MessageValidatorTest, NamesTheFieldsThatCannotStand) {
  EXPECT_EQ(Paths(Validate<v1::Centre>("name: 'centres/C' title: 'T' country: 'XX'")), "country ");
  EXPECT_EQ(Paths(Validate<v1::Company>("name: 'companies/H' title: 'T' country: 'DE' max_hosted: -1")), "max_hosted ");
  EXPECT_EQ(Paths(Validate<v1::Opening>(absl::StrCat(kOpening, "windows: '2027-05-31..2027-03-01'"))), "windows[1] ");
  EXPECT_EQ(Paths(Validate<v1::Opening>(absl::StrCat(kOpening, "host_ranks { rank: 0 apprentice: 'A' }"))),
            "host_ranks[0].rank ");
  EXPECT_EQ(Paths(Validate<v1::Apprentice>(absl::StrCat(kApprentice, "languages: 'xx:Z9'"))), "languages[0] ");
  EXPECT_EQ(
      Paths(Validate<v1::Apprentice>(absl::StrCat(
          kApprentice, "wishes { rank: 1 kind: WISH_KIND_COUNTRY target: 'DE' } wishes { rank: 2 target: 'x' }"))),
      "wishes[1].kind ");
  EXPECT_EQ(Paths(Validate<v1::Scheme>("name: 'schemes/S' id: 'S' country: 'ES' max_days: -1")), "max_days ");
  EXPECT_EQ(Paths(Validate<v1::Round>("name: 'rounds/R' id: 'R' first_day: '2027-03-01'")), "last_day ");
  EXPECT_EQ(Paths(Validate<v1::Job>("name: 'jobs/J' round: 'rounds/R' at: '2:30' time_zone: 'UTC'")), "at ");
  EXPECT_FALSE(Validate<v1::Run>("name: 'rounds/R/runs/1'").empty());
}

TEST(MessageValidatorTest, AFaultOfABatchNamesItsPart) {
  const std::unique_ptr<Store> store = MakeMemoryStore();
  const auto snapshot = store->OpenSnapshot();
  const Call call;
  WritePlanner planner(*snapshot, Validator(), call, absl::FromUnixSeconds(1'800'000'000));
  planner.SetPath("requests[3].");
  const auto given = FromText<v1::Apprentice>("scheme: 'S' field: '0413' windows: 'spring' min_days: 14 max_days: 90");
  v1::Apprentice stored;
  EXPECT_TRUE(planner.Create(KindOf(Collection::kApprentices), {"centres/C", "A"}, given, stored).ok());
  EXPECT_EQ(Paths(planner.faults()), "requests[3].apprentice.windows[0] ");
}

TEST(MessageValidatorTest, OneMeaningHasOneForm) {
  v1::Apprentice one;
  v1::Apprentice two;
  ASSERT_EQ(
      Paths(Validate(absl::StrCat(kApprentice, "languages: 'de:B1' languages: 'en:A2' countries_wanted: 'EL'"), &one)),
      "");
  ASSERT_EQ(
      Paths(Validate(absl::StrCat(kApprentice, "languages: 'en:A2' languages: 'de:B1' countries_wanted: 'GR'"), &two)),
      "");
  EXPECT_EQ(one.SerializeAsString(), two.SerializeAsString());
  EXPECT_EQ(one.name(), "centres/C/apprentices/A");
  // The canonical form of the canonical form is itself.
  v1::Apprentice again;
  ASSERT_EQ(Paths(Validate(one.DebugString(), &again)), "");
  EXPECT_EQ(again.SerializeAsString(), one.SerializeAsString());
}

}  // namespace
}  // namespace walz
