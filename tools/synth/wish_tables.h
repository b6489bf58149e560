// WishTables: writes wishes.csv, pairs.csv and host_ranks.csv while the apprentices are drawn.

#ifndef TOOLS_SYNTH_WISH_TABLES_H_
#define TOOLS_SYNTH_WISH_TABLES_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "service/convert/output_folder.h"
#include "tools/synth/market.h"
#include "tools/synth/table_writer.h"

namespace walz {

class WishTables {
 public:
  static absl::StatusOr<WishTables> Create(const Market& market, OutputFolder& folder);

  // The wishes, and now and then a mark on a pair, of one apprentice.
  absl::Status Write(std::size_t apprentice, std::size_t land, std::size_t field, const Flow& flow);

  // The hosts' rankings of those who wish to come.
  absl::Status WriteHostRanks();

 private:
  WishTables(const Market& market, TableWriter wishes, TableWriter pairs, TableWriter ranks)
      : market_(market), wishes_(std::move(wishes)), pairs_(std::move(pairs)), ranks_(std::move(ranks)) {}

  std::vector<std::size_t> DrawOpenings(Draw& draw, std::size_t land, std::size_t field, const Flow& flow) const;
  absl::Status WriteMark(Draw& draw, const std::string& apprentice, const std::vector<std::size_t>& wished);

  const Market& market_;
  TableWriter wishes_;
  TableWriter pairs_;
  TableWriter ranks_;
  std::vector<std::pair<std::size_t, std::size_t>> ranked_;  // Opening, apprentice.
};

}  // namespace walz

#endif  // TOOLS_SYNTH_WISH_TABLES_H_
