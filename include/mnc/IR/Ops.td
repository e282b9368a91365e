// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations. docs/Ops.md gives the formula of each.

#ifndef MNC_IR_OPS_TD
#define MNC_IR_OPS_TD

include "mnc/IR/Attributes.td"
include "mnc/IR/Interfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

/// A tensor of the graph of some element types; docs/Ops.md says what each is.
class MNC_TensorOf<list<Type> elements, string name>
    : ConfinedType<StaticShapeTensorOf<elements>, [CPred<"::mnc::isGraphTensor($_self)">],
                   name # "tensor of static shape, at most 32 dimensions of at least 1 and at "
                   "most 2^34 elements",
                   "::mlir::RankedTensorType">;
def MNC_Tensor : MNC_TensorOf<[F32], "f32 ">;
def MNC_AnyTensor : MNC_TensorOf<[F32, F16, UI8, SI8, SI<32>, SI<64>, I1], "">;
def MNC_NumberTensor : MNC_TensorOf<[F32, UI8, SI8, SI<32>, SI<64>], "number ">;
/// Numbers and truth values, whose And and Or are min and max.
def MNC_OrderedTensor : MNC_TensorOf<[F32, UI8, SI8, SI<32>, SI<64>, I1], "number or truth ">;
def MNC_TruthTensor : MNC_TensorOf<[I1], "i1 ">;
def MNC_IndexTensor : MNC_TensorOf<[SI<32>, SI<64>], "si32 or si64 ">;
def MNC_Tensor4D
    : ConfinedType<MNC_Tensor,
                   [CPred<"::llvm::cast<::mlir::RankedTensorType>($_self).getRank() == 4">],
                   "4-D f32 tensor of static shape", "::mlir::RankedTensorType">;

class MNC_Op<string mnemonic, list<Trait> traits = []> : Op<MNC_Dialect, mnemonic, traits>;

/// An operation without effects, and how an error passes through it.
class MNC_RoundingOp<string mnemonic, string rule, list<Trait> traits = []>
    : MNC_Op<mnemonic, !listconcat([Pure, MNC_RoundingOpInterface], traits)> {
  string ruleDeclaration =
    "::mnc::ErrorRule getErrorRule() { return ::mnc::ErrorRule::" # rule # "; }\n";
  let extraClassDeclaration = ruleDeclaration;
}

/// One whose result type follows from its operands.
class MNC_GraphOp<string mnemonic, string rule, list<Trait> traits = []>
    : MNC_RoundingOp<mnemonic, rule, !listconcat([InferTypeOpAdaptor], traits)>;

