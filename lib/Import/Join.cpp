// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Concat, and operators that exchange channels and pixels.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

static LogicalResult convertConcat(Node &node) {
  if (!node.hasAttribute("axis"))
    return node.emitError() << "'axis' is missing";
  int64_t axis = node.getInt("axis", 0);
  if (node.areKnownIntegers()) {
    SmallVector<IntTensor> tensors;
    for (int index : llvm::seq(node.getNumInputs())) {
      std::optional<IntTensor> tensor = node.getIntTensor(index);
      if (!tensor)
        return failure();
      tensors.push_back(std::move(*tensor));
    }
    axis = node.checkAxis(axis, tensors[0].rank());
    return node.hasFailed() ? failure() : node.defineInts(concat(tensors, axis));
  }
  SmallVector<Value> inputs;
  for (int index : llvm::seq(node.getNumInputs()))
    inputs.push_back(node.getValue(index));
  if (node.hasFailed())
    return failure();
  axis = node.checkAxis(axis, shapeOf(inputs[0]).size());
  return node.define(node.create<ConcatOp>(inputs, uint64_t(axis)));
}

//--- Space and depth ---------------------------------------------------------

/// `input`, an NHWC activation, under `shape`, with its dimensions in the order `perm`, under
/// `result`; as NCHW again.
static LogicalResult defineRearranged(Node &node, Value input, ArrayRef<int64_t> shape,
                                      ArrayRef<int64_t> perm, ArrayRef<int64_t> result) {
  Value moved = node.create<TransposeOp>(node.createReshape(input, shape), perm);
  return node.define(node.createToNCHW(node.createReshape(moved, result)));
}

static LogicalResult convertDepthToSpace(Node &node) {
  auto input = node.getMap(0);
  int64_t block = node.getInt("blocksize", 0);
  StringRef mode = node.getString("mode", "DCR");
  if (!input)
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (block < 1 || block > (1 << 15) || shape[1] % (block * block) != 0)
    return node.emitError() << "'blocksize' is " << block << ", whose square does not divide the "
                            << shape[1] << " channels";
  if (mode != "DCR" && mode != "CRD")
    return node.emitError() << "'mode' is '" << mode << "', wanted DCR or CRD";
  int64_t n = shape[0], c = shape[1] / (block * block), h = shape[2], w = shape[3];
  Value map = node.createToNHWC(input);
  SmallVector<int64_t> result = {n, h * block, w * block, c};
  if (mode == "DCR")
    return defineRearranged(node, map, {n, h, w, block, block, c}, {0, 1, 3, 2, 4, 5}, result);
  return defineRearranged(node, map, {n, h, w, c, block, block}, {0, 1, 4, 2, 5, 3}, result);
}

static LogicalResult convertSpaceToDepth(Node &node) {
  auto input = node.getMap(0);
  int64_t block = node.getInt("blocksize", 0);
  if (!input)
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (block < 1 || shape[2] % block != 0 || shape[3] % block != 0)
    return node.emitError() << "'blocksize' is " << block << ", which does not divide " << shape[2]
                            << " rows of " << shape[3];
  int64_t n = shape[0], c = shape[1], h = shape[2] / block, w = shape[3] / block;
  return defineRearranged(node, node.createToNHWC(input), {n, h, block, w, block, c},
                          {0, 1, 3, 2, 4, 5}, {n, h, w, block * block * c});
}

ArrayRef<OperatorRow> getJoinOperators() {
  static constexpr OperatorRow rows[] = {
      {"Concat", "", 7, 25, 1, anyNumber, convertConcat},
      {"DepthToSpace", "", 7, 25, 1, 1, convertDepthToSpace},
      {"SpaceToDepth", "", 7, 25, 1, 1, convertSpaceToDepth},
  };
  return rows;
}

} // namespace mnc
