// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One ONNX node during its conversion: checked access to its attributes and
// inputs, and the operations that it becomes.

#ifndef MNC_LIB_IMPORT_NODE_H
#define MNC_LIB_IMPORT_NODE_H

#include "Importer.h"
#include "mnc/IR/ConstantData.h"
#include "mnc/IR/IR.h"
#include "llvm/ADT/StringSet.h"

namespace mnc {

/// A node remembers its first error and reports no other. Once it has failed,
/// attributes have their defaults, inputs are null or nothing, and create
/// returns null without looking at its arguments; so a conversion may go on
/// and only has to check what it dereferences.
class Node {
public:
  Node(Importer &importer, onnx::NodeProto &proto, mlir::NameLoc loc)
      : importer(importer), proto(proto), loc(loc) {}

  /// Calls the function of the operator's row, then checks that it has read
  /// every attribute.
  mlir::LogicalResult convert();

  llvm::StringRef getType() const { return proto.op_type(); }
  mlir::NameLoc getLoc() const { return loc; }
  int64_t getOpset() const { return importer.getOpset(); }
  mlir::OpBuilder &getBuilder() { return importer.getBuilder(); }
  TensorReader &getReader() { return importer.getReader(); }
  bool hasFailed() const { return hasError; }

  /// An error at the node; the importer says which one it is.
  mlir::InFlightDiagnostic emitError();

  //--- Attributes

  bool hasAttribute(llvm::StringRef name) const;
  int64_t getInt(llvm::StringRef name, int64_t defaultValue);
  bool getBool(llvm::StringRef name, bool defaultValue);
  float getFloat(llvm::StringRef name, float defaultValue);
  llvm::StringRef getString(llvm::StringRef name, llvm::StringRef defaultValue);
  /// Returns the values of the attribute `name`; nothing if it is absent.
  std::optional<llvm::SmallVector<int64_t>> getInts(llvm::StringRef name);
  std::optional<llvm::SmallVector<float>> getFloats(llvm::StringRef name);
  /// Null if the attribute is absent.
  onnx::TensorProto *getTensorAttribute(llvm::StringRef name);
  onnx::GraphProto *getGraphAttribute(llvm::StringRef name);
  /// For attributes that change nothing in inference.
  void ignoreAttribute(llvm::StringRef name) { readAttributes.insert(name); }

  //--- Inputs

  int getNumInputs() const { return proto.input_size(); }
  /// False for an optional input that is left out.
  bool hasInput(int index) const {
    return index < proto.input_size() && !proto.input(index).empty();
  }
  llvm::StringRef getInputName(int index) const { return proto.input(index); }
  /// Returns the definition of a required input, or null after an error.
  const Definition *getDefinition(int index);
  /// True if an optional input is known and has no elements, as some writers leave inputs out.
  bool isEmpty(int index) const { return importer.isEmpty(getInputName(index)); }
  /// True if the input is an integer tensor whose values are known.
  bool isIntTensor(int index);
  /// True if all inputs are known integers; one that is left out is an error.
  bool areKnownIntegers();
  /// The integers of a required input, or nothing after an error.
  std::optional<IntTensor> getIntTensor(int index);
  /// The integers of a required input that may be weights: as many as a tensor has.
  std::optional<IntTensor> getIntWeights(int index);
  /// The shape of a required input, a tensor or known integers.
  std::optional<llvm::SmallVector<int64_t>> getShape(int index);
  /// A required tensor of any element type; known integers become a constant.
  mlir::TypedValue<mlir::RankedTensorType> getValue(int index);
  /// A required tensor of truth values.
  mlir::TypedValue<mlir::RankedTensorType> getTruths(int index);
  /// A required f32 tensor.
  mlir::TypedValue<mlir::RankedTensorType> getTensor(int index);
  /// A required f32 tensor of rank 4.
  mlir::TypedValue<mlir::RankedTensorType> getMap(int index);
  /// True if an input is an f32 tensor whose values are known.
  bool isConstant(int index);
  /// The values of a required f32 input that must be a constant.
  std::optional<ConstantFloats> getConstant(int index);
  /// Returns the values of trained weights, as `getConstant` does. A value that is infinite or NaN
  /// gives a warning, once for each tensor.
  std::optional<ConstantFloats> getWeights(int index);
  /// The value of a required constant input with a single element.
  std::optional<float> getScalar(int index);

