// Facts as the items of a cell: the inverse of the parsers of service/convert/cell.h.
//
// Internal to service/messages.  What reads back as the same value; sorted as the value is.

#ifndef SERVICE_MESSAGES_CELL_ITEMS_H_
#define SERVICE_MESSAGES_CELL_ITEMS_H_

#include <map>
#include <string>

#include "engine/model/profiles.h"
#include "service/messages/cell_text.h"

namespace walz {

void SetItems(const DaySet& days, FieldItems& items);
void SetItems(const CodeSet& codes, FieldItems& items);
void SetItems(const LanguageProfile& profile, FieldItems& items);
void SetItems(const LanguageSets& sets, FieldItems& items);
void SetItems(const CertificateSet& certificates, FieldItems& items);
void SetItems(const FieldList& fields, FieldItems& items);
void SetItems(const CountrySet& countries, FieldItems& items);
void SetItems(const std::map<std::string, int>& known_centres, FieldItems& items);

std::string PayText(OpeningPay pay, int eur_month);
std::string ConsentText(const EmployerConsent& consent);

}  // namespace walz

#endif  // SERVICE_MESSAGES_CELL_ITEMS_H_
