// View: all facts of the store at one revision, immutable.
//
// Rows are what service/messages makes of a stored profile; deleted ones are not there.  Tables are sorted by id, byte
// by byte, as Problem wants them.  Pools are shared by all views: equal values are equal pointers.

#ifndef SERVICE_APP_MIRROR_VIEW_H_
#define SERVICE_APP_MIRROR_VIEW_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/model/facts.h"
#include "service/app/mirror/row_journal.h"
#include "service/app/mirror/row_table.h"
#include "service/store/store.h"

namespace walz {

struct CentreRow {
  Centre facts;
  const std::string& id() const { return facts.id; }
};

struct CompanyRow {
  Company facts;
  const std::string& id() const { return facts.id; }
};

struct OpeningRow {
  Opening facts;
  std::vector<HostRankFact> host_ranks;
  const std::string& id() const { return facts.id; }
};

struct ApprenticeRow {
  Apprentice facts;
  std::vector<WishFact> wishes;
  std::vector<PairFact> pairs;
  const std::string& id() const { return facts.id; }
};

struct SchemeRow {
  std::string key;  // The last segment of the name: `ID` or `ID@VALID_FROM`.
  Scheme facts;
  const std::string& id() const { return key; }
};

struct RoundRow {
  Round facts;
  std::string published_run;  // Resource name; empty: none.
  std::string settings;       // All that a run reads of it, as bytes.
  const std::string& id() const { return facts.id; }
};

// A stored profile that is no fact any more, such as one with a field that the catalogue lost.
struct UnreadableRow {
  std::string name;   // Resource name.
  std::string error;  // In words.
  const std::string& id() const { return name; }
};

struct View {
  Revision revision = 0;
  // The last revision that changed openings, companies, centres or schemes.
  Revision hosts_revision = 0;
  // The last revision that changed anything that a run reads: a profile, a scheme, or the settings of a round.
  Revision facts_revision = 0;
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<FactPools> pools;
  RowTable<SchemeRow> schemes;
  RowTable<CentreRow> centres;
  RowTable<CompanyRow> companies;
  RowTable<OpeningRow> openings;
  RowTable<ApprenticeRow> apprentices;
  // How the mirror's views came to their apprentices; null for a view that is none of them.
  std::shared_ptr<const RowJournal<ApprenticeRow>> apprentice_journal;
  RowTable<RoundRow> rounds;
  RowTable<UnreadableRow> unreadable;
};

}  // namespace walz

#endif  // SERVICE_APP_MIRROR_VIEW_H_
