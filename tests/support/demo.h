// kDemo: the folder of the consortium that ships.

#ifndef TESTS_SUPPORT_DEMO_H_
#define TESTS_SUPPORT_DEMO_H_

namespace walz {

inline constexpr char kDemo[] = WALZ_SOURCE_DIR "/data/demo";

}  // namespace walz

#endif  // TESTS_SUPPORT_DEMO_H_
