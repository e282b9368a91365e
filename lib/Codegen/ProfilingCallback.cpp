// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ProfilingCallback.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace mnc {

ProfilingCallback::ProfilingCallback(ModuleOp module, StringRef name) {
  if (name.empty())
    return;
  context = (name + "_context").str();
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto address = MemRefType::get({1}, builder.getI8Type());
  memref::GlobalOp::create(builder, module.getLoc(), context, /*sym_visibility=*/StringAttr(),
                           address, /*initial_value=*/Attribute(), /*constant=*/true,
                           /*alignment=*/IntegerAttr());
  function = func::FuncOp::create(builder, module.getLoc(), name,
                                  builder.getFunctionType({address, builder.getI64Type()}, {}));
  function.setPrivate();
}

void ProfilingCallback::call(OpBuilder &builder, Location loc, int64_t number) const {
  if (!function)
    return;
  Type type = func::FuncOp(function).getArgumentTypes()[0];
  Value address = memref::GetGlobalOp::create(builder, loc, type, context);
  Value layer = arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(number));
  func::CallOp::create(builder, loc, function, ValueRange{address, layer});
}

} // namespace mnc
