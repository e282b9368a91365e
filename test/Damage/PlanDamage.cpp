// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PlanDamage.h"

#include "mnc/IR/IR.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

StringRef planDamageName(PlanDamageKind kind) {
  switch (kind) {
  case PlanDamageKind::Overlap:
    return "overlap";
  case PlanDamageKind::Place:
    return "place";
  case PlanDamageKind::Life:
    return "life";
  case PlanDamageKind::Ring:
    return "ring";
  case PlanDamageKind::Border:
    return "border";
  case PlanDamageKind::Output:
    return "output";
  }
  llvm_unreachable("unknown kind");
}

namespace {

constexpr int64_t alignment = 64;

/// One buffer: who owns it, and the bytes that it takes, `end` excluded.
struct Buffer {
  Value owner;
  BufferAttr attr;
  int64_t begin, end;
  /// Groups that define it and read it last, counted from 0.
  int64_t first, last;

  bool meets(const Buffer &other) const { return begin < other.end && other.begin < end; }
};

/// The attribute with one part replaced.
struct Change {
  BufferAttr attr;
  std::optional<int64_t> position = {}, ring = {}, channelTile = {}, block = {};
  std::optional<SmallVector<int64_t>> border = {};
  std::optional<double> fill = {};

  void applyTo(Value owner) const {
    MLIRContext *context = attr.getContext();
    auto changed =
        BufferAttr::get(context, attr.getSpace(), position.value_or(attr.getOffset()),
                        ring.value_or(attr.getRing()), channelTile.value_or(attr.getChannelTile()),
                        block.value_or(attr.getChannelBlock()), attr.getPixelPad(),
                        border ? ArrayRef<int64_t>(*border) : attr.getBorder(),
                        fill ? FloatAttr::get(Float32Type::get(context), *fill) : attr.getFill());
    setBufferAttr(cast<OpResult>(owner), changed);
  }
};

/// The damages do not refer to this object, but to the graph and `random`.
class PlanDamages {
public:
  PlanDamages(func::FuncOp graph, std::mt19937_64 &random) : graph(graph), random(random) {
    findBuffers();
  }

  std::vector<std::function<void()>> collect(PlanDamageKind kind) {
    for (const Buffer &buffer : buffers) {
      bool isPlaced = buffer.attr.getSpace() == Space::Workspace;
      if (kind == PlanDamageKind::Overlap && isPlaced)
        overlaps(buffer);
      else if (kind == PlanDamageKind::Place && isPlaced)
        places(buffer);
      else if (kind == PlanDamageKind::Life && isPlaced)
        lives(buffer);
      else if (kind == PlanDamageKind::Ring)
        rings(buffer);
      else if (kind == PlanDamageKind::Border)
        borders(buffer);
      else if (kind == PlanDamageKind::Output && !isPlaced)
        add(buffer, {.attr = buffer.attr, .position = buffer.attr.getOffset() + 1});
    }
    return std::move(damages);
  }

private:
  void findBuffers() {
    llvm::DenseMap<Value, size_t> indices;
    auto define = [&](Value value) {
      Value owner = underlyingBuffer(value);
      BufferAttr attr = bufferOf(owner);
      if (!attr || indices.contains(owner))
        return;
      int64_t begin = attr.getOffset(), step = groups.size();
      int64_t bytes = layoutOf(owner).bufferElements * int64_t(sizeof(float));
      indices[owner] = buffers.size();
      buffers.push_back({owner, attr, begin, begin + bytes, step, step});
    };
    for (auto group : graph.getBody().getOps<GroupOp>()) {
      group.walk([&](Operation *op) {
        for (Value operand : op->getOperands())
          if (auto found = indices.find(underlyingBuffer(operand)); found != indices.end())
            buffers[found->second].last = groups.size();
      });
      for (Operation &op : group.getBody().front())
        llvm::for_each(op.getResults(), define);
      llvm::for_each(group.getResults(), define);
      groups.push_back(group);
    }
  }

  void add(const Buffer &buffer, Change change) {
    damages.push_back([=, owner = buffer.owner] { change.applyTo(owner); });
  }

