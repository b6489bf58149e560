#include "service/app/access/token_store.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "engine/base/check.h"
#include "engine/base/status_macros.h"
#include "service/app/access/principal_scope.h"
#include "service/app/access/token_file.h"
#include "service/call/errors.h"
#include "service/store/keys.h"

namespace walz {
namespace {

constexpr absl::string_view kPrefix = "walz_";
constexpr std::size_t kSecretChars = 43;  // Base64url of kTokenRandomBytes.
constexpr std::size_t kTokenIdChars = 16;

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp message;
  message.set_seconds(absl::ToUnixSeconds(time));
  message.set_nanos(
      static_cast<std::int32_t>((time - absl::FromUnixSeconds(message.seconds())) / absl::Nanoseconds(1)));
  return message;
}

absl::Time TimeOf(const google::protobuf::Timestamp& message) {
  return absl::FromUnixSeconds(message.seconds()) + absl::Nanoseconds(message.nanos());
}

absl::Status Unknown() {
  return Refuse(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_NO_CREDENTIALS,
                "the token is not known here, or was revoked; ask an administrator for another");
}

}  // namespace

std::string SecureRandomBytes(std::size_t count) {
  std::string bytes(count, '\0');
  WALZ_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) == 1);
  return bytes;
}

std::string TokenHash(absl::string_view secret) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), hash);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash), sizeof(hash)));
}

TokenStore::TokenStore(Store* store, TokenStoreOptions options) : store_(store), options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<TokenStore>> TokenStore::Open(Store* store, TokenStoreOptions options) {
  std::unique_ptr<TokenStore> tokens(new TokenStore(store, std::move(options)));
  if (!tokens->options_.file.empty()) {
    WALZ_ASSIGN_OR_RETURN(tokens->file_tokens_, ReadTokenFile(tokens->options_.file));
    for (auto& [hash, token] : tokens->file_tokens_) token.set_token_id(hash.substr(0, kTokenIdChars));
  }
  WALZ_RETURN_IF_ERROR(tokens->Refresh());
  return tokens;
}

absl::Status TokenStore::Refresh() {
  if (store_ == nullptr) return absl::OkStatus();
  std::map<std::string, v1::Token> read;
  absl::Status status;
  const absl::Status scanned = store_->OpenSnapshot()->Scan(
      RangeOf(Collection::kTokens), [&](absl::string_view key, absl::string_view value, Revision) {
        const std::optional<ResourceName> name = NameOfKey(key);
        v1::Token token;
        if (!name || !token.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          status = absl::DataLossError("a stored token cannot be read");
          return false;
        }
        read[name->id()] = std::move(token);
        return true;
      });
  WALZ_RETURN_IF_ERROR(scanned);
  WALZ_RETURN_IF_ERROR(status);
  const std::unique_lock lock(mutex_);
  // What was revoked while the scan ran, stays so.
  for (auto& [hash, token] : tokens_) {
    if (token.has_revoke_time()) read[hash] = token;
  }
  tokens_ = std::move(read);
  return absl::OkStatus();
}

absl::StatusOr<Principal> TokenStore::Find(absl::string_view secret) const {
  if (!absl::StartsWith(secret, kPrefix) || secret.size() != kPrefix.size() + kSecretChars) return Unknown();
  const std::string hash = TokenHash(secret);
  const std::shared_lock lock(mutex_);
  auto at = tokens_.find(hash);
  if (at == tokens_.end()) {
    at = file_tokens_.find(hash);
    if (at == file_tokens_.end()) return Unknown();
  }
  const v1::Token& token = at->second;
  if (token.has_revoke_time()) return Unknown();
  if (token.has_expire_time() && TimeOf(token.expire_time()) <= options_.now()) {
    return Refuse(absl::StatusCode::kUnauthenticated, v1::ERROR_REASON_TOKEN_EXPIRED,
                  absl::StrCat("the token ", token.token_id(), " has expired; ask an administrator for another"),
                  {{"token_id", token.token_id()}});
  }
  return PrincipalOf(token);
}

