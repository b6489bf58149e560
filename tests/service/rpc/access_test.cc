// Who may what, over the wire.

#include <atomic>
#include <thread>

#include <absl/synchronization/notification.h>
#include <gtest/gtest.h>
#include <walz/v1/admin_service.pb.h>
#include <walz/v1/apprentice.pb.h>
#include <walz/v1/watch_service.pb.h>

#include "service/app/access/token_methods.h"
#include "service/call/errors.h"
#include "service/store/memory_store.h"
#include "tests/service/app/access/fake_consortium.h"
#include "tests/service/rpc/raw_client.h"
#include "tests/service/rpc/served.h"

namespace walz {
namespace {

constexpr char kGetApprentice[] = "walz.v1.ApprenticeService/GetApprentice";
constexpr char kWatch[] = "walz.v1.WatchService/Watch";

class AccessTest : public testing::Test {
 protected:
  void SetUp() override {
    served_.records = FakeConsortium();
    absl::StatusOr<std::unique_ptr<TokenStore>> opened =
        TokenStore::Open(store_.get(), {.now = absl::Now, .random_bytes = SecureRandomBytes});
    ASSERT_TRUE(opened.ok()) << opened.status();
    tokens_ = *std::move(opened);
    token_methods_.emplace(*tokens_);
    token_methods_->Register(served_.methods);
    served_.authenticator.emplace(AuthenticatorOptions{}, tokens_.get());
    served_.methods.Unary<v1::GetApprenticeRequest, v1::Apprentice>(
        kGetApprentice, Where::kInline,
        [this](const Call& call, const v1::GetApprenticeRequest& request, v1::Apprentice& person) {
          ++handled_;
          person.set_name(request.name());
          if (call.personal) person.set_family_name("Silva");
          return absl::OkStatus();
        });
  }

  std::string TokenOf(v1::Role role, const std::string& consortium, const std::string& centre = "",
                      std::string* token_id = nullptr) {
    v1::Token wanted;
    wanted.set_principal("anna");
    wanted.set_role(role);
    wanted.set_consortium(consortium);
    wanted.set_centre(centre);
    std::string secret;
    absl::Notification made;
    tokens_->CreateAsync(wanted, {}, [&](absl::StatusOr<TokenStore::Created> created) {
      EXPECT_TRUE(created.ok()) << created.status();
      secret = created->secret;
      if (token_id != nullptr) *token_id = created->token.token_id();
      made.Notify();
    });
    made.WaitForNotification();
    return secret;
  }
  static CallOptions With(const std::string& token) { return {.metadata = {{"authorization", "Bearer " + token}}}; }

  absl::Status Get(const std::string& token, const std::string& name, v1::Apprentice& person) {
    v1::GetApprenticeRequest request;
    request.set_name(name);
    return RawClient(served_.target()).Unary(kGetApprentice, request, person, With(token));
  }
  absl::Status Get(const std::string& token, const std::string& name) {
    v1::Apprentice person;
    return Get(token, name, person);
  }

  std::unique_ptr<Store> store_ = MakeMemoryStore();
  std::unique_ptr<TokenStore> tokens_;
  std::optional<TokenMethods> token_methods_;
  std::atomic<int> handled_ = 0;
  Served served_;
};

TEST_F(AccessTest, GivesEachRoleItsOwn) {
  served_.Start();
  const std::string centre = TokenOf(v1::ROLE_CENTRE, "", "N");
  v1::Apprentice person;
  ASSERT_TRUE(Get(centre, "centres/N/apprentices/AN", person).ok());
  EXPECT_EQ(person.family_name(), "Silva");
  const absl::Status other = Get(centre, "centres/S/apprentices/AS");
  EXPECT_EQ(other.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(other), v1::ERROR_REASON_NOT_PERMITTED);
  EXPECT_EQ(Get(centre, "centres/X/apprentices/AX").message(), other.message());
  EXPECT_EQ(Get(centre, "centres/-/apprentices/AS").code(), absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(Get(TokenOf(v1::ROLE_AUDITOR, "north"), "centres/N/apprentices/AN", person).ok());
  EXPECT_EQ(person.family_name(), "");
  EXPECT_EQ(handled_, 2);
}

TEST_F(AccessTest, AsksTheRoleBeforeItReadsTheRequest) {
  served_.Start();
  RawClient client(served_.target());
  std::string response;
  const std::string malformed = "\xff\xff";
  EXPECT_EQ(client.UnaryBytes(kGetApprentice, malformed, response).code(), absl::StatusCode::kUnauthenticated);
  const std::string centre = TokenOf(v1::ROLE_CENTRE, "", "N");
  EXPECT_EQ(client.UnaryBytes("walz.v1.AdminService/CreateToken", malformed, response, With(centre)).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(client.UnaryBytes("walz.v1.AdminService/Compact", malformed, response, With(centre)).code(),
            absl::StatusCode::kPermissionDenied)
      << "not offered here, which is nobody's business who may not call it";
  EXPECT_EQ(client.UnaryBytes(kGetApprentice, malformed, response, With(centre)).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(AccessTest, RefusesBadMetadata) {
  served_.Start();
  const std::string token = TokenOf(v1::ROLE_ADMIN, "");
  RawClient client(served_.target());
  v1::GetApprenticeRequest request;
  v1::Apprentice person;
  for (const CallOptions& options :
       {CallOptions{}, CallOptions{.metadata = {{"authorization", ""}}},
        CallOptions{.metadata = {{"authorization", token}}},
        CallOptions{.metadata = {{"authorization", "Basic " + token}}},
        CallOptions{.metadata = {{"authorization", "Bearer " + token}, {"authorization", "Bearer " + token}}},
        CallOptions{.metadata = {{"authorization", "Bearer  " + token}}},
        CallOptions{.metadata = {{"authorization", "Bearer " + token + "x"}}}}) {
    EXPECT_EQ(client.Unary(kGetApprentice, request, person, options).code(), absl::StatusCode::kUnauthenticated);
  }
  EXPECT_TRUE(client.Unary(kGetApprentice, request, person, With(token)).ok());
}

TEST_F(AccessTest, RevokedTokensEndTheirStreams) {
  absl::Notification watching;
  absl::Notification revoked;
  served_.methods.ServerStream<v1::WatchRequest, v1::WatchResponse>(
      kWatch, [&](const Call&, const v1::WatchRequest&, Writer<v1::WatchResponse>& writer) {
        EXPECT_TRUE(writer.Write(v1::WatchResponse()));
        watching.Notify();
        revoked.WaitForNotification();
        EXPECT_FALSE(writer.Write(v1::WatchResponse()));
        return absl::CancelledError();
      });
  served_.Start();
  std::string id;
  const std::string watcher = TokenOf(v1::ROLE_AUDITOR, "", "", &id);
  const std::string admin = TokenOf(v1::ROLE_ADMIN, "");
  absl::Status status;
  std::jthread client([&] {
    status = RawClient(served_.target())
                 .ServerStream(
                     kWatch, v1::WatchRequest(), [](const std::string&) { return true; }, With(watcher));
  });
  watching.WaitForNotification();
  v1::RevokeTokenRequest request;
  request.set_token_id(id);
  v1::Token token;
  ASSERT_TRUE(RawClient(served_.target()).Unary("walz.v1.AdminService/RevokeToken", request, token, With(admin)).ok());
  revoked.Notify();
  client.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Get(watcher, "centres/N/apprentices/AN").code(), absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace walz
