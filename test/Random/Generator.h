// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random graphs over all operations of the dialect.

#ifndef MNC_TEST_GENERATOR_H
#define MNC_TEST_GENERATOR_H

#include "Rng.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OwningOpRef.h"
#include "mnc/IR/IR.h"

namespace mnc {

/// Makes one graph: a module with a function `main` as the importer makes it.
/// The same seed gives the same graph. Values stay far from the limits of f32
/// for inputs in [-1, 1], and divisors far from 0.
class Generator {
public:
  Generator(mlir::MLIRContext &context, uint64_t seed);

  mlir::OwningOpRef<mlir::ModuleOp> run();

private:
  using Value = mlir::Value;
  using Shape = llvm::SmallVector<int64_t>;
  /// Tensors stay small, so that a graph takes a fraction of a second.
  static constexpr int64_t mostElements = 1 << 14;

  //--- What exists (Generator.cpp)
  /// Adds `value` to what later operations may read. No magnitude of it
  /// exceeds `largest`; a clamp follows if that is too much.
  Value define(Value value, double largest);
  double largestOf(Value value) { return largest.lookup(value); }
  Value newArgument(llvm::ArrayRef<int64_t> shape);
  /// A value that `accept`s, recent ones more often; null if there is none.
  Value find(llvm::function_ref<bool(Value)> accept);
  Value findMap();
  Value findAny();
  /// Numbers from `low` to `high`; sometimes an earlier constant of the shape.
  Value constant(llvm::ArrayRef<int64_t> shape, float low, float high);
  int64_t channels();
  void step();
  void finish(mlir::func::FuncOp function);

  //--- Sums of products, and windows (Windows.cpp)
  /// One dimension of a window that fits.
  struct Dim {
    int64_t kernel, stride, before, after, dilation, count;
  };
  Dim windowDim(int64_t size, int64_t mostKernel);
  Dim poolDim(int64_t size);
  /// Pointwise has stride 1 and no padding, Strided is any other convolution
  /// of one pixel at a time, Multiplier has several filters for each channel.
  enum ConvKind { Pointwise, Strided, Square, Dense, Grouped, Depthwise, Multiplier };
  /// A convolution and what follows it. `wanted` is the number of filters of
  /// kinds that leave it open, unless that is too much.
  Value convolve(Value source, ConvKind kind, int64_t wanted);
  void addConvolution();
  /// A 3x3 convolution of stride 1.
  void addSquare();
  /// Expand, depthwise, project, residual sum; some of them may be missing.
  void addBlock();
  void addMatrixProduct();
  void addMaxPool();
  void addAvgPool();
  /// Adds operations that networks have behind a convolution: batch normalisation, sums, limits, in
  /// any order.
  Value addTail(Value value, int64_t channelAxis);
  void chooseSteps(llvm::ArrayRef<int64_t> shape, llvm::SmallVectorImpl<mlir::Attribute> &chain,
                   llvm::SmallVectorImpl<Value> &operands, double &largest);
  Value toNHWC(Value value);
  Value fromNHWC(Value value);

  //--- Values one by one, and shapes (Values.cpp)
  std::pair<float, float> bounds();
  Value addClamp(Value value);
  PointwiseFn clampBetween(float min, float max);
  PointwiseFn chooseFunction(double &bound);
  PointwiseFn chooseRareFunction(double &bound);
  llvm::SmallVector<PointwiseFn> chooseRoot(double &bound);
  llvm::SmallVector<PointwiseFn> chooseFunctions(double &bound);
  mlir::Value operandFor(PointwiseFn fn, mlir::RankedTensorType result);
  void addFunctions();
  Value addBatchNorm(Value value, int64_t axis);
  /// Arithmetic with one constant, or one for each index of `axis`.
  Value addChannelArithmetic(Value value, int64_t axis);
  void addBinary();
  Value otherOperand(Value value);
  void addSoftmax();
  void addTranspose();
  void addReshape();
  void addPad();
  void addCopy();

  //--- Values that are joined, cut, repeated and chosen (Moves.cpp)
  void addMove();
  void addConcat();
  void addSlice();
  void addBroadcast();
  void addGather();
  void addInterpolate();
  void addMatmul();

  //--- Elements of other types (Elements.cpp)
  mlir::Type integerType();
  /// Adds `value`, of integers, to what later operations may read.
  Value defineOther(Value value);
  Value newArgument(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  Value findOther(llvm::function_ref<bool(Value)> accept);
  Value integers(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  Shape repeating(llvm::ArrayRef<int64_t> shape);
  void addElements();
  void addConversion();
  void addComparison();
  void addSelect();
  void addIntegerArithmetic();
  void addRank();
  void addTake();
  void addIntegerMove();

  Rng rng;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::ImplicitLocOpBuilder builder;
  mlir::func::FuncOp function;
  /// Floats, integers, and float16, which only results hold.
  llvm::SmallVector<Value> values, others, halves, constants;
  llvm::DenseMap<Value, double> largest;
  /// Activations are NCHW, and windows stand between transposes.
  bool likeImported;
};

} // namespace mnc

#endif // MNC_TEST_GENERATOR_H
