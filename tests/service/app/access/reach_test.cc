#include "service/app/access/reach.h"

#include <gtest/gtest.h>

#include "service/app/access/authenticator.h"
#include "service/call/errors.h"
#include "tests/service/app/access/fake_consortium.h"

namespace walz {
namespace {

class ReachTest : public testing::Test {
 protected:
  Reach Of(Principal principal) {
    return Reach(std::move(principal), std::make_shared<const SnapshotSource>(SnapshotsOf(records_)));
  }
  Reach North() { return Of({.role = Role::kCoordinator, .consortium = "north"}); }
  Reach CentreN() { return Of({.role = Role::kCentre, .centre = "N"}); }
  Reach CentreS() { return Of({.role = Role::kCentre, .centre = "S"}); }
  Reach HostH() { return Of({.role = Role::kHost, .company = "H"}); }

  FakeRecords records_ = FakeConsortium();
};

TEST_F(ReachTest, OpeningsAreSeenByThoseTheyAreShownTo) {
  struct Case {
    const char* name;
    bool north, centre_n, centre_s;
  };
  for (const Case& c :
       {Case{"companies/H/openings/OA", true, true, true}, Case{"companies/H/openings/ON", true, true, false},
        Case{"companies/H/openings/OC", true, true, false}, Case{"companies/G/openings/OS", false, false, true},
        Case{"companies/G/openings/none", false, false, false}}) {
    EXPECT_EQ(*North().Sees(c.name), c.north) << c.name;
    EXPECT_EQ(*CentreN().Sees(c.name), c.centre_n) << c.name;
    EXPECT_EQ(*CentreS().Sees(c.name), c.centre_s) << c.name;
  }
}

TEST_F(ReachTest, HostsSeeWhatIsPublishedForTheirOpenings) {
  EXPECT_TRUE(*HostH().Sees("rounds/RN"));
  EXPECT_FALSE(*HostH().Sees("rounds/RS"));
  EXPECT_TRUE(*HostH().Sees("rounds/RN/runs/1"));
  EXPECT_FALSE(*HostH().Sees("rounds/RN/runs/2")) << "not published";
  EXPECT_TRUE(*HostH().Sees("rounds/RN/runs/1/proposals/AN"));
  EXPECT_FALSE(*HostH().Sees("rounds/RN/runs/2/proposals/AN"));
  EXPECT_FALSE(*Of({.role = Role::kHost, .company = "G"}).Sees("rounds/RN/runs/1/proposals/AN"));
  EXPECT_FALSE(*HostH().Sees("centres/N/apprentices/AN"));
}

TEST_F(ReachTest, CentresSeeTheirOwnProposals) {
  EXPECT_TRUE(*CentreN().Sees("rounds/RN/runs/1/proposals/AN"));
  EXPECT_FALSE(*CentreS().Sees("rounds/RN/runs/1/proposals/AN"));
  EXPECT_FALSE(*CentreS().Sees("rounds/RN"));
  v1::Round all;
  Put(records_, "rounds/ALL", all);
  EXPECT_TRUE(*CentreS().Sees("rounds/ALL")) << "a round of all consortia";
  EXPECT_FALSE(*North().Sees("rounds/ALL")) << "it has others' apprentices";
}

TEST_F(ReachTest, WhatMovesIsSeenAtOnce) {
  const Reach north = North();
  EXPECT_FALSE(*north.Sees("centres/S/apprentices/AS"));
  v1::Centre centre;
  centre.set_consortium("north");
  Put(records_, "centres/S", centre);
  EXPECT_TRUE(*north.Sees("centres/S/apprentices/AS"));
}

TEST_F(ReachTest, NothingIsGivenAwayOrTaken) {
  v1::Centre to_north;
  to_north.set_consortium("north");
  v1::Centre to_south;
  to_south.set_consortium("south");
  const v1::Centre to_none;
  EXPECT_TRUE(*North().Changes("centres/N", &to_north, true));
  EXPECT_FALSE(*North().Changes("centres/N", &to_south, true)) << "given away";
  EXPECT_FALSE(*North().Changes("centres/N", &to_none, true)) << "given away";
  EXPECT_FALSE(*North().Changes("centres/S", &to_north, true)) << "taken";
  EXPECT_TRUE(*North().Changes("centres/new", &to_north, true));
  EXPECT_FALSE(*North().Changes("centres/new", &to_north, false)) << "not there";
  EXPECT_FALSE(*North().Changes("centres/new", &to_south, true));
  EXPECT_TRUE(*CentreN().Changes("centres/N", &to_north, true));
  EXPECT_FALSE(*CentreN().Changes("centres/N", &to_south, true));
  EXPECT_FALSE(*CentreN().Changes("centres/S", &to_south, true));
  EXPECT_FALSE(*Of({.role = Role::kCentre, .centre = "new"}).Changes("centres/new", &to_north, true));
  EXPECT_FALSE(*Of({.role = Role::kHost, .company = "new"}).Changes("companies/new", nullptr, true));
  v1::Round round;
  round.set_consortium("south");
  EXPECT_FALSE(*North().Changes("rounds/RN", &round, true));
  EXPECT_FALSE(*North().Changes("schemes/fi", nullptr, true));
}

TEST_F(ReachTest, WhatIsNoNameIsOutOfReach) {
  for (const char* name : {"", "centres", "centres/", "centres/-", "centres/-/apprentices/AN", "centres/N/", "tokens/x",
                           "unique/apprentices/AN", "centres/N/openings/OA", "N", "centres/%4E"}) {
    for (const Reach& reach : {North(), CentreN(), HostH()}) {
      EXPECT_FALSE(*reach.Sees(name)) << name;
      EXPECT_FALSE(*reach.Changes(name, nullptr, true)) << name;
    }
  }
}

TEST(AuthenticatorTest, TakesTheFirstOfTokenCertificateUidAndLoopback) {
  AuthenticatorOptions options;
  options.certificates["dns:north.example"] = {.name = "north", .role = Role::kCoordinator, .consortium = "north"};
  options.anonymous_role = Role::kBatch;
  const Authenticator authenticator(std::move(options), nullptr);
  Peer peer;
  EXPECT_EQ(authenticator.Authenticate(peer)->role, Role::kBatch);
  peer.transport = Transport::kTls;
  EXPECT_FALSE(authenticator.Authenticate(peer).ok()) << "nobody is anonymous over TLS";
  peer.certificate_names = {"dns:other.example", "dns:north.example"};
  EXPECT_EQ(authenticator.Authenticate(peer)->name, "north");
  EXPECT_EQ(authenticator.Authenticate(peer)->method, "certificate");
  peer.certificate_names = {"dns:other.example"};
  EXPECT_FALSE(authenticator.Authenticate(peer).ok());
  peer = {.transport = Transport::kUnix, .uid = 1000};
  EXPECT_EQ(authenticator.Authenticate(peer)->name, "unix:1000");
  EXPECT_EQ(authenticator.Authenticate(peer)->role, Role::kAdmin);
  for (const std::vector<std::string>& bad :
       {std::vector<std::string>{"Bearer walz_x"}, {"Basic eDp5"}, {""}, {"Bearer a", "Bearer b"}}) {
    peer.authorization = bad;
    EXPECT_EQ(ReasonOf(authenticator.Authenticate(peer).status()), v1::ERROR_REASON_NO_CREDENTIALS)
        << "who shows a token is not saved by the socket";
  }
}

}  // namespace
}  // namespace walz
