// The bytes on disk, pinned: a change here is a new version of the format.

#include <limits>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/store/audit_chain.h"
#include "service/store/byte_codec.h"
#include "service/store/store_layout.h"
#include "service/store/store_records.h"
#include "service/store/value_codec.h"

namespace walz {
namespace {

std::string Hex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }

const absl::Time kTime = absl::FromUnixMicros(1'800'000'000'000'001);

TEST(ValueCodecTest, TheChecksumIsCrc32c) {
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(Crc32c("56789", Crc32c("1234")), 0xE3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);  // RFC 3720, B.4.
}

TEST(ValueCodecTest, TheBytesArePinned) {
  EXPECT_EQ(Hex(SealValue("dk", "payload", 258)), "0102010000000000007061796c6f6164eab29899");
  EXPECT_EQ(Hex(SealValue("d", "", 0)).substr(0, 18), "010000000000000000");
}

TEST(ValueCodecTest, WhatWasSealedOpensAndNothingElseDoes) {
  const std::string sealed = SealValue("dkey", "the payload", 7);
  const std::optional<OpenedValue> opened = OpenValue("dkey", sealed);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->payload, "the payload");
  EXPECT_EQ(opened->revision, 7);
  EXPECT_TRUE(OpenValue("d", SealValue("d", "", 0)).has_value());
  EXPECT_FALSE(OpenValue("dkez", sealed).has_value());  // Under another key.
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(OpenValue("dkey", absl::string_view(sealed).substr(0, size)).has_value()) << size;
  }
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(OpenValue("dkey", flipped).has_value()) << bit;
  }
}

TEST(ByteCodecTest, NumbersAndTextsComeBack) {
  ByteWriter writer;
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, ~std::uint64_t{0}}) {
    writer.Number(number);
  }
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{64}, least}) writer.Signed(number);
  writer.Text("");
  writer.Text("text");
  EXPECT_EQ(Hex(writer.bytes()).substr(0, 8), "007f8001");
  ByteReader reader(writer.bytes());
  for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, ~std::uint64_t{0}}) {
    EXPECT_EQ(reader.Number(), number);
  }
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{64}, least}) {
    EXPECT_EQ(reader.Signed(), number);
  }
  EXPECT_EQ(reader.Text(), "");
  EXPECT_FALSE(reader.Finished());
  EXPECT_EQ(reader.Text(), "text");
  EXPECT_TRUE(reader.Finished());
}

