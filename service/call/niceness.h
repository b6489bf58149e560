// Niceness: questions and single writes go first; runs, streams and tidying take the processor that is left.
//
// Thread rule: any thread, for itself.

#ifndef SERVICE_CALL_NICENESS_H_
#define SERVICE_CALL_NICENESS_H_

namespace walz {

// Makes the calling thread, and those that it will start, give way to others: beside one that does not stop it is left
// some 0.3 % of a core.  Who has its processor share apart, such as another service or container, is not meant by that.
// There is no way back.
void BeNice();

}  // namespace walz

#endif  // SERVICE_CALL_NICENESS_H_
