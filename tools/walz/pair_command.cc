// walz pair forbid, pin, unpin, allow and decline: words on one apprentice and one opening.
//
// They stand in the apprentice's `pairs`; who is faster wins, and the loser reads again and tries once more.

#include <algorithm>
#include <memory>
#include <set>
#include <string>

#include <absl/strings/str_cat.h>
#include <walz/v1/apprentice.pb.h>

#include "engine/base/status_macros.h"
#include "service/call/errors.h"
#include "tools/walz/commands.h"
#include "tools/walz/connection.h"
#include "tools/walz/exit_code.h"
#include "tools/walz/message_view.h"
#include "tools/walz/names.h"
#include "tools/walz/terminal.h"

namespace walz {
namespace {

constexpr int kTriesMax = 5;  // Against others who change the same apprentice.

struct PairOptions {
  ConnectionOptions connection;
  std::string output = "table";
  std::string apprentice;
  std::string opening;
  v1::PairMark mark;
  bool dry_run = false;
};

// What a verb does to the marks of the pair: takes those of these kinds away, then adds the mark if it has a kind.
struct Edit {
  std::set<v1::PairKind> taken;
  v1::PairKind added = v1::PAIR_KIND_UNSPECIFIED;
};

bool Same(const v1::PairMark& a, const v1::PairMark& b) { return a.SerializeAsString() == b.SerializeAsString(); }

// True if the marks changed.
bool Apply(const Edit& edit, const v1::PairMark& mark, v1::Apprentice& apprentice) {
  auto& pairs = *apprentice.mutable_pairs();
  if (edit.added != v1::PAIR_KIND_UNSPECIFIED &&
      std::any_of(pairs.begin(), pairs.end(), [&](const v1::PairMark& known) { return Same(known, mark); })) {
    return false;
  }
  const auto kept = std::remove_if(pairs.begin(), pairs.end(), [&](const v1::PairMark& known) {
    return known.opening() == mark.opening() && edit.taken.contains(known.kind());
  });
  const bool removed = kept != pairs.end();
  pairs.erase(kept, pairs.end());
  if (edit.added == v1::PAIR_KIND_UNSPECIFIED) return removed;
  *pairs.Add() = mark;
  return true;
}

void PrintMarks(const v1::Apprentice& apprentice, Form form) {
  MessageRows rows;
  for (const v1::PairMark& mark : apprentice.pairs()) rows.push_back(&mark);
  const std::vector<std::string> columns = {"opening", "kind", "start", "end", "reason"};
  if (form == Form::kName) return Print(apprentice.name() + "\n");
  if (form == Form::kTable)
    Print(absl::StrCat(Printable(apprentice.name()), ": ", Counted(static_cast<std::int64_t>(rows.size()), "mark"),
                       "\n"));
  if (form != Form::kTable || !rows.empty()) Print(ListText(rows, columns, columns, form));
}

absl::StatusOr<int> Change(const Client& client, const PairOptions& options, const Edit& edit) {
  v1::GetApprenticeRequest get;
  WALZ_ASSIGN_OR_RETURN(*get.mutable_name(), FindName(client, NounCalled("apprentice"), options.apprentice));
  WALZ_ASSIGN_OR_RETURN(const std::string opening, FindName(client, NounCalled("opening"), options.opening));
  v1::PairMark mark = options.mark;
  mark.set_opening(IdOf(opening));
  mark.set_kind(edit.added);
  for (int attempt = 1;; ++attempt) {
    v1::UpdateApprenticeRequest update;
    v1::Apprentice& apprentice = *update.mutable_apprentice();
    WALZ_RETURN_IF_ERROR(client.Call("walz.v1.ApprenticeService/GetApprentice", get, apprentice));
    if (!Apply(edit, mark, apprentice)) {
      PrintMarks(apprentice, FormOf(options.output));
      return kExitSame;
    }
    update.mutable_update_mask()->add_paths("pairs");
    update.set_validate_only(options.dry_run);
    v1::Apprentice changed;
    const absl::Status status = client.Call("walz.v1.ApprenticeService/UpdateApprentice", update, changed);
    if (ReasonOf(status) == v1::ERROR_REASON_ETAG_MISMATCH && attempt < kTriesMax) continue;
    WALZ_RETURN_IF_ERROR(status);
    PrintMarks(changed, FormOf(options.output));
    if (options.dry_run) PrintError("walz: nothing was written (--dry-run)\n");
    return kExitOk;
  }
}

std::shared_ptr<PairOptions> DeclarePair(CLI::App& app) {
  const auto options = std::make_shared<PairOptions>();
  app.add_option("apprentice", options->apprentice, "Id or whole name.")->type_name("APPRENTICE")->required();
  app.add_option("opening", options->opening, "Id or whole name.")->type_name("OPENING")->required();
  app.add_flag("--dry-run", options->dry_run, "Check everything and show the outcome, write nothing.");
  AddForm(app, options->output);
  AddConnectionOptions(app, options->connection);
  return options;
}

void AddReason(CLI::App& app, PairOptions& options) {
  app.add_option("--reason", *options.mark.mutable_reason(), "Why, for those who ask later.")->type_name("TEXT");
}

Run RunOf(const std::shared_ptr<PairOptions>& options, const Edit& edit) {
  return [options, edit] {
    return WithClient(options->connection, [&](const Client& client) { return Change(client, *options, edit); });
  };
}

const std::set<v1::PairKind>& AllKinds() {
  static const auto* const kinds =
      new std::set<v1::PairKind>{v1::PAIR_KIND_FORBID, v1::PAIR_KIND_PIN, v1::PAIR_KIND_DECLINED};
  return *kinds;
}

}  // namespace

Run DeclarePairForbid(CLI::App& app) {
  const auto options = DeclarePair(app);
  AddReason(app, *options);
  return RunOf(options, {AllKinds(), v1::PAIR_KIND_FORBID});
}

Run DeclarePairPin(CLI::App& app) {
  const auto options = DeclarePair(app);
  app.add_option("--start", *options->mark.mutable_start(), "First day of the only stay, 2027-03-01; with --end.")
      ->type_name("DAY");
  app.add_option("--end", *options->mark.mutable_end(), "Its last day.")->type_name("DAY");
  AddReason(app, *options);
  return RunOf(options, {AllKinds(), v1::PAIR_KIND_PIN});
}

Run DeclarePairUnpin(CLI::App& app) { return RunOf(DeclarePair(app), {{v1::PAIR_KIND_PIN}}); }

Run DeclarePairAllow(CLI::App& app) {
  return RunOf(DeclarePair(app), {{v1::PAIR_KIND_FORBID, v1::PAIR_KIND_DECLINED}});
}

Run DeclarePairDecline(CLI::App& app) {
  const auto options = DeclarePair(app);
  AddReason(app, *options);
  return RunOf(options, {AllKinds(), v1::PAIR_KIND_DECLINED});
}

}  // namespace walz
