// SynthProblem: the invented round that benches of the engine share.
//
// WALZ_BENCH_APPRENTICES x WALZ_BENCH_OPENINGS (default 30000 x 20000), written below the temporary folder by the first
// bench that asks for it.  With WALZ_BENCH_STATIC=1 nobody is accompanied or in a travel group.  Run benches from the
// root of the tree, where data/ is.

#ifndef BENCH_SYNTH_PROBLEM_H_
#define BENCH_SYNTH_PROBLEM_H_

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "engine/base/check.h"
#include "engine/model/problem.h"
#include "service/convert/folder_reader.h"
#include "tools/synth/synth.h"

namespace walz {

inline std::int64_t SizeOf(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoll(text);
}

inline bool IsStaticBench() { return SizeOf("WALZ_BENCH_STATIC", 0) != 0; }

inline const std::string& SynthFolder() {
  static const std::string* const folder = [] {
    SynthOptions options;
    options.apprentice_count = SizeOf("WALZ_BENCH_APPRENTICES", 30'000);
    options.opening_count = SizeOf("WALZ_BENCH_OPENINGS", 20'000);
    options.everybody_alone = IsStaticBench();
    options.catalogue_dir = "data";
    options.out_dir = (std::filesystem::temp_directory_path() / absl::StrCat("walz-bench-", options.apprentice_count,
                                                                             "x", options.opening_count,
                                                                             options.everybody_alone ? "-alone" : ""))
                          .string();
    if (!std::filesystem::exists(absl::StrCat(options.out_dir, "/round.json"))) {
      WALZ_CHECK(WriteSynth(options, nullptr).ok());
    }
    return new std::string(options.out_dir);
  }();
  return *folder;
}

inline Problem ReadSynthProblem() {
  auto read = ReadFolder(SynthFolder(), {.catalogue_dir = "data"}, {});
  WALZ_CHECK(read.ok() && read->problem.has_value());
  return *std::move(read->problem);
}

inline const Problem& SynthProblem() {
  static const Problem* const problem = new Problem(ReadSynthProblem());
  return *problem;
}

}  // namespace walz

#endif  // BENCH_SYNTH_PROBLEM_H_
