// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attributes: the links of an epilogue, and what the schedule decides.

#ifndef MNC_IR_ATTRIBUTES_TD
#define MNC_IR_ATTRIBUTES_TD

include "mnc/IR/Dialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class MNC_Attr<string name, string attrMnemonic> : AttrDef<MNC_Dialect, name> {
  let mnemonic = attrMnemonic;
}

//--- Epilogue: links applied in order to each value of a result --------------

def MNC_BiasLinkAttr : MNC_Attr<"BiasLink", "bias"> {
  let summary = "adds operand[channel]; the operand has shape [channels]";
}

def MNC_AddLinkAttr : MNC_Attr<"AddLink", "residual"> {
  let summary = "adds an operand of the result's own shape";
}

def MNC_ClampLinkAttr : MNC_Attr<"ClampLink", "clamp"> {
  let summary = "min(max(x, min), max); an infinite bound does not limit";
  let parameters = (ins "::mlir::FloatAttr":$min, "::mlir::FloatAttr":$max);
  let assemblyFormat = "`<` $min `,` $max `>`";
}

//--- Schedule ----------------------------------------------------------------

def MNC_Space : I32EnumAttr<"Space", "where a buffer lives", [
    I32EnumAttrCase<"Workspace", 0, "workspace">,
    I32EnumAttrCase<"Input", 1, "input">,
    I32EnumAttrCase<"Output", 2, "output">]> {
  let cppNamespace = "::mnc";
  let genSpecializedAttr = 0;
}

def MNC_BufferAttr : MNC_Attr<"Buffer", "buffer"> {
  let summary = "where a tensor lives and what surrounds it";
  let description = [{
    `position` is the byte offset in the workspace, or the number of the input
    or output. `border` is {top, left, bottom, right} in pixels around each
    image of an NHWC tensor, empty for none; it holds `fill`. With `ring`, only
    that many rows of one image exist at a time: row y, counted from the top of
    the border, is row y modulo `ring` of the buffer. A ring of more rows
    than the window of its reader has lets that compute several rows at once. With
    `panel`, too, that many channels of these rows are computed and read together; in
    a region of panels no others exist. With `block`, a pixel has that many channels,
    and the pixels of the next channels follow after all rows.
    `gap` elements without meaning follow the channels of each pixel.
  }];
  let parameters = (ins
    EnumParameter<MNC_Space>:$space,
    "int64_t":$position,
    DefaultValuedParameter<"int64_t", "0">:$ring,
    DefaultValuedParameter<"int64_t", "0">:$panel,
    DefaultValuedParameter<"int64_t", "0">:$block,
    DefaultValuedParameter<"int64_t", "0">:$gap,
    OptionalArrayRefParameter<"int64_t">:$border,
    "::mlir::FloatAttr":$fill
  );
  let extraClassDeclaration = [{
    /// With a border of zeros; the rest as by default.
    static BufferAttr of(::mlir::MLIRContext *context, Space space, int64_t position,
                         ::llvm::ArrayRef<int64_t> border);
    /// The same buffer at another position.
    BufferAttr at(int64_t position);
    /// The same buffer with another number of rows in its ring.
    BufferAttr withRing(int64_t rows);
    /// The same buffer with another number of channels at a time.
    BufferAttr withPanel(int64_t channels);
    /// The same buffer with other blocks of channels.
    BufferAttr withBlock(int64_t channels);
    /// The same buffer with another gap.
    BufferAttr withGap(int64_t elements);
  }];
  let assemblyFormat = [{
    `<` $space `:` $position (`ring` $ring^)? (`panel` $panel^)? (`block` $block^)? (`gap` $gap^)? `,` `fill` `=` $fill
    (`,` `border` `=` `[` $border^ `]`)? `>`
  }];
}

def MNC_KernelAttr : MNC_Attr<"Kernel", "kernel"> {
  let summary = "which kernel computes an operation, and its blocks";
  let description = [{
    `rows` x `vectors` accumulators of `lanes` values each make a register
    block. `order` names the outermost loop. `taps` values of the input, one
    for each tap, are loaded as one vector.
  }];
  let parameters = (ins
    StringRefParameter<"row of the kernel table">:$name,
    "int64_t":$rows,
    "int64_t":$vectors,
    "int64_t":$lanes,
    StringRefParameter<"outermost loop">:$order,
    DefaultValuedParameter<"int64_t", "1">:$taps
  );
  let assemblyFormat = [{
    `<` $name `,` `block` `=` $rows `x` $vectors `x` $lanes `,` `outer` `=` $order
    (`,` `taps` `=` $taps^)? `>`
  }];
}

#endif // MNC_IR_ATTRIBUTES_TD
