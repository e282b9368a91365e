// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelBuilder.h"

#include "mnc/Kernels/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include <cmath>

using namespace mlir;

namespace mnc {

//--- Indices -----------------------------------------------------------------

Value KernelBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value KernelBuilder::add(Value lhs, Value rhs) {
  return builder.createOrFold<arith::AddIOp>(loc, lhs, rhs);
}

Value KernelBuilder::add(Value lhs, int64_t rhs) { return rhs == 0 ? lhs : add(lhs, index(rhs)); }

Value KernelBuilder::mul(Value lhs, Value rhs) {
  return builder.createOrFold<arith::MulIOp>(loc, lhs, rhs);
}

Value KernelBuilder::mul(Value lhs, int64_t rhs) { return rhs == 1 ? lhs : mul(lhs, index(rhs)); }

Value KernelBuilder::div(Value lhs, int64_t rhs) {
  return rhs == 1 ? lhs : builder.createOrFold<arith::DivUIOp>(loc, lhs, index(rhs));
}

Value KernelBuilder::min(Value lhs, int64_t rhs) {
  return builder.createOrFold<arith::MinSIOp>(loc, lhs, index(rhs));
}

Value KernelBuilder::max(Value lhs, int64_t rhs) {
  return builder.createOrFold<arith::MaxSIOp>(loc, lhs, index(rhs));
}

Value KernelBuilder::address(const Layout &layout, ArrayRef<Value> indices) {
  assert(int64_t(indices.size()) <= layout.rank() && "more indices than dimensions");
  Value at = index(layout.origin);
  for (size_t dim = 0; dim < indices.size(); ++dim) {
    bool isRow = layout.ringRows && dim == 1;
    Value position = isRow ? ringRow(layout, indices[dim]) : indices[dim];
    at = add(at, mul(position, layout.strides[dim]));
  }
  return at;
}

Value KernelBuilder::channelOffset(const Layout &layout, Value channel) {
  return layout.channelBlock ? mul(channel, layout.channelBlockStride / layout.channelBlock)
                             : channel;
}

Value KernelBuilder::ringRow(const Layout &layout, Value row) {
  return builder.createOrFold<arith::RemUIOp>(loc, add(row, layout.ringOffset),
                                              index(layout.ringRows));
}

//--- Vectors -----------------------------------------------------------------

VectorType KernelBuilder::vectorType(int64_t width) {
  return VectorType::get({width}, builder.getF32Type());
}

int64_t KernelBuilder::widthOf(Value vector) {
  return cast<VectorType>(vector.getType()).getDimSize(0);
}

Value KernelBuilder::load(Value buffer, Value at, int64_t width) {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  return vector::LoadOp::create(builder, loc, VectorType::get({width}, element), buffer, at);
}

Value KernelBuilder::loadBroadcast(Value buffer, Value at, int64_t width) {
  return splat(memref::LoadOp::create(builder, loc, buffer, at), width);
}

Value KernelBuilder::broadcastLane(Value vector, int64_t lane, int64_t width) {
  return splat(vector::ExtractOp::create(builder, loc, vector, lane), width);
}

void KernelBuilder::prefetch(Value buffer, Value at, int64_t count) {
  if (!prefetches)
    return;
  for (int64_t offset = 0; offset < count; offset += lineFloats())
    memref::PrefetchOp::create(builder, loc, buffer, add(at, offset), /*isWrite=*/false,
                               /*localityHint=*/3, /*isDataCache=*/true);
}

void KernelBuilder::store(Value vector, Value buffer, Value at) {
  vector::StoreOp::create(builder, loc, vector, buffer, at);
}

Value KernelBuilder::splat(float value, int64_t width) {
  auto type = vectorType(width);
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, llvm::ArrayRef<float>(value)));
}

Value KernelBuilder::splat(Value scalar, int64_t width) {
  return vector::BroadcastOp::create(builder, loc, VectorType::get({width}, scalar.getType()),
                                     scalar);
}

Value KernelBuilder::fma(Value lhs, Value rhs, Value sum) {
  if (cpu.hasFma)
    return vector::FMAOp::create(builder, loc, lhs, rhs, sum);
  return arith::AddFOp::create(builder, loc, arith::MulFOp::create(builder, loc, lhs, rhs), sum);
}

Value KernelBuilder::product(Value lhs, Value rhs) {
  if (cpu.hasFma)
    return fma(lhs, rhs, splat(-0.0f, widthOf(lhs)));
  return arith::MulFOp::create(builder, loc, lhs, rhs);
}

/// predicate(lhs, rhs) ? rhs : lhs
static Value choose(KernelBuilder &kernel, arith::CmpFPredicate predicate, Value lhs, Value rhs) {
  Value takeRhs = arith::CmpFOp::create(kernel.builder, kernel.loc, predicate, lhs, rhs);
  return arith::SelectOp::create(kernel.builder, kernel.loc, takeRhs, rhs, lhs);
}

