// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/LiveRanges.h"

#include "Overlap.h"
#include "mnc/Kernels/KernelInstance.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;
namespace json = llvm::json;

namespace mnc {

namespace {

class Collector {
public:
  LogicalResult add(func::FuncOp graph) {
    for (Operation &op : graph.getBody().getOps()) {
      auto group = dyn_cast<GroupOp>(op);
      step += group ? 1 : 0;
      op.walk([&](Operation *inner) {
        for (Value operand : inner->getOperands())
          if (auto found = indices.find(underlyingBuffer(operand)); found != indices.end())
            buffers[found->second].range.last = step;
      });
      if (group && failed(add(group)))
        return failure();
    }
    step = -1;
    for (auto group : graph.getBody().getOps<GroupOp>())
      addOverlaps(group, ++step);
    return success();
  }

  std::vector<LiveBuffer> buffers;

private:
  LogicalResult add(GroupOp group) {
    if (!group.getBuffersAttr())
      return group.emitOpError("has no buffers yet");
    for (Operation &inner : group.getBody().front()) {
      if (inner.hasAttr(intermediateAttr))
        add(inner.getResult(0));
      if (int64_t floats = scratchFloatsOf(&inner))
        buffers.push_back({inner.getResult(0),
                           {floats * int64_t(sizeof(float)), step, step},
                           /*isScratch=*/true});
    }
    for (OpResult result : group.getResults())
      add(result);
    return success();
  }

  /// What lies in the buffer of a concat is computed before it.
  void add(Value value) {
    auto owner = cast<OpResult>(underlyingBuffer(value));
    if (bufferOf(owner).getSpace() != Space::Workspace || indices.contains(owner))
      return;
    indices[owner] = buffers.size();
    int64_t bytes = layoutOf(owner).bufferElements * elementBytesOf(owner);
    buffers.push_back({owner, {bytes, step, step}});
  }

  /// Finds the buffers that the group reads last, over which its result may lie.
  void addOverlaps(GroupOp group, int64_t step) {
    auto result = indices.find(underlyingBuffer(group.getResult(0)));
    if (group.getNumResults() != 1 || result == indices.end())
      return;
    LiveRange &written = buffers[result->second].range;
    for (auto [index, read] : llvm::enumerate(buffers))
      if (read.range.first < step && read.range.last == step && written.first == step)
        if (std::optional<int64_t> lead = overlapLead(group, read.owner))
          written.overlaps.push_back({index, *lead});
  }

  /// Of the group that is being added.
  int64_t step = -1;
  llvm::DenseMap<Value, size_t> indices;
};

} // namespace

FailureOr<std::vector<LiveBuffer>> liveBuffers(func::FuncOp graph) {
  Collector collector;
  if (failed(collector.add(graph)))
    return failure();
  return std::move(collector.buffers);
}

std::vector<LiveRange> rangesOf(ArrayRef<LiveBuffer> buffers) {
  std::vector<LiveRange> ranges;
  for (const LiveBuffer &buffer : buffers)
    ranges.push_back(buffer.range);
  return ranges;
}

static int64_t offsetOf(const LiveBuffer &buffer) {
  return buffer.isScratch
             ? buffer.owner.getOwner()->getAttrOfType<IntegerAttr>(scratchAttr).getInt()
             : bufferOf(buffer.owner).getOffset();
}

static int64_t ringOf(const LiveBuffer &buffer) {
  return buffer.isScratch ? 0 : bufferOf(buffer.owner).getRing();
}

json::Value memoryAsJson(func::FuncOp graph) {
  json::Array steps, buffers;
  for (auto group : graph.getBody().getOps<GroupOp>()) {
    json::Array nodes;
    for (Operation *op : computeOps(group))
      nodes.push_back(nodeTextOf(op));
    steps.push_back(std::move(nodes));
  }
  FailureOr<std::vector<LiveBuffer>> live = liveBuffers(graph);
  assert(succeeded(live) && "the memory is planned");
  for (const LiveBuffer &buffer : *live)
    buffers.push_back(json::Object{{"node", nodeTextOf(buffer.owner.getOwner())},
                                   {"shape", json::Array(shapeOf(buffer.owner))},
                                   {"scratch", buffer.isScratch},
                                   {"offset", offsetOf(buffer)},
                                   {"bytes", buffer.range.bytes},
                                   {"first", buffer.range.first},
                                   {"last", buffer.range.last},
                                   {"ring", ringOf(buffer)}});
  return json::Object{
      {"schema", 1},
      {"workspace_bytes", graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr).getInt()},
      {"steps", std::move(steps)},
      {"buffers", std::move(buffers)}};
}

} // namespace mnc