  /// `axis`, which may count from the end, as 0 .. rank - 1, or 0 after an
  /// error that names `what`.
  int64_t checkAxis(int64_t axis, int64_t rank, llvm::StringRef what = "axis");
  /// The integers that are the attribute `name` in old opsets and input number
  /// `index` in new ones; nothing if both are absent.
  std::optional<llvm::SmallVector<int64_t>> getIntList(llvm::StringRef name, int index);

  //--- Results

  /// Creates an operation with one result, whose type is inferred. Arguments
  /// are those of the operation's `build` after the result type.
  template <typename OpTy, typename... Args> mlir::Value create(Args &&...args) {
    if (hasError)
      return {};
    mlir::OperationState state(loc, OpTy::getOperationName());
    OpTy::build(getBuilder(), state, mlir::Type(getBuilder().getF32Type()),
                std::forward<Args>(args)...);
    return insert(state, [&](llvm::SmallVectorImpl<mlir::Type> &types) {
      return OpTy::inferReturnTypes(getBuilder().getContext(), loc, state.operands,
                                    state.attributes.getDictionary(getBuilder().getContext()),
                                    state.getRawProperties(), state.regions, types);
    });
  }
  mlir::Value createConstant(mlir::ElementsAttr value);
  /// A constant of floats, or of one float everywhere.
  mlir::Value createFloats(llvm::ArrayRef<int64_t> shape, std::vector<float> values);
  mlir::Value createSplat(llvm::ArrayRef<int64_t> shape, float value);
  /// A constant of known integers; null after an error if the graph has no such elements.
  mlir::Value createIntegers(const IntTensor &tensor);
  /// `input` with elements of type `to`.
  mlir::Value createConvert(mlir::Value input, mlir::Type to);
  /// `input` under another shape; a constant stays a constant.
  mlir::Value createReshape(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  /// Transposes an activation from NCHW to NHWC, and back.
  mlir::Value createToNHWC(mlir::Value input);
  mlir::Value createToNCHW(mlir::Value input);

  int getNumOutputs() const { return proto.output_size(); }
  /// False for an output that is left out.
  bool hasOutput(int index) const {
    return index < proto.output_size() && !proto.output(index).empty();
  }
  /// Says what an output stands for; fails if the node has failed.
  mlir::LogicalResult define(Definition definition, int output = 0);
  /// Says what the outputs of a graph in an attribute stand for, as this node's; fails if something
  /// inside does.
  mlir::LogicalResult defineAsBranch(onnx::GraphProto &branch);
  mlir::LogicalResult defineInts(llvm::Expected<IntTensor> tensor, int output = 0);

private:
  /// The shapes of the inputs and the nodes that they come from, for an error; empty if there is
  /// one input only.
  std::string describeInputs();
  enum class AttributeType : int32_t;
  onnx::AttributeProto *findAttribute(llvm::StringRef name) const;
  onnx::AttributeProto *readAttribute(llvm::StringRef name, AttributeType type);
  mlir::Value
  insert(mlir::OperationState &state,
         llvm::function_ref<mlir::LogicalResult(llvm::SmallVectorImpl<mlir::Type> &)> inferTypes);

  Importer &importer;
  onnx::NodeProto &proto;
  mlir::NameLoc loc;
  llvm::StringSet<> readAttributes;
  bool hasError = false;
};

} // namespace mnc

#endif // MNC_LIB_IMPORT_NODE_H
