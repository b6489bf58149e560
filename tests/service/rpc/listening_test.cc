#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <walz/v1/admin_service.pb.h>

#include "service/app/access/token_methods.h"
#include "service/call/errors.h"
#include "service/rpc/listen_address.h"
#include "tests/service/rpc/certificates.h"
#include "tests/service/rpc/raw_client.h"
#include "tests/service/rpc/served.h"

namespace walz {
namespace {

constexpr char kWhoAmI[] = "walz.v1.AdminService/WhoAmI";

// Serves WhoAmI.
struct WhoServed : Served {
  WhoServed() {
    absl::StatusOr<std::unique_ptr<TokenStore>> opened = TokenStore::Open(nullptr, {});
    tokens = *std::move(opened);
    methods_of_tokens.emplace(*tokens);
    methods_of_tokens->Register(methods);
  }
  absl::Status Refused() const {
    return RpcServer::Start(options, methods, *authenticator, authorizer, nullptr).status();
  }

  std::unique_ptr<TokenStore> tokens;
  std::optional<TokenMethods> methods_of_tokens;
};

std::string Who(const std::string& target, const ClientTls& tls = {}, const CallOptions& options = {}) {
  v1::WhoAmIResponse response;
  const absl::Status status = RawClient(target, tls).Unary(kWhoAmI, v1::WhoAmIRequest(), response, options);
  if (!status.ok()) return absl::StatusCodeToString(status.code());
  return absl::StrCat(response.principal(), " ", v1::Role_Name(response.role()), " ", response.method());
}

std::string Folder() {
  const std::string folder = absl::StrCat(testing::TempDir(), "/walz_rpc_", getpid(), "_",
                                          testing::UnitTest::GetInstance()->current_test_info()->name());
  std::filesystem::create_directories(folder);
  return folder;
}

TEST(ListeningTest, ReadsAddresses) {
  struct Case {
    const char* text;
    const char* read;  // Null: refused.
    bool loopback;
  };
  for (const Case& c :
       {Case{"127.0.0.1:7443", "127.0.0.1:7443", true}, Case{"127.9.9.9:0", "127.9.9.9:0", true},
        Case{"[::1]:1", "[::1]:1", true}, Case{"localhost:5", "127.0.0.1:5", true},
        Case{"[::ffff:127.0.0.1]:5", "[::ffff:127.0.0.1]:5", true}, Case{"0.0.0.0:5", "0.0.0.0:5", false},
        Case{"[::]:5", "[::]:5", false}, Case{"192.168.1.7:5", "192.168.1.7:5", false},
        Case{"128.0.0.1:5", "128.0.0.1:5", false}, Case{"[::ffff:10.0.0.1]:5", "[::ffff:10.0.0.1]:5", false},
        Case{"127.0.0.1", nullptr, false}, Case{"127.0.0.1:x", nullptr, false}, Case{"127.0.0.1:65536", nullptr, false},
        Case{"127.0.0.1:-1", nullptr, false}, Case{"walz.example:5", nullptr, false}, Case{"[::1:5", nullptr, false},
        Case{":5", nullptr, false}, Case{"", nullptr, false}}) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(c.text);
    EXPECT_EQ(address.ok(), c.read != nullptr) << c.text;
    if (!address.ok()) continue;
    EXPECT_EQ(address->ToString(), c.read);
    EXPECT_EQ(address->loopback, c.loopback) << c.text;
  }
}

TEST(ListeningTest, StaysOnTheMachineWithoutTls) {
  WhoServed served;
  served.authenticator.emplace(AuthenticatorOptions{}, nullptr);
  for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:7443"}) {
    served.options.address = address;
    const absl::Status status = served.Refused();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr("without TLS"));
  }
  served.options.address = "";
  EXPECT_EQ(served.Refused().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ListeningTest, SaysThatThePortIsTaken) {
  WhoServed first;
  first.Start();
  WhoServed second;
  second.authenticator.emplace(AuthenticatorOptions{}, nullptr);
  second.options.address = first.target();
  const absl::Status status = second.Refused();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("another daemon or program has it"));
}

TEST(ListeningTest, RefusesTheLoopbackWithoutCredentialsWhereNobodyIsAnonymous) {
  WhoServed served;
  served.authenticator.emplace(AuthenticatorOptions{}, nullptr);
  served.Start();
  EXPECT_EQ(Who(served.target()), "UNAUTHENTICATED");
  EXPECT_EQ(served.listener.Await(1)[0].reason, "NO_CREDENTIALS");
}

