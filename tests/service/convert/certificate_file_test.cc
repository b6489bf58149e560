// certificate.bin: what is written is read again; anything else is refused and harms nobody.

#include "service/convert/certificate_file.h"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/rules/standard_rulebook.h"
#include "tests/support/dice.h"
#include "tests/support/facts_builder.h"

namespace walz {
namespace {

using testing::HasSubstr;

class CertificateFileTest : public testing::Test {
 protected:
  CertificateFileTest() : problem_(MakeProblem(LimitedFacts())), rules_(StandardRuleBook()) {}

  static Facts LimitedFacts() {
    Facts facts = SmallFacts();
    facts.round.quotas.placements_per_centre["C"] = 1;
    facts.round.quotas.placements_per_country[Country::Of("IE")] = 1;
    facts.round.quotas.placements_per_round = 1;
    return facts;
  }

  // A price of every quota, with and without days; figures of every size and sign.
  Certificate FullCertificate() const {
    Certificate certificate;
    certificate.weights.pin = absl::Int128Max();
    certificate.weights.tier[0] = absl::int128(1) << 100;
    certificate.weights.tier[9] = 7;
    certificate.weights.least = absl::Int128Min();
    certificate.weights.point = -1;
    certificate.weights.kept = absl::int128(1) << 64;
    certificate.weights.lottery_shift = 5;
    for (std::uint32_t quota = 0; quota < rules_.quotas.size(); ++quota) {
      const auto group = rules_.quotas[quota].group(problem_, ApprenticeIndex(0), OpeningIndex(0));
      if (!group) continue;
      certificate.prices.push_back({quota, *group, {}, absl::int128(quota) << 60});
      certificate.prices.push_back({quota, *group, D("2027-03-01"), 1});
      certificate.prices.push_back({quota, *group, D("2027-05-31"), absl::int128(1) << 90});
    }
    certificate.rewards.push_back({CentreIndex(0), 12});
    return certificate;
  }

  std::string Bytes() const { return SerializeCertificate(problem_, rules_, FullCertificate(), "hash"); }
  absl::Status Read(absl::string_view bytes) const {
    return ParseCertificate(problem_, rules_, bytes, "hash").status();
  }

  const Problem problem_;
  const RuleBook rules_;
};

TEST_F(CertificateFileTest, IsReadAsItWasWritten) {
  const Certificate written = FullCertificate();
  const absl::StatusOr<Certificate> read = ParseCertificate(problem_, rules_, Bytes(), "hash");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->weights.pin, written.weights.pin);
  EXPECT_EQ(read->weights.tier, written.weights.tier);
  EXPECT_EQ(read->weights.least, written.weights.least);
  EXPECT_EQ(read->weights.point, written.weights.point);
  EXPECT_EQ(read->weights.kept, written.weights.kept);
  EXPECT_EQ(read->weights.lottery_shift, written.weights.lottery_shift);
  ASSERT_EQ(read->prices.size(), written.prices.size());
  EXPECT_GE(written.prices.size(), 12u);
  for (std::size_t i = 0; i < written.prices.size(); ++i) {
    EXPECT_EQ(read->prices[i].quota, written.prices[i].quota);
    EXPECT_EQ(read->prices[i].group, written.prices[i].group);
    EXPECT_EQ(read->prices[i].day, written.prices[i].day);
    EXPECT_EQ(read->prices[i].price, written.prices[i].price);
  }
  ASSERT_EQ(read->rewards.size(), 1u);
  EXPECT_EQ(read->rewards[0].centre, CentreIndex(0));
  EXPECT_EQ(read->rewards[0].reward, 12);
  EXPECT_EQ(SerializeCertificate(problem_, rules_, *read, "hash"), Bytes());
}

// Openings are numbered as they are alike (P2 before P1 here); a file of a version that numbered them by id holds.
TEST_F(CertificateFileTest, GroupsStandByTheirNamesWhateverTheirNumbers) {
  Facts facts = SmallFacts();
  facts.openings[0].id = "P1";
  facts.openings.push_back(MakeOpening(facts, "P2", "H"));
  facts.openings[1].fields = Fields(facts, {"0611"});
  const Problem problem = MakeProblem(std::move(facts));
  Certificate certificate;
  for (std::uint32_t quota = 0; quota < rules_.quotas.size(); ++quota) {
    if (rules_.quotas[quota].name != "places_per_opening") continue;
    certificate.prices = {{quota, problem.FindOpening("P2")->value, {}, 2},
                          {quota, problem.FindOpening("P1")->value, {}, 1}};
  }
  ASSERT_EQ(certificate.prices.size(), 2u);
  ASSERT_LT(certificate.prices[0].group, certificate.prices[1].group);
  const std::string bytes = SerializeCertificate(problem, rules_, certificate, "hash");
  EXPECT_LT(bytes.find("opening P1"), bytes.find("opening P2"));
  EXPECT_NE(bytes.find("opening P2"), std::string::npos);
  const absl::StatusOr<Certificate> read = ParseCertificate(problem, rules_, bytes, "hash");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->prices[0].group, certificate.prices[0].group);
  EXPECT_EQ(read->prices[1].group, certificate.prices[1].group);
  EXPECT_EQ(SerializeCertificate(problem, rules_, *read, "hash"), bytes);
}

