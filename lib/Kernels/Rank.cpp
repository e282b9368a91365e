// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Indices of the largest values along one dimension. Values become integers that order as they do
// (sort keys), turned round where the smallest are wanted.

#include "ElementMath.h"
#include "Instantiate.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

struct RankSpec {
  Layout output, input;
  Type element;
  int64_t axis, count, lanes;
  bool smallest, last;

  int64_t size() const { return input.shape[axis]; }
};

class RankEmitter {
public:
  RankEmitter(KernelBuilder &kernel, const RankSpec &spec, ValueRange arguments)
      : kernel(kernel), b(kernel.builder), loc(kernel.loc), spec(spec), input(arguments[0]),
        output(arguments[1]) {}

  void build() { visit(0, kernel.index(spec.input.origin), kernel.index(spec.output.origin)); }

private:
  using P = arith::CmpIPredicate;

  /// Loops over the lines: all dimensions but the axis, from `dim` on.
  void visit(int64_t dim, Value from, Value to) {
    int64_t last = spec.output.rank() - 1;
    if (dim == spec.axis)
      return visit(dim + 1, from, to);
    if (dim > last)
      return rank(from, to, 1);
    auto step = [&](Value at, int64_t width) {
      Value nextFrom = kernel.add(from, kernel.mul(at, spec.input.strides[dim]));
      Value nextTo = kernel.add(to, kernel.mul(at, spec.output.strides[dim]));
      return dim == last ? rank(nextFrom, nextTo, width) : visit(dim + 1, nextFrom, nextTo);
    };
    bool isContiguous = spec.output.strides[dim] == 1 && spec.input.strides[dim] == 1;
    if (dim == last && isContiguous && spec.count == 1)
      return kernel.forVectors(spec.output.shape[dim], spec.lanes, step);
    kernel.loop(0, spec.output.shape[dim], 1, [&](Value at) { step(at, 1); });
  }

  void rank(Value from, Value to, int64_t width) {
    return spec.count == 1 ? findFirst(from, to, width) : findSeveral(from, to);
  }

  Value compare(P predicate, Value lhs, Value rhs) {
    return compareIntegers(kernel, predicate, lhs, rhs);
  }
  Value select(Value condition, Value yes, Value no) {
    return arith::SelectOp::create(b, loc, condition, yes, no);
  }

  /// The keys of the values at index `at` of lines that begin at `from`.
  Value loadKey(Value from, Value at, int64_t width) {
    Value place = kernel.add(from, kernel.mul(at, spec.input.strides[spec.axis]));
    Value loaded = kernel.load(input, place, width);
    Value key =
        spec.element.isF32() ? emitSortKey(kernel, loaded) : widen(kernel, loaded, spec.element);
    return spec.smallest ? arith::XOrIOp::create(b, loc, key, splatInteger(kernel, key, -1)) : key;
  }

  /// `at`, an index, in the lanes of a vector like `like`.
  Value splatIndex(Value at, Value like) {
    Type element = cast<VectorType>(like.getType()).getElementType();
    Value number = arith::IndexCastOp::create(b, loc, element, at);
    return kernel.splat(number, kernel.widthOf(like));
  }

  /// A key or an index with 64 bits.
  Value as64Bits(Value number) {
    auto type = VectorType::get({kernel.widthOf(number)}, b.getI64Type());
    return number.getType() == type ? number : arith::ExtSIOp::create(b, loc, type, number);
  }

  /// The first of equal values, or the last.
  void findFirst(Value from, Value to, int64_t width) {
    Value key = loadKey(from, kernel.index(0), width);
    Value none = splatInteger(kernel, key, 0);
    auto found = kernel.reduce(1, spec.size(), 1, {key, none}, [&](Value at, ValueRange best) {
      Value next = loadKey(from, at, width);
      Value isBetter = compare(spec.last ? P::sge : P::sgt, next, best[0]);
      Value index = splatIndex(at, next);
      return KernelBuilder::Values{select(isBetter, next, best[0]),
                                   select(isBetter, index, best[1])};
    });
    kernel.store(as64Bits(found[1]), output, to);
  }

  /// One value after the other: the best of those behind the one before, which are smaller, or
  /// equal and of a larger index. From the last index down, so that the first of equal ones
  /// remains.
  void findSeveral(Value from, Value to) {
    auto wide = VectorType::get({1}, b.getI64Type());
    Value like = arith::ConstantOp::create(b, loc, b.getZeroAttr(wide));
    Value most = splatInteger(kernel, like, std::numeric_limits<int64_t>::max());
    Value least = splatInteger(kernel, like, std::numeric_limits<int64_t>::min());
    Value before = splatInteger(kernel, like, -1);
    kernel.reduce(0, spec.count, 1, {most, before}, [&](Value number, ValueRange previous) {
      auto best = kernel.reduce(0, spec.size(), 1, {least, like}, [&](Value step, ValueRange so) {
        Value at = arith::SubIOp::create(b, loc, kernel.index(spec.size() - 1), step);
        Value key = as64Bits(loadKey(from, at, 1));
        Value index = splatIndex(at, key);
        Value isBehind =
            select(compare(P::eq, key, previous[0]), compare(P::sgt, index, previous[1]),
                   compare(P::slt, key, previous[0]));
        Value isBetter = arith::AndIOp::create(b, loc, isBehind, compare(P::sge, key, so[0]));
        return KernelBuilder::Values{select(isBetter, key, so[0]), select(isBetter, index, so[1])};
      });
      Value place = kernel.add(to, kernel.mul(number, spec.output.strides[spec.axis]));
      kernel.store(best[1], output, place);
      return best;
    });
  }

  KernelBuilder &kernel;
  OpBuilder &b;
  Location loc;
  const RankSpec &spec;
  Value input, output;
};

} // namespace

FailureOr<KernelInstance> instantiateRank(Operation *op, const Kernel &) {
  auto top = dyn_cast<TopKOp>(op);
  auto argMax = dyn_cast<ArgMaxOp>(op);
  RankSpec spec{layoutOf(op->getResult(0)),
                layoutOf(op->getOperand(0)),
                elementTypeOf(op->getOperand(0)),
                int64_t(top ? top.getAxis() : argMax.getAxis()),
                int64_t(top ? top.getCount() : 1),
                kernelOf(op).getLanes(),
                top ? top.getSmallest() : argMax.getSmallest(),
                argMax && argMax.getLast()};
  if (spec.size() > std::numeric_limits<int32_t>::max())
    return op->emitOpError("ranks more than 2^31 values"); // loops_c15
  KernelInstance instance = plainInstance(op);
  int64_t last = spec.output.rank() - 1;
  instance.usesVectors = spec.axis != last && spec.count == 1 && spec.output.shape[last] > 1 &&
                         spec.output.strides[last] == 1 && spec.input.strides[last] == 1;
  instance.build = [=](KernelBuilder &kernel, ValueRange arguments) {
    RankEmitter(kernel, spec, arguments).build();
  };
  return instance;
}

} // namespace mnc