Value KernelBuilder::flushDenormals(Value value) {
  int64_t width = cast<VectorType>(value.getType()).getDimSize(0);
  return arith::AddFOp::create(builder, loc, value, splat(0.0f, width));
}

Value KernelBuilder::clamp(Value value, float min, float max) {
  int64_t width = cast<VectorType>(value.getType()).getDimSize(0);
  auto bound = [&](float bound) {
    return splat(std::fpclassify(bound) == FP_SUBNORMAL ? 0.0f : bound, width);
  };
  if (min != -std::numeric_limits<float>::infinity())
    value = choose(*this, arith::CmpFPredicate::OLT, value, bound(min));
  if (max != std::numeric_limits<float>::infinity())
    value = choose(*this, arith::CmpFPredicate::OGT, value, bound(max));
  return value;
}

/// candidate is NaN or predicate(best, candidate) ? candidate : best
static Value chooseOrNaN(KernelBuilder &kernel, arith::CmpFPredicate predicate, Value best,
                         Value candidate) {
  Value limited = choose(kernel, predicate, best, candidate);
  Value isNan = arith::CmpFOp::create(kernel.builder, kernel.loc, arith::CmpFPredicate::UNO,
                                      candidate, candidate);
  return arith::SelectOp::create(kernel.builder, kernel.loc, isNan, candidate, limited);
}

Value KernelBuilder::maxNaN(Value best, Value candidate) {
  return chooseOrNaN(*this, arith::CmpFPredicate::OLT, best, candidate);
}

Value KernelBuilder::minNaN(Value best, Value candidate) {
  return chooseOrNaN(*this, arith::CmpFPredicate::OGT, best, candidate);
}

//--- Loops -------------------------------------------------------------------

void KernelBuilder::loop(int64_t from, int64_t to, int64_t step, function_ref<void(Value)> body) {
  if (from >= to)
    return;
  if (from + step >= to)
    return body(index(from));
  loop(index(from), index(to), index(step), body);
}

void KernelBuilder::loop(Value from, Value to, function_ref<void(Value)> body) {
  auto next = to.getDefiningOp<arith::AddIOp>();
  if (next && next.getLhs() == from && matchPattern(next.getRhs(), m_One()))
    return body(from);
  loop(from, to, index(1), body);
}

void KernelBuilder::loop(Value from, Value to, Value step, function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(builder, loc, from, to, step);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

KernelBuilder::Values KernelBuilder::reduce(Value from, Value to, Value step, Values initial,
                                            function_ref<Values(Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(builder, loc, from, to, step, initial);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Values next = body(loop.getInductionVar(), loop.getRegionIterArgs());
  scf::YieldOp::create(builder, loc, next);
  return Values(loop.getResults());
}

KernelBuilder::Values KernelBuilder::reduce(Value from, Value to, Values initial,
                                            function_ref<Values(Value, ValueRange)> body) {
  return reduce(from, to, index(1), std::move(initial), body);
}

KernelBuilder::Values KernelBuilder::reduce(int64_t from, int64_t to, int64_t step, Values initial,
                                            function_ref<Values(Value, ValueRange)> body) {
  if (from >= to)
    return initial;
  if (from + step >= to)
    return body(index(from), initial);
  return reduce(index(from), index(to), index(step), std::move(initial), body);
}

void KernelBuilder::forVectors(int64_t count, int64_t lanes,
                               function_ref<void(Value, int64_t)> body) {
  forVectorsPacked(count, lanes, [&](Value first, Value, int64_t width) { body(first, width); });
}

void KernelBuilder::forVectorsPacked(int64_t count, int64_t lanes,
                                     function_ref<void(Value, Value, int64_t)> body) {
  int64_t packed = count / lanes * lanes;
  loop(0, packed, lanes, [&](Value first) { body(first, first, lanes); });
  for (auto [first, width] : tailVectors(count, lanes)) {
    body(index(first), index(packed), width);
    packed += width;
  }
}

//--- Epilogue ----------------------------------------------------------------

Value KernelBuilder::applyEpilogue(Value value, ArrayRef<EpilogueStep> epilogue,
                                   ArrayRef<Value> pixel, Value channel) {
  int64_t width = cast<VectorType>(value.getType()).getDimSize(0);
  for (const EpilogueStep &step : epilogue) {
    Value operand;
    if (step.hasOperand()) {
      bool isPerChannel = step.fn.getOperandKind() == FnOperand::Channel;
      Value at = isPerChannel ? channel : add(address(step.layout, pixel), channel);
      operand = load(step.buffer, at, width);
    }
    value = emitFunction(*this, step.fn, value, operand);
  }
  return value;
}

} // namespace mnc
