#include "tools/walz/option_shape.h"

#include <algorithm>

#include <absl/strings/str_split.h>

namespace walz {
namespace {

ValueKind KindOf(const CLI::Option& option, const std::string& value) {
  if (option.get_items_expected_max() == 0) return ValueKind::kNone;
  if (value == "DIR") return ValueKind::kDirectory;
  if (value == "FILE") return ValueKind::kFile;
  return value.find('|') == std::string::npos ? ValueKind::kText : ValueKind::kWords;
}

OptionShape ShapeOf(const CLI::Option& option) {
  OptionShape shape;
  for (const std::string& name : option.get_snames()) shape.flags.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) shape.flags.push_back("--" + name);
  if (shape.flags.empty()) shape.name = option.get_name(/*positional=*/true);
  shape.doc = option.get_description();
  shape.required = option.get_required();
  shape.group = option.get_group();
  shape.value = option.get_type_name();
  shape.kind = KindOf(option, shape.value);
  if (shape.kind == ValueKind::kNone) shape.value.clear();
  if (shape.kind == ValueKind::kWords) shape.words = absl::StrSplit(shape.value, '|');
  return shape;
}

}  // namespace

std::vector<OptionShape> OptionShapesOf(const CLI::App& app) {
  std::vector<OptionShape> shapes;
  for (const CLI::Option* const option : app.get_options()) shapes.push_back(ShapeOf(*option));
  std::stable_partition(shapes.begin(), shapes.end(), [](const OptionShape& shape) { return !shape.flags.empty(); });
  return shapes;
}

}  // namespace walz
