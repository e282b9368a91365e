// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attributes that the schedule decides.

#ifndef MNC_IR_ATTRIBUTES_TD
#define MNC_IR_ATTRIBUTES_TD

include "mnc/IR/Functions.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class MNC_Attr<string name, string attrMnemonic> : AttrDef<MNC_Dialect, name> {
  let mnemonic = attrMnemonic;
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
    `offset`         byte offset in the workspace, or the number of the input or output
    `ring`           rows of one image that exist at a time, 0 for all: row y, counted from the
                     top of the border, is row y modulo `ring` of the buffer
    `channel_tile`   channels that are computed and read together, 0 for all; in a group of
                     channel tiles no others exist
    `channel_block`  channels of a pixel, 0 for all: the pixels of the next channels follow
                     after all rows (oneDNN's nChw16c within one ring)
    `pixel_pad`      elements without meaning after the channels of each pixel
    `fill`           value of the border
    `border`         {top, left, bottom, right} pixels around each image of an NHWC tensor;
                     empty for none
  }];
  let parameters = (ins
    EnumParameter<MNC_Space>:$space,
    "int64_t":$offset,
    DefaultValuedParameter<"int64_t", "0">:$ring,
    DefaultValuedParameter<"int64_t", "0">:$channelTile,
    DefaultValuedParameter<"int64_t", "0">:$channelBlock,
    DefaultValuedParameter<"int64_t", "0">:$pixelPad,
    OptionalArrayRefParameter<"int64_t">:$border,
    "::mlir::FloatAttr":$fill
  );
  let extraClassDeclaration = [{
    /// Returns a buffer with a border of zeros and everything else by default.
    static BufferAttr of(::mlir::MLIRContext *context, Space space, int64_t offset,
                         ::llvm::ArrayRef<int64_t> border);
    /// Returns this buffer at another offset.
    BufferAttr at(int64_t offset);
    /// Returns this buffer with another number of rows in its ring.
    BufferAttr withRing(int64_t rows);
    /// Returns this buffer with another channel tile.
    BufferAttr withChannelTile(int64_t channels);
    /// Returns this buffer with other channel blocks.
    BufferAttr withChannelBlock(int64_t channels);
    /// Returns this buffer with other padding after each pixel.
    BufferAttr withPixelPad(int64_t elements);
  }];
  let assemblyFormat = [{
    `<` $space `:` $offset (`ring` $ring^)? (`channel_tile` $channelTile^)?
    (`channel_block` $channelBlock^)? (`pixel_pad` $pixelPad^)? `,` `fill` `=` $fill
    (`,` `border` `=` `[` $border^ `]`)? `>`
  }];
  let genVerifyDecl = 1;
}

def MNC_LoopOrder : I32EnumAttr<"LoopOrder", "the outermost loop of a kernel", [
    I32EnumAttrCase<"Pixels", 0, "pixels">,
    I32EnumAttrCase<"Channels", 1, "channels">]> {
  let cppNamespace = "::mnc";
  let genSpecializedAttr = 0;
}

def MNC_GroupMode : I32EnumAttr<"GroupMode", "how the layers of a group take turns", [
    // One layer, all of it in one call.
    I32EnumAttrCase<"Whole", 0, "whole">,
    // Row by row, through rings of rows.
    I32EnumAttrCase<"Rows", 1, "rows">,
    // All rows of a channel tile, through a ring of rows, before the next tile.
    I32EnumAttrCase<"ChannelTiles", 2, "channel_tiles">,
    // A channel tile of all layers but the last, which adds its products with it to its sums.
    I32EnumAttrCase<"SplitReduction", 3, "split_reduction">]> {
  let cppNamespace = "::mnc";
  let genSpecializedAttr = 0;
}

def MNC_KernelAttr : MNC_Attr<"Kernel", "kernel"> {
  let summary = "which kernel computes an operation, and its register tile";
  let description = [{
    `pixels` x `vectors` accumulators of `lanes` values each make a register
    tile; `outer` names the outermost loop. A dense kernel loads `tile_k`
    values of a pixel, one for each step along K, as one vector. A depthwise
    kernel keeps `filter_rows` rows of the filter in registers, 0 for all. A
    split-K kernel has `split_k` accumulators for each sum.
  }];
  let parameters = (ins
    StringRefParameter<"kernel of the table">:$name,
    "int64_t":$pixels,
    "int64_t":$vectors,
    "int64_t":$lanes,
    EnumParameter<MNC_LoopOrder>:$outer,
    DefaultValuedParameter<"int64_t", "1">:$tileK,
    DefaultValuedParameter<"int64_t", "0">:$filterRows,
    DefaultValuedParameter<"int64_t", "1">:$splitK
  );
  let assemblyFormat = [{
    `<` $name `,` `tile` `=` $pixels `x` $vectors `x` $lanes (`tile_k` $tileK^)?
    (`filter_rows` $filterRows^)? (`split_k` $splitK^)? `,` `outer` `=` $outer `>`
  }];
  let genVerifyDecl = 1;
}

def MNC_PrefetchAttr : MNC_Attr<"Prefetch", "prefetch"> {
  let summary = "weights of another operation that one prefetches while it computes";
  let description = [{
    `id` is the attribute `mnc.weights_id` of that operation, and `count` how
    many of its packed weights, in floats, the first ones, are prefetched.
  }];
  let parameters = (ins StringRefParameter<"id of the weights">:$id, "int64_t":$count);
  let assemblyFormat = "`<` $id `,` $count `>`";
  let genVerifyDecl = 1;
}

def MNC_CpuAttr : MNC_Attr<"Cpu", "cpu"> {
  let summary = "what the code of a module is for: triple, CPU, features";
  let description = [{
    `name` is LLVM's name of a CPU. `features` are those of the machine that
    "host" stood for, in LLVM's spelling; empty where the name decides.
  }];
  let parameters = (ins
    StringRefParameter<"target triple">:$triple,
    StringRefParameter<"CPU">:$name,
    StringRefParameter<"features", "\"\"">:$features
  );
  let assemblyFormat = "`<` $triple `,` $name (`,` $features^)? `>`";
}

#endif // MNC_IR_ATTRIBUTES_TD
