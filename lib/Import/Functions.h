// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that a model defines.

#ifndef MNC_LIB_IMPORT_FUNCTIONS_H
#define MNC_LIB_IMPORT_FUNCTIONS_H

#include "Model.h"

namespace mnc {

/// Replaces each node that calls a function of the model by the function's nodes, which are named
/// CALL/NODE. Fails if functions call themselves, become very many nodes, or are written for
/// another opset than the graph.
llvm::Error inlineFunctions(Model &model);

} // namespace mnc

#endif // MNC_LIB_IMPORT_FUNCTIONS_H
