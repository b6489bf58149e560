// TokenMethods: the four methods of AdminService that speak of tokens and of the caller.

#ifndef SERVICE_APP_ACCESS_TOKEN_METHODS_H_
#define SERVICE_APP_ACCESS_TOKEN_METHODS_H_

#include "service/app/access/token_store.h"
#include "service/call/method_set.h"

namespace walz {

class TokenMethods {
 public:
  // `tokens` has to outlive the methods.
  explicit TokenMethods(TokenStore& tokens) : tokens_(tokens) {}

  // CreateToken, ListTokens, RevokeToken, WhoAmI.
  void Register(MethodSet& methods);

 private:
  TokenStore& tokens_;
};

}  // namespace walz

#endif  // SERVICE_APP_ACCESS_TOKEN_METHODS_H_
