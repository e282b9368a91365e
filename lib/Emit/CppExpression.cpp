// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations of kernel IR as expressions of C++.

#include "CppExpression.h"
#include "CppFunction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mnc {

int64_t lanesOf(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? vector.getNumElements() : 1;
}

/// "u8", "u32", ...: integers have no sign unless an operation gives them one.
static std::string integerName(Type element, char sign = 'u') {
  return sign + std::to_string(element.getIntOrFloatBitWidth());
}

/// A vector type of `lanes` elements, or the type of one.
static std::string integerType(Type element, int64_t lanes, char sign = 'u') {
  if (lanes > 1)
    return integerName(element, sign) + "x" + std::to_string(lanes);
  if (element.isInteger(32))
    return sign == 'u' ? "unsigned" : "int";
  return (sign == 'u' ? "uint" : "int") + std::to_string(element.getIntOrFloatBitWidth()) + "_t";
}

std::string cppType(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (isa<MemRefType>(type))
    return element.isF32()        ? "float *"
           : element.isInteger(8) ? "unsigned char *"
                                  : integerType(element, 1) + " *";
  if (element.isIndex())
    return "long";
  int64_t lanes = lanesOf(type);
  if (element.isInteger(1))
    return lanes == 1 ? "bool" : "mask" + std::to_string(lanes);
  if (isa<VectorType>(type))
    return !element.isF32() ? integerType(element, lanes)
           : lanes == 1     ? "float"
                            : "f32x" + std::to_string(lanes);
  return element.isF32() ? "float" : element.isInteger(64) ? "long" : "int";
}

std::string cppType(Value value) {
  Operation *op = value.getDefiningOp();
  auto vector = dyn_cast<VectorType>(value.getType());
  if (!op || !vector || !vector.getElementType().isInteger(1) || !isa<arith::CmpIOp>(op) ||
      !getElementTypeOrSelf(op->getOperand(0).getType()).isInteger(64))
    return cppType(value.getType());
  return vector.getNumElements() == 1 ? "bool" : "s64x" + std::to_string(vector.getNumElements());
}

std::optional<CppLimit> asLimit(Operation *op) {
  auto select = dyn_cast_or_null<arith::SelectOp>(op);
  auto compare = select ? select.getCondition().getDefiningOp<arith::CmpFOp>() : nullptr;
  if (!compare || select.getTrueValue() != compare.getRhs() ||
      select.getFalseValue() != compare.getLhs())
    return std::nullopt;
  if (compare.getPredicate() == arith::CmpFPredicate::OLT)
    return CppLimit{"atLeast", compare.getLhs(), compare.getRhs()};
  if (compare.getPredicate() == arith::CmpFPredicate::OGT)
    return CppLimit{"atMost", compare.getLhs(), compare.getRhs()};
  return std::nullopt;
}

bool belongsToLimit(Operation *op) {
  return isa<arith::CmpFOp>(op) &&
         llvm::all_of(op->getUsers(), [](Operation *user) { return asLimit(user).has_value(); });
}

SmallVector<Value> printedOperands(Operation *op) {
  if (std::optional<CppLimit> limit = asLimit(op))
    return {limit->value, limit->bound};
  return SmallVector<Value>(op->getOperands());
}

static CppExpr binary(ArrayRef<CppExpr> operands, StringRef sign, Binding binding) {
  Binding right =
      binding == Binding::Product ? Binding::Prefix : Binding(static_cast<int>(binding) + 1);
  return {operands[0].within(binding) + " " + sign.str() + " " + operands[1].within(right),
          binding};
}

/// a + -3 reads a - 3. Additions of integers do not depend on their order.
static CppExpr sum(ArrayRef<CppExpr> operands, bool isFloat) {
  StringRef right = operands[1].text;
  if (operands[1].binding == Binding::Prefix && right.consume_front("-"))
    return {operands[0].within(Binding::Sum) + " - " + right.str(), Binding::Sum};
  if (isFloat)
    return binary(operands, "+", Binding::Sum);
  return {operands[0].within(Binding::Sum) + " + " + operands[1].within(Binding::Sum),
          Binding::Sum};
}

