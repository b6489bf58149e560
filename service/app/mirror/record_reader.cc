#include "service/app/mirror/record_reader.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/opening.pb.h>
#include <walz/v1/round.pb.h>
#include <walz/v1/scheme.pb.h>

#include "service/messages/json_messages.h"
#include "service/messages/list_messages.h"
#include "service/messages/profile_messages.h"
#include "service/store/keys.h"

namespace walz {

struct RecordReader::Messages {
  v1::Scheme scheme;
  v1::Centre centre;
  v1::Company company;
  v1::Opening opening;
  v1::Apprentice apprentice;
  v1::Round round;
};

RecordReader::RecordReader(std::shared_ptr<const Catalogue> catalogue, std::shared_ptr<FactPools> pools)
    : scope_(std::move(catalogue), std::move(pools)), messages_(std::make_unique<Messages>()) {}

RecordReader::~RecordReader() = default;

template <typename Message, typename Row, typename Fill>
std::shared_ptr<const Row> RecordReader::ReadWith(absl::string_view value, Message& message, std::string& error,
                                                  const Fill& fill) {
  if (!message.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    error = "the stored bytes are no such message";
    return nullptr;
  }
  if (message.has_delete_time()) return nullptr;
  auto row = std::make_shared<Row>();
  faults_.clear();
  if (fill(*row)) return row;
  error = faults_.empty() ? "it cannot be read"
                          : absl::StrCat(faults_[0].path, ": ", faults_[0].code, ": ", faults_[0].description);
  return nullptr;
}

template <>
std::shared_ptr<const SchemeRow> RecordReader::Read(absl::string_view value, std::string& error) {
  const v1::Scheme& message = messages_->scheme;
  return ReadWith<v1::Scheme, SchemeRow>(value, messages_->scheme, error, [&](SchemeRow& row) {
    const std::optional<ResourceName> name = ParseName(message.name());
    if (!name) return false;
    row.key = name->id();
    return ReadScheme(message, *scope_.catalogue(), row.facts, faults_);
  });
}

template <>
std::shared_ptr<const CentreRow> RecordReader::Read(absl::string_view value, std::string& error) {
  return ReadWith<v1::Centre, CentreRow>(value, messages_->centre, error, [&](CentreRow& row) {
    return ReadCentre(messages_->centre, scope_, row.facts, faults_);
  });
}

template <>
std::shared_ptr<const CompanyRow> RecordReader::Read(absl::string_view value, std::string& error) {
  return ReadWith<v1::Company, CompanyRow>(value, messages_->company, error, [&](CompanyRow& row) {
    return ReadCompany(messages_->company, scope_, row.facts, faults_);
  });
}

template <>
std::shared_ptr<const OpeningRow> RecordReader::Read(absl::string_view value, std::string& error) {
  return ReadWith<v1::Opening, OpeningRow>(value, messages_->opening, error, [&](OpeningRow& row) {
    return ReadOpening(messages_->opening, scope_, row.facts, faults_) &&
           ReadHostRanks(messages_->opening, scope_, row.host_ranks, faults_);
  });
}

template <>
std::shared_ptr<const ApprenticeRow> RecordReader::Read(absl::string_view value, std::string& error) {
  const v1::Apprentice& message = messages_->apprentice;
  return ReadWith<v1::Apprentice, ApprenticeRow>(value, messages_->apprentice, error, [&](ApprenticeRow& row) {
    return ReadApprentice(message, scope_, row.facts, faults_) && ReadWishes(message, scope_, row.wishes, faults_) &&
           ReadPairs(message, scope_, row.pairs, faults_);
  });
}

template <>
std::shared_ptr<const RoundRow> RecordReader::Read(absl::string_view value, std::string& error) {
  const v1::Round& message = messages_->round;
  return ReadWith<v1::Round, RoundRow>(value, messages_->round, error, [&](RoundRow& row) {
    row.published_run = message.published_run();
    v1::Round settings = message;
    settings.clear_published_run();
    settings.clear_create_time();
    settings.clear_update_time();
    // Maps come in any order otherwise.
    google::protobuf::io::StringOutputStream bytes(&row.settings);
    google::protobuf::io::CodedOutputStream coded(&bytes);
    coded.SetSerializationDeterministic(true);
    settings.SerializeToCodedStream(&coded);
    return ReadRound(message, *scope_.catalogue(), row.facts, faults_);
  });
}

}  // namespace walz