TEST(ByteCodecTest, WhatIsCutShortIsNoticed) {
  for (const char* bytes : {"", "\x80", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"}) {
    ByteReader reader(bytes);
    reader.Number();
    EXPECT_FALSE(reader.Finished()) << Hex(bytes);
  }
  ByteReader reader(
      "\x05"
      "abcd");
  EXPECT_EQ(reader.Text(), "");
  EXPECT_TRUE(reader.failed());
}

TEST(StoreLayoutTest, KeysArePinnedAndSortAsTheirNumbers) {
  EXPECT_EQ(Hex(NumberedKey(kChangePrefix, 258)), "630000000000000102");
  EXPECT_EQ(NumberOfKey(NumberedKey(kAuditPrefix, 1'234'567'890'123)), 1'234'567'890'123);
  EXPECT_LT(NumberedKey(kAuditPrefix, 255), NumberedKey(kAuditPrefix, 256));
  EXPECT_LT(NumberedKey(kAuditPrefix, std::numeric_limits<std::int64_t>::max()), PrefixEnd(kAuditPrefix));
  EXPECT_EQ(PrefixedKey(kDataPrefix, "aC-1/A-1"), "daC-1/A-1");
  EXPECT_EQ(FormatMetaKey(), "mformat");
  EXPECT_EQ(OldestMetaKey(), "moldest");
  EXPECT_EQ(kStoreFormat, 1u);
}

TEST(StoreRecordsTest, TheBytesArePinned) {
  EXPECT_EQ(Hex(EncodeChange(kTime, {{.key = "a", .value = "1"}, {.key = "b"}})),
            "8280c489e5c5b2060200016101"
            "0162");
  EXPECT_EQ(Hex(EncodeIdempotency({.revision = 3, .time = kTime, .fingerprint = "f", .reply = "re"})),
            "068280c489e5c5b2060166027265");
  EXPECT_EQ(Hex(EncodeLease({.holder = "h", .token = 2, .expires = kTime})), "0168048280c489e5c5b206");
  EXPECT_EQ(Hex(EncodeNumber(300)), "ac02");
}

TEST(StoreRecordsTest, RecordsComeBackAndOthersAreRefused) {
  const std::optional<Change> change = DecodeChange(5, EncodeChange(kTime, {{.key = "a", .value = "1"}, {.key = "b"}}));
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(change->revision, 5);
  EXPECT_EQ(change->time, kTime);
  ASSERT_EQ(change->keys.size(), 2u);
  EXPECT_FALSE(change->keys[0].deleted);
  EXPECT_EQ(change->keys[1].key, "b");
  EXPECT_TRUE(change->keys[1].deleted);
  const std::string idempotency = EncodeIdempotency({.revision = 3, .time = kTime, .fingerprint = "f", .reply = "re"});
  EXPECT_EQ(DecodeIdempotency(idempotency)->reply, "re");
  EXPECT_EQ(DecodeLease(EncodeLease({.holder = "h", .token = 2, .expires = kTime}))->token, 2);
  EXPECT_EQ(DecodeNumber("\xac\x02"), 300u);
  EXPECT_FALSE(DecodeNumber("\xac\x02\x01").has_value());
  EXPECT_FALSE(DecodeChange(5, "\x02").has_value());
  EXPECT_FALSE(DecodeIdempotency(absl::string_view(idempotency).substr(1)).has_value());
  EXPECT_FALSE(DecodeLease("").has_value());
}

TEST(AuditChainTest, TheCanonicalBytesArePinned) {
  const AuditNote note = {.principal = "eva", .method = "M", .names = {"n1", "n2"}, .request_id = "r"};
  const std::string entry = EncodeAuditEntry(1, kTime, note);
  EXPECT_EQ(Hex(entry), "028280c489e5c5b20603657661014d017202026e31026e32");
  const AuditHash first = HashAuditEntry({}, entry);
  EXPECT_EQ(HexOf(first), HexOf(HashAuditEntry({}, entry)));
  EXPECT_NE(HexOf(first), HexOf(HashAuditEntry(first, entry)));
  // SHA-256 of 32 zero bytes, as sha256sum says.
  EXPECT_EQ(HexOf(HashAuditEntry({}, "")), "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
}

// The stored entries of a chain of `count`, from revision 1.
std::vector<std::string> ChainOf(int count) {
  std::vector<std::string> chain;
  AuditHash head{};
  for (int i = 1; i <= count; ++i) {
    const std::string entry = EncodeAuditEntry(i, kTime, {.principal = absl::StrCat("p", i)});
    head = HashAuditEntry(head, entry);
    chain.push_back(JoinAuditEntry(entry, head));
  }
  return chain;
}

TEST(AuditChainTest, AWalkFindsWhatDoesNotFollow) {
  const std::vector<std::string> chain = ChainOf(4);
  AuditWalk whole;
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(whole.Take(i + 1, chain[static_cast<std::size_t>(i)]).ok());
  EXPECT_EQ(whole.verified().entries, 4);
  EXPECT_EQ(whole.verified().last_revision, 4);
  AuditWalk left_out;
  EXPECT_TRUE(left_out.Take(1, chain[0]).ok());
  EXPECT_EQ(left_out.Take(3, chain[2]).code(), absl::StatusCode::kDataLoss);
  AuditWalk beheaded;
  EXPECT_FALSE(beheaded.Take(2, chain[1]).ok());
  AuditWalk twice;
  EXPECT_TRUE(twice.Take(1, chain[0]).ok());
  EXPECT_FALSE(twice.Take(1, chain[0]).ok());
  AuditWalk moved;
  EXPECT_FALSE(moved.Take(2, chain[0]).ok());
  for (std::size_t i = 0; i < chain[0].size(); ++i) {
    std::string changed = chain[0];
    changed[i] = static_cast<char>(changed[i] ^ 1);
    AuditWalk walk;
    EXPECT_FALSE(walk.Take(1, changed).ok()) << i;
  }
  AuditWalk cut;
  EXPECT_FALSE(cut.Take(1, absl::string_view(chain[0]).substr(0, 31)).ok());
}

}  // namespace
}  // namespace walz
