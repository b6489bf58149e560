#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "service/app/access/role_table.h"

namespace walz {
namespace {

constexpr char kHead[] = R"(# Who may what

This page is made from the role table (`service/app/access/role_table.cc`); a test compares the two.  What does not stand
here is refused, with PERMISSION_DENIED and one answer whether or not a thing exists.

## Roles and their scope

| role | scope | sees | changes |
|---|---|---|---|
| coordinator | none | everything | everything |
| coordinator, batch | `consortium=K` | centres of K, their apprentices; rounds of K, their runs, scenarios and jobs; all companies; openings that K or one of its centres is shown; all schemes | centres of K, their apprentices; rounds of K, their runs and scenarios; companies; openings that it sees; no schemes |
| centre | `centre=C` | C, its apprentices; openings that it is shown; companies; rounds of its consortium or of all, their runs; proposals for its apprentices; all schemes | C, but not its consortium; its apprentices |
| host | `company=H` | H, its openings; rounds with a published run, published runs, proposals of those for its openings; all schemes | H, its openings |
| batch | none | everything | what it imports; runs; starts jobs |
| auditor | none or `consortium=K` | as a coordinator of that scope, without personal fields; without scope the audit log | nothing |
| admin | none | everything | everything, and the daemon's tokens, jobs and backups |

A new centre or round is made within the maker's consortium, and stays there.  Imports ask for every row.

Personal fields (`given_name`, `family_name`, `birth_date`, `needs`, `fewer_opportunities`, `guardian_consent`,
`coordinator`, `mentor`) are in answers only where the table marks the cell with `+`.

## Who is who

1. `authorization: Bearer walz_...` counts before everything else; a token that does not hold is refused on every transport.
2. A client certificate (mTLS): its URI, DNS or e-mail names, in this order, are looked up in the daemon's table; one whose
   names are all unknown is refused.
3. On the unix socket the kernel says who is at the other end (SO_PEERCRED): root, the daemon's own user and the users of
   the configured list are administrators, called `unix:UID`.  Others need a token; the mode of the socket's file says
   who may connect at all.
4. On the loopback, only where the daemon has neither TLS nor tokens: the configured anonymous role.

Health, reflection and channelz are answered to whoever can connect; they tell no profile.  Without TLS the daemon listens
on loopback addresses and unix sockets alone.

## Methods

| cell | means |
|---|---|
| - | refused |
| see | what the fields name must be in the role's sight; answers hold only what is |
| change | what the fields name must be the role's to change |
| wide | without a scope: everything; with one: refused |
| all | everything |
| + | with personal fields |
)";

absl::string_view WordOf(Permission permission) {
  switch (permission) {
    case Permission::kNo:
      return "-";
    case Permission::kFree:
      return "all";
    case Permission::kUnscoped:
      return "wide";
    case Permission::kSee:
      return "see";
    case Permission::kWrite:
      return "change";
  }
  return "-";
}

}  // namespace

std::string RoleTableMarkdown() {
  std::string text = kHead;
  absl::string_view service;
  for (const MethodRow& row : RoleTable()) {
    const absl::string_view of = row.method.substr(0, row.method.find('/'));
    if (of != service) {
      service = of;
      absl::StrAppend(&text, "\n### ", absl::StripPrefix(service, "walz.v1."),
                      "\n\n| method | names in | coordinator | centre | host | batch | auditor | admin |\n"
                      "|---|---|---|---|---|---|---|---|\n");
    }
    absl::StrAppend(&text, "| ", row.method.substr(of.size() + 1), " | ", row.names.empty() ? "" : "`", row.names,
                    row.names.empty() ? "" : "`");
    for (const Cell& cell : row.cells) {
      absl::StrAppend(&text, " | ", WordOf(cell.permission), cell.personal ? "+" : "");
    }
    absl::StrAppend(&text, " |\n");
  }
  return text;
}

}  // namespace walz