TEST_F(CertificateFileTest, ProofsByCasesAreReadAsTheyWereWritten) {
  Certificate written = FullCertificate();
  PartProof& part = written.parts.emplace_back();
  part.apprentices = {ApprenticeIndex(0)};
  ProofTree& tree = part.trees.emplace_back();
  tree.push_back({ProofBranch{ApprenticeIndex(0), OpeningIndex(0), {D("2027-03-01"), D("2027-03-09")}}, 2, 1, {}});
  tree.emplace_back().leaf = FullCertificate();
  const Price& priced = tree[1].leaf.prices[0];
  tree[1].lone_prices.push_back(
      {priced.quota, priced.group, {D("2027-03-01"), D("2027-03-09")}, ApprenticeIndex(0), absl::int128(1) << 70});
  tree.emplace_back();
  const std::string bytes = SerializeCertificate(problem_, rules_, written, "hash");
  const absl::StatusOr<Certificate> read = ParseCertificate(problem_, rules_, bytes, "hash");
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->parts.size(), 1u);
  EXPECT_EQ(read->parts[0].apprentices, part.apprentices);
  ASSERT_EQ(read->parts[0].trees.size(), 1u);
  const ProofTree& nodes = read->parts[0].trees[0];
  ASSERT_EQ(nodes.size(), 3u);
  ASSERT_TRUE(nodes[0].branch.has_value());
  EXPECT_EQ(nodes[0].branch->apprentice, ApprenticeIndex(0));
  EXPECT_EQ(nodes[0].branch->opening, OpeningIndex(0));
  EXPECT_EQ(nodes[0].branch->first_days, tree[0].branch->first_days);
  EXPECT_EQ(nodes[0].takes, 2u);
  EXPECT_EQ(nodes[0].refuses, 1u);
  EXPECT_FALSE(nodes[1].branch.has_value());
  EXPECT_EQ(nodes[1].leaf.weights, tree[1].leaf.weights);
  EXPECT_EQ(nodes[1].leaf.prices.size(), tree[1].leaf.prices.size());
  EXPECT_EQ(nodes[1].leaf.rewards.size(), 1u);
  ASSERT_EQ(nodes[1].lone_prices.size(), 1u);
  EXPECT_EQ(nodes[1].lone_prices[0].days, tree[1].lone_prices[0].days);
  EXPECT_EQ(nodes[1].lone_prices[0].price, tree[1].lone_prices[0].price);
  // Byte for byte: what is read and written again is the same.
  EXPECT_EQ(SerializeCertificate(problem_, rules_, *read, "hash"), bytes);
}

