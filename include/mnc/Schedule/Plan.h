// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The schedule of a network as a value: what `search` finds, `applyPlan` obeys, and a file holds.

#ifndef MNC_SCHEDULE_PLAN_H
#define MNC_SCHEDULE_PLAN_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/CPU/CpuTable.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"
#include "mnc/Schedule/SearchOptions.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>
#include <vector>

namespace mnc {

/// How the result of a layer lies between it and the next one of its group; all but `pixelPad` are
/// 0 for the result of a group. See `#mnc.buffer`.
struct BufferPlan {
  int64_t ring = 0, channelTile = 0, channelBlock = 0, pixelPad = 0;
  bool operator==(const BufferPlan &) const = default;
};

/// Weights of another layer that one prefetches while it computes.
struct PrefetchPlan {
  /// Number of that layer.
  int64_t layer = 0;
  /// Floats, the first ones.
  int64_t count = 0;
  bool operator==(const PrefetchPlan &) const = default;
};

struct LayerPlan {
  /// The number of the operation in the graph before layers are fused, in the order of its text.
  int64_t number = 0;
  /// The ONNX node and the operation, for people, and held to the graph.
  std::string node, op;
  /// The name in the kernel table, and the tiling.
  std::string kernel;
  Tiling tiling;
  BufferPlan buffer;
  std::optional<PrefetchPlan> prefetch;
  /// A dense convolution prefetches what the depthwise one after it will wait for.
  bool prefetchConsumer = false;
  /// Estimated, for people: a plan that is taken from a file is estimated anew.
  double cycles = 0;
  std::string limit;
};

struct GroupPlan {
  GroupMode mode = GroupMode::Whole;
  /// Output channels of a tile that all layers compute; 0 for all channels.
  int64_t channelTile = 0;
  /// Rows of the last layer of a step, where layers are computed row by row.
  int64_t rows = 1;
  /// In order: each reads the one before as its input. What else reads that is in the group, too.
  std::vector<LayerPlan> layers = {};
  /// Why they are computed so, for people.
  std::string reason = {};
};

struct Plan {
  /// What the plan is for: SHA-256 of the graph (`fingerprint`), target triple and CPU.
  std::string graph, triple, cpu;
  /// Kernels prefetch what they, or the next layer of a group, will read and write.
  bool prefetches = true;
  /// Convolutions may be computed in Winograd's form.
  bool winograd = true;
  /// In the order in which they run. Each operation is a layer of one group.
  std::vector<GroupPlan> groups;
};

/// Finds a plan for `graph`, of groups of one operation each (`mnc-form-groups`), and changes
/// nothing. A kernel that an operation has already restricts the search. Fails with an error at an
/// operation that no kernel computes.
mlir::FailureOr<Plan> search(mlir::func::FuncOp graph, const SearchOptions &options,
                             const CpuModel &cpu);

/// Returns the SHA-256 of `graph` before it is scheduled: its operations with their attributes,
/// types and nodes, without the values of constants. A network that is trained further keeps it.
std::string fingerprint(mlir::func::FuncOp graph);

/// Checks a plan that anybody may have written: it is for `graph` and the CPU of its module, each
/// operation is a layer of one group, and adds up its products in the order of `sumOrderOf`. Fails
/// with an error at what it does not suit.
mlir::LogicalResult checkPlan(const Plan &plan, mlir::func::FuncOp graph, const CpuModel &cpu);

/// Schedules `graph`, of groups of one operation each (`mnc-form-groups`): fuses groups, and gives
/// them kernels, buffers, prefetches and the reason. The plan is one that `search` found or
/// `checkPlan` accepts. Fails with an error at the operation that a group, a buffer or a kernel
/// does not suit. What a plan says of memory is checked when that is planned.
mlir::LogicalResult applyPlan(mlir::func::FuncOp graph, const Plan &plan, const CpuModel &cpu);

/// Returns a plan as docs/Json.md says, with the schema.
llvm::json::Value asJson(const Plan &plan);

/// Returns the plan in `text`, the contents of a file. Fails with what is wrong, and where.
llvm::Expected<Plan> parsePlan(llvm::StringRef text);

} // namespace mnc

#endif // MNC_SCHEDULE_PLAN_H
