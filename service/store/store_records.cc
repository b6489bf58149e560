#include "service/store/store_records.h"

#include "service/store/byte_codec.h"

namespace walz {

std::string EncodeChange(absl::Time time, absl::Span<const Mutation> mutations) {
  ByteWriter writer;
  writer.Signed(absl::ToUnixMicros(time));
  writer.Number(mutations.size());
  for (const Mutation& mutation : mutations) {
    writer.Number(mutation.value ? 0 : 1);
    writer.Text(mutation.key);
  }
  return writer.Take();
}

std::optional<Change> DecodeChange(Revision revision, absl::string_view bytes) {
  ByteReader reader(bytes);
  Change change{.revision = revision, .time = absl::FromUnixMicros(reader.Signed())};
  for (std::uint64_t left = reader.Number(); left > 0 && !reader.failed(); --left) {
    const bool deleted = reader.Number() == 1;
    change.keys.push_back({.key = std::string(reader.Text()), .deleted = deleted});
  }
  if (!reader.Finished()) return std::nullopt;
  return change;
}

std::string EncodeIdempotency(const IdempotencyRecord& record) {
  ByteWriter writer;
  writer.Signed(record.revision);
  writer.Signed(absl::ToUnixMicros(record.time));
  writer.Text(record.fingerprint);
  writer.Text(record.reply);
  return writer.Take();
}

std::optional<IdempotencyRecord> DecodeIdempotency(absl::string_view bytes) {
  ByteReader reader(bytes);
  IdempotencyRecord record;
  record.revision = reader.Signed();
  record.time = absl::FromUnixMicros(reader.Signed());
  record.fingerprint = std::string(reader.Text());
  record.reply = std::string(reader.Text());
  if (!reader.Finished()) return std::nullopt;
  return record;
}

std::string EncodeLease(const LeaseState& lease) {
  ByteWriter writer;
  writer.Text(lease.holder);
  writer.Signed(lease.token);
  writer.Signed(absl::ToUnixMicros(lease.expires));
  return writer.Take();
}

std::optional<LeaseState> DecodeLease(absl::string_view bytes) {
  ByteReader reader(bytes);
  LeaseState lease;
  lease.holder = std::string(reader.Text());
  lease.token = reader.Signed();
  lease.expires = absl::FromUnixMicros(reader.Signed());
  if (!reader.Finished()) return std::nullopt;
  return lease;
}

std::string EncodeNumber(std::uint64_t number) {
  ByteWriter writer;
  writer.Number(number);
  return writer.Take();
}

std::optional<std::uint64_t> DecodeNumber(absl::string_view bytes) {
  ByteReader reader(bytes);
  const std::uint64_t number = reader.Number();
  if (!reader.Finished()) return std::nullopt;
  return number;
}

}  // namespace walz
