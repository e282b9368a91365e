// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products with the matrices of Winograd's forms F(2, 3) and F(4, 3), of vectors of values.

#ifndef MNC_LIB_KERNELS_WINOGRADMATRICES_H
#define MNC_LIB_KERNELS_WINOGRADMATRICES_H

#include "mnc/Kernels/KernelBuilder.h"

namespace mnc {

/// A row of a matrix, as its factors.
using MatrixRow = llvm::ArrayRef<double>;

/// Returns transposed(B) x for 4 or 6 values, along a side of a tile of the input.
KernelBuilder::Values winogradInput(KernelBuilder &kernel, llvm::ArrayRef<mlir::Value> x);

/// Returns transposed(A) x: 2 or 4 values of the 4 or 6 sums along a side.
KernelBuilder::Values winogradOutput(KernelBuilder &kernel, llvm::ArrayRef<mlir::Value> x);

/// Returns the operations of `winogradInput` and of `winogradOutput`.
std::pair<double, double> winogradOperations(int64_t m);

/// Return the rows of transposed(B), of G and of transposed(A) for tiles of m x m pixels.
llvm::ArrayRef<MatrixRow> winogradInputMatrix(int64_t m);
llvm::ArrayRef<MatrixRow> winogradFilterMatrix(int64_t m);
llvm::ArrayRef<MatrixRow> winogradOutputMatrix(int64_t m);

} // namespace mnc

#endif // MNC_LIB_KERNELS_WINOGRADMATRICES_H
