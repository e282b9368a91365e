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

def PadPixelStride : Pass<"mnc-pad-pixel-stride", "::mlir::func::FuncOp"> {
  let summary = "Pads pixels that would share few cache sets or begin within a vector";
  let dependentDialects = ["::mnc::MNCDialect"];
}

def ScheduleGroups : Pass<"mnc-schedule-groups", "::mlir::func::FuncOp"> {
  let summary = "Finds a plan for groups of one operation each, and applies it";
  let description = [{
    The plan (`mnc/Schedule/Plan.h`) says which operations are computed together, how, and by
    which kernels. It chooses between
    - whole layers;
    - layers row by row through rings, where that saves more memory traffic than reading the
      weights for each row costs: convolutions, pools, elementwise steps, at the beginning what
      makes NHWC of an image; sums may read rows of a ring that others have read before;
    - a dense convolution with its depthwise consumer by channel tiles, all rows of one before
      the next, where the activation between the two would not stay in the first-level cache;
    - a dense convolution, the pool over it and a dense layer of one pixel by channel tiles,
      which are K tiles of the dense layer: its weights are read while the convolution computes.
    Rings that a depthwise convolution reads lie in channel blocks. A convolution that computes
    long prefetches the weights of a layer of few pixels, whose time is that of its loads. An
    operation that has a kernel already keeps it. `mnc.reason` of a group says what decided.
  }];
  let options = [
    Option<"stream", "stream", "bool", "true", "groups of several operations">,
    Option<"cacheBlocks", "cache-blocks", "bool", "true",
           "channel tiles, loop orders and prefetches suit the caches; otherwise it is as if "
           "everything stayed in them, and `mnc.no_prefetch` on the function keeps layers from "
           "prefetching">,
    Option<"winograd", "winograd", "bool", "true",
           "convolutions may be computed in Winograd's form; otherwise each is marked with "
           "`mnc.direct`">,
    Option<"mostWorkspaceBytes", "most-workspace-bytes", "int64_t",
           "std::numeric_limits<int64_t>::max()",
           "of plans of a larger workspace, none is taken">,
    Option<"leastResults", "least-results", "bool", "false",
           "the plan whose groups have the smallest results is taken, whatever time it needs">,
    Option<"rows", "rows", "bool", "true", "groups that are computed row by row">,
    Option<"explain", "explain", "bool", "false",
           "a remark for each kernel and tiling that an operation alone in its group could have, "
           "with its estimated cycles">
  ];
  // Of the code whose operations are counted.
  let dependentDialects = ["::mnc::MNCDialect", "::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def PlanMemory : Pass<"mnc-plan-memory", "::mlir::func::FuncOp"> {
  let summary = "Gives each buffer its offset in the workspace";
  let description = [{
    The size of the workspace becomes `mnc.workspace_bytes` of the function. Buffers that are not
    live at the same time share bytes. So does the result of a group that is computed row by row
    with what the group reads last, as far as each row is written behind those that are still to be
    read.
  }];
  let options = [
    Option<"keepAll", "keep-all", "bool", "false",
           "no buffer is used twice and rings have all rows: the end of a run finds all "
           "values in memory">
  ];
  let dependentDialects = ["::mnc::MNCDialect"];
}

#endif // MNC_SCHEDULE_PASSES_TD