static CppExpr call(const std::string &name, ArrayRef<CppExpr> operands) {
  SmallVector<std::string> texts;
  for (const CppExpr &operand : operands)
    texts.push_back(operand.text);
  return {cppCall(name, texts), Binding::Whole};
}

static CppExpr splat(const std::string &scalar, int64_t lanes) {
  if (lanes == 1)
    return {scalar, scalar[0] == '-' ? Binding::Prefix : Binding::Whole};
  return {"splat" + std::to_string(lanes) + "(" + scalar + ")", Binding::Whole};
}

static CppExpr constant(arith::ConstantOp op) {
  auto integer = [](int64_t value) {
    return CppExpr{std::to_string(value), value < 0 ? Binding::Prefix : Binding::Whole};
  };
  if (auto value = dyn_cast<IntegerAttr>(op.getValue()))
    return op.getType().isInteger(1) ? CppExpr{value.getInt() ? "true" : "false", Binding::Whole}
                                     : integer(value.getInt());
  if (auto value = dyn_cast<FloatAttr>(op.getValue()))
    return splat(cppFloat(value.getValue().convertToFloat()), 1);
  auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
  if (!dense || !dense.isSplat())
    return {};
  int64_t lanes = lanesOf(op.getType());
  if (dense.getElementType().isF32()) {
    float value = dense.getSplatValue<APFloat>().convertToFloat();
    return value != value ? CppExpr() : splat(cppFloat(value), lanes);
  }
  std::string digits = std::to_string(dense.getSplatValue<APInt>().getZExtValue()) + "u";
  if (lanes == 1)
    return {digits, Binding::Whole};
  return {integerType(dense.getElementType(), lanes) + "{} + " + digits, Binding::Sum};
}

/// Operands of a vector type as integers with a sign.
static SmallVector<CppExpr> withSigns(Type type, ArrayRef<CppExpr> operands) {
  SmallVector<CppExpr> result(operands);
  std::string name =
      isa<VectorType>(type) ? integerType(getElementTypeOrSelf(type), lanesOf(type), 's') : "";
  if (isa<VectorType>(type))
    for (CppExpr &operand : result)
      operand = {lanesOf(type) == 1 ? name + "(" + operand.text + ")"
                                    : "(" + name + ")" + operand.within(Binding::Prefix),
                 lanesOf(type) == 1 ? Binding::Whole : Binding::Prefix};
  return result;
}

static CppExpr compareIntegers(arith::CmpIOp op, ArrayRef<CppExpr> given) {
  using P = arith::CmpIPredicate;
  SmallVector<CppExpr> operands = withSigns(op.getLhs().getType(), given);
  StringRef sign = "";
  switch (op.getPredicate()) {
  case P::eq:
    sign = "==";
    break;
  case P::ne:
    sign = "!=";
    break;
  case P::slt:
    sign = "<";
    break;
  case P::sle:
    sign = "<=";
    break;
  case P::sgt:
    sign = ">";
    break;
  case P::sge:
    sign = ">=";
    break;
  case P::ult:
    return call("below", operands);
  default:
    return {};
  }
  return binary(operands, sign, Binding::Compare);
}

static CppExpr compareFloats(arith::CmpFOp op, ArrayRef<CppExpr> operands) {
  using P = arith::CmpFPredicate;
  switch (op.getPredicate()) {
  case P::OEQ:
    return binary(operands, "==", Binding::Compare);
  case P::UNE:
    return binary(operands, "!=", Binding::Compare);
  case P::OLT:
    return binary(operands, "<", Binding::Compare);
  case P::OLE:
    return binary(operands, "<=", Binding::Compare);
  case P::OGT:
    return binary(operands, ">", Binding::Compare);
  case P::OGE:
    return binary(operands, ">=", Binding::Compare);
  case P::UNO:
    return op.getLhs() == op.getRhs() ? binary(operands, "!=", Binding::Compare) : CppExpr();
  default:
    return {};
  }
}

