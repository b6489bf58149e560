#include "service/app/transfer/importer.h"

#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/status_macros.h"
#include "service/app/transfer/import_session.h"
#include "service/app/transfer/table_import.h"
#include "service/call/errors.h"

namespace walz {
namespace {

// Of what others refer to.
std::optional<Collection> CollectionOf(v1::ImportTable table) {
  switch (table) {
    case v1::IMPORT_TABLE_SCHEMES:
      return Collection::kSchemes;
    case v1::IMPORT_TABLE_CENTRES:
      return Collection::kCentres;
    case v1::IMPORT_TABLE_COMPANIES:
      return Collection::kCompanies;
    case v1::IMPORT_TABLE_OPENINGS:
      return Collection::kOpenings;
    case v1::IMPORT_TABLE_APPRENTICES:
      return Collection::kApprentices;
    default:
      return std::nullopt;
  }
}

// The parts of one stream behind its header: what else comes, then bytes alone, or batches alone.
class PartReader {
 public:
  PartReader(Reader<v1::ImportRequest>& requests, const ImportLimits& limits) : requests_(requests), limits_(limits) {}

  absl::StatusOr<v1::ImportHeader> ReadHeader() {
    v1::ImportRequest request;
    if (!requests_.Read(request) || !request.has_header()) {
      return BadStream("the first message is to be the header, which says what table comes");
    }
    if (request.header().table() == v1::IMPORT_TABLE_LATER_WORTH) {
      return BadStream("later_worth.csv is not imported: runs estimate it from what the round's past_rounds published");
    }
    if (request.header().table() == v1::IMPORT_TABLE_UNSPECIFIED ||
        !v1::ImportTable_IsValid(request.header().table())) {
      return BadStream("the header names no table");
    }
    return request.header();
  }

  // The next part; false at the end.
  absl::StatusOr<bool> Next() {
    used_ = 0;
    if (!requests_.Read(part_)) return false;
    if (part_.has_coming() && kind_ == v1::ImportRequest::PART_NOT_SET) return true;
    if (part_.part_case() == kind_ || kind_ == v1::ImportRequest::PART_NOT_SET) kind_ = part_.part_case();
    if (part_.part_case() != kind_ || (!part_.has_csv() && !part_.has_batch())) {
      return BadStream("behind the header come bytes of one file, or batches, not both");
    }
    if (part_.csv().size() > limits_.csv_part_bytes_max) {
      return BadStream(absl::StrCat("a message holds at most ", limits_.csv_part_bytes_max, " bytes of the file"));
    }
    const v1::ResourceBatch& batch = part_.batch();
    if (batch.centres_size() + batch.companies_size() + batch.openings_size() + batch.apprentices_size() >
        limits_.batch_resources_max) {
      return BadStream(absl::StrCat("a message holds at most ", limits_.batch_resources_max, " resources"));
    }
    return true;
  }

  bool is_coming() const { return part_.has_coming(); }
  const v1::ComingResources& coming() const { return part_.coming(); }
  bool is_batch() const { return part_.has_batch(); }
  const v1::ResourceBatch& batch() const { return part_.batch(); }

  // What is left of the bytes, from the part that was read last on.
  ByteSource Bytes() {
    return [this](absl::Span<char> span) -> absl::StatusOr<std::size_t> {
      while (used_ == part_.csv().size()) {
        WALZ_ASSIGN_OR_RETURN(const bool more, Next());
        if (!more) return 0;
      }
      const std::size_t count = part_.csv().copy(span.data(), span.size(), used_);
      used_ += count;
      return count;
    };
  }

