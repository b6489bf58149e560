// ProofTreeOf: what a search by cases has proven, as anybody can follow it (matching.h).
//
// Thread rule: a free function of its arguments.

#ifndef ENGINE_MATCHING_PROOF_TREE_H_
#define ENGINE_MATCHING_PROOF_TREE_H_

#include "engine/matching/matching.h"
#include "engine/matching/stay_program.h"
#include "engine/solve/choice_tree.h"

namespace walz {

// `of_stage` is the program's of that stage, `result` its search's.
ProofTree ProofTreeOf(const PartFacts& facts, const StayProgram& program, const GoalStage& stage,
                      const StageProgram& of_stage, const ChoiceResult& result);

}  // namespace walz

#endif  // ENGINE_MATCHING_PROOF_TREE_H_
