// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products of two computed matrices: neither is packed, so a tile of a few rows and one vector of
// columns reads rows of the right matrix as they lie.

#include "Instantiate.h"

#include "mnc/Kernels/KernelBuilder.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// Rows of a register tile: enough sums at a time to hide the latency of a multiply-add.
constexpr int64_t mostRows = 4;

/// A matrix of a tensor: where it begins, and the elements from one row to the next.
struct Matrix {
  Value buffer, begin;
  int64_t pitch;
};

/// Computes `rows` rows from `row` on and `width` columns from `column` on.
void buildMatmulTile(KernelBuilder &kernel, const Matrix &lhs, const Matrix &rhs,
                     const Matrix &output, int64_t inner, Value row, int64_t rows, Value column,
                     int64_t width) {
  Value left = kernel.add(lhs.begin, kernel.mul(row, lhs.pitch));
  Value right = kernel.add(rhs.begin, column);
  KernelBuilder::Values sums(rows, kernel.splat(0.0f, width));
  sums = kernel.reduce(0, inner, 1, sums, [&](Value k, ValueRange before) {
    Value factors = kernel.load(rhs.buffer, kernel.add(right, kernel.mul(k, rhs.pitch)), width);
    KernelBuilder::Values next;
    Value from = kernel.add(left, k);
    for (int64_t r = 0; r < rows; ++r) {
      Value factor = kernel.loadBroadcast(lhs.buffer, kernel.add(from, r * lhs.pitch), width);
      next.push_back(kernel.fma(factor, factors, before[r]));
    }
    return next;
  });
  Value to = kernel.add(kernel.add(output.begin, kernel.mul(row, output.pitch)), column);
  for (int64_t r = 0; r < rows; ++r)
    kernel.store(sums[r], output.buffer, kernel.add(to, r * output.pitch));
}

/// Calls body(indices) for each index of the dimensions before the last two.
void forMatrices(KernelBuilder &kernel, ArrayRef<int64_t> shape, SmallVector<Value> &indices,
                 function_ref<void()> body) {
  if (indices.size() + 2 == shape.size())
    return body();
  kernel.loop(0, shape[indices.size()], 1, [&](Value index) {
    indices.push_back(index);
    forMatrices(kernel, shape, indices, body);
    indices.pop_back();
  });
}

} // namespace

FailureOr<KernelInstance> instantiateMatmul(Operation *layerOp, const Kernel &) {
  auto op = cast<MatmulOp>(layerOp);
  SmallVector<int64_t> shape(shapeOf(op.getResult()));
  int64_t rows = shape[shape.size() - 2], columns = shape.back();
  int64_t inner = shapeOf(op.getLhs()).back(), lanes = kernelOf(op).getLanes();
  // Of lhs, rhs and the result.
  std::array<Layout, 3> layouts = {layoutOf(op.getLhs()), layoutOf(op.getRhs()),
                                   layoutOf(op.getResult())};
  KernelInstance instance = plainInstance(op);
  instance.usesVectors = columns > 1;
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    SmallVector<Value> indices;
    forMatrices(kernel, shape, indices, [&] {
      std::array<Matrix, 3> matrices;
      for (auto [matrix, layout, buffer] : llvm::zip_equal(matrices, layouts, arguments)) {
        matrix.buffer = buffer;
        matrix.begin = kernel.address(layout, indices);
        matrix.pitch = layout.strides[shape.size() - 2];
      }
      auto &[lhs, rhs, output] = matrices;
      int64_t whole = rows / mostRows * mostRows;
      auto tiles = [&](Value row, int64_t count) {
        kernel.forVectors(columns, lanes, [&](Value column, int64_t width) {
          buildMatmulTile(kernel, lhs, rhs, output, inner, row, count, column, width);
        });
      };
      kernel.loop(0, whole, mostRows, [&](Value row) { tiles(row, mostRows); });
      if (whole < rows)
        tiles(kernel.index(whole), rows - whole);
    });
  };
  return instance;
}

} // namespace mnc
