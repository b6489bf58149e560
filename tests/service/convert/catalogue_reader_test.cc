// ReadCatalogue: the shipped files, and what an editor of them may get wrong.

#include "service/convert/catalogue_reader.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace walz {
namespace {

using ::testing::HasSubstr;

TEST(CatalogueReaderTest, ReadsTheShippedFiles) {
  const auto catalogue = ReadCatalogue(WALZ_SOURCE_DIR "/data");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  const Catalogue& c = **catalogue;
  EXPECT_EQ(c.FindField("0715")->stem, "0715");
  EXPECT_EQ(c.FindField("0710")->stem, "071");
  EXPECT_EQ(c.FindField("071")->code, "071");
  EXPECT_EQ(c.FindField("07")->code, "07");
  EXPECT_EQ(c.FindField("715"), nullptr);
  EXPECT_EQ(c.countries.size(), 250u);  // 249 of ISO 3166-1, and XK.
  EXPECT_TRUE(c.countries.at(Country::Of("GR")).programme);
  EXPECT_FALSE(c.countries.at(Country::Of("CH")).programme);
  EXPECT_EQ(c.countries.at(Country::Of("DE")).group_2021_2023, 2);
  EXPECT_EQ(c.countries.at(Country::Of("DE")).group_2024_2026, 1);
  EXPECT_EQ(c.bands.size(), 8u);
  EXPECT_EQ(c.bands[3].km_min, 500);
  EXPECT_EQ(c.bands[3].green_eur_2021_2023, 320);
  ASSERT_FALSE(c.activities.empty());
  EXPECT_EQ(c.activities[1].code, "SHORT_TERM");
  EXPECT_EQ(c.activities[1].days_min_fewer_opportunities, 2);
  EXPECT_EQ(c.activities[2].days_min_fewer_opportunities, 90);  // The cell is empty.
  for (const Activity& activity : c.activities) EXPECT_LE(activity.days_min, activity.days_max) << activity.code;
}

TEST(CatalogueReaderTest, NamesTheFileAndRowThatIsWrong) {
  const std::filesystem::path dir = std::filesystem::path(::testing::TempDir()) / "catalogue";
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  for (const char* file : {"isced_f.csv", "country_groups.csv", "distance_bands.csv", "activities.csv"}) {
    std::filesystem::copy(std::filesystem::path(WALZ_SOURCE_DIR "/data") / file, dir / file);
  }
  EXPECT_TRUE(ReadCatalogue(dir.string()).ok());
  std::ofstream(dir / "activities.csv") << "code,min_days,max_days,min_days_fewer_opportunities\nX,ten,20,\n";
  EXPECT_THAT(std::string(ReadCatalogue(dir.string()).status().message()),
              HasSubstr("activities.csv:2: min_days 'ten'"));
  std::filesystem::remove(dir / "activities.csv");
  EXPECT_EQ(ReadCatalogue(dir.string()).status().code(), absl::StatusCode::kNotFound);
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace walz
