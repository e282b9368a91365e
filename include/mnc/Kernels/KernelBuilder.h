// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The vocabulary in which kernels are written: index arithmetic that folds,
// exact vectors, loops, and the epilogue.

#ifndef MNC_KERNELS_KERNELBUILDER_H
#define MNC_KERNELS_KERNELBUILDER_H

#include "mlir/IR/Builders.h"
#include "mnc/CPU/CpuTable.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Layout.h"

namespace mnc {

/// One step of an epilogue, bound to the buffer of its operand.
struct EpilogueStep {
  PointwiseFn fn;
  /// memref of floats; null without an operand.
  mlir::Value buffer = {};
  /// How the operand lies in it, broadcast to the result; a [C] one has one dimension.
  Layout layout = {};

  bool hasOperand() const { return fn.getOperandKind() != FnOperand::None; }
};

/// Operations are created in the order of statements. At most one argument of a call creates
/// some: C++ leaves the order of arguments open, and bytes may not depend on the compiler that
/// compiled mnc. Constants are free, because their order reaches no code.
class KernelBuilder {
public:
  /// Without `prefetches`, kernels prefetch nothing.
  KernelBuilder(mlir::OpBuilder &builder, mlir::Location loc, const CpuModel &cpu,
                bool prefetches = true)
      : builder(builder), loc(loc), prefetches(prefetches), cpu(cpu) {}

  //--- Indices ---
  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value lhs, mlir::Value rhs);
  mlir::Value add(mlir::Value lhs, int64_t rhs);
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs);
  mlir::Value mul(mlir::Value lhs, int64_t rhs);
  /// Returns lhs / rhs rounded down, for values that are not negative.
  mlir::Value div(mlir::Value lhs, int64_t rhs);
  mlir::Value min(mlir::Value lhs, int64_t rhs);
  mlir::Value max(mlir::Value lhs, int64_t rhs);
  /// origin + sum of indices[k] * strides[k], with rows of a ring wrapped.
  mlir::Value address(const Layout &layout, llvm::ArrayRef<mlir::Value> indices);
  /// Layout::channelOffset, for the first channel of a block if there are blocks.
  mlir::Value channelOffset(const Layout &layout, mlir::Value channel);

  //--- Vectors; a width of 1 is a vector too ---
  /// Of floats.
  mlir::VectorType vectorType(int64_t width);
  static int64_t widthOf(mlir::Value vector);
  /// A vector of the elements of `buffer`.
  mlir::Value load(mlir::Value buffer, mlir::Value at, int64_t width);
  /// One element in every lane.
  mlir::Value loadBroadcast(mlir::Value buffer, mlir::Value at, int64_t width);
  /// One lane of `vector` in every lane.
  mlir::Value broadcastLane(mlir::Value vector, int64_t lane, int64_t width);
  /// Floats of a line of the CPU's first-level cache.
  int64_t lineFloats() const { return cpu.lineBytes / sizeof(float); }
  /// Prefetches the cache lines of `count` elements from `at` on, if kernels prefetch.
  void prefetch(mlir::Value buffer, mlir::Value at, int64_t count = 1);
  void store(mlir::Value vector, mlir::Value buffer, mlir::Value at);
  mlir::Value splat(float value, int64_t width);
  mlir::Value splat(mlir::Value scalar, int64_t width);
  /// lhs * rhs + sum: one instruction on CPUs that have it.
  mlir::Value fma(mlir::Value lhs, mlir::Value rhs, mlir::Value sum);
  /// lhs * rhs that stays a product where a sum follows: a bare one could become a part of the sum,
  /// and compilers would choose differently.
  mlir::Value product(mlir::Value lhs, mlir::Value rhs);
  /// value + 0, which is 0 for a denormal. What is loaded passes through this
  /// before it is compared and chosen: instructions that do both make zeros of
  /// denormals, others keep them, and a compiler takes either.
  mlir::Value flushDenormals(mlir::Value value);
  /// value < min ? min : value > max ? max : value, so that NaN stays NaN.
  mlir::Value clamp(mlir::Value value, float min, float max);
  /// candidate is NaN ? candidate : best < candidate ? candidate : best.
  mlir::Value maxNaN(mlir::Value best, mlir::Value candidate);
  /// candidate is NaN ? candidate : best > candidate ? candidate : best.
  mlir::Value minNaN(mlir::Value best, mlir::Value candidate);

  //--- Loops ---
  /// A loop that runs once is not a loop: `body` gets a constant.
  void loop(int64_t from, int64_t to, int64_t step, llvm::function_ref<void(mlir::Value)> body);
  /// Loops in steps of 1.
  void loop(mlir::Value from, mlir::Value to, llvm::function_ref<void(mlir::Value)> body);
  using Values = llvm::SmallVector<mlir::Value>;
  /// Carries `initial` through the loop.
  Values reduce(mlir::Value from, mlir::Value to, Values initial,
                llvm::function_ref<Values(mlir::Value, mlir::ValueRange)> body);
  Values reduce(int64_t from, int64_t to, int64_t step, Values initial,
                llvm::function_ref<Values(mlir::Value, mlir::ValueRange)> body);
  /// Covers 0..count as `splitIntoVectors` does: `body(first, width)`. A value that is covered
  /// twice has to be stored the same both times, so `body` may not read what it writes.
  void forVectors(int64_t count, int64_t lanes,
                  llvm::function_ref<void(mlir::Value, int64_t)> body);
  /// Covers 0..count in the same way, for values that are packed vector after vector as well:
  /// `body(first, packed, width)`.
  void forVectorsPacked(int64_t count, int64_t lanes,
                        llvm::function_ref<void(mlir::Value, mlir::Value, int64_t)> body);

  /// Returns `value` after `epilogue`: the channels from `channel` on of the pixel at `pixel` = {n,
  /// y, x}.
  mlir::Value applyEpilogue(mlir::Value value, llvm::ArrayRef<EpilogueStep> epilogue,
                            llvm::ArrayRef<mlir::Value> pixel, mlir::Value channel);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  /// True if kernels prefetch. One that would compute addresses for it looks first.
  const bool prefetches;

private:
  void loop(mlir::Value from, mlir::Value to, mlir::Value step,
            llvm::function_ref<void(mlir::Value)> body);
  Values reduce(mlir::Value from, mlir::Value to, mlir::Value step, Values initial,
                llvm::function_ref<Values(mlir::Value, mlir::ValueRange)> body);
  mlir::Value ringRow(const Layout &layout, mlir::Value row);

  const CpuModel &cpu;
};

} // namespace mnc

#endif // MNC_KERNELS_KERNELBUILDER_H
