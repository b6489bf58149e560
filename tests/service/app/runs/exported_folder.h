// ExportFolder: the data folder of a round out of a RunWorld, as the client writes it; for tests.

#ifndef TESTS_SERVICE_APP_RUNS_EXPORTED_FOLDER_H_
#define TESTS_SERVICE_APP_RUNS_EXPORTED_FOLDER_H_

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <walz/v1/transfer_service.pb.h>

#include "service/app/transfer/exporter.h"
#include "tests/service/app/runs/run_world.h"

namespace walz {

inline constexpr char kShippedData[] = WALZ_SOURCE_DIR "/data";

// Files without a byte are not there.
inline void ExportFolder(RunWorld& world, const std::string& round, const std::filesystem::path& dir) {
  static const auto& files = *new std::vector<std::pair<v1::ImportTable, std::string>>{
      {v1::IMPORT_TABLE_SCHEMES, "schemes.json"},  {v1::IMPORT_TABLE_ROUND, "round.json"},
      {v1::IMPORT_TABLE_CENTRES, "centres.csv"},   {v1::IMPORT_TABLE_COMPANIES, "companies.csv"},
      {v1::IMPORT_TABLE_OPENINGS, "openings.csv"}, {v1::IMPORT_TABLE_APPRENTICES, "apprentices.csv"},
      {v1::IMPORT_TABLE_WISHES, "wishes.csv"},     {v1::IMPORT_TABLE_HOST_RANKS, "host_ranks.csv"},
      {v1::IMPORT_TABLE_PAIRS, "pairs.csv"},       {v1::IMPORT_TABLE_LATER_WORTH, "later_worth.csv"},
  };
  struct Collect : Writer<v1::ExportFileResponse> {
    bool Write(const v1::ExportFileResponse& response) override {
      bytes += response.chunk();
      return true;
    }
    std::string bytes;
  };
  const Exporter exporter(*world.keeper, world.mirror->view()->catalogue);
  for (const auto& [table, file] : files) {
    v1::ExportFileRequest request;
    request.set_table(table);
    request.set_round(round);
    Collect collect;
    const absl::Status exported = exporter.ExportFile(world.call, request, collect);
    ASSERT_TRUE(exported.ok()) << file << " " << exported;
    if (!collect.bytes.empty()) std::ofstream(dir / file, std::ios::binary) << collect.bytes;
  }
}

}  // namespace walz

#endif  // TESTS_SERVICE_APP_RUNS_EXPORTED_FOLDER_H_