TEST(ListeningTest, KnowsTheUserAtTheOtherEndOfTheUnixSocket) {
  const std::string path = Folder() + "/s";
  WhoServed served;
  served.options.address = "";
  served.options.unix_socket = path;
  served.authenticator.emplace(AuthenticatorOptions{}, nullptr);
  served.Start();
  EXPECT_EQ(Who("unix:" + path), absl::StrCat("unix:", geteuid(), " ROLE_ADMIN unix"));
  struct stat found = {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  served.server->Shutdown();
  EXPECT_NE(stat(path.c_str(), &found), 0) << "the file must go with the daemon";
}

TEST(ListeningTest, SaysThatTheSocketIsTakenAndReplacesADeadOne) {
  const std::string path = Folder() + "/s";
  WhoServed first;
  first.options.address = "";
  first.options.unix_socket = path;
  first.Start();
  WhoServed second;
  second.options = first.options;
  second.authenticator.emplace(AuthenticatorOptions{}, nullptr);
  const absl::Status status = second.Refused();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("another daemon listens on it"));
  first.server->Shutdown();
  // As a daemon that was killed leaves it.
  const int dead = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(dead, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  close(dead);
  EXPECT_TRUE(second.Refused().ok());
  // A file of somebody else stays.
  std::ofstream(path) << "text";
  EXPECT_EQ(second.Refused().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(std::filesystem::exists(path));
}

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    certificates_.Make("server", "ca", "DNS:localhost,IP:127.0.0.1");
    certificates_.Make("anna", "ca", "URI:spiffe://walz/north,email:anna@example.org");
    certificates_.Make("unknown", "ca", "DNS:unknown.example");
    certificates_.Make("fake", "stranger", "URI:spiffe://walz/north");
    served_.options.tls = TlsFiles{certificates_.Path("server.pem"), certificates_.Path("server.key"),
                                   certificates_.Path("ca.pem"), true};
    AuthenticatorOptions options;
    options.certificates["uri:spiffe://walz/north"] = {.role = Role::kCoordinator, .consortium = "north"};
    options.anonymous_role = Role::kAdmin;  // Must not count over TLS.
    served_.authenticator.emplace(std::move(options), nullptr);
  }
  ClientTls As(const std::string& name) const {
    return {certificates_.Text("ca.pem"), name.empty() ? "" : certificates_.Text(name + ".key"),
            name.empty() ? "" : certificates_.Text(name + ".pem")};
  }

  Certificates certificates_{Folder()};
  WhoServed served_;
};

TEST_F(TlsTest, KnowsClientsByTheirCertificates) {
  served_.options.address = "0.0.0.0:0";
  served_.Start();
  EXPECT_EQ(Who(served_.target(), As("anna")), "uri:spiffe://walz/north ROLE_COORDINATOR certificate");
  EXPECT_EQ(Who(served_.target(), As("unknown")), "UNAUTHENTICATED");
  EXPECT_EQ(Who(served_.target(), As("fake")), "UNAVAILABLE");
  EXPECT_EQ(Who(served_.target(), As("")), "UNAVAILABLE");
  EXPECT_EQ(Who(served_.target()), "UNAVAILABLE") << "plain text must not get through";
  EXPECT_EQ(Who(served_.target(), As("anna")), "uri:spiffe://walz/north ROLE_COORDINATOR certificate");
}

TEST_F(TlsTest, LetsClientsWithoutCertificateShowAToken) {
  served_.options.tls->require_client_certificate = false;
  const std::string secret = "walz_" + std::string(43, 'a');
  const std::string file = certificates_.Path("tokens");
  std::ofstream(file) << TokenHash(secret) << " bert auditor\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_read);
  absl::StatusOr<std::unique_ptr<TokenStore>> tokens = TokenStore::Open(nullptr, {.now = absl::Now, .file = file});
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  served_.authenticator.emplace(AuthenticatorOptions{}, tokens->get());
  served_.Start();
  EXPECT_EQ(Who(served_.target(), As("")), "UNAUTHENTICATED");
  EXPECT_EQ(Who(served_.target(), As(""), {.metadata = {{"authorization", "Bearer " + secret}}}),
            "bert ROLE_AUDITOR token");
  EXPECT_EQ(Who(served_.target(), As("fake")), "UNAVAILABLE");
  served_.server->Shutdown();
}

TEST_F(TlsTest, RefusesFilesThatDoNotFit) {
  struct Case {
    std::string TlsFiles::*file;
    std::string value;
    const char* says;
  };
  for (const Case& c : {Case{&TlsFiles::private_key, certificates_.Path("anna.key"), "does not belong"},
                        Case{&TlsFiles::private_key, certificates_.Path("none.key"), "cannot read"},
                        Case{&TlsFiles::certificate_chain, certificates_.Path("server.key"), "no PEM certificate"},
                        Case{&TlsFiles::client_roots, certificates_.Path("server.key"), "no PEM certificate"}}) {
    RpcOptions options = served_.options;
    (*options.tls).*c.file = c.value;
    const absl::Status status =
        RpcServer::Start(options, served_.methods, *served_.authenticator, served_.authorizer, nullptr).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(c.says));
  }
}

TEST(ListeningTest, OffersReflectionAndChannelz) {
  Served served;
  served.Start();
  RawClient client(served.target());
  std::string response;
  // ListServices as the first request of a bidirectional stream is what unary calls look like on the wire.
  const absl::Status reflected = client.UnaryBytes("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                                   std::string("\x3a\x00", 2), response);
  EXPECT_TRUE(reflected.ok()) << reflected;
  for (const char* service : {"walz.v1.CentreService", "walz.v1.MatchingService", "walz.v1.ImportService",
                              "grpc.health.v1.Health", "grpc.channelz.v1.Channelz"}) {
    EXPECT_THAT(response, testing::HasSubstr(service));
  }
  EXPECT_TRUE(client.UnaryBytes("grpc.channelz.v1.Channelz/GetServers", "", response).ok());
}

}  // namespace
}  // namespace walz
