#include "tools/walz/completion.h"

#include <algorithm>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "tools/walz/option_shape.h"

namespace walz {
namespace {

// Where the typed word stands.
struct Place {
  const CLI::App* app = nullptr;        // The innermost command.
  const OptionShape* option = nullptr;  // Whose value it is; null: of none.
  std::size_t argument = 0;             // How many arguments without a flag stand before it.
};

std::vector<const CLI::App*> SubcommandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* FindSubcommand(const CLI::App& app, const std::string& name) {
  for (const CLI::App* const subcommand : SubcommandsOf(app)) {
    if (subcommand->get_name() == name) return subcommand;
  }
  return nullptr;
}

const OptionShape* FindFlag(const std::vector<OptionShape>& shapes, const std::string& flag) {
  for (const OptionShape& shape : shapes) {
    if (std::find(shape.flags.begin(), shape.flags.end(), flag) != shape.flags.end()) return &shape;
  }
  return nullptr;
}

// Walks over all words but the last.
Place PlaceOf(const CLI::App& app, absl::Span<const std::string> words, std::vector<OptionShape>& shapes) {
  Place place{&app};
  shapes = OptionShapesOf(app);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    place.option = nullptr;
    if (const CLI::App* const deeper = FindSubcommand(*place.app, words[i])) {
      place.app = deeper;
      shapes = OptionShapesOf(*deeper);
    } else if (absl::StartsWith(words[i], "-")) {
      const OptionShape* const shape = FindFlag(shapes, words[i]);
      if (shape == nullptr || shape->kind == ValueKind::kNone) continue;
      if (i + 2 == words.size()) place.option = shape;
      ++i;  // Its value.
    } else {
      ++place.argument;
    }
  }
  return place;
}

// The shape of the argument at the place; the last one may stand many times.
const OptionShape* ArgumentAt(const std::vector<OptionShape>& shapes, std::size_t index) {
  const OptionShape* last = nullptr;
  for (const OptionShape& shape : shapes) {
    if (!shape.flags.empty()) continue;
    last = &shape;
    if (index-- == 0) return last;
  }
  return last;
}

void AddFlags(const std::vector<OptionShape>& shapes, Completion& completion) {
  for (const OptionShape& shape : shapes) {
    for (const std::string& flag : shape.flags) completion.candidates.push_back({flag, shape.doc});
  }
}

void AddValues(const OptionShape& shape, absl::string_view noun, absl::string_view typed, const ValueSource& values,
               Completion& completion) {
  switch (shape.kind) {
    case ValueKind::kNone:
      return;
    case ValueKind::kDirectory:
      completion.kind = CompletionKind::kFolders;
      return;
    case ValueKind::kFile:
      completion.kind = CompletionKind::kFiles;
      return;
    case ValueKind::kWords:
      for (const std::string& word : shape.words) completion.candidates.push_back({word, ""});
      return;
    case ValueKind::kText:
      for (Candidate& candidate : values(shape.value, noun, typed)) {
        completion.candidates.push_back(std::move(candidate));
      }
      return;
  }
}

}  // namespace

Completion Complete(const CLI::App& app, absl::Span<const std::string> words, const ValueSource& values) {
  Completion completion;
  if (words.empty()) return completion;
  const std::string& typed = words.back();
  std::vector<OptionShape> shapes;
  const Place place = PlaceOf(app, words, shapes);
  const CLI::App* const parent = place.app->get_parent();
  const std::string noun = parent == nullptr ? "" : parent->get_name();
  const OptionShape* const argument = ArgumentAt(shapes, place.argument);
  if (place.option != nullptr) {
    AddValues(*place.option, noun, typed, values, completion);
  } else if (absl::StartsWith(typed, "-")) {
    AddFlags(shapes, completion);
  } else if (const auto subcommands = SubcommandsOf(*place.app); !subcommands.empty()) {
    for (const CLI::App* const subcommand : subcommands) {
      completion.candidates.push_back({subcommand->get_name(), subcommand->get_description()});
    }
  } else if (argument != nullptr) {
    AddValues(*argument, noun, typed, values, completion);
  } else {
    AddFlags(shapes, completion);
  }
  auto& candidates = completion.candidates;
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                  [&](const Candidate& one) { return !absl::StartsWith(one.word, typed); }),
                   candidates.end());
  return completion;
}

std::string CompletionText(const Completion& completion) {
  std::string text = completion.kind == CompletionKind::kFiles     ? "files\n"
                     : completion.kind == CompletionKind::kFolders ? "folders\n"
                                                                   : "words\n";
  for (const Candidate& candidate : completion.candidates) {
    absl::StrAppend(&text, candidate.word, "\t", candidate.doc, "\n");
  }
  return text;
}

}  // namespace walz
