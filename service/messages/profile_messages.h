// Profile messages <-> facts: the one place where fields of the API get their meaning.
//
// A field is read by the very column reader that reads the cell of the CSV file, so that file, API and export have one
// grammar, and one code and hint for each mistake.  What is required, bounds and contradictions within one record are
// checked; references to other records are not.
//
// Cost: about a microsecond for a message; no reflection.  Thread rule: one MessageScope is used by one thread.

#ifndef SERVICE_MESSAGES_PROFILE_MESSAGES_H_
#define SERVICE_MESSAGES_PROFILE_MESSAGES_H_

#include <vector>

#include <walz/v1/apprentice.pb.h>
#include <walz/v1/centre.pb.h>
#include <walz/v1/company.pb.h>
#include <walz/v1/opening.pb.h>

#include "service/call/errors.h"
#include "service/messages/message_scope.h"

namespace walz {

// Fills `row` from a message with its name.  False, and what is wrong at the end of `faults`, where it cannot stand; a
// fault's path is that of the field in the message, such as `windows[1]`, its code and description those of the file
// reader.  Lists (wishes, pairs, host ranks) are read by list_messages.h; etag and times are not looked at.
bool ReadCentre(const v1::Centre& message, MessageScope& scope, Centre& row, std::vector<FieldFault>& faults);
bool ReadCompany(const v1::Company& message, MessageScope& scope, Company& row, std::vector<FieldFault>& faults);
bool ReadOpening(const v1::Opening& message, MessageScope& scope, Opening& row, std::vector<FieldFault>& faults);
bool ReadApprentice(const v1::Apprentice& message, MessageScope& scope, Apprentice& row,
                    std::vector<FieldFault>& faults);

// The canonical message of a row, with its name: what reads back as the same row.  Lists are sorted as the facts are,
// words are spelled in one way, numbers and yes/no that say what their absence says are absent.  Equal rows give equal
// bytes.
v1::Centre MessageOf(const Centre& row);
v1::Company MessageOf(const Company& row);
v1::Opening MessageOf(const Opening& row);
v1::Apprentice MessageOf(const Apprentice& row);
// The same into a message that was used before, whose memory is taken again.
void WriteMessage(const Centre& row, v1::Centre& message);
void WriteMessage(const Company& row, v1::Company& message);
void WriteMessage(const Opening& row, v1::Opening& message);
void WriteMessage(const Apprentice& row, v1::Apprentice& message);

}  // namespace walz

#endif  // SERVICE_MESSAGES_PROFILE_MESSAGES_H_