void TokenStore::CreateAsync(const v1::Token& wanted, const AuditNote& audit,
                             absl::AnyInvocable<void(absl::StatusOr<Created>)> done) {
  const absl::Time now = options_.now();
  std::vector<FieldFault> faults = FaultsOf(PrincipalOf(wanted));
  for (FieldFault& fault : faults) fault.path = absl::StrCat("token.", fault.path);
  const absl::Time expires = wanted.has_expire_time() ? TimeOf(wanted.expire_time()) : now + kTokenLifeDefault;
  if (expires <= now || expires > now + kTokenLifeMax) {
    faults.push_back({"token.expire_time", "out_of_range", "a token expires later than now and within a year"});
  }
  if (!faults.empty()) return done(RefuseFields(faults));
  if (store_ == nullptr) return done(absl::FailedPreconditionError("tokens of a file are added in that file"));
  {
    const std::shared_lock lock(mutex_);
    if (tokens_.size() >= kTokensMax) {
      return done(Refuse(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_LIMIT_REACHED,
                         absl::StrCat("there are ", kTokensMax, " tokens, and no more are taken"),
                         {{"limit", "tokens_max"}, {"value", absl::StrCat(kTokensMax)}}));
    }
  }
  Created created;
  created.secret = absl::StrCat(kPrefix, absl::WebSafeBase64Escape(options_.random_bytes(kTokenRandomBytes)));
  const std::string hash = TokenHash(created.secret);
  v1::Token& token = created.token;
  token = wanted;
  token.set_token_id(hash.substr(0, kTokenIdChars));
  *token.mutable_create_time() = TimestampOf(now);
  *token.mutable_expire_time() = TimestampOf(expires);
  token.clear_revoke_time();
  CommitRequest commit;
  commit.mutations.push_back({KeyOf({Collection::kTokens, {hash}}), token.SerializeAsString(), Revision{0}});
  commit.audit = audit;
  commit.audit.names = {absl::StrCat("tokens/", token.token_id())};
  store_->CommitAsync(std::move(commit), [this, hash, created = std::move(created),
                                          done = std::move(done)](absl::StatusOr<Committed> committed) mutable {
    if (!committed.ok()) return done(committed.status());
    {
      const std::unique_lock lock(mutex_);
      tokens_[hash] = created.token;
    }
    done(std::move(created));
  });
}

void TokenStore::RevokeAsync(absl::string_view token_id, const AuditNote& audit,
                             absl::AnyInvocable<void(absl::StatusOr<v1::Token>)> done) {
  std::string hash;
  v1::Token token;
  {
    const std::unique_lock lock(mutex_);
    // Ids are the beginning of the hash, by which the map is sorted.
    const auto at = tokens_.lower_bound(std::string(token_id));
    if (token_id.size() == kTokenIdChars && at != tokens_.end() && at->second.token_id() == token_id) {
      hash = at->first;
      if (!at->second.has_revoke_time()) *at->second.mutable_revoke_time() = TimestampOf(options_.now());
      token = at->second;
    }
  }
  if (hash.empty()) {
    return done(Refuse(absl::StatusCode::kNotFound, v1::ERROR_REASON_RESOURCE_NOT_FOUND,
                       absl::StrCat("there is no token ", token_id, "; tokens of the file are taken out of the file"),
                       {{"name", absl::StrCat("tokens/", token_id)}}));
  }
  CommitRequest commit;
  commit.mutations.push_back({KeyOf({Collection::kTokens, {hash}}), token.SerializeAsString(), std::nullopt});
  commit.audit = audit;
  commit.audit.names = {absl::StrCat("tokens/", token.token_id())};
  store_->CommitAsync(std::move(commit), [token, done = std::move(done)](absl::StatusOr<Committed> committed) mutable {
    if (!committed.ok()) return done(committed.status());
    done(std::move(token));
  });
}

std::vector<v1::Token> TokenStore::List() const {
  std::vector<v1::Token> list;
  const std::shared_lock lock(mutex_);
  for (const auto* tokens : {&file_tokens_, &tokens_}) {
    for (const auto& [hash, token] : *tokens) list.push_back(token);
  }
  std::stable_sort(list.begin(), list.end(), [](const v1::Token& a, const v1::Token& b) {
    return TimeOf(a.create_time()) < TimeOf(b.create_time());
  });
  return list;
}

bool TokenStore::empty() const {
  const std::shared_lock lock(mutex_);
  return tokens_.empty() && file_tokens_.empty();
}

}  // namespace walz
