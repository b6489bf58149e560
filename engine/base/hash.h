// Hash64: a fixed hash of bytes and numbers, the same on every machine and for ever.
//
// For lotteries and input hashes, whose values leave the house; never for hash tables.
// Source of the mixing step: splitmix64 (Steele, Lea, Flood, OOPSLA 2014; public domain constants).

#ifndef ENGINE_BASE_HASH_H_
#define ENGINE_BASE_HASH_H_

#include <cstdint>

#include <absl/strings/string_view.h>

namespace walz {

constexpr std::uint64_t MixBits(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// Folds `next` into `state`; start from any seed.
constexpr std::uint64_t Hash64(std::uint64_t state, std::uint64_t next) { return MixBits(state ^ MixBits(next)); }

// Folds the bytes of `text` and its length into `state`.
constexpr std::uint64_t Hash64(std::uint64_t state, absl::string_view text) {
  std::uint64_t word = 0;
  int filled = 0;
  for (const char c : text) {
    word = (word << 8) | static_cast<unsigned char>(c);
    if (++filled == 8) {
      state = Hash64(state, word);
      word = 0;
      filled = 0;
    }
  }
  return Hash64(Hash64(state, word), text.size());
}

}  // namespace walz

#endif  // ENGINE_BASE_HASH_H_