/// A value as a vector or scalar `type`: the C++ type that says how it is read is `from`.
static CppExpr converted(const std::string &from, const std::string &to, int64_t lanes,
                         const CppExpr &operand) {
  if (lanes == 1)
    return {to + "(" + from + "(" + operand.text + "))", Binding::Whole};
  std::string read =
      from.empty() ? operand.text : "(" + from + ")" + operand.within(Binding::Prefix);
  return {cppCall("__builtin_convertvector", {read, to}), Binding::Whole};
}

/// Conversions between elements: what is read with a sign, and what is made.
static CppExpr convert(Operation *op, const CppExpr &operand, char readSign, char madeSign) {
  Type from = op->getOperand(0).getType(), to = op->getResult(0).getType();
  int64_t lanes = lanesOf(to);
  auto name = [&](Type type, char sign) {
    Type element = getElementTypeOrSelf(type);
    return element.isF32() ? cppType(type) : integerType(element, lanes, sign);
  };
  CppExpr made = converted(name(from, readSign), name(to, madeSign), lanes, operand);
  // Integers are kept without a sign.
  if (madeSign == 'u' || getElementTypeOrSelf(to).isF32())
    return made;
  std::string kept = name(to, 'u');
  return lanes == 1 ? CppExpr{kept + "(" + made.text + ")", Binding::Whole}
                    : CppExpr{"(" + kept + ")" + made.text, Binding::Prefix};
}

static CppExpr shuffle(vector::ShuffleOp op, ArrayRef<CppExpr> operands) {
  int64_t width = lanesOf(op.getV1VectorType());
  SmallVector<std::string> arguments = {operands[0].text, operands[1].text};
  if (lanesOf(op.getType()) == 1) {
    int64_t lane = op.getMask()[0];
    std::string from = operands[lane >= width].within(Binding::Whole);
    return {width == 1 ? from : from + "[" + std::to_string(lane % width) + "]"};
  }
  for (int64_t lane : op.getMask())
    arguments.push_back(std::to_string(lane));
  return {cppCall("__builtin_shufflevector", arguments)};
}

static CppExpr extract(vector::ExtractOp op, ArrayRef<CppExpr> operands) {
  if (op.hasDynamicPosition() || isa<VectorType>(op.getType()))
    return {};
  if (lanesOf(op.getSource().getType()) == 1)
    return operands[0];
  return {operands[0].within(Binding::Whole) + "[" + std::to_string(op.getStaticPosition()[0]) +
          "]"};
}

static CppExpr loadVector(vector::LoadOp op, ArrayRef<CppExpr> operands) {
  std::string element = operands[0].within(Binding::Whole) + "[" + operands[1].text + "]";
  int64_t lanes = lanesOf(op.getType());
  if (lanes == 1)
    return {element};
  return {"load" + std::to_string(lanes) + "(&" + element + ")"};
}

/// Binds less than comparisons.
static CppExpr bitwise(ArrayRef<CppExpr> operands, StringRef sign) {
  return {operands[0].within(Binding::Prefix) + " " + sign.str() + " " +
              operands[1].within(Binding::Prefix),
          Binding::Choice};
}

/// Of integers without a sign.
static CppExpr shift(ArrayRef<CppExpr> operands, StringRef sign) {
  return {operands[0].within(Binding::Product) + " " + sign.str() + " " +
              operands[1].within(Binding::Product),
          Binding::Shift};
}

