// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes that choose and plan: they form fusion groups and write attributes.

#ifndef MNC_SCHEDULE_PASSES_TD
#define MNC_SCHEDULE_PASSES_TD

include "mlir/Pass/PassBase.td"

def SetCpu : Pass<"mnc-set-cpu", "::mlir::ModuleOp"> {
  let summary = "Names the CPU of a module, for which later passes choose";
  let description = "It becomes the attribute `mnc.cpu`, in place of one that is there.";
  let options = [
    Option<"triple", "triple", "std::string", "", "target triple; this machine's if empty">,
    Option<"cpu", "cpu", "std::string", "\"host\"", "LLVM's name of the CPU">
  ];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def FuseInputScale : Pass<"mnc-fuse-input-scale", "::mlir::func::FuncOp"> {
  let summary = "Makes a factor for each image and channel a step of the input of its consumer";
  let description = [{
    Squeeze-and-excite: the factors come from the activation itself, so they cannot be a step of its
    producer. Where a pointwise convolution is the only consumer of the product, it multiplies
    while it reads if that takes fewer cycles than a pass over the activation.
  }];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def FormGroups : Pass<"mnc-form-groups", "::mlir::func::FuncOp"> {
  let summary = "Makes each operation a scheduled unit whose results have buffers";
  let description = [{
    A buffer that windows read gets the border that they need. Copies are added
    where one buffer cannot serve all consumers:
    - a window with a border reads an argument;
    - a result is returned twice;
    - an activation with a border is returned or reshaped.
  }];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def SplitReduction : Pass<"mnc-split-reduction", "::mlir::func::FuncOp"> {
  let summary = "Fuses a dense convolution, the pool over it and a dense layer by split-K";
  let description = [{
    A dense layer of one pixel computes so little with each weight that memory decides its
    time. Where it reads a pool, the only consumer of a dense convolution, these compute a
    channel tile, which is a K tile of the dense layer: it accumulates the products before
    the next tile. Its weights are read while the convolution computes.
  }];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def TileChannels : Pass<"mnc-tile-channels", "::mlir::func::FuncOp"> {
  let summary = "Fuses a dense convolution with its depthwise consumer by channel tiles";
  let description = [{
    Where input and output stay in the second-level cache, but the activation between the
    two would not stay in the first, all rows of a channel tile are computed, through a
    row ring, before the next tile. Each weight is still read from memory once.
  }];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def StreamRows : Pass<"mnc-stream-rows", "::mlir::func::FuncOp"> {
  let summary = "Fuses a depthwise convolution with those around it into a group that is streamed";
  let description = [{
    A chain of convolutions is partitioned into slices, such as (expand, depthwise,
    project). Each slice becomes one group and is computed row by row, through row
    rings, where that saves more memory traffic than reading the weights for each row
    costs. The attribute `mnc.reason` of each group says what decided.
  }];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def BlockChannelLayout : Pass<"mnc-block-channel-layout", "::mlir::func::FuncOp"> {
  let summary = "Stores row rings that depthwise convolutions read in channel blocks";
  let description = [{
    A ring that a depthwise convolution reads holds the rows of as many channels as a
    vector has lanes, then those of the next: what is read together lies together. Where
    rows of all channels would not stay in the first-level cache, the producer and the
    depthwise convolution compute a channel tile of a row, then the next tile; the ring
    before the producer has as many rows as that takes.
  }];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def PadPixelStride : Pass<"mnc-pad-pixel-stride", "::mlir::func::FuncOp"> {
  let summary = "Pads pixels that would share few cache sets or begin within a vector";
  let dependentDialects = ["::mnc::MNCDialect"];
}

def ChooseKernels : Pass<"mnc-choose-kernels", "::mlir::func::FuncOp"> {
  let summary = "Gives each operation a kernel and its tiling for one CPU";
  let description = "An operation that has a kernel already keeps it, if that supports it.";
  let options = [
    Option<"cacheBlocks", "cache-blocks", "bool", "true",
           "the order of loops suits the caches; otherwise it is as if everything stayed in them, "
           "and `mnc.no_prefetch` on the function keeps layers from prefetching">,
    Option<"explain", "explain", "bool", "false",
           "a remark for each tiling that could be chosen, with its estimated cycles">
  ];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def PrefetchWeights : Pass<"mnc-prefetch-weights", "::mlir::func::FuncOp"> {
  let summary = "Has convolutions prefetch the weights of a later layer that memory decides";
  let description = [{
    A dense layer of few pixels computes so little with each weight that memory decides its
    time. A pointwise convolution before it, which has a kernel and computes long, gets
    the attribute `mnc.prefetch`, and the layer `mnc.weights_id`, if it has none.
  }];
  let dependentDialects = ["::mnc::MNCDialect"];
}

def PlanMemory : Pass<"mnc-plan-memory", "::mlir::func::FuncOp"> {
  let summary = "Gives each buffer its offset in the workspace";
  let description = "The size of the workspace becomes `mnc.workspace_bytes` of the function.";
  let options = [
    Option<"keepAll", "keep-all", "bool", "false",
           "no buffer is used twice and rings have all rows: the end of a run finds all "
           "values in memory">
  ];
  let dependentDialects = ["::mnc::MNCDialect"];
}

#endif // MNC_SCHEDULE_PASSES_TD
