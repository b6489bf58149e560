#include "service/app/access/token_store.h"

#include <fstream>
#include <set>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/synchronization/notification.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/app/access/token_methods.h"
#include "service/call/errors.h"
#include "service/store/keys.h"
#include "service/store/memory_store.h"

namespace walz {
namespace {

class TokenStoreTest : public testing::Test {
 protected:
  TokenStoreTest() : store_(MakeMemoryStore()) { tokens_ = Open(); }

  std::unique_ptr<TokenStore> Open(const std::string& file = "") {
    absl::StatusOr<std::unique_ptr<TokenStore>> opened = TokenStore::Open(store_.get(), Options(file));
    EXPECT_TRUE(opened.ok()) << opened.status();
    return *std::move(opened);
  }
  TokenStoreOptions Options(const std::string& file) {
    return {.now = [this] { return now_; },
            .random_bytes = [this](std::size_t count) { return std::string(count, static_cast<char>(++seed_)); },
            .file = file};
  }
  static v1::Token Wanted(v1::Role role = v1::ROLE_COORDINATOR) {
    v1::Token token;
    token.set_principal("anna");
    token.set_role(role);
    return token;
  }
  absl::StatusOr<TokenStore::Created> Create(const v1::Token& wanted) {
    absl::StatusOr<TokenStore::Created> result = absl::UnknownError("not called");
    absl::Notification called;
    tokens_->CreateAsync(wanted, {.principal = "root", .method = "CreateToken"}, [&](auto created) {
      result = std::move(created);
      called.Notify();
    });
    called.WaitForNotification();
    return result;
  }
  absl::StatusOr<v1::Token> Revoke(const std::string& id) {
    absl::StatusOr<v1::Token> result = absl::UnknownError("not called");
    absl::Notification called;
    tokens_->RevokeAsync(id, {.principal = "root", .method = "RevokeToken"}, [&](auto token) {
      result = std::move(token);
      called.Notify();
    });
    called.WaitForNotification();
    return result;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  int seed_ = 0;
  std::unique_ptr<Store> store_;
  std::unique_ptr<TokenStore> tokens_;
};

TEST_F(TokenStoreTest, CreatesTokensThatOpen) {
  v1::Token wanted = Wanted();
  wanted.set_consortium("north");
  const absl::StatusOr<TokenStore::Created> created = Create(wanted);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_TRUE(absl::StartsWith(created->secret, "walz_"));
  EXPECT_EQ(created->secret.size(), 48u);
  EXPECT_EQ(created->token.expire_time().seconds(), absl::ToUnixSeconds(now_ + kTokenLifeDefault));
  const absl::StatusOr<Principal> principal = tokens_->Find(created->secret);
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->name, "anna");
  EXPECT_EQ(principal->role, Role::kCoordinator);
  EXPECT_EQ(principal->consortium, "north");
  EXPECT_EQ(principal->method, "token");
}

TEST_F(TokenStoreTest, StoresHashesAlone) {
  const absl::StatusOr<TokenStore::Created> created = Create(Wanted());
  ASSERT_TRUE(created.ok());
  int count = 0;
  ASSERT_TRUE(store_->OpenSnapshot()
                  ->Scan({},
                         [&](absl::string_view key, absl::string_view value, Revision) {
                           ++count;
                           EXPECT_THAT(std::string(key), testing::Not(testing::HasSubstr(created->secret.substr(5))));
                           EXPECT_THAT(std::string(value), testing::Not(testing::HasSubstr(created->secret.substr(5))));
                           return true;
                         })
                  .ok());
  EXPECT_EQ(count, 1);
  EXPECT_EQ(TokenHash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(TokenStoreTest, RevokedTokensOpenNothingAtOnceAndForEver) {
  const absl::StatusOr<TokenStore::Created> created = Create(Wanted());
  const absl::StatusOr<TokenStore::Created> other = Create(Wanted());
  ASSERT_TRUE(created.ok() && other.ok());
  const absl::StatusOr<v1::Token> revoked = Revoke(created->token.token_id());
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_TRUE(revoked->has_revoke_time());
  for (int restart = 0; restart < 2; ++restart) {
    EXPECT_EQ(ReasonOf(tokens_->Find(created->secret).status()), v1::ERROR_REASON_NO_CREDENTIALS);
    EXPECT_TRUE(tokens_->Find(other->secret).ok());
    tokens_ = Open();
  }
  EXPECT_TRUE(Revoke(created->token.token_id()).ok()) << "twice is once";
  EXPECT_EQ(ReasonOf(Revoke("0123456789abcdef").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Revoke("").status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(tokens_->List().size(), 2u);
}

TEST_F(TokenStoreTest, RevokingIsSeenBeforeItIsDurable) {
  const absl::StatusOr<TokenStore::Created> created = Create(Wanted());
  ASSERT_TRUE(created.ok());
  absl::Notification called;
  tokens_->RevokeAsync(created->token.token_id(), {}, [&](auto) { called.Notify(); });
  EXPECT_FALSE(tokens_->Find(created->secret).ok());
  called.WaitForNotification();
}

TEST_F(TokenStoreTest, AnotherDaemonsTokensComeWithRefresh) {
  const std::unique_ptr<TokenStore> another = Open();
  const absl::StatusOr<TokenStore::Created> created = Create(Wanted());
  ASSERT_TRUE(created.ok());
  EXPECT_FALSE(another->Find(created->secret).ok());
  ASSERT_TRUE(another->Refresh().ok());
  EXPECT_TRUE(another->Find(created->secret).ok());
}

TEST_F(TokenStoreTest, TokensExpire) {
  v1::Token wanted = Wanted();
  wanted.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(now_) + 60);
  const absl::StatusOr<TokenStore::Created> created = Create(wanted);
  ASSERT_TRUE(created.ok());
  now_ += absl::Seconds(59);
  EXPECT_TRUE(tokens_->Find(created->secret).ok());
  now_ += absl::Seconds(1);
  const absl::Status status = tokens_->Find(created->secret).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(MetadataOf(status, "token_id"), created->token.token_id());
}

TEST_F(TokenStoreTest, RefusesTokensThatCannotStand) {
  struct Case {
    const char* what;
    std::function<void(v1::Token&)> spoil;
    const char* field;
  };
  const std::vector<Case> cases = {
      {"no principal", [](v1::Token& t) { t.clear_principal(); }, "token.principal"},
      {"spaces", [](v1::Token& t) { t.set_principal("anna b"); }, "token.principal"},
      {"no role", [](v1::Token& t) { t.clear_role(); }, "token.role"},
      {"unknown role", [](v1::Token& t) { t.set_role(static_cast<v1::Role>(99)); }, "token.role"},
      {"centre without centre", [](v1::Token& t) { t.set_role(v1::ROLE_CENTRE); }, "token.centre"},
      {"host without company", [](v1::Token& t) { t.set_role(v1::ROLE_HOST); }, "token.company"},
      {"coordinator of a centre", [](v1::Token& t) { t.set_centre("C"); }, "token.centre"},
      {"admin of a consortium",
       [](v1::Token& t) {
         t.set_role(v1::ROLE_ADMIN);
         t.set_consortium("north");
       },
       "token.consortium"},
      {"past", [this](v1::Token& t) { t.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(now_)); },
       "token.expire_time"},
      {"too late",
       [this](v1::Token& t) { t.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(now_ + kTokenLifeMax) + 1); },
       "token.expire_time"},
  };
  for (const Case& c : cases) {
    v1::Token wanted = Wanted();
    c.spoil(wanted);
    const absl::Status status = Create(wanted).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.what;
    EXPECT_EQ(MetadataOf(status, "field"), c.field) << c.what;
  }
  EXPECT_TRUE(tokens_->empty());
}

TEST_F(TokenStoreTest, FindsNothingForWhatIsNoToken) {
  ASSERT_TRUE(Create(Wanted()).ok());
  for (const std::string& secret :
       {std::string(), std::string("walz_"), std::string(48, 'a'), "walz_" + std::string(43, 'A'),
        "walz_" + std::string(44, 'A'), "walz_" + std::string(100'000, 'A')}) {
    EXPECT_EQ(tokens_->Find(secret).status().code(), absl::StatusCode::kUnauthenticated);
  }
}

TEST_F(TokenStoreTest, RandomBytesDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(seen.insert(SecureRandomBytes(kTokenRandomBytes)).second);
}

class TokenFileTest : public TokenStoreTest {
 protected:
  std::string Write(const std::string& text, mode_t mode = 0600) {
    const std::string path = absl::StrCat(testing::TempDir(), "/walz_tokens_", getpid());
    std::remove(path.c_str());
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }
  absl::Status Fault(const std::string& text, mode_t mode = 0600) {
    return TokenStore::Open(store_.get(), Options(Write(text, mode))).status();
  }
  const std::string secret_ = "walz_" + std::string(43, 'b');
};

TEST_F(TokenFileTest, ReadsRolesScopesAndExpiry) {
  tokens_ = Open(Write(absl::StrCat("# who may call\n\n", TokenHash(secret_),
                                    "  bert centre centre=C-1 expires=2027-06-01T00:00:00Z  # the school\n")));
  const absl::StatusOr<Principal> principal = tokens_->Find(secret_);
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ(principal->name, "bert");
  EXPECT_EQ(principal->role, Role::kCentre);
  EXPECT_EQ(principal->centre, "C-1");
  EXPECT_FALSE(tokens_->empty());
  now_ = absl::FromUnixSeconds(1'811'808'000);  // 2027-06-01.
  EXPECT_EQ(ReasonOf(tokens_->Find(secret_).status()), v1::ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(ReasonOf(Revoke(tokens_->List()[0].token_id()).status()), v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(TokenFileTest, RefusesFilesThatOthersCanRead) {
  for (const mode_t mode : {0640, 0604, 0660, 0644}) {
    EXPECT_EQ(Fault("", mode).code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_TRUE(Fault("", 0400).ok());
}

TEST_F(TokenFileTest, NamesTheLineThatIsWrongWithoutRepeatingIt) {
  const std::string hash = TokenHash(secret_);
  for (const std::string& line :
       {hash, hash + " bert", hash + " bert king", secret_ + " bert auditor", hash + " bert centre",
        hash + " bert admin centre=C", hash + " bert auditor until=2027", hash + " bert auditor expires=soon",
        hash + " bert auditor\n" + hash + " anna auditor"}) {
    const absl::Status status = Fault("# head\n" + line + "\n");
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_THAT(std::string(status.message()), testing::ContainsRegex("line [23]: ")) << line;
    EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr(secret_)));
  }
}

TEST_F(TokenStoreTest, MethodsOfTheApi) {
  MethodSet methods;
  TokenMethods offered(*tokens_);
  offered.Register(methods);
  const auto call = [&](const char* name, const AnyMessage& request, AnyMessage& response) {
    absl::Status result;
    absl::Notification called;
    methods.Find(absl::StrCat("walz.v1.AdminService/", name))
        ->unary({.principal = {.name = "root", .role = Role::kAdmin, .method = "unix"}}, request, response,
                [&](absl::Status status) {
                  result = status;
                  called.Notify();
                });
    called.WaitForNotification();
    return result;
  };
  v1::CreateTokenRequest create;
  *create.mutable_token() = Wanted(v1::ROLE_BATCH);
  v1::CreateTokenResponse created;
  ASSERT_TRUE(call("CreateToken", create, created).ok());
  EXPECT_EQ(tokens_->Find(created.secret())->role, Role::kBatch);
  v1::ListTokensResponse list;
  ASSERT_TRUE(call("ListTokens", v1::ListTokensRequest(), list).ok());
  ASSERT_EQ(list.tokens_size(), 1);
  EXPECT_EQ(list.tokens(0).token_id(), created.token().token_id());
  v1::RevokeTokenRequest revoke;
  revoke.set_token_id(created.token().token_id());
  v1::Token revoked;
  ASSERT_TRUE(call("RevokeToken", revoke, revoked).ok());
  EXPECT_FALSE(tokens_->Find(created.secret()).ok());
  v1::WhoAmIResponse who;
  ASSERT_TRUE(call("WhoAmI", v1::WhoAmIRequest(), who).ok());
  EXPECT_EQ(who.principal(), "root");
  EXPECT_EQ(who.role(), v1::ROLE_ADMIN);
}

}  // namespace
}  // namespace walz
