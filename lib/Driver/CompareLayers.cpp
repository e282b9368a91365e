// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/CompareLayers.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mnc/Driver/HostTensors.h"
#include "mnc/Driver/RoundingBound.h"
#include "mnc/Kernels/ValueLayout.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

namespace {

/// Calls `visit` with the place in the buffer of each element, in C order.
void forEachPlace(const Layout &layout, function_ref<void(int64_t)> visit) {
  SmallVector<int64_t> basis = computeStrides(layout.shape);
  int64_t count = computeProduct(layout.shape);
  for (int64_t i = 0; i < count; ++i) {
    SmallVector<int64_t> index = delinearize(i, basis);
    if (layout.ringRows)
      index[1] = (index[1] + layout.ringOffset) % layout.ringRows;
    visit(layout.origin + linearize(index, layout.strides));
  }
}

/// Elements in C order.
struct Range {
  size_t begin, end;
};

/// Returns the elements of `value` that a run leaves in its buffer. A ring holds the last image,
/// and of that the rows that the next layer needs.
Range elementsLeft(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  size_t count = type.getNumElements();
  if (!layoutOf(value).ringRows)
    return {0, count};
  Operation *consumer = value.getDefiningOp()->getNextNode();
  WindowDim window = *rowWindowOf(consumer);
  int64_t windows = shapeOf(consumer->getResult(0))[1];
  int64_t rows = (windows - 1) * window.stride + window.span() - window.padBefore;
  size_t begin = count - count / type.getDimSize(0);
  size_t row = type.getDimSize(2) * type.getDimSize(3);
  return {begin, begin + row * std::min(rows, type.getDimSize(1))};
}

class Comparison {
public:
  explicit Comparison(const RunMemory &memory) : memory(memory) {}

  LogicalResult compare(GroupOp group) {
    known.clear();
    for (Operation &op : group.getBody().front().without_terminator()) {
      SmallVector<BoundedTensor> operands;
      for (Value operand : op.getOperands())
        operands.push_back(valueOf(operand));
      FailureOr<BoundedTensor> result = boundedResult(&op, operands);
      if (failed(result))
        return failure();
      known[op.getResult(0)] = std::move(*result);
      if (op.hasAttr(intermediateAttr))
        compare(op.getResult(0), op.getResult(0));
    }
    Operation *yield = group.getBody().front().getTerminator();
    for (auto [result, yielded] : llvm::zip_equal(group.getResults(), yield->getOperands()))
      compare(result, yielded);
    return success();
  }

  std::vector<LayerComparison> layers;

private:
  /// The bytes of the buffer of `owner`.
  ArrayRef<uint8_t> bytesOfOwner(Value owner) {
    if (auto argument = dyn_cast<BlockArgument>(owner))
      return memory.inputs[argument.getArgNumber()].bytes;
    BufferAttr buffer = bufferOf(owner);
    if (buffer.getSpace() == Space::Output)
      return memory.outputs[buffer.getOffset()].bytes;
    return memory.workspace.slice(buffer.getOffset(),
                                  layoutOf(owner).bufferElements * elementBytesOf(owner));
  }

  /// All elements of the buffer of `owner`.
  Tensor contentsOf(Value owner) {
    ArrayRef<uint8_t> bytes = bytesOfOwner(owner);
    return exactTensor({hostTypeOf(elementTypeOf(owner)),
                        {int64_t(bytes.size()) / elementBytesOf(owner)},
                        bytes.vec()});
  }

  /// Reads the values that the run left in the buffer of `value`.
  Tensor read(Value value) {
    Tensor tensor{SmallVector<int64_t>(shapeOf(value)), {}};
    Value owner = underlyingBuffer(value);
    if (auto constant = owner.getDefiningOp<ConstantOp>()) {
      Tensor whole = *evaluateOp(constant, {});
      whole.shape = tensor.shape;
      return whole;
    }
    Tensor contents = contentsOf(owner);
    forEachPlace(layoutOf(value), [&](int64_t place) {
      if (contents.holdsIntegers())
        tensor.integers.push_back(contents.integers[place]);
      else
        tensor.values.push_back(contents.values[place]);
    });
    return tensor;
  }

