#include "service/app/mirror/mirror.h"

#include <type_traits>
#include <utility>

#include "engine/base/status_macros.h"
#include "service/app/mirror/mirror_load.h"
#include "service/app/mirror/record_reader.h"
#include "service/store/keys.h"

namespace walz {
namespace {

// A reader remembers the texts of cells; after so many records it forgets them.
constexpr std::size_t kRecordsPerReader = 100'000;
// Changes of apprentices that can be followed one by one: of half a second, when an import is as fast as can be.
constexpr std::size_t kJournalChangesMax = 16'384;

// Applies one mutation to the view that is being made.
class ViewEdit {
 public:
  // `journal` may be null.
  ViewEdit(RecordReader& reader, Revision revision, View& view, RowJournal<ApprenticeRow>* journal)
      : reader_(reader), revision_(revision), view_(view), journal_(journal) {}

  void Apply(const Mutation& mutation) {
    if (mutation.key.empty()) return;
    switch (static_cast<Collection>(mutation.key.front())) {
      case Collection::kSchemes:
        return ApplyTo(view_.schemes, mutation, /*hosts=*/true);
      case Collection::kCentres:
        return ApplyTo(view_.centres, mutation, /*hosts=*/true);
      case Collection::kCompanies:
        return ApplyTo(view_.companies, mutation, /*hosts=*/true);
      case Collection::kOpenings:
        return ApplyTo(view_.openings, mutation, /*hosts=*/true);
      case Collection::kApprentices:
        return ApplyTo(view_.apprentices, mutation, /*hosts=*/false);
      case Collection::kRounds:
        return ApplyTo(view_.rounds, mutation, /*hosts=*/false);
      default:
        return;
    }
  }

 private:
  template <typename Row>
  void ApplyTo(RowTable<Row>& table, const Mutation& mutation, bool hosts) {
    const std::optional<ResourceName> name = NameOfKey(mutation.key);
    if (!name) return;
    if (hosts) view_.hosts_revision = revision_;
    if (view_.unreadable.size() > 0) view_.unreadable.Erase(FormatName(*name), revision_);
    std::shared_ptr<const Row> row;
    if (mutation.value) {
      std::string error;
      row = reader_.Read<Row>(*mutation.value, error);
      if (!error.empty()) {
        view_.unreadable.Put(std::make_shared<UnreadableRow>(UnreadableRow{FormatName(*name), std::move(error)}),
                             revision_);
      }
    }
    std::shared_ptr<const Row> before;
    if (row != nullptr) {
      before = table.Put(row, revision_);
      Note(before, row);
    } else if (before = table.Find(name->id()); before != nullptr && StandsUnder(*before, *name)) {
      Note(before, row);
      table.Erase(name->id(), revision_);
    }
    if (ChangesFacts(before, row)) view_.facts_revision = revision_;
  }

  template <typename Pointer>
  void Note(const Pointer&, const Pointer&) {}
  void Note(const std::shared_ptr<const ApprenticeRow>& before, const std::shared_ptr<const ApprenticeRow>& after) {
    if (journal_ != nullptr) journal_->Add({revision_, before, after});
  }

  // Who moves is written under the new name and erased under the old one, in whatever order.
  template <typename Row>
  static bool StandsUnder(const Row& row, const ResourceName& name) {
    if constexpr (std::is_same_v<Row, ApprenticeRow>) return row.facts.centre == name.ids[0];
    if constexpr (std::is_same_v<Row, OpeningRow>) return row.facts.company == name.ids[0];
    return true;
  }

  template <typename Pointer>
  static bool ChangesFacts(const Pointer&, const Pointer&) {
    return true;
  }
  // Publishing a run changes no fact.
  static bool ChangesFacts(const std::shared_ptr<const RoundRow>& before,
                           const std::shared_ptr<const RoundRow>& after) {
    return before == nullptr || after == nullptr || before->settings != after->settings;
  }

  RecordReader& reader_;
  const Revision revision_;
  View& view_;
  RowJournal<ApprenticeRow>* const journal_;
};

}  // namespace

View ViewWith(const View& view, absl::Span<const Mutation> mutations) {
  View next = view;
  next.revision = view.revision + 1;
  next.apprentice_journal = nullptr;
  RecordReader reader(next.catalogue, next.pools);
  ViewEdit edit(reader, next.revision, next, nullptr);
  for (const Mutation& mutation : mutations) edit.Apply(mutation);
  return next;
}

absl::StatusOr<std::unique_ptr<Mirror>> Mirror::Build(const StoreSnapshot& snapshot,
                                                      std::shared_ptr<const Catalogue> catalogue,
                                                      const WorkOptions& work) {
  WALZ_ASSIGN_OR_RETURN(View view, LoadView(snapshot, std::move(catalogue), work));
  return std::unique_ptr<Mirror>(new Mirror(std::move(view)));
}

Mirror::Mirror(View view)
    : reader_(std::make_unique<RecordReader>(view.catalogue, view.pools)),
      journal_(std::make_shared<RowJournal<ApprenticeRow>>(view.revision, kJournalChangesMax)) {
  view.apprentice_journal = journal_;
  view_ = std::make_shared<const View>(std::move(view));
}

Mirror::~Mirror() = default;

Store::Listener Mirror::Listener() {
  return [this](Revision revision, absl::Time, absl::Span<const Mutation> mutations) { Apply(revision, mutations); };
}

std::shared_ptr<const View> Mirror::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

bool Mirror::AwaitAfter(Revision revision, std::chrono::milliseconds patience, const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  return published_.wait_for(lock, stop, patience, [&] { return view_->revision > revision; });
}

void Mirror::Apply(Revision revision, absl::Span<const Mutation> mutations) {
  auto next = std::make_shared<View>(*view());
  next->revision = revision;
  records_ += mutations.size();
  if (records_ > kRecordsPerReader) {
    reader_ = std::make_unique<RecordReader>(next->catalogue, next->pools);
    records_ = mutations.size();
  }
  ViewEdit edit(*reader_, revision, *next, journal_.get());
  for (const Mutation& mutation : mutations) edit.Apply(mutation);
  std::shared_ptr<const View> last = std::move(next);
  {
    const std::lock_guard lock(mutex_);
    view_.swap(last);
  }
  published_.notify_all();
  // What only the last view held goes here, outside the lock.
}

}  // namespace walz
