// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Verification of epilogue chains.

#include "mnc/IR/IR.h"

using namespace mlir;

namespace mnc {

LogicalResult verifyEpilogue(Operation *op) {
  auto fused = cast<EpilogueOpInterface>(op);
  auto result = cast<RankedTensorType>(op->getResult(0).getType());
  OperandRange operands = fused.getStepOperands();
  size_t next = 0;
  SmallVector<Attribute> links;
  if (ArrayAttr chain = fused.getEpilogueSteps())
    links.append(chain.begin(), chain.end());
  for (Attribute link : links) {
    if (auto clamp = dyn_cast<ClampAttr>(link)) {
      if (!clamp.getMin().getType().isF32() || !clamp.getMax().getType().isF32())
        return op->emitOpError("epilogue clamp wants f32 bounds"); // epilogue_c4
      if (clamp.getMin().getValue().isNaN() || clamp.getMax().getValue().isNaN())
        return op->emitOpError("epilogue clamp has a bound that is not a number"); // epilogue_c5
      continue;
    }
    if (!isa<BiasAttr, ResidualAttr>(link))
      return op->emitOpError("epilogue has an unknown step ") << link; // epilogue_c1
    if (next == operands.size())
      return op->emitOpError("epilogue has more steps with operands than operands"); // epilogue_c2
    auto type = cast<RankedTensorType>(operands[next++].getType());
    RankedTensorType wanted =
        isa<ResidualAttr>(link)
            ? result
            : RankedTensorType::get({result.getShape().back()}, result.getElementType());
    if (type != wanted)
      return op->emitOpError("epilogue step ") << link << " has an operand of type " << type
                                               << " but wants " << wanted; // epilogue_c3
  }
  if (next != operands.size())
    return op->emitOpError("epilogue takes ")
           << next << " operands but has " << operands.size(); // epilogue_c2
  return success();
}

} // namespace mnc
