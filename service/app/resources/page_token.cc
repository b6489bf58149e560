#include "service/app/resources/page_token.h"

#include <memory>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <walz/v1/error_reason.pb.h>

#include "engine/base/hash.h"
#include "service/app/resources/resource_io.h"
#include "service/call/errors.h"

namespace walz {
namespace {

namespace pb = ::google::protobuf;

constexpr char kVersion = 1;
constexpr std::uint64_t kChecksumSeed = 0x70616765u;  // "page"
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kBytesMin = 1 + 3 * kNumberBytes;  // Version, revision, hash, checksum.

void AppendNumber(std::uint64_t number, std::string& bytes) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) bytes += static_cast<char>((number >> (8 * i)) & 0xff);
}

std::uint64_t NumberAt(absl::string_view bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (std::size_t i = kNumberBytes; i-- > 0;) number = (number << 8) | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

}  // namespace

absl::Status BadPageToken(absl::string_view words) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_BAD_PAGE_TOKEN,
                absl::StrCat("page_token: ", words));
}

std::string FormatPageToken(const PageToken& token) {
  std::string bytes(1, kVersion);
  AppendNumber(static_cast<std::uint64_t>(token.revision), bytes);
  AppendNumber(token.request_hash, bytes);
  bytes += token.last_key;
  AppendNumber(Hash64(kChecksumSeed, bytes), bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<PageToken> ParsePageToken(absl::string_view text) {
  constexpr absl::string_view kNotOurs = "give back next_page_token as it came, or nothing for the first page";
  std::string bytes;
  if (text.size() > kPageTokenBytesMax || !absl::WebSafeBase64Unescape(text, &bytes)) return BadPageToken(kNotOurs);
  if (bytes.size() < kBytesMin || bytes[0] != kVersion) return BadPageToken(kNotOurs);
  const std::size_t checked = bytes.size() - kNumberBytes;
  if (NumberAt(bytes, checked) != Hash64(kChecksumSeed, absl::string_view(bytes).substr(0, checked))) {
    return BadPageToken(kNotOurs);
  }
  PageToken token;
  token.revision = static_cast<Revision>(NumberAt(bytes, 1));
  token.request_hash = NumberAt(bytes, 1 + kNumberBytes);
  token.last_key = bytes.substr(1 + 2 * kNumberBytes, checked - 1 - 2 * kNumberBytes);
  return token;
}

std::uint64_t HashOfListRequest(const pb::Message& request) {
  const std::unique_ptr<pb::Message> bare(request.New());
  bare->CopyFrom(request);
  for (const char* field : {"page_size", "page_token"}) {
    bare->GetReflection()->ClearField(bare.get(), bare->GetDescriptor()->FindFieldByName(field));
  }
  return Hash64(Hash64(kChecksumSeed, request.GetDescriptor()->full_name()), BytesOf(*bare));
}

}  // namespace walz
