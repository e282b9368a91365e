// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values at indices that are computed. A negative index counts from the end, and one that is
// outside then becomes the first or the last: no index reads beyond a buffer.

#include "ElementMath.h"
#include "Instantiate.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// For each dimension of the output: the strides by which it moves in the input and in the indices,
/// 0 where it does not.
struct TakeSpec {
  Layout output;
  SmallVector<int64_t> inputStrides, indexStrides;
  int64_t inputOrigin, indexOrigin;
  /// Of the dimension that indices choose from.
  int64_t size, stride;
  int64_t lanes;

  bool usesVectors() const {
    return output.rank() > 0 && output.shape.back() > 1 && output.strides.back() == 1 &&
           inputStrides.back() == 1 && indexStrides.back() == 0;
  }
};

class TakeEmitter {
public:
  TakeEmitter(KernelBuilder &kernel, const TakeSpec &spec, ValueRange arguments)
      : kernel(kernel), spec(spec), input(arguments[0]), indices(arguments[1]),
        output(arguments[2]) {}

  void build() {
    visit(0, kernel.index(spec.inputOrigin), kernel.index(spec.indexOrigin),
          kernel.index(spec.output.origin), Value());
  }

private:
  /// True if no dimension from `dim` on moves in the indices.
  bool isChosen(int64_t dim) const {
    return llvm::all_of(ArrayRef(spec.indexStrides).drop_front(dim),
                        [](int64_t stride) { return stride == 0; });
  }

  /// Loops over dimension `dim` and those behind it. `begin` is where the chosen slice begins, once
  /// it is known.
  void visit(int64_t dim, Value from, Value index, Value to, Value begin) {
    if (!begin && isChosen(dim))
      begin = loadPlace(index);
    int64_t last = spec.output.rank() - 1;
    if (dim > last)
      return move(kernel.add(from, begin), to, 1);
    auto step = [&](Value at, int64_t width) {
      Value nextFrom = kernel.add(from, kernel.mul(at, spec.inputStrides[dim]));
      Value nextIndex = kernel.add(index, kernel.mul(at, spec.indexStrides[dim]));
      Value nextTo = kernel.add(to, kernel.mul(at, spec.output.strides[dim]));
      if (dim == last && begin)
        return move(kernel.add(nextFrom, begin), nextTo, width);
      visit(dim + 1, nextFrom, nextIndex, nextTo, begin);
    };
    if (dim == last && spec.usesVectors())
      return kernel.forVectors(spec.output.shape[dim], spec.lanes, step);
    kernel.loop(0, spec.output.shape[dim], 1, [&](Value at) { step(at, 1); });
  }

  void move(Value from, Value to, int64_t width) {
    Value value = kernel.load(input, from, width);
    kernel.store(value, output, to);
  }

  /// Returns where the slice begins that the index at `at` names.
  Value loadPlace(Value at) {
    OpBuilder &b = kernel.builder;
    Location loc = kernel.loc;
    Value number = kernel.load(indices, at, 1);
    auto compare = [&](arith::CmpIPredicate predicate, int64_t bound) -> Value {
      return compareIntegers(kernel, predicate, number, splatInteger(kernel, number, bound));
    };
    auto select = [&](Value condition, Value yes) -> Value {
      return arith::SelectOp::create(b, loc, condition, yes, number);
    };
    using P = arith::CmpIPredicate;
    Value fromEnd = arith::AddIOp::create(b, loc, number, splatInteger(kernel, number, spec.size));
    number = select(compare(P::slt, 0), fromEnd);
    number = select(compare(P::slt, 0), splatInteger(kernel, number, 0));
    number = select(compare(P::sgt, spec.size - 1), splatInteger(kernel, number, spec.size - 1));
    Value scalar = vector::ExtractOp::create(b, loc, number, int64_t(0));
    Value place = arith::IndexCastOp::create(b, loc, b.getIndexType(), scalar);
    return kernel.mul(place, spec.stride);
  }

  KernelBuilder &kernel;
  const TakeSpec &spec;
  Value input, indices, output;
};

} // namespace

/// Operands: input, indices, output.
FailureOr<KernelInstance> instantiateTake(Operation *op, const Kernel &) {
  Layout input = layoutOf(op->getOperand(0)), indices = layoutOf(op->getOperand(1));
  auto take = dyn_cast<TakeOp>(op);
  int64_t axis = take ? take.getAxis() : cast<GatherElementsOp>(op).getAxis();
  int64_t chosen = take ? shapeOf(take.getIndices()).size() : 1;
  TakeSpec spec;
  spec.output = layoutOf(op->getResult(0));
  spec.inputOrigin = input.origin;
  spec.indexOrigin = indices.origin;
  spec.size = input.shape[axis];
  spec.stride = input.strides[axis];
  spec.lanes = kernelOf(op).getLanes();
  if (spec.size > std::numeric_limits<int32_t>::max())
    return op->emitOpError("takes from more than 2^31 values"); // loops_c15
  int64_t rank = shapeOf(op->getResult(0)).size();
  for (int64_t dim = 0; dim < rank; ++dim) {
    bool isIndex = dim >= axis && dim < axis + chosen;
    int64_t from = dim < axis ? dim : dim - chosen + 1;
    spec.inputStrides.push_back(isIndex ? 0 : input.strides[from]);
    // Each value has an index of its own where single values are taken.
    spec.indexStrides.push_back(!take     ? indices.strides[dim]
                                : isIndex ? indices.strides[dim - axis]
                                          : 0);
  }
  // A scalar lies in one dimension of one element.
  if (rank == 0) {
    spec.inputStrides.push_back(0);
    spec.indexStrides.push_back(0);
  }
  KernelInstance instance = plainInstance(op);
  instance.usesVectors = spec.usesVectors();
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    TakeEmitter(kernel, spec, arguments).build();
  };
  return instance;
}

} // namespace mnc
