// Languages: what an apprentice speaks and what an opening asks, by CEFR level and skill.

#ifndef ENGINE_MODEL_LANGUAGE_H_
#define ENGINE_MODEL_LANGUAGE_H_

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace walz {

// kNone: in an opening `-`, nothing is asked; in an apprentice `?`, not assessed.  `native` is C2.
enum class Cefr : std::uint8_t { kNone = 0, kA1, kA2, kB1, kB2, kC1, kC2 };

// `A1` .. `C2`; kNone is "?".
inline const char* CefrName(Cefr level) {
  static constexpr const char* kNames[] = {"?", "A1", "A2", "B1", "B2", "C1", "C2"};
  return kNames[static_cast<int>(level)];
}

inline constexpr int kLanguageSkillCount = 5;  // Listening, reading, interaction, production, writing.

struct LanguageLevels {
  std::string language;  // Lower case, such as "de".
  std::array<Cefr, kLanguageSkillCount> levels{};

  friend bool operator==(const LanguageLevels&, const LanguageLevels&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const LanguageLevels& l) {
    return H::combine(std::move(h), l.language, l.levels);
  }
};

// What an apprentice speaks, sorted by language, each once.
struct LanguageProfile {
  bool answered = false;  // False: the cell was empty; true with no languages: the cell said `none`.
  std::vector<LanguageLevels> languages;

  friend bool operator==(const LanguageProfile&, const LanguageProfile&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const LanguageProfile& p) {
    return H::combine(std::move(h), p.answered, p.languages);
  }
};

// The sets an opening accepts: one whole set must be met.  No sets: no language is asked.
using LanguageSets = std::vector<std::vector<LanguageLevels>>;

}  // namespace walz

#endif  // ENGINE_MODEL_LANGUAGE_H_
