// As walz_pch.h, for tests.

#include "cmake/walz_pch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
