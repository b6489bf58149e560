// Facts -> messages -> facts, and facts -> messages -> CSV -> facts, are the identity.

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "service/convert/fact_tables.h"
#include "service/convert/input_hash.h"
#include "service/messages/list_messages.h"
#include "service/messages/message_columns.h"
#include "service/messages/profile_rows.h"
#include "tests/support/demo.h"
#include "tests/support/random_problem.h"
#include "tests/support/shipped_catalogue.h"
#include "tools/synth/synth.h"

namespace walz {
namespace {

// A data folder as messages, as the store holds it.
struct Messages {
  std::vector<v1::Centre> centres;
  std::vector<v1::Company> companies;
  std::vector<v1::Opening> openings;
  std::vector<v1::Apprentice> apprentices;
};

template <typename Message, typename Row>
std::vector<Message> MessagesOf(const std::vector<Row>& rows) {
  std::vector<Message> messages;
  for (const Row& row : rows) {
    Message message;  // Through bytes, as through the store.
    EXPECT_TRUE(message.ParseFromString(MessageOf(row).SerializeAsString()));
    messages.push_back(std::move(message));
  }
  return messages;
}

Messages MessagesOf(const Facts& facts) {
  Messages messages{MessagesOf<v1::Centre>(facts.centres), MessagesOf<v1::Company>(facts.companies),
                    MessagesOf<v1::Opening>(facts.openings), MessagesOf<v1::Apprentice>(facts.apprentices)};
  for (v1::Apprentice& apprentice : messages.apprentices) {
    const std::string id = RowOf(apprentice)[0];
    std::vector<WishFact> wishes;
    for (const WishFact& wish : facts.wishes) {
      if (wish.apprentice == id) wishes.push_back(wish);
    }
    SetWishes(wishes, apprentice);
    std::vector<PairFact> pairs;
    for (const PairFact& pair : facts.pairs) {
      if (pair.apprentice == id) pairs.push_back(pair);
    }
    SetPairs(pairs, apprentice);
  }
  for (v1::Opening& opening : messages.openings) {
    std::vector<HostRankFact> ranks;
    for (const HostRankFact& rank : facts.host_ranks) {
      if (rank.opening == RowOf(opening)[0]) ranks.push_back(rank);
    }
    SetHostRanks(ranks, opening);
  }
  return messages;
}

void ExpectNoFaults(const std::vector<FieldFault>& faults) {
  for (const FieldFault& fault : faults) ADD_FAILURE() << fault.path << ": " << fault.code << ": " << fault.description;
}

// Reads all messages into facts that have no profiles yet.
void ReadMessages(const Messages& messages, MessageScope& scope, Facts& facts) {
  std::vector<FieldFault> faults;
  for (const auto& message : messages.centres) ReadCentre(message, scope, facts.centres.emplace_back(), faults);
  for (const auto& message : messages.companies) ReadCompany(message, scope, facts.companies.emplace_back(), faults);
  for (const auto& message : messages.openings) {
    ReadOpening(message, scope, facts.openings.emplace_back(), faults);
    ReadHostRanks(message, scope, facts.host_ranks, faults);
  }
  for (const auto& message : messages.apprentices) {
    ReadApprentice(message, scope, facts.apprentices.emplace_back(), faults);
    ReadWishes(message, scope, facts.wishes, faults);
    ReadPairs(message, scope, facts.pairs, faults);
  }
  ExpectNoFaults(faults);
}

Facts WithoutProfiles(const Facts& facts) {
  Facts rest;
  rest.catalogue = facts.catalogue;
  rest.schemes = facts.schemes;
  rest.last_run = facts.last_run;
  rest.round = facts.round;
  return rest;
}

template <typename Row, typename Visit>
std::vector<Row> ThroughCsv(const TableShape<Row>& shape, MessageScope& scope, const CsvRow& columns,
                            const Visit& visit_rows) {
  std::string text;
  AppendCsvRow(text, columns);
  visit_rows([&](const CsvRow& row) { AppendCsvRow(text, row); });
  std::size_t at = 0;
  const ByteSource bytes = [&](absl::Span<char> span) -> absl::StatusOr<std::size_t> {
    const std::size_t count = text.copy(span.data(), span.size(), at);
    at += count;
    return count;
  };
  ReadReport report;
  WorkOptions work;
  scope.read().report = &report;
  scope.read().work = &work;
  const TableSource source{"", "export.csv"};
  RowReader<Row> reader(source, bytes, shape, scope.read());
  std::vector<Row> rows;
  if (reader.ReadHeader()) {
    while (reader.Next(rows.emplace_back())) {
    }
    rows.pop_back();
  }
  for (const InputError& error : report.errors) ADD_FAILURE() << FormatError(error);
  EXPECT_TRUE(report.warnings.empty());
  EXPECT_TRUE(reader.file().status().ok() && reader.file().complete());
  return rows;
}

template <typename Message>
auto RowsOf(const std::vector<Message>& messages) {
  return [&messages](const auto& add) {
    for (const Message& message : messages) add(RowOf(message));
  };
}

void ReadThroughCsv(const Messages& messages, MessageScope& scope, Facts& facts) {
  facts.centres = ThroughCsv(scope.centres, scope, CentreColumns(), RowsOf(messages.centres));
  facts.companies = ThroughCsv(scope.companies, scope, CompanyColumns(), RowsOf(messages.companies));
  facts.openings = ThroughCsv(scope.openings, scope, OpeningColumns(), RowsOf(messages.openings));
  facts.apprentices = ThroughCsv(scope.apprentices, scope, ApprenticeColumns(), RowsOf(messages.apprentices));
  facts.wishes = ThroughCsv(WishShape(), scope, WishColumns(), [&](const auto& add) {
    for (const auto& message : messages.apprentices) {
      for (const v1::Wish& wish : message.wishes()) add(RowOf(RowOf(message)[0], wish));
    }
  });
  facts.pairs = ThroughCsv(PairShape(), scope, PairColumns(), [&](const auto& add) {
    for (const auto& message : messages.apprentices) {
      for (const v1::PairMark& mark : message.pairs()) add(RowOf(RowOf(message)[0], mark));
    }
  });
  facts.host_ranks = ThroughCsv(HostRankShape(), scope, HostRankColumns(), [&](const auto& add) {
    for (const auto& message : messages.openings) {
      for (const v1::HostRank& rank : message.host_ranks()) add(RowOf(RowOf(message)[0], rank));
    }
  });
}

std::string BytesOf(const Messages& messages) {
  std::string bytes;
  const auto append = [&](const auto& all) {
    for (const auto& message : all) bytes += message.SerializeAsString();
  };
  append(messages.centres);
  append(messages.companies);
  append(messages.openings);
  append(messages.apprentices);
  return bytes;
}

void ExpectRoundTrip(const Facts& facts) {
  const std::string hash = InputHash(facts);
  const Messages messages = MessagesOf(facts);
  MessageScope scope(facts.catalogue);
  Facts read = WithoutProfiles(facts);
  read.pools = scope.pools();
  ReadMessages(messages, scope, read);
  EXPECT_EQ(InputHash(read), hash);
  EXPECT_EQ(BytesOf(MessagesOf(read)), BytesOf(messages)) << "the canonical message must be one";

  MessageScope csv_scope(facts.catalogue);
  Facts exported = WithoutProfiles(facts);
  exported.pools = csv_scope.pools();
  ReadThroughCsv(messages, csv_scope, exported);
  EXPECT_EQ(InputHash(exported), hash);
  EXPECT_EQ(BytesOf(MessagesOf(exported)), BytesOf(messages)) << "an export that comes back changes nothing";
}

Facts ReadProfiles(const std::string& dir) {
  Facts facts;
  facts.catalogue = ShippedCatalogue();
  ReadReport report;
  WorkOptions work;
  ReadScope scope;
  scope.catalogue = facts.catalogue.get();
  scope.pools = facts.pools.get();
  scope.report = &report;
  scope.work = &work;
  const auto source = [&](const std::string& file) { return TableSource{absl::StrCat(dir, "/", file), file}; };
  facts.centres = ReadCentres(source("centres.csv"), scope)->rows;
  facts.companies = ReadCompanies(source("companies.csv"), scope)->rows;
  facts.openings = ReadOpenings(source("openings.csv"), scope)->rows;
  facts.apprentices = ReadApprentices(source("apprentices.csv"), scope)->rows;
  facts.wishes = ReadWishes(source("wishes.csv"), scope)->rows;
  facts.host_ranks = ReadHostRanks(source("host_ranks.csv"), scope)->rows;
  facts.pairs = ReadPairs(source("pairs.csv"), scope)->rows;
  EXPECT_EQ(report.error_count, 0);
  return facts;
}

TEST(RoundTripTest, RandomProblemsComeBackTheSame) {
  for (std::uint64_t seed = 0; seed < 300 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Facts facts = RandomFacts(seed, {.apprentice_count = 8, .opening_count = 6, .barrier_rich = seed % 2 == 0});
    for (Opening& opening : facts.openings) {  // What it makes and no file may hold.
      if (opening.shared_with->Has("all")) opening.shared_with = facts.pools->code_sets.Intern({});
      if (opening.eqf_min && opening.eqf_max && *opening.eqf_max < *opening.eqf_min) {
        std::swap(opening.eqf_min, opening.eqf_max);
      }
    }
    ExpectRoundTrip(facts);
  }
}

TEST(RoundTripTest, TheDemoConsortiumComesBackTheSame) { ExpectRoundTrip(ReadProfiles(kDemo)); }

TEST(RoundTripTest, AnInventedConsortiumComesBackTheSame) {
  const std::string dir = absl::StrCat(testing::TempDir(), "/walz_round_trip");
  ASSERT_TRUE(WriteSynth({.apprentice_count = 500,
                          .opening_count = 200,
                          .seed = 3,
                          .out_dir = dir,
                          .catalogue_dir = WALZ_SOURCE_DIR "/data"},
                         nullptr)
                  .ok());
  ExpectRoundTrip(ReadProfiles(dir));
  std::filesystem::remove_all(dir);
}

// The lists of fields and of columns are walked side by side.
template <typename Message, typename Row>
void ExpectSameColumns(const TableShape<Row>& shape) {
  const absl::Span<const MessageColumn<Message>> fields = MessageColumnsOf<Message>();
  ASSERT_EQ(fields.size(), shape.columns.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    EXPECT_EQ(fields[i].column, shape.columns[i].name);
    if (fields[i].field == "name" && Message::descriptor()->FindFieldByName("name") == nullptr) continue;
    EXPECT_NE(Message::descriptor()->FindFieldByName(std::string(fields[i].field)), nullptr) << fields[i].field;
  }
}

TEST(MessageColumnsTest, AreThoseOfTheFiles) {
  FactPools pools;
  ExpectSameColumns<v1::Centre>(CentreShape(pools));
  ExpectSameColumns<v1::Company>(CompanyShape(pools));
  ExpectSameColumns<v1::Opening>(OpeningShape(pools));
  ExpectSameColumns<v1::Apprentice>(ApprenticeShape(pools));
  ExpectSameColumns<v1::Wish>(WishShape());
  ExpectSameColumns<v1::PairMark>(PairShape());
  ExpectSameColumns<v1::HostRank>(HostRankShape());
}

}  // namespace
}  // namespace walz