TEST_F(CertificateFileTest, SeatsAreReadAsTheyWereWritten) {
  Certificate written = FullCertificate();
  EXPECT_FALSE(ParseCertificate(problem_, rules_, Bytes(), "hash")->seats);
  for (const std::vector<RelaxedSeat>& seats :
       {std::vector<RelaxedSeat>(), {{ApprenticeIndex(0), OpeningIndex(0)}}, {{ApprenticeIndex(0), std::nullopt}}}) {
    written.seats = seats;
    const std::string bytes = SerializeCertificate(problem_, rules_, written, "hash");
    const absl::StatusOr<Certificate> read = ParseCertificate(problem_, rules_, bytes, "hash");
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->seats, written.seats);
    const absl::StatusOr<WarmStart> start = ParseWarmStart(bytes);
    ASSERT_TRUE(start.ok());
    ASSERT_TRUE(start->seats);
    ASSERT_EQ(start->seats->size(), seats.size());
    if (seats.empty()) continue;
    EXPECT_EQ(start->seats->front().apprentice, problem_[ApprenticeIndex(0)].id);
    EXPECT_EQ(start->seats->front().opening, seats.front().opening ? problem_[OpeningIndex(0)].id : "");
  }
}

TEST_F(CertificateFileTest, NamesThingsAndNotNumbers) {
  const std::string bytes = Bytes();
  for (const char* const name :
       {"places_per_opening", "opening O", "placements_per_centre", "centre C", "country IE"}) {
    EXPECT_THAT(bytes, HasSubstr(name));
  }
  // A problem in which the same things have other numbers.
  Facts facts = LimitedFacts();
  facts.openings.push_back(MakeOpening(facts, "A", "H"));
  const Problem other = MakeProblem(facts);
  const absl::StatusOr<Certificate> read = ParseCertificate(other, rules_, bytes, "hash");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->prices[0].group, other.FindOpening("O")->value);
}

// STORED ON DISK: these bytes must be read by every later version.
TEST_F(CertificateFileTest, BytesOfVersion1) {
  Certificate certificate;
  certificate.prices.push_back({0, 0, D("2027-03-01"), 3});
  certificate.weights.kept = 1;
  const std::string expected = std::string("\x08\x01\x12\x04hash\x1a\x25", 10) + std::string("\x0a\x00", 2) + [] {
    std::string tiers;
    for (int tier = 0; tier < kTierCount; ++tier) tiers += std::string("\x12\x00", 2);
    return tiers;
  }() + std::string("\x1a\x00\x22\x00\x2a\x09\x11\x01\x00\x00\x00\x00\x00\x00\x00", 15);
  EXPECT_EQ(SerializeCertificate(problem_, rules_, certificate, "hash").substr(0, expected.size()), expected);
}

TEST_F(CertificateFileTest, RefusesWhatIsNoCertificateOfTheseFacts) {
  EXPECT_EQ(Read("").code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Read("").message()), HasSubstr("version 0"));
  EXPECT_THAT(std::string(Read("\x08\x02").message()), HasSubstr("version 2; this program reads version 1"));
  EXPECT_THAT(std::string(Read("apprentice,opening\n").message()), HasSubstr("not a certificate"));
  const absl::Status other_facts = ParseCertificate(problem_, rules_, Bytes(), "other").status();
  EXPECT_THAT(std::string(other_facts.message()), HasSubstr("input_hash hash; these have other"));
  const auto replaced = [this](absl::string_view from, absl::string_view to) {
    std::string bytes = Bytes();
    return std::string(Read(bytes.replace(bytes.find(std::string(from)), from.size(), std::string(to))).message());
  };
  EXPECT_THAT(replaced("places_per_opening", "places_per_openinG"), HasSubstr("there is no quota"));
  EXPECT_THAT(replaced("opening O", "opening Q"), HasSubstr("there is no group 'opening Q'"));
  EXPECT_THAT(replaced(std::string("\x0a\x01", 2) + "C", std::string("\x0a\x01", 2) + "Q"),
              HasSubstr("there is no centre 'Q'"));
}

TEST_F(CertificateFileTest, BearsAnyBytes) {
  const std::string right = Bytes();
  for (std::size_t size = 0; size < right.size(); ++size) {
    const absl::Status status = Read(right.substr(0, size));
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument) << status;
  }
  for (std::uint64_t seed = 1; seed <= 20000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    std::string bytes = right;
    for (int change = dice.Between(1, 8); change > 0; --change) {
      const auto at = static_cast<std::size_t>(dice.Between(0, static_cast<int>(bytes.size()) - 1));
      bytes[at] = static_cast<char>(dice.Between(0, 255));
    }
    const absl::Status status = Read(bytes);
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument) << status;
    if (HasFailure()) break;
  }
}

}  // namespace
}  // namespace walz
