// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Kernels that compute each value from one value of each input, and kernels that only move or fill.

#ifndef MNC_KERNELS_ELEMENTWISE_H
#define MNC_KERNELS_ELEMENTWISE_H

#include "mnc/Kernels/KernelBuilder.h"

namespace mnc {

/// A buffer and how the tensor lies in it.
struct Operand {
  mlir::Value buffer;
  Layout layout;
};

/// output[i] = function(inputs[0][i], ...). All layouts have the output's
/// shape (see `broadcastLayout`); vectors where the last dimension allows it. With `outer`, indices
/// of the first dimensions, only what has these: a row of an image, say.
void buildElementwise(KernelBuilder &kernel, const Operand &output, llvm::ArrayRef<Operand> inputs,
                      int64_t lanes,
                      llvm::function_ref<mlir::Value(llvm::ArrayRef<mlir::Value>)> function,
                      llvm::ArrayRef<mlir::Value> outer = {});

/// True if `buildElementwise` reads and writes vectors of several values.
bool elementwiseUsesVectors(const Layout &output, llvm::ArrayRef<Layout> inputs, int64_t lanes);

/// The floats of a bordered NHWC buffer that are not in `layout` become `fill`.
void buildBorder(KernelBuilder &kernel, mlir::Value buffer, const Layout &layout, int64_t lanes,
                 float fill);

/// buffer[from ... from + count] = value
void buildFill(KernelBuilder &kernel, mlir::Value buffer, mlir::Value from, int64_t count,
               int64_t lanes, float value);

/// True if `buildSoftmax` reads and writes vectors of several values.
bool softmaxUsesVectors(const Layout &output, const Layout &input, int64_t axis);

/// Softmax along `axis`; both layouts have the same shape.
void buildSoftmax(KernelBuilder &kernel, const Operand &output, const Operand &input, int64_t axis,
                  int64_t lanes);

} // namespace mnc

#endif // MNC_KERNELS_ELEMENTWISE_H
