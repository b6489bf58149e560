#include "service/messages/message_columns.h"

namespace walz {
namespace {

// The words of the files, in the order of the enums of the API.
constexpr absl::string_view kSenderKinds[] = {"school", "chamber", "pool", "company"};
constexpr absl::string_view kExcellences[] = {"none", "initial", "advanced", "high"};
constexpr absl::string_view kModes[] = {"physical", "blended"};
constexpr absl::string_view kStates[] = {"open", "to_sign", "paused", "closed", "draft"};
constexpr absl::string_view kGuardianConsents[] = {"yes", "no", "asked"};
constexpr absl::string_view kWishKinds[] = {"opening", "company", "country"};
constexpr absl::string_view kPairKinds[] = {"forbid", "pin", "declined"};

constexpr MessageColumn<v1::Centre> kCentreColumns[] = {
    {"id", "name", [](const v1::Centre&, CellText& text) { text.Text(text.id()); }},
    {"name", "title", [](const v1::Centre& m, CellText& text) { text.Text(m.title()); }},
    {"country", "country", [](const v1::Centre& m, CellText& text) { text.Text(m.country()); }},
    {"city", "city", [](const v1::Centre& m, CellText& text) { text.Text(m.city()); }},
    {"lat", "lat", [](const v1::Centre& m, CellText& text) { text.Degrees(m.has_lat(), m.lat()); }},
    {"lon", "lon", [](const v1::Centre& m, CellText& text) { text.Degrees(m.has_lon(), m.lon()); }},
    {"sender_kind", "sender_kind",
     [](const v1::Centre& m, CellText& text) { text.Word(kSenderKinds, m.sender_kind()); }},
    {"consortium", "consortium", [](const v1::Centre& m, CellText& text) { text.Text(m.consortium()); }},
    {"coordinator", "coordinator", [](const v1::Centre& m, CellText& text) { text.Text(m.coordinator()); }},
    {"technologies", "technologies", [](const v1::Centre& m, CellText& text) { text.List(m.technologies(), ';'); }},
    {"excellence", "excellence", [](const v1::Centre& m, CellText& text) { text.Word(kExcellences, m.excellence()); }},
    {"blackouts", "blackouts", [](const v1::Centre& m, CellText& text) { text.List(m.blackouts(), ';'); }},
};

constexpr MessageColumn<v1::Company> kCompanyColumns[] = {
    {"id", "name", [](const v1::Company&, CellText& text) { text.Text(text.id()); }},
    {"name", "title", [](const v1::Company& m, CellText& text) { text.Text(m.title()); }},
    {"country", "country", [](const v1::Company& m, CellText& text) { text.Text(m.country()); }},
    {"city", "city", [](const v1::Company& m, CellText& text) { text.Text(m.city()); }},
    {"lat", "lat", [](const v1::Company& m, CellText& text) { text.Degrees(m.has_lat(), m.lat()); }},
    {"lon", "lon", [](const v1::Company& m, CellText& text) { text.Degrees(m.has_lon(), m.lon()); }},
    {"size", "size", [](const v1::Company& m, CellText& text) { text.Text(m.size()); }},
    {"certificates", "certificates", [](const v1::Company& m, CellText& text) { text.List(m.certificates(), ';'); }},
    {"max_absent", "max_absent",
     [](const v1::Company& m, CellText& text) { text.Number(m.has_max_absent(), m.max_absent()); }},
    {"max_hosted", "max_hosted",
     [](const v1::Company& m, CellText& text) { text.Number(m.has_max_hosted(), m.max_hosted()); }},
    {"mentor", "mentor", [](const v1::Company& m, CellText& text) { text.Text(m.mentor()); }},
    {"technologies", "technologies", [](const v1::Company& m, CellText& text) { text.List(m.technologies(), ';'); }},
    {"known_centres", "known_centres", [](const v1::Company& m, CellText& text) { text.List(m.known_centres(), ';'); }},
};

constexpr MessageColumn<v1::Opening> kOpeningColumns[] = {
    {"id", "name", [](const v1::Opening&, CellText& text) { text.Text(text.id()); }},
    {"company", "name", [](const v1::Opening&, CellText& text) { text.Text(text.parent()); }},
    {"title", "title", [](const v1::Opening& m, CellText& text) { text.Text(m.title()); }},
    {"fields", "fields", [](const v1::Opening& m, CellText& text) { text.List(m.fields(), ';'); }},
    {"eqf_min", "eqf_min", [](const v1::Opening& m, CellText& text) { text.Number(m.has_eqf_min(), m.eqf_min()); }},
    {"eqf_max", "eqf_max", [](const v1::Opening& m, CellText& text) { text.Number(m.has_eqf_max(), m.eqf_max()); }},
    {"places", "places", [](const v1::Opening& m, CellText& text) { text.Number(m.has_places(), m.places()); }},
    {"windows", "windows", [](const v1::Opening& m, CellText& text) { text.List(m.windows(), ';'); }},
    {"min_days", "min_days", [](const v1::Opening& m, CellText& text) { text.Number(m.has_min_days(), m.min_days()); }},
    {"max_days", "max_days", [](const v1::Opening& m, CellText& text) { text.Number(m.has_max_days(), m.max_days()); }},
    {"pay", "pay", [](const v1::Opening& m, CellText& text) { text.Text(m.pay()); }},
    {"languages", "languages", [](const v1::Opening& m, CellText& text) { text.List(m.languages(), '|'); }},
    {"min_age", "min_age", [](const v1::Opening& m, CellText& text) { text.Number(m.has_min_age(), m.min_age()); }},
    {"offers", "offers", [](const v1::Opening& m, CellText& text) { text.List(m.offers(), ';'); }},
    {"skills_required", "skills_required",
     [](const v1::Opening& m, CellText& text) { text.List(m.skills_required(), ';'); }},
    {"skills_wanted", "skills_wanted", [](const v1::Opening& m, CellText& text) { text.List(m.skills_wanted(), ';'); }},
    {"mode", "mode", [](const v1::Opening& m, CellText& text) { text.Word(kModes, m.mode()); }},
    {"checklist", "checklist", [](const v1::Opening& m, CellText& text) { text.List(m.checklist(), ';'); }},
    {"state", "state", [](const v1::Opening& m, CellText& text) { text.Word(kStates, m.state()); }},
    {"shared_with", "shared_with", [](const v1::Opening& m, CellText& text) { text.List(m.shared_with(), ';'); }},
};

constexpr MessageColumn<v1::Apprentice> kApprenticeColumns[] = {
    {"id", "name", [](const v1::Apprentice&, CellText& text) { text.Text(text.id()); }},
    {"centre", "name", [](const v1::Apprentice&, CellText& text) { text.Text(text.parent()); }},
    {"given_name", "given_name", [](const v1::Apprentice& m, CellText& text) { text.Text(m.given_name()); }},
    {"family_name", "family_name", [](const v1::Apprentice& m, CellText& text) { text.Text(m.family_name()); }},
    {"birth_date", "birth_date", [](const v1::Apprentice& m, CellText& text) { text.Text(m.birth_date()); }},
    {"scheme", "scheme", [](const v1::Apprentice& m, CellText& text) { text.Text(m.scheme()); }},
    {"field", "field", [](const v1::Apprentice& m, CellText& text) { text.Text(m.field()); }},
    {"eqf", "eqf", [](const v1::Apprentice& m, CellText& text) { text.Number(m.has_eqf(), m.eqf()); }},
    {"languages", "languages", [](const v1::Apprentice& m, CellText& text) { text.List(m.languages(), ';'); }},
    {"windows", "windows", [](const v1::Apprentice& m, CellText& text) { text.List(m.windows(), ';'); }},
    {"min_days", "min_days",
     [](const v1::Apprentice& m, CellText& text) { text.Number(m.has_min_days(), m.min_days()); }},
    {"max_days", "max_days",
     [](const v1::Apprentice& m, CellText& text) { text.Number(m.has_max_days(), m.max_days()); }},
    {"graduation_date", "graduation_date",
     [](const v1::Apprentice& m, CellText& text) { text.Text(m.graduation_date()); }},
    {"employer", "employer", [](const v1::Apprentice& m, CellText& text) { text.Text(m.employer()); }},
    {"employer_consent", "employer_consent",
     [](const v1::Apprentice& m, CellText& text) { text.Text(m.employer_consent()); }},
    {"countries_wanted", "countries_wanted",
     [](const v1::Apprentice& m, CellText& text) { text.List(m.countries_wanted(), ';'); }},
    {"countries_refused", "countries_refused",
     [](const v1::Apprentice& m, CellText& text) { text.List(m.countries_refused(), ';'); }},
    {"needs", "needs", [](const v1::Apprentice& m, CellText& text) { text.List(m.needs(), ';'); }},
    {"skills", "skills", [](const v1::Apprentice& m, CellText& text) { text.List(m.skills(), ';'); }},
    {"fewer_opportunities", "fewer_opportunities",
     [](const v1::Apprentice& m, CellText& text) { text.YesNo(m.has_fewer_opportunities(), m.fewer_opportunities()); }},
    {"priority", "priority",
     [](const v1::Apprentice& m, CellText& text) { text.Number(m.has_priority(), m.priority()); }},
    {"training_days", "training_days",
     [](const v1::Apprentice& m, CellText& text) { text.Number(m.has_training_days(), m.training_days()); }},
    {"days_abroad_before", "days_abroad_before",
     [](const v1::Apprentice& m, CellText& text) { text.Number(m.has_days_abroad_before(), m.days_abroad_before()); }},
    {"other_funding", "other_funding",
     [](const v1::Apprentice& m, CellText& text) { text.YesNo(m.has_other_funding(), m.other_funding()); }},
    {"guardian_consent", "guardian_consent",
     [](const v1::Apprentice& m, CellText& text) { text.Word(kGuardianConsents, m.guardian_consent()); }},
    {"accompanying", "accompanying",
     [](const v1::Apprentice& m, CellText& text) { text.Number(m.has_accompanying(), m.accompanying()); }},
    {"group", "group", [](const v1::Apprentice& m, CellText& text) { text.Text(m.group()); }},
    {"blackouts", "blackouts", [](const v1::Apprentice& m, CellText& text) { text.List(m.blackouts(), ';'); }},
};

constexpr MessageColumn<v1::Wish> kWishColumns[] = {
    {"apprentice", "name", [](const v1::Wish&, CellText& text) { text.Text(text.id()); }},
    {"rank", "rank", [](const v1::Wish& m, CellText& text) { text.Number(true, m.rank()); }},
    {"kind", "kind", [](const v1::Wish& m, CellText& text) { text.Word(kWishKinds, m.kind()); }},
    {"target", "target", [](const v1::Wish& m, CellText& text) { text.Text(m.target()); }},
};

constexpr MessageColumn<v1::PairMark> kPairMarkColumns[] = {
    {"apprentice", "name", [](const v1::PairMark&, CellText& text) { text.Text(text.id()); }},
    {"opening", "opening", [](const v1::PairMark& m, CellText& text) { text.Text(m.opening()); }},
    {"kind", "kind", [](const v1::PairMark& m, CellText& text) { text.Word(kPairKinds, m.kind()); }},
    {"start", "start", [](const v1::PairMark& m, CellText& text) { text.Text(m.start()); }},
    {"end", "end", [](const v1::PairMark& m, CellText& text) { text.Text(m.end()); }},
    {"reason", "reason", [](const v1::PairMark& m, CellText& text) { text.Text(m.reason()); }},
};

constexpr MessageColumn<v1::HostRank> kHostRankColumns[] = {
    {"opening", "name", [](const v1::HostRank&, CellText& text) { text.Text(text.id()); }},
    {"rank", "rank", [](const v1::HostRank& m, CellText& text) { text.Number(true, m.rank()); }},
    {"apprentice", "apprentice", [](const v1::HostRank& m, CellText& text) { text.Text(m.apprentice()); }},
};

}  // namespace

template <>
absl::Span<const MessageColumn<v1::Centre>> MessageColumnsOf() {
  return kCentreColumns;
}
template <>
absl::Span<const MessageColumn<v1::Company>> MessageColumnsOf() {
  return kCompanyColumns;
}
template <>
absl::Span<const MessageColumn<v1::Opening>> MessageColumnsOf() {
  return kOpeningColumns;
}
template <>
absl::Span<const MessageColumn<v1::Apprentice>> MessageColumnsOf() {
  return kApprenticeColumns;
}
template <>
absl::Span<const MessageColumn<v1::Wish>> MessageColumnsOf() {
  return kWishColumns;
}
template <>
absl::Span<const MessageColumn<v1::PairMark>> MessageColumnsOf() {
  return kPairMarkColumns;
}
template <>
absl::Span<const MessageColumn<v1::HostRank>> MessageColumnsOf() {
  return kHostRankColumns;
}

}  // namespace walz