static CppExpr arithmetic(Operation *op, ArrayRef<CppExpr> operands) {
  return llvm::TypeSwitch<Operation *, CppExpr>(op)
      .Case([](arith::ConstantOp c) { return constant(c); })
      .Case([&](arith::AddIOp) { return sum(operands, false); })
      .Case([&](arith::AddFOp) { return sum(operands, true); })
      .Case<arith::SubIOp, arith::SubFOp>([&](auto) { return binary(operands, "-", Binding::Sum); })
      .Case<arith::MulIOp, arith::MulFOp>(
          [&](auto) { return binary(operands, "*", Binding::Product); })
      .Case([&](arith::DivFOp) { return binary(operands, "/", Binding::Product); })
      .Case([&](arith::ShLIOp) { return shift(operands, "<<"); })
      .Case([&](arith::ShRUIOp) { return shift(operands, ">>"); })
      .Case([&](arith::AndIOp) { return bitwise(operands, "&"); })
      .Case([&](arith::XOrIOp) { return bitwise(operands, "^"); })
      .Case([&](arith::MinSIOp) { return call("smaller", operands); })
      .Case([&](arith::MaxSIOp) { return call("larger", operands); })
      .Case([&](arith::RemUIOp) { return call("wrap", operands); })
      .Case([&](arith::DivUIOp) { return call("quotient", operands); })
      .Case([&](arith::CmpIOp c) { return compareIntegers(c, operands); })
      .Case([&](arith::CmpFOp c) { return compareFloats(c, operands); })
      .Case<arith::ExtSIOp>([&](auto) { return convert(op, operands[0], 's', 's'); })
      .Case<arith::ExtUIOp, arith::TruncIOp>(
          [&](auto) { return convert(op, operands[0], 'u', 'u'); })
      .Case([&](arith::FPToSIOp) { return convert(op, operands[0], 's', 's'); })
      .Case([&](arith::DivSIOp) {
        CppExpr quotient =
            binary(withSigns(op->getResult(0).getType(), operands), "/", Binding::Product);
        Type type = op->getResult(0).getType();
        return CppExpr{lanesOf(type) == 1 ? cppType(type) + "(" + quotient.text + ")"
                                          : "(" + cppType(type) + ")(" + quotient.text + ")",
                       lanesOf(type) == 1 ? Binding::Whole : Binding::Prefix};
      })
      .Case([&](arith::SIToFPOp cast) {
        return isa<VectorType>(cast.getType()) ? convert(op, operands[0], 's', 's')
                                               : call(cppType(cast.getType()), operands);
      })
      .Case([&](arith::IndexCastOp cast) { return call(cppType(cast.getType()), operands); })
      .Case([&](arith::BitcastOp cast) {
        return CppExpr{"__builtin_bit_cast(" + cppType(cast.getType()) + ", " + operands[0].text +
                       ")"};
      })
      .Case([&](arith::SelectOp s) {
        if (std::optional<CppLimit> limit = asLimit(s))
          return call(limit->name.str(), operands);
        return CppExpr{operands[0].within(Binding::Compare) + " ? " +
                           operands[1].within(Binding::Compare) + " : " +
                           operands[2].within(Binding::Compare),
                       Binding::Choice};
      })
      .Default([](Operation *) { return CppExpr(); });
}

CppExpr cppExpression(Operation *op, ArrayRef<CppExpr> operands) {
  return llvm::TypeSwitch<Operation *, CppExpr>(op)
      .Case([&](vector::FMAOp) { return call("mulAdd", operands); })
      .Case([&](vector::LoadOp load) { return loadVector(load, operands); })
      .Case([&](vector::ShuffleOp s) { return shuffle(s, operands); })
      .Case([&](vector::ExtractOp e) { return extract(e, operands); })
      .Case([&](vector::BroadcastOp b) {
        if (lanesOf(b.getSource().getType()) != 1)
          return CppExpr();
        int64_t lanes = lanesOf(b.getType());
        Type element = getElementTypeOrSelf(b.getType());
        if (element.isF32())
          return lanes == 1 ? operands[0] : splat(operands[0].text, lanes);
        std::string scalar = integerType(element, 1) + "(" + operands[0].text + ")";
        if (lanes == 1)
          return CppExpr{scalar, Binding::Whole};
        return CppExpr{integerType(element, lanes) + "{} + " + scalar, Binding::Sum};
      })
      .Case([&](memref::LoadOp) {
        return CppExpr{operands[0].within(Binding::Whole) + "[" + operands[1].text + "]"};
      })
      .Case([&](memref::ViewOp view) {
        CppExpr place = operands[1].text == "0" ? operands[0] : binary(operands, "+", Binding::Sum);
        Type element = view.getType().getElementType();
        return element.isF32()        ? call("floats", place)
               : element.isInteger(8) ? place
                                      : call("elements<" + integerType(element, 1) + ">", place);
      })
      .Case([&](memref::GetGlobalOp global) { return CppExpr{global.getName().str()}; })
      .Default([&](Operation *other) { return arithmetic(other, operands); });
}

} // namespace mnc
