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

#include "mnc/IR/AttrInterfaces.cpp.inc"

#include "mnc/IR/Interfaces.cpp.inc"

#define GET_OP_CLASSES
#include "mnc/IR/Ops.cpp.inc"

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
  return tensor && tensor.hasStaticShape() && isGraphElement(tensor.getElementType()) &&
         shapeError(tensor.getShape()).empty();
}

ArrayRef<int64_t> mnc::shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

bool mnc::hasPixels(Value value) {
  ArrayRef<int64_t> shape = shapeOf(value);
  return shape.size() == 4 && shape[1] * shape[2] > 1;
}

int64_t mnc::elementsOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getNumElements();
}

StringAttr mnc::nodeNameOf(Location loc) {
  auto name = loc->findInstanceOf<NameLoc>();
  return name ? name.getName() : StringAttr();
}

StringRef mnc::nodeTextOf(Operation *op) {
  StringAttr node = nodeNameOf(op->getLoc());
  return node ? node.getValue() : StringRef();
}

Operation *MNCDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                           Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, type, elements);
}