def MNC_ConstantOp
    : MNC_Op<"constant", [Pure, ConstantLike, AllTypesMatch<["value", "output"]>]> {
  let summary = "weights, or another tensor known at compile time";
  let arguments = (ins ElementsAttr:$value);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

//--- Convolution -------------------------------------------------------------

def MNC_Conv2dOp
    : MNC_GraphOp<"conv2d", "Magnitude",
                  [AttrSizedOperandSegments, MNC_EpilogueOpInterface,
                   DeclareOpInterfaceMethods<MNC_RowwiseOpInterface>]> {
  let summary = "2-D convolution of an NHWC activation, dense, grouped or depthwise";
  let description = [{
    `input_scale`, if there is one, is an input step: the input is multiplied by a factor for each
    image and channel when it is read.
  }];
  let arguments = (ins
    MNC_Tensor4D:$input,
    MNC_Tensor:$filter,
    Optional<MNC_Tensor>:$input_scale,
    Variadic<MNC_Tensor>:$steps,
    DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads,
    DenseI64ArrayAttr:$dilations,
    DefaultValuedAttr<I64Attr, "1">:$group,
    OptionalAttr<ArrayAttr>:$epilogue
  );
  let results = (outs MNC_Tensor4D:$output);
  let assemblyFormat = [{
    $input `,` $filter (`input_scale` `(` $input_scale^ `)`)? (`steps` `(` $steps^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
  let extraClassDeclaration = ruleDeclaration # [{
    /// Each channel has one filter of its own: group == channels of input and result > 1.
    bool isDepthwise();
    /// A window of one pixel over all channels.
    bool isPointwise();
  }];
}

def MNC_BatchNormOp : MNC_GraphOp<"batch_norm", "Magnitude", [
    DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let summary = "(x - mean) / sqrt(variance + epsilon) * scale + bias, per channel";
  let arguments = (ins
    MNC_Tensor:$input, MNC_Tensor:$scale, MNC_Tensor:$bias, MNC_Tensor:$mean,
    MNC_Tensor:$variance, F32Attr:$epsilon, I64Attr:$axis);
  let results = (outs MNC_Tensor:$output);
  let assemblyFormat = [{
    $input `,` $scale `,` $bias `,` $mean `,` $variance attr-dict
    `:` functional-type(operands, results)
  }];
}

//--- Elementwise -------------------------------------------------------------

def MNC_PointwiseOp : MNC_GraphOp<"pointwise", "Pointwise", [
    DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let summary = "a function of each value";
  let arguments = (ins MNC_Tensor:$input, Variadic<MNC_Tensor>:$fn_operands,
                       MNC_PointwiseFn:$fn);
  let results = (outs MNC_Tensor:$output);
  let assemblyFormat = [{
    $fn $input (`,` $fn_operands^)? attr-dict `:` functional-type(operands, results)
  }];
  let hasFolder = 1;
}

class MNC_BinaryOp<string mnemonic, string rule = "Magnitude", Constraint values = MNC_NumberTensor>
    : MNC_GraphOp<mnemonic, rule, [MNC_EpilogueOpInterface]> {
  let arguments = (ins values:$lhs, values:$rhs, Variadic<MNC_Tensor>:$steps,
                       OptionalAttr<ArrayAttr>:$epilogue);
  let results = (outs values:$output);
  let assemblyFormat = [{
    $lhs `,` $rhs (`steps` `(` $steps^ `)`)? attr-dict `:` functional-type(operands, results)
  }];
  let builders = [OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs), [{
    build($_builder, $_state, lhs, rhs, ::mlir::ValueRange(), ::mlir::ArrayAttr());
  }]>, OpBuilder<(ins "::mlir::Type":$type, "::mlir::Value":$lhs, "::mlir::Value":$rhs), [{
    build($_builder, $_state, type, lhs, rhs, ::mlir::ValueRange(), ::mlir::ArrayAttr());
  }]>];
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, ::std::optional<::mlir::Location> loc, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::mnc::inferBroadcast(loc, {adaptor.getLhs(), adaptor.getRhs()}, types);
    }
  }];
}
def MNC_AddOp : MNC_BinaryOp<"add"> { let summary = "sum, with broadcast"; }
def MNC_SubOp : MNC_BinaryOp<"sub"> { let summary = "difference, with broadcast"; }
def MNC_MulOp : MNC_BinaryOp<"mul"> { let summary = "product, with broadcast"; }
def MNC_DivOp : MNC_BinaryOp<"div"> { let summary = "quotient, with broadcast"; }
def MNC_MaxOp : MNC_BinaryOp<"max", "Chosen", MNC_OrderedTensor> {
  let summary = "the larger one, with broadcast";
}
def MNC_MinOp : MNC_BinaryOp<"min", "Chosen", MNC_OrderedTensor> {
  let summary = "the smaller one, with broadcast";
}

