// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Borders.h"

#include "mnc/IR/Windows.h"

using namespace mlir;

namespace mnc {

SmallVector<int64_t> borderFor(Conv2dOp conv) {
  ArrayRef<int64_t> input = shapeOf(conv.getInput());
  ArrayRef<int64_t> filter = shapeOf(conv.getFilter());
  SmallVector<int64_t> border(4);
  for (int dim : {0, 1}) {
    WindowDim window{input[1 + dim],      filter[2 + dim],         conv.getStrides()[dim],
                     conv.getPads()[dim], conv.getPads()[2 + dim], conv.getDilations()[dim]};
    int64_t end = (window.output() - 1) * window.stride + window.span() - window.padBefore;
    border[dim] = window.padBefore;
    border[2 + dim] = std::max<int64_t>(0, end - window.input);
  }
  bool none = llvm::all_of(border, [](int64_t size) { return size == 0; });
  return none ? SmallVector<int64_t>() : border;
}

} // namespace mnc
