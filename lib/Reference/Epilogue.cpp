// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the links of an epilogue do to a result.

#include "Compute.h"

using namespace mlir;

namespace mnc {

void applyEpilogue(EpilogueOpInterface op, Operands links, Tensor &result) {
  ArrayAttr chain = op.getEpilogueSteps();
  if (!chain)
    return;
  size_t channels = result.shape.back();
  for (Attribute link : chain) {
    if (auto bounds = dyn_cast<ClampAttr>(link)) {
      double low = bounds.getMin().getValueAsDouble();
      double high = bounds.getMax().getValueAsDouble();
      for (double &value : result.values)
        value = clamp(value, low, high);
      continue;
    }
    const std::vector<double> &operand = links.front()->values;
    links = links.drop_front();
    bool isBias = isa<BiasAttr>(link);
    for (size_t i = 0; i < result.values.size(); ++i)
      result.values[i] += operand[isBias ? i % channels : i];
  }
}

} // namespace mnc
