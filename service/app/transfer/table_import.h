// TableImport: one table of an import, from rows to planned batches.
//
// Internal to service/app/transfer.

#ifndef SERVICE_APP_TRANSFER_TABLE_IMPORT_H_
#define SERVICE_APP_TRANSFER_TABLE_IMPORT_H_

#include <memory>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <walz/v1/transfer_service.pb.h>

#include "service/app/transfer/import_session.h"
#include "service/convert/csv_reader.h"

namespace walz {

class TableImport {
 public:
  virtual ~TableImport() = default;

  // One of both is called: the whole file, or each batch of messages.
  virtual absl::Status ReadFile(ByteSource bytes) = 0;
  // InvalidArgument: BAD_STREAM, it holds other resources than those of this table.
  virtual absl::Status ReadBatch(const v1::ResourceBatch& batch) = 0;
  // Waits until what was read is planned and reported, but for the rows of the last block.  What failed first: it comes
  // before whatever reading the rest says.
  virtual absl::Status Await() { return absl::OkStatus(); }
  // After Await: plans what is left; the end of the rows.
  virtual absl::Status End() = 0;
  // Plans rows of a batch that met a conflict once more.
  virtual absl::StatusOr<PlannedBatch> Replan(const PlannedBatch& batch) = 0;
};

// Of the table that the session's header names.  `session` must outlive it.
std::unique_ptr<TableImport> MakeTableImport(ImportSession& session);

std::unique_ptr<TableImport> MakeProfileImport(ImportSession& session);
std::unique_ptr<TableImport> MakeListImport(ImportSession& session);
std::unique_ptr<TableImport> MakeJsonImport(ImportSession& session);

// INVALID_ARGUMENT, BAD_STREAM.
absl::Status BadStream(absl::string_view words);

}  // namespace walz

#endif  // SERVICE_APP_TRANSFER_TABLE_IMPORT_H_
