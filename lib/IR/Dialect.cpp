// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registration of the dialect and its generated definitions.

#include "mnc/IR/IR.h"

#include "mlir/IR/DialectImplementation.h"
#include "mnc/IR/Limits.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mnc;

#include "mnc/IR/Dialect.cpp.inc"
#include "mnc/IR/Enums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "mnc/IR/Attributes.cpp.inc"

#include "mnc/IR/Interfaces.cpp.inc"

#define GET_OP_CLASSES
#include "mnc/IR/Ops.cpp.inc"

BufferAttr BufferAttr::of(MLIRContext *context, Space space, int64_t position,
                          ArrayRef<int64_t> border) {
  auto zero = FloatAttr::get(Float32Type::get(context), 0.0);
  return get(context, space, position, 0, 0, 0, 0, border, zero);
}

namespace {
enum class Number { Position, Ring, Panel, Block, Gap };
}

static BufferAttr with(BufferAttr buffer, Number number, int64_t value) {
  auto of = [&](Number other, int64_t old) { return other == number ? value : old; };
  return BufferAttr::get(buffer.getContext(), buffer.getSpace(),
                         of(Number::Position, buffer.getPosition()),
                         of(Number::Ring, buffer.getRing()), of(Number::Panel, buffer.getPanel()),
                         of(Number::Block, buffer.getBlock()), of(Number::Gap, buffer.getGap()),
                         buffer.getBorder(), buffer.getFill());
}

BufferAttr BufferAttr::at(int64_t position) { return with(*this, Number::Position, position); }

BufferAttr BufferAttr::withRing(int64_t rows) { return with(*this, Number::Ring, rows); }

BufferAttr BufferAttr::withPanel(int64_t channels) { return with(*this, Number::Panel, channels); }

BufferAttr BufferAttr::withBlock(int64_t channels) { return with(*this, Number::Block, channels); }

BufferAttr BufferAttr::withGap(int64_t elements) { return with(*this, Number::Gap, elements); }

void MNCDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "mnc/IR/Attributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "mnc/IR/Ops.cpp.inc"
      >();
}

bool mnc::isGraphTensor(Type type) { // tensor_c1, tensor_c2
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() && tensor.getElementType().isF32() &&
         explainShape(tensor.getShape()).empty();
}

ArrayRef<int64_t> mnc::shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

int64_t mnc::elementsOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getNumElements();
}

StringAttr mnc::nodeNameOf(Location loc) {
  auto name = loc->findInstanceOf<NameLoc>();
  return name ? name.getName() : StringAttr();
}

Operation *MNCDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                           Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, type, elements);
}
