// Who the holders of certificates are, as walzd.toml writes it.

#include "service/server/principals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using ::testing::HasSubstr;

TEST(PrincipalsTest, LinesBecomePrincipals) {
  const auto principals = ParseCertificates({"uri:spiffe://walz/north centre centre=C-1 consortium=north",
                                             "dns:batch.example  batch", "email:h@example.org host company=H-1"});
  ASSERT_TRUE(principals.ok()) << principals.status();
  EXPECT_EQ(principals->size(), 3u);
  const Principal& north = principals->at("uri:spiffe://walz/north");
  EXPECT_EQ(north.role, Role::kCentre);
  EXPECT_EQ(north.centre, "C-1");
  EXPECT_EQ(north.consortium, "north");
  EXPECT_EQ(principals->at("dns:batch.example").role, Role::kBatch);
  EXPECT_EQ(principals->at("email:h@example.org").company, "H-1");
}

TEST(PrincipalsTest, BadLinesSayWhatToDo) {
  struct Case {
    const char* line;
    const char* fault;
  };
  for (const Case& one : std::initializer_list<Case>{
           {"", "write a name, a role and limits"},
           {"uri:x", "write a name, a role and limits"},
           {"spiffe://walz/north admin", "the name begins with uri:, dns: or email:"},
           {"uri:x amdin", "there is no role \"amdin\"; did you mean \"admin\"?"},
           {"uri:x none", "leave the line out"},
           {"uri:x centre", "role centre needs centre=ID"},
           {"uri:x admin centre=C-1", "no other role has one"},
           {"uri:x host centre=C-1", "role centre needs centre=ID"},
           {"uri:x host", "role host needs company=ID"},
           {"uri:x centre centre=C-1 centre=C-2", "each once"},
           {"uri:x centre centre=", "a limit is consortium=ID"},
           {"uri:x centre school=C-1", "a limit is consortium=ID"},
       }) {
    const auto principals = ParseCertificates({one.line});
    ASSERT_FALSE(principals.ok()) << one.line;
    EXPECT_THAT(std::string(principals.status().message()), HasSubstr(one.fault)) << one.line;
  }
  EXPECT_FALSE(ParseCertificates({"uri:x admin", "uri:x auditor"}).ok());
}

TEST(PrincipalsTest, UsersAreNamesOrNumbers) {
  const auto users = ParseUsers({"root", "4711"});
  ASSERT_TRUE(users.ok()) << users.status();
  EXPECT_EQ(*users, (std::vector<std::uint32_t>{0, 4711}));
  EXPECT_THAT(std::string(ParseUsers({"no-such-user-here"}).status().message()), HasSubstr("has no user"));
}

}  // namespace
}  // namespace walz
