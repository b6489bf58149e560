// TokenStore: bearer tokens, of which only the SHA-256 is kept.
//
// A token is `walz_` and 43 base64url characters of 32 random bytes.  Its hash is the key, in memory and in the store,
// so that no comparison takes longer the more of a guess is right.  Token ids are the first 16 hex digits of the hash.
//
// Thread rule: all methods may be called from any thread.

#ifndef SERVICE_APP_ACCESS_TOKEN_STORE_H_
#define SERVICE_APP_ACCESS_TOKEN_STORE_H_

#include <functional>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <vector>

#include <absl/functional/any_invocable.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <walz/v1/admin_service.pb.h>

#include "service/call/principal.h"
#include "service/store/store.h"

namespace walz {

inline constexpr std::size_t kTokensMax = 10'000;  // Revoked and expired ones count.
inline constexpr std::size_t kTokenRandomBytes = 32;
inline constexpr absl::Duration kTokenLifeDefault = absl::Hours(24 * 90);
inline constexpr absl::Duration kTokenLifeMax = absl::Hours(24 * 366);

struct TokenStoreOptions {
  std::function<absl::Time()> now;
  // `count` bytes that nobody can guess, such as SecureRandomBytes.
  std::function<std::string(std::size_t count)> random_bytes;
  // Lines `sha256hex principal role [consortium=..] [centre=..] [company=..] [expires=2027-12-31T00:00:00Z]`, `#`
  // begins a comment; to be readable by its owner alone.  Empty: none.
  std::string file;
};

// From the operating system's source.
std::string SecureRandomBytes(std::size_t count);
// Of a secret, lower-case hex: what files and the store keep.
std::string TokenHash(absl::string_view secret);

class TokenStore {
 public:
  // Reads the file and the store's tokens.  `store`, which may be null, has to outlive this.
  // InvalidArgument: a line of the file, which the message names.  PermissionDenied: others may read the file.
  static absl::StatusOr<std::unique_ptr<TokenStore>> Open(Store* store, TokenStoreOptions options);

  // The principal of `secret`, with Principal::method `token`.
  // UNAUTHENTICATED: NO_CREDENTIALS where there is none or it is revoked, TOKEN_EXPIRED.
  absl::StatusOr<Principal> Find(absl::string_view secret) const;

  // Reads tokens that another daemon on the same store created or revoked.
  absl::Status Refresh();

  struct Created {
    v1::Token token;
    std::string secret;
  };
  // Calls `done` from a thread of the store.
  // InvalidArgument: FIELD_INVALID.  ResourceExhausted: LIMIT_REACHED.
  void CreateAsync(const v1::Token& wanted, const AuditNote& audit,
                   absl::AnyInvocable<void(absl::StatusOr<Created>)> done);
  // From then on, also before `done`, the token opens nothing.  NotFound: RESOURCE_NOT_FOUND, also for tokens of the
  // file.
  void RevokeAsync(absl::string_view token_id, const AuditNote& audit,
                   absl::AnyInvocable<void(absl::StatusOr<v1::Token>)> done);
  // By time of creation; those of the file first.
  std::vector<v1::Token> List() const;
  bool empty() const;

 private:
  TokenStore(Store* store, TokenStoreOptions options);
  absl::Status ReadFile();

  Store* const store_;
  const TokenStoreOptions options_;
  std::map<std::string, v1::Token> file_tokens_;  // Const after Open.
  mutable std::shared_mutex mutex_;               // Guards the map below.
  std::map<std::string, v1::Token> tokens_;       // By hash, lower-case hex.
};

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_TOKEN_STORE_H_