  BoundedTensor valueOf(Value value) {
    auto found = known.find(value);
    return found == known.end() ? exactBound(read(value)) : found->second;
  }

  /// Compares the values that were left of `result` with `computed`, the value inside the group
  /// that becomes it. Consumers of `computed` start from the values that were left.
  void compare(Value result, Value computed) {
    LayerComparison &layer = layers.emplace_back();
    Operation *op = computed.getDefiningOp();
    layer.node = nodeTextOf(op).str();
    layer.op = nameOf(op).str();
    Tensor found = read(result);
    BoundedTensor wanted = valueOf(computed);
    Range left = elementsLeft(result);
    double worst = -1;
    for (size_t i = left.begin; i < left.end; ++i) {
      double &allowed = wanted.error.values[i];
      double error = errorBetween(found, wanted.value, i);
      double excess = error == 0 ? 0 : allowed == 0 ? infinity : error / allowed;
      if (excess > worst) {
        worst = excess;
        layer.error = error;
        layer.allowed = allowed;
      }
      if (found.holdsIntegers())
        wanted.value.integers[i] = found.integers[i];
      else
        wanted.value.values[i] = found.values[i];
      allowed = 0;
    }
    wanted.terms = 0;
    layer.borderHolds = borderHolds(result);
    known[computed] = std::move(wanted);
  }

  static double errorBetween(const Tensor &foundTensor, const Tensor &wantedTensor, size_t i) {
    if (foundTensor.holdsIntegers())
      return foundTensor.integers[i] == wantedTensor.integers[i] ? 0 : infinity;
    double found = foundTensor.values[i], wanted = wantedTensor.values[i];
    if (found == float(wanted) || (std::isnan(found) && std::isnan(wanted)))
      return 0;
    double error = std::fabs(found - wanted);
    return std::isnan(error) ? infinity : error;
  }

  bool borderHolds(Value result) {
    BufferAttr attr = bufferOf(result);
    if (attr.getBorder().empty())
      return true;
    std::vector<double> buffer = contentsOf(result).values;
    Layout layout = layoutOf(result);
    std::vector<bool> inside(buffer.size());
    forEachPlace(layout, [&](int64_t place) { inside[place] = true; });
    float fill = attr.getFill().getValue().convertToFloat();
    int64_t channels = layout.shape[3], pixelPitch = layout.strides[2];
    return llvm::all_of(llvm::seq<int64_t>(0, buffer.size()), [&](int64_t i) {
      bool isGap = i % pixelPitch >= channels;
      return inside[i] || isGap || buffer[i] == fill;
    });
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();
  const RunMemory &memory;
  /// Values inside the group.
  llvm::DenseMap<Value, BoundedTensor> known;
};

} // namespace

FailureOr<std::vector<LayerComparison>> compareLayers(func::FuncOp scheduled,
                                                      const RunMemory &memory) {
  Comparison comparison(memory);
  for (auto group : scheduled.getBody().getOps<GroupOp>())
    if (failed(comparison.compare(group)))
      return failure();
  return std::move(comparison.layers);
}

static std::string describe(const LayerComparison &layer) {
  return llvm::formatv("error {0:e1}, allowed {1:e1}{2}", layer.error, layer.allowed,
                       layer.borderHolds ? "" : ", border overwritten");
}

void printLayers(ArrayRef<LayerComparison> layers, llvm::raw_ostream &os) {
  for (const LayerComparison &layer : layers)
    os << layer.node << " (" << layer.op << "): " << describe(layer)
       << (layer.passed() ? "\n" : ": wrong\n");
  os << layers.size() << " layers, "
     << llvm::count_if(layers, [](const LayerComparison &layer) { return !layer.passed(); })
     << " wrong\n";
}

std::string firstWrongLayer(ArrayRef<LayerComparison> layers) {
  for (const LayerComparison &layer : layers)
    if (!layer.passed())
      return llvm::formatv("first wrong layer: node '{0}' ({1}): {2}", layer.node, layer.op,
                           describe(layer));
  return "";
}

} // namespace mnc
