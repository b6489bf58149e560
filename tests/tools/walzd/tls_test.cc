// End to end over mutual TLS, with certificates that openssl makes as an operator would.

#include <csignal>
#include <cstdlib>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <walz/v1/admin_service.pb.h>

#include "tests/tools/walzd/daemon_api.h"
#include "tests/tools/walzd/daemon_process.h"

namespace walz {
namespace {

constexpr char kNorth[] = "uri:spiffe://walz/north centre centre=C-1";

class WalzdTlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v openssl >/dev/null") != 0) GTEST_SKIP() << "needs openssl";
    MakeAuthority("ca");
    MakeAuthority("other-ca");
    MakeCertificate("server", "ca", "DNS:localhost,IP:127.0.0.1");
    MakeCertificate("north", "ca", "URI:spiffe://walz/north");
    MakeCertificate("nobody", "ca", "URI:spiffe://walz/nobody");
    MakeCertificate("stranger", "other-ca", "URI:spiffe://walz/north");
  }

  void Openssl(const std::string& arguments) const {
    const std::string command = absl::StrCat("cd ", folder_.Path(""), " && openssl ", arguments, " 2>/dev/null");
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }
  void MakeAuthority(const std::string& name) const {
    Openssl(absl::StrCat("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=", name,
                         " -keyout ", name, ".key -out ", name, ".pem"));
  }
  void MakeCertificate(const std::string& name, const std::string& authority, const std::string& names) const {
    WriteText(folder_.Path(name + ".ext"), absl::StrCat("subjectAltName=", names, "\n"));
    Openssl(absl::StrCat("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=", name, " -keyout ", name,
                         ".key -out ", name, ".csr"));
    Openssl(absl::StrCat("x509 -req -in ", name, ".csr -CA ", authority, ".pem -CAkey ", authority,
                         ".key -CAcreateserial -days 2 -extfile ", name, ".ext -out ", name, ".pem"));
  }

  absl::StatusOr<v1::WhoAmIResponse> WhoAmI(std::int64_t port, const std::string& name) const {
    Endpoint endpoint{.address = absl::StrCat("localhost:", port), .tls = true, .ca = ReadText(folder_.Path("ca.pem"))};
    if (!name.empty()) {
      endpoint.certificate = ReadText(folder_.Path(name + ".pem"));
      endpoint.key = ReadText(folder_.Path(name + ".key"));
    }
    absl::StatusOr<Channel> channel = Channel::Open(endpoint);
    if (!channel.ok()) return channel.status();
    v1::WhoAmIResponse answer;
    const absl::Status status =
        channel->Call("walz.v1.AdminService/WhoAmI", v1::WhoAmIRequest(), answer, absl::Now() + absl::Seconds(20));
    if (!status.ok()) return status;
    return answer;
  }

  const DaemonFolder folder_;
};

TEST_F(WalzdTlsTest, ACertificateSaysWhoCalls) {
  DaemonProcess daemon(folder_.Flags({"--listen-tcp", "0.0.0.0:0", "--tls-certificate", folder_.Path("server.pem"),
                                      "--tls-key", folder_.Path("server.key"), "--tls-client-ca",
                                      folder_.Path("ca.pem"), "--access-certificates", kNorth}));
  const auto serving = daemon.Await("serving");
  ASSERT_TRUE(serving) << daemon.Wait().log;
  const std::int64_t port = serving->Number("port");

  const auto north = WhoAmI(port, "north");
  ASSERT_TRUE(north.ok()) << north.status();
  EXPECT_EQ(north->principal(), "uri:spiffe://walz/north");
  EXPECT_EQ(north->role(), v1::ROLE_CENTRE);
  EXPECT_EQ(north->centre(), "C-1");
  EXPECT_EQ(north->method(), "certificate");
  EXPECT_EQ(WhoAmI(port, "nobody").status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(WhoAmI(port, "stranger").status().code(), absl::StatusCode::kUnavailable) << "its authority is not trusted";
  EXPECT_EQ(WhoAmI(port, "").status().code(), absl::StatusCode::kUnavailable) << "a certificate is asked for";

  daemon.Signal(SIGTERM);
  EXPECT_EQ(daemon.Wait().exit_code, 0);
}

}  // namespace
}  // namespace walz