def MNC_SoftmaxOp : MNC_GraphOp<"softmax", "Softmax", [
    DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let summary = "exp(x - max) / sum of it, along one axis";
  let arguments = (ins MNC_Tensor:$input, I64Attr:$axis);
  let results = (outs MNC_Tensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def MNC_MatmulOp : MNC_GraphOp<"matmul", "Magnitude"> {
  let summary = "products of the matrices in the last two dimensions of two tensors";
  let arguments = (ins MNC_Tensor:$lhs, MNC_Tensor:$rhs);
  let results = (outs MNC_Tensor:$output);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

//--- Pooling -----------------------------------------------------------------

class MNC_PoolOp<string mnemonic, string rule, dag extra>
    : MNC_GraphOp<mnemonic, rule, [DeclareOpInterfaceMethods<MNC_RowwiseOpInterface>]> {
  let arguments = !con((ins
    MNC_Tensor4D:$input,
    DenseI64ArrayAttr:$window,
    DenseI64ArrayAttr:$strides,
    DenseI64ArrayAttr:$pads), extra);
  let results = (outs MNC_Tensor4D:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}
def MNC_MaxPool2dOp : MNC_PoolOp<"max_pool2d", "Moved", (ins UnitAttr:$ceil_mode)> {
  let summary = "largest value of each window of an NHWC activation; the border never wins";
}
def MNC_AvgPool2dOp : MNC_PoolOp<"avg_pool2d", "Magnitude",
    (ins UnitAttr:$ceil_mode, UnitAttr:$count_include_pad, OptionalAttr<I64Attr>:$divisor)> {
  let summary = "mean of each window of an NHWC activation, or its sum divided by `divisor`";
}

//--- Shape -------------------------------------------------------------------

def MNC_TransposeOp : MNC_GraphOp<"transpose", "Moved"> {
  let summary = "result dimension i is input dimension perm[i]";
  let arguments = (ins MNC_AnyTensor:$input, DenseI64ArrayAttr:$perm);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def MNC_ReshapeOp : MNC_RoundingOp<"reshape", "Moved"> {
  let summary = "the same values in row-major order under another shape";
  let arguments = (ins MNC_AnyTensor:$input);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
  let hasVerifier = 1;
}

def MNC_PadOp : MNC_GraphOp<"pad", "Moved", [
    DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let summary = "surrounds a tensor with a constant value";
  let arguments = (ins MNC_Tensor:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                       F32Attr:$value);
  let results = (outs MNC_Tensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

def MNC_ConcatOp : MNC_GraphOp<"concat", "Moved"> {
  let summary = "tensors behind each other along one dimension";
  let arguments = (ins Variadic<MNC_AnyTensor>:$inputs, I64Attr:$axis);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$inputs attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

/// An operation of one tensor that moves its values.
class MNC_MoveOp<string mnemonic>
    : MNC_GraphOp<mnemonic, "Moved", [
          DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

def MNC_SliceOp : MNC_MoveOp<"slice"> {
  let summary = "every so many values of each dimension, from a first one on";
  let arguments = (ins MNC_AnyTensor:$input, DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$steps);
}

def MNC_BroadcastOp : MNC_MoveOp<"broadcast"> {
  let summary = "a tensor repeated along dimensions of size 1";
  let arguments = (ins MNC_AnyTensor:$input, DenseI64ArrayAttr:$shape);
}

def MNC_GatherOp : MNC_MoveOp<"gather"> {
  let summary = "slices of one dimension, in the order of their indices";
  let arguments = (ins MNC_AnyTensor:$input, I64Attr:$axis, DenseI64ArrayAttr:$indices);
}

def MNC_InterpolateOp : MNC_GraphOp<"interpolate", "Magnitude", [
    DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let summary = "weighted sums of slices of one dimension, as resizing computes them";
  let arguments = (ins MNC_Tensor:$input, MNC_Tensor:$weights, I64Attr:$axis,
                       DenseI64ArrayAttr:$indices);
  let results = (outs MNC_Tensor:$output);
  let assemblyFormat = "$input `,` $weights attr-dict `:` functional-type(operands, results)";
}

def MNC_CopyOp : MNC_GraphOp<"copy", "Moved"> {
  let summary = "the same tensor in a buffer of its own";
  let arguments = (ins MNC_AnyTensor:$input);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def MNC_TakeOp : MNC_GraphOp<"take", "Selected"> {
  let summary = "slices of one dimension, at indices that are computed";
  let arguments = (ins MNC_AnyTensor:$input, MNC_IndexTensor:$indices, I64Attr:$axis);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$input `,` $indices attr-dict `:` functional-type(operands, results)";
}

def MNC_GatherElementsOp : MNC_GraphOp<"gather_elements", "Selected"> {
  let summary = "single values of one dimension, at indices that are computed";
  let arguments = (ins MNC_AnyTensor:$input, MNC_IndexTensor:$indices, I64Attr:$axis);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$input `,` $indices attr-dict `:` functional-type(operands, results)";
}

//--- Element types -----------------------------------------------------------

def MNC_ConvertOp : MNC_GraphOp<"convert", "Converted", [
    DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let summary = "the values as another element type";
  let arguments = (ins MNC_AnyTensor:$input, TypeAttr:$to);
  let results = (outs MNC_AnyTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}

def MNC_ComparePredicate : I32EnumAttr<"ComparePredicate", "how two values are compared", [
    I32EnumAttrCase<"Equal", 0, "equal">,
    I32EnumAttrCase<"Less", 1, "less">,
    I32EnumAttrCase<"LessOrEqual", 2, "less_or_equal">]> {
  let cppNamespace = "::mnc";
}

def MNC_CompareOp : MNC_GraphOp<"compare", "Converted"> {
  let summary = "whether two values compare so, with broadcast";
  let arguments = (ins MNC_OrderedTensor:$lhs, MNC_OrderedTensor:$rhs,
                       MNC_ComparePredicate:$predicate);
  let results = (outs MNC_TruthTensor:$output);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

def MNC_SelectOp : MNC_GraphOp<"select", "Selected"> {
  let summary = "values of one tensor where a condition holds, of another elsewhere";
  let arguments = (ins MNC_TruthTensor:$condition, MNC_OrderedTensor:$lhs,
                       MNC_OrderedTensor:$rhs);
  let results = (outs MNC_OrderedTensor:$output);
  let assemblyFormat = [{
    $condition `,` $lhs `,` $rhs attr-dict `:` functional-type(operands, results)
  }];
}

/// The largest values along one dimension, or the smallest ones: their indices.
class MNC_RankOp<string mnemonic, dag extra> : MNC_GraphOp<mnemonic, "Converted", [
    DeclareOpInterfaceMethods<MNC_PermutableOpInterface, ["permuteDimensions"]>]> {
  let arguments = !con((ins MNC_OrderedTensor:$input, I64Attr:$axis, UnitAttr:$smallest), extra);
  let results = (outs MNC_IndexTensor:$output);
  let assemblyFormat = "$input attr-dict `:` functional-type(operands, results)";
}
def MNC_ArgMaxOp : MNC_RankOp<"arg_max", (ins UnitAttr:$last)> {
  let summary = "the index of the largest value along one dimension";
}
def MNC_TopKOp : MNC_RankOp<"top_k", (ins I64Attr:$count)> {
  let summary = "the indices of the `count` largest values along one dimension, in their order";
}

//--- Schedule ----------------------------------------------------------------

def MNC_YieldOp : MNC_Op<"yield", [Pure, Terminator, ReturnLike, HasParent<"GroupOp">]> {
  let summary = "ends a group";
  let arguments = (ins Variadic<MNC_AnyTensor>:$values);
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
}

def MNC_GroupOp : MNC_Op<"group", [SingleBlock, NoRegionArguments]> {
  let summary = "a fusion group: its operations are computed together";
  let description = [{
    Reads values from outside freely; each result has a buffer once the memory
    is planned. With `channel_tile`, all operations compute all rows of that many
    channels, then of the next; a dense layer at the end adds its products with
    each tile to its sums (split-K). Row by row, a step computes `rows` rows of the
    last operation.
  }];
  let arguments = (ins OptionalAttr<ArrayAttr>:$buffers, OptionalAttr<I64Attr>:$channel_tile,
                   DefaultValuedAttr<I64Attr, "1">:$rows);
  let results = (outs Variadic<MNC_AnyTensor>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "attr-dict-with-keyword `->` type($outputs) $body";
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

#endif // MNC_IR_OPS_TD
