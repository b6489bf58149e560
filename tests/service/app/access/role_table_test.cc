#include "service/app/access/role_table.h"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <gtest/gtest.h>

#include "service/app/access/public_services.h"
#include "service/app/access/request_names.h"

namespace walz {
namespace {

TEST(RoleTableTest, HasARowForEveryMethodAndNoOther) {
  std::set<std::string> offered;
  for (const auto* service : PublicServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      offered.insert(absl::StrCat(service->full_name(), "/", service->method(i)->name()));
    }
  }
  std::set<std::string> rows;
  for (const MethodRow& row : RoleTable()) EXPECT_TRUE(rows.insert(std::string(row.method)).second) << row.method;
  EXPECT_EQ(rows, offered);
}

TEST(RoleTableTest, EveryServiceOfTheApiIsPublic) {
  std::set<std::string> names;
  for (const auto* service : PublicServices()) names.insert(service->name());
  std::set<std::string> declared;
  for (const auto* service : PublicServices()) {
    std::ifstream in(absl::StrCat(WALZ_SOURCE_DIR, "/proto/", service->file()->name()));
    for (std::string line; std::getline(in, line);) {
      if (absl::StartsWith(line, "service ")) declared.insert(line.substr(8, line.find(' ', 8) - 8));
    }
  }
  EXPECT_EQ(names, declared);
}

TEST(RoleTableTest, NamesAreFieldsOfTheRequests) {
  for (const auto* service : PublicServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      const MethodRow* const row = FindMethodRow(absl::StrCat(service->full_name(), "/", method.name()));
      ASSERT_NE(row, nullptr);
      EXPECT_TRUE(NamesFit(row->names, *method.input_type())) << row->method << ": " << row->names;
      // A field that looks like a name and is not looked at would be a hole.
      for (const char* field : {"name", "names", "parent", "round", "apprentice", "opening", "base_run"}) {
        const auto* found = method.input_type()->FindFieldByName(field);
        if (found == nullptr || found->type() != google::protobuf::FieldDescriptor::TYPE_STRING) continue;
        if (absl::StrContains(row->names, field)) continue;
        // The outer parent of a batch is looked at with its parts.
        EXPECT_TRUE(std::string(field) == "parent" && absl::StartsWith(row->names, "requests."))
            << row->method << " does not look at " << field;
      }
    }
  }
}

TEST(RoleTableTest, KnowsTheWordsOfRoles) {
  for (const Role role : {Role::kCoordinator, Role::kCentre, Role::kHost, Role::kBatch, Role::kAuditor, Role::kAdmin}) {
    EXPECT_EQ(FindRole(RoleWord(role)), role);
  }
  EXPECT_EQ(FindRole("nobody"), Role::kNobody);
  EXPECT_EQ(FindRole("Admin"), Role::kNobody);
}

TEST(RoleTableTest, NobodyMayDoNothing) {
  for (const MethodRow& row : RoleTable()) {
    EXPECT_EQ(CellOf(row, Role::kNobody).permission, Permission::kNo) << row.method;
  }
}

TEST(RoleTableTest, PageOfTheDocsIsThatOfTheTable) {
  const std::string path = absl::StrCat(WALZ_SOURCE_DIR, "/docs/access.md");
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  const std::string made = absl::StrCat(WALZ_BINARY_DIR, "/access.md");
  std::ofstream(made) << RoleTableMarkdown();
  EXPECT_EQ(text.str(), RoleTableMarkdown()) << "the role table has changed: cp " << made << " " << path;
}

}  // namespace
}  // namespace walz
