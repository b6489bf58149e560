#include "service/app/resources/resource_io.h"

#include <memory>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <walz/v1/error_reason.pb.h>

#include "service/call/errors.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

// A field of its type that every resource of the house calls the same; null where the message has none.
const pb::FieldDescriptor* StringField(const pb::Message& message, const char* name) {
  const pb::FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->type() == pb::FieldDescriptor::TYPE_STRING && !field->is_repeated() ? field
                                                                                                        : nullptr;
}

}  // namespace

std::string EtagOf(Revision revision) { return absl::StrCat(absl::Hex(revision)); }

std::optional<Revision> RevisionOfEtag(absl::string_view etag) {
  Revision revision = 0;
  if (!absl::SimpleHexAtoi(etag, &revision) || EtagOf(revision) != etag) return std::nullopt;
  return revision;
}

pb::Timestamp TimestampOf(absl::Time time) {
  pb::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(
      static_cast<std::int32_t>((time - absl::FromUnixSeconds(timestamp.seconds())) / absl::Nanoseconds(1)));
  return timestamp;
}

absl::Time TimeOf(const pb::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

std::string NameOf(const pb::Message& resource) {
  const pb::FieldDescriptor* field = StringField(resource, "name");
  return field == nullptr ? "" : resource.GetReflection()->GetString(resource, field);
}

bool IsDeleted(const pb::Message& resource) {
  const pb::FieldDescriptor* field = resource.GetDescriptor()->FindFieldByName("delete_time");
  return field != nullptr && resource.GetReflection()->HasField(resource, field);
}

void SetEtag(pb::Message& resource, absl::string_view etag) {
  const pb::FieldDescriptor* field = StringField(resource, "etag");
  if (field != nullptr) resource.GetReflection()->SetString(&resource, field, std::string(etag));
}

absl::Status NoSuchResource(absl::string_view name, bool deleted) {
  const std::string words =
      deleted ? absl::StrCat(name, " is deleted; undelete it to use it again") : absl::StrCat("there is no ", name);
  return Refuse(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND, words, {{"name", std::string(name)}});
}

absl::Status NoSuchName(absl::string_view name, absl::string_view pattern) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_NAME,
                absl::StrCat("`", name.substr(0, 300), "` is no name of the form ", pattern),
                {{"name", std::string(name.substr(0, 300))}});
}

std::string BytesOf(const pb::Message& message) {
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  pb::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&out);
  out.Trim();
  return bytes;
}

std::string ValueOf(const pb::Message& resource) {
  const pb::FieldDescriptor* etag = StringField(resource, "etag");
  if (etag == nullptr || resource.GetReflection()->GetString(resource, etag).empty()) return BytesOf(resource);
  const std::unique_ptr<pb::Message> bare(resource.New());
  bare->CopyFrom(resource);
  SetEtag(*bare, "");
  return BytesOf(*bare);
}

absl::Status FillOutput(absl::string_view value, Revision revision, pb::Message& resource) {
  if (!resource.ParsePartialFromArray(value.data(), static_cast<int>(value.size()))) {
    return Refuse(absl::StatusCode::kDataLoss, v1::ERROR_REASON_DATA_CORRUPT,
                  absl::StrCat("a record of revision ", revision, " is no ", resource.GetDescriptor()->name(),
                               "; restore it from a backup"),
                  {{"revision", absl::StrCat(revision)}});
  }
  SetEtag(resource, EtagOf(revision));
  return absl::OkStatus();
}

Mutation PutMutation(const pb::Message& resource, std::optional<Revision> expected) {
  return {KeyOf(ParseName(NameOf(resource)).value()), ValueOf(resource), expected};
}

absl::Status ReadResourceInto(const StoreSnapshot& snapshot, absl::string_view name, pb::Message& resource) {
  const std::optional<ResourceName> parsed = ParseName(name);
  if (!parsed) return NoSuchName(name, "COLLECTION/ID");
  const absl::StatusOr<std::optional<Record>> record = snapshot.Get(KeyOf(*parsed));
  if (!record.ok()) return record.status();
  if (!*record) return NoSuchResource(name);
  return FillOutput((*record)->value, (*record)->revision, resource);
}

}  // namespace walz