  /// A multiple of the alignment in `least` .. `most`.
  int64_t draw(int64_t least, int64_t most) {
    int64_t first = llvm::divideCeil(least, alignment), last = most / alignment;
    return (first + int64_t(random() % uint64_t(last - first + 1))) * alignment;
  }

  /// Moves `buffer` to where one lies that its group reads, or writes as well.
  void overlaps(const Buffer &buffer) {
    for (const Buffer &other : buffers)
      if (other.owner != buffer.owner && other.attr.getSpace() == Space::Workspace &&
          other.first <= buffer.first && buffer.first <= other.last) {
        int64_t bytes = buffer.end - buffer.begin;
        int64_t least = std::max<int64_t>(0, other.begin - bytes + 1);
        // A result may follow what its group reads last, row by row, but never end behind it.
        if (isa<GroupOp>(buffer.owner.getDefiningOp()) && other.last == buffer.first)
          least = std::max(least, other.end - bytes + 1);
        add(buffer, {.attr = buffer.attr, .position = draw(least, other.end - 1)});
      }
  }

  void places(const Buffer &buffer) {
    int64_t bytes = graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr).getInt();
    int64_t off = 4 * (1 + int64_t(random() % 15));
    add(buffer, {.attr = buffer.attr, .position = buffer.begin + off});
    add(buffer, {.attr = buffer.attr, .position = -draw(alignment, 16 * alignment)});
    int64_t beyond = bytes - (buffer.end - buffer.begin) + 1;
    add(buffer, {.attr = buffer.attr, .position = draw(beyond, beyond + 16 * alignment)});
  }

  void lives(const Buffer &buffer) {
    for (const Buffer &other : buffers)
      if (other.attr.getSpace() == Space::Workspace && other.first > buffer.last &&
          other.meets(buffer))
        damages.push_back([=, group = groups[other.first], owner = buffer.owner]() mutable {
          // The group has no result: only its reading matters.
          OpBuilder builder(group->getContext());
          builder.setInsertionPointAfter(group);
          auto consumer = GroupOp::create(builder, group.getLoc(), TypeRange(),
                                          builder.getArrayAttr({}), IntegerAttr());
          builder.setInsertionPointToEnd(&consumer.getBody().emplaceBlock());
          CopyOp::create(builder, group.getLoc(), owner.getType(), owner);
          YieldOp::create(builder, group.getLoc(), ValueRange());
        });
  }

  void rings(const Buffer &buffer) {
    // A ring that holds fewer windows is no damage, only one that holds less than one.
    for (Operation *user : buffer.owner.getUsers())
      if (auto conv = dyn_cast<Conv2dOp>(user); conv && buffer.attr.getRing())
        if (int64_t rows = convSpecOf(conv).windowRows(); rows > 1)
          add(buffer, {.attr = buffer.attr, .ring = 1 + int64_t(random() % uint64_t(rows - 1))});
    // A smaller channel tile of a streamed row is no damage where both kernels compute it.
    if (int64_t channels = buffer.attr.getChannelTile(); channels > 1)
      add(buffer,
          {.attr = buffer.attr, .channelTile = 1 + 2 * int64_t(random() % uint64_t(channels / 2))});
    if (int64_t channels = buffer.attr.getChannelBlock(); channels > 1)
      add(buffer, {.attr = buffer.attr, .block = 1 + int64_t(random() % uint64_t(channels - 1))});
  }

  void borders(const Buffer &buffer) {
    for (auto [side, size] : llvm::enumerate(buffer.attr.getBorder())) {
      if (size == 0)
        continue;
      SmallVector<int64_t> border(buffer.attr.getBorder());
      border[side] = int64_t(random() % uint64_t(size));
      add(buffer, {.attr = buffer.attr, .border = border});
    }
    if (!buffer.attr.getBorder().empty())
      add(buffer, {.attr = buffer.attr, .fill = random() % 2 ? 1.0 : -0.5});
  }

  func::FuncOp graph;
  std::mt19937_64 &random;
  std::vector<Buffer> buffers;
  std::vector<GroupOp> groups;
  std::vector<std::function<void()>> damages;
};

} // namespace

std::vector<std::function<void()>> planDamages(func::FuncOp graph, PlanDamageKind kind,
                                               std::mt19937_64 &random) {
  return PlanDamages(graph, random).collect(kind);
}

} // namespace mnc