 private:
  Reader<v1::ImportRequest>& requests_;
  const ImportLimits& limits_;
  v1::ImportRequest part_;
  v1::ImportRequest::PartCase kind_ = v1::ImportRequest::PART_NOT_SET;
  std::size_t used_ = 0;  // Bytes of the part.
};

absl::Status Expect(const v1::ComingResources& coming, ImportSession& session) {
  if (!session.header().validate_only()) return BadStream("ids come in a dry run alone (validate_only)");
  if (coming.ids_size() > session.limits().coming_ids_max) {
    return BadStream(absl::StrCat("a message holds at most ", session.limits().coming_ids_max, " ids that come"));
  }
  const std::optional<Collection> collection = CollectionOf(coming.table());
  if (!collection)
    return BadStream("only schemes, centres, companies, openings and apprentices come: nothing else is referred to");
  for (const std::string& id : coming.ids()) {
    WALZ_RETURN_IF_ERROR(session.Keep(id.size() + kIdEntryBytes));
    session.references().Expect(*collection, id);
  }
  return absl::OkStatus();
}

absl::Status ReadParts(PartReader& parts, ImportSession& session, TableImport& table) {
  WALZ_ASSIGN_OR_RETURN(bool more, parts.Next());
  while (more && parts.is_coming()) {
    WALZ_RETURN_IF_ERROR(Expect(parts.coming(), session));
    WALZ_ASSIGN_OR_RETURN(more, parts.Next());
  }
  if (!more || !parts.is_batch()) return table.ReadFile(parts.Bytes());
  while (more) {
    WALZ_RETURN_IF_ERROR(table.ReadBatch(parts.batch()));
    WALZ_ASSIGN_OR_RETURN(more, parts.Next());
  }
  return absl::OkStatus();
}

// A stream without a header line, or without anything, is no table.
absl::Status CheckHeaderLine(const ReadReport& report) {
  for (const InputError& error : report.errors) {
    if (error.code == "empty_file") return BadStream(absl::StrCat(error.file, " is empty: ", error.hint));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status BadStream(absl::string_view words) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_STREAM, words);
}

std::unique_ptr<TableImport> MakeTableImport(ImportSession& session) {
  switch (session.header().table()) {
    case v1::IMPORT_TABLE_SCHEMES:
    case v1::IMPORT_TABLE_ROUND:
      return MakeJsonImport(session);
    case v1::IMPORT_TABLE_WISHES:
    case v1::IMPORT_TABLE_PAIRS:
    case v1::IMPORT_TABLE_HOST_RANKS:
      return MakeListImport(session);
    default:
      return MakeProfileImport(session);
  }
}

Importer::Importer(Store& store, RightOfWay& way, std::shared_ptr<const Catalogue> catalogue,
                   std::function<absl::Time()> now, ImportLimits limits)
    : store_(store), way_(way), catalogue_(std::move(catalogue)), now_(std::move(now)), limits_(limits) {}

void Importer::Register(MethodSet& methods) const {
  methods.ClientStream<v1::ImportRequest, v1::ImportResponse>(
      "walz.v1.ImportService/Import",
      [this](const Call& call, Reader<v1::ImportRequest>& requests, v1::ImportResponse& response) {
        return Import(call, requests, response);
      });
}

absl::Status Importer::Import(const Call& call, Reader<v1::ImportRequest>& requests,
                              v1::ImportResponse& response) const {
  PartReader parts(requests, limits_);
  WALZ_ASSIGN_OR_RETURN(v1::ImportHeader header, parts.ReadHeader());
  ImportSession session(call, store_, way_, catalogue_, now_, limits_, std::move(header));
  const std::unique_ptr<TableImport> table = MakeTableImport(session);
  absl::Status status = ReadParts(parts, session, *table);
  if (absl::Status planned = table->Await(); !planned.ok()) status = std::move(planned);
  if (status.ok()) status = CheckHeaderLine(session.report());
  if (status.ok() && !call.stop.stop_requested()) status = table->End();
  if (status.ok()) {
    status = session.Finish([&](const PlannedBatch& batch) { return table->Replan(batch); }, response);
  }
  // Whatever broke first, it was because nobody waits any more.
  return call.stop.stop_requested() && !status.ok() ? ImportStopped() : status;
}

}  // namespace walz
