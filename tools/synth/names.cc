#include "tools/synth/names.h"

#include <absl/strings/str_cat.h>

namespace walz {

const std::vector<std::string>& GivenNames() {
  static const std::vector<std::string> kNames = {
      "Aino",  "Alba",  "Aleksi", "Amelie", "Andrea", "Anna",  "Antoni", "Beatriz", "Bruno", "Carla", "Clara", "Daan",
      "Elena", "Elias", "Emil",   "Emma",   "Eva",    "Felix", "Filip",  "Giulia",  "Hanna", "Hugo",  "Ida",   "Jakub",
      "Jan",   "Julia", "Katri",  "Lars",   "Lea",    "Leon",  "Lina",   "Luca",    "Lucía", "Maja",  "Marco", "Marta",
      "Mateo", "Mia",   "Mikko",  "Nele",   "Noah",   "Nora",  "Oskar",  "Paul",    "Pia",   "Sara",  "Sofia", "Zofia"};
  return kNames;
}

const std::vector<std::string>& FamilyNames() {
  static const std::vector<std::string> kNames = {
      "Alonso", "Bakker",   "Bauer",    "Bernard",  "Bianchi", "Borg",     "Conti",   "Costa",   "Dąbrowski", "Dubois",
      "Eder",   "Eriksson", "Fischer",  "Gallo",    "García",  "Gruber",   "Hansen",  "Heikki",  "Horváth",   "Huber",
      "Jansen", "Kaya",     "Korhonen", "Kowalska", "Laine",   "Larsen",   "Lefèvre", "López",   "Marino",    "Mayer",
      "Meier",  "Moreau",   "Müller",   "Nagy",     "Nowak",   "Nieminen", "Novák",   "O'Brien", "Papas",     "Petit",
      "Popa",   "Rossi",    "Ruiz",     "Santos",   "Silva",   "Visser",   "Weber",   "Wójcik"};
  return kNames;
}

std::string DrawPersonName(Draw& draw) {
  const std::string& given = draw.OneOf(GivenNames());
  return absl::StrCat(given, " ", draw.OneOf(FamilyNames()));
}

std::string CompanyName(absl::string_view field, absl::string_view town, std::size_t position) {
  static constexpr absl::string_view kTrades[] = {"House",   "Academy", "Studio", "Office", "Trading", "Laboratory",
                                                  "Systems", "Works",   "Farm",   "Care",   "Services"};
  const int broad = (field[0] - '0') * 10 + (field[1] - '0');
  return absl::StrCat(town, " ", kTrades[broad % 11], " ", position + 1);
}

std::string ConsortiumName(std::size_t position) { return absl::StrCat("consortium-", position + 1); }

const std::vector<std::string>& SkillCodes() {
  static const std::vector<std::string> kCodes = {"cad",       "cash_desk",    "customer_service", "driving_licence_b",
                                                  "first_aid", "food_hygiene", "office_software",  "safety_training"};
  return kCodes;
}

}  // namespace walz
