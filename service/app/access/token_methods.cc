#include "service/app/access/token_methods.h"

#include <utility>

#include <walz/v1/admin_service.pb.h>

#include "service/app/access/principal_scope.h"

namespace walz {
namespace {

AuditNote AuditOf(const Call& call) { return {.principal = call.principal.name, .method = call.method}; }

}  // namespace

void TokenMethods::Register(MethodSet& methods) {
  methods.UnaryAsync<v1::CreateTokenRequest, v1::CreateTokenResponse>(
      "walz.v1.AdminService/CreateToken", Where::kInline,
      [this](const Call& call, const v1::CreateTokenRequest& request, v1::CreateTokenResponse& response, Done done) {
        tokens_.CreateAsync(request.token(), AuditOf(call),
                            [&response, done = std::move(done)](absl::StatusOr<TokenStore::Created> created) mutable {
                              if (!created.ok()) return done(created.status());
                              *response.mutable_token() = std::move(created->token);
                              response.set_secret(std::move(created->secret));
                              done(absl::OkStatus());
                            });
      });
  methods.Unary<v1::ListTokensRequest, v1::ListTokensResponse>(
      "walz.v1.AdminService/ListTokens", Where::kInline,
      [this](const Call&, const v1::ListTokensRequest&, v1::ListTokensResponse& response) {
        for (v1::Token& token : tokens_.List()) *response.add_tokens() = std::move(token);
        return absl::OkStatus();
      });
  methods.UnaryAsync<v1::RevokeTokenRequest, v1::Token>(
      "walz.v1.AdminService/RevokeToken", Where::kInline,
      [this](const Call& call, const v1::RevokeTokenRequest& request, v1::Token& response, Done done) {
        tokens_.RevokeAsync(request.token_id(), AuditOf(call),
                            [&response, done = std::move(done)](absl::StatusOr<v1::Token> token) mutable {
                              if (!token.ok()) return done(token.status());
                              response = *std::move(token);
                              done(absl::OkStatus());
                            });
      });
  methods.Unary<v1::WhoAmIRequest, v1::WhoAmIResponse>(
      "walz.v1.AdminService/WhoAmI", Where::kInline,
      [](const Call& call, const v1::WhoAmIRequest&, v1::WhoAmIResponse& response) {
        const Principal& principal = call.principal;
        response.set_principal(principal.name);
        response.set_role(RoleMessage(principal.role));
        response.set_consortium(principal.consortium);
        response.set_centre(principal.centre);
        response.set_company(principal.company);
        response.set_method(principal.method);
        return absl::OkStatus();
      });
}

}  // namespace walz
