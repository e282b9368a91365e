// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise, moving and filling kernels.

#include "mnc/Kernels/Elementwise.h"

#include "Tiles.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace mnc {

namespace {

/// Makes one dimension of two neighbours wherever every layout allows it, and
/// drops those of size 1; the first `kept` stay.
void collapseDims(SmallVectorImpl<Layout *> &layouts, int64_t kept) {
  for (int64_t dim = layouts[0]->rank() - 1; dim >= kept; --dim) {
    bool unit = layouts[0]->shape[dim] == 1 && layouts[0]->rank() > kept + 1;
    bool merges =
        !unit && dim + 1 < layouts[0]->rank() && llvm::all_of(layouts, [&](Layout *layout) {
          return layout->strides[dim] == layout->strides[dim + 1] * layout->shape[dim + 1];
        });
    if (!unit && !merges)
      continue;
    for (Layout *layout : layouts) {
      if (merges) {
        layout->shape[dim + 1] *= layout->shape[dim];
      }
      layout->shape.erase(layout->shape.begin() + dim);
      layout->strides.erase(layout->strides.begin() + dim);
    }
  }
}

/// body(indices of all dimensions but the last)
void forOuter(KernelBuilder &kernel, const Layout &layout, SmallVector<Value> &indices,
              function_ref<void()> body) {
  if (int64_t(indices.size()) + 1 >= layout.rank())
    return body();
  kernel.loop(0, layout.shape[indices.size()], 1, [&](Value index) {
    indices.push_back(index);
    forOuter(kernel, layout, indices, body);
    indices.pop_back();
  });
}

/// The most channels that `buildInterleaved` shuffles.
constexpr int64_t mostInterleaved = 4;

/// True if the last two dimensions are pixels of a few channels each in
/// `output`, and planes of pixels in `input`, as where NCHW becomes NHWC.
bool interleaves(const Layout &output, const Layout &input) {
  int64_t last = output.rank() - 1;
  if (last < 1)
    return false;
  int64_t channels = output.shape[last];
  return channels > 1 && channels <= mostInterleaved && output.strides[last] == 1 &&
         output.strides[last - 1] == channels && input.strides[last - 1] == 1;
}

/// Values part * width ... of the pixels whose channels are `planes`.
Value shufflePlanes(KernelBuilder &kernel, ArrayRef<Value> planes, int64_t part) {
  int64_t width = cast<VectorType>(planes[0].getType()).getDimSize(0);
  int64_t channels = planes.size();
  Value pixels = planes[0];
  for (int64_t channel = 1; channel < channels; ++channel) {
    // Each shuffle puts one more plane in its place and keeps the others'.
    SmallVector<int64_t> lanes;
    for (int64_t lane = 0; lane < width; ++lane) {
      int64_t position = part * width + lane, pixel = position / channels;
      bool isFirst = channel == 1 && position % channels == 0;
      lanes.push_back(position % channels == channel ? width + pixel : isFirst ? pixel : lane);
    }
    pixels = vector::ShuffleOp::create(kernel.builder, kernel.loc, pixels, planes[channel], lanes);
  }
  return pixels;
}

/// `buildElementwise` of one input whose planes become pixels: reads and writes vectors. A row,
/// with `outer`, prefetches another: prefetchers of the CPU would begin anew with each row of each
/// plane.
void buildInterleaved(KernelBuilder &kernel, const Operand &output, const Operand &input,
                      int64_t lanes, function_ref<Value(ArrayRef<Value>)> function,
                      ArrayRef<Value> outer) {
  int64_t last = output.layout.rank() - 1, channels = output.layout.shape[last];
  Layout rows = output.layout;
  rows.shape.pop_back();
  SmallVector<Value> indices(outer);
  forOuter(kernel, rows, indices, [&] {
    Value from = kernel.address(input.layout, indices);
    Value to = kernel.address(output.layout, indices), ahead;
    if (kernel.prefetches && !outer.empty()) {
      // A window of stride 2 reads two rows at once.
      constexpr int64_t rowsAhead = 2;
      SmallVector<Value> later(indices);
      later[1] = kernel.min(kernel.add(later[1], rowsAhead), input.layout.shape[1] - 1);
      ahead = kernel.address(input.layout, later);
    }
    kernel.forVectors(rows.shape[last - 1], lanes, [&](Value first, int64_t width) {
      SmallVector<Value> planes;
      for (int64_t channel = 0; channel < channels; ++channel) {
        int64_t plane = channel * input.layout.strides[last];
        Value at = kernel.add(kernel.add(from, plane), first);
        planes.push_back(function(kernel.load(input.buffer, at, width)));
        if (ahead)
          kernel.prefetch(input.buffer, kernel.add(kernel.add(ahead, plane), first));
      }
      Value pixels = kernel.add(to, kernel.mul(first, channels));
      for (int64_t part = 0; part < channels; ++part) {
        Value at = kernel.add(pixels, part * width);
        kernel.store(shufflePlanes(kernel, planes, part), output.buffer, at);
      }
    });
  });
}

} // namespace

namespace {

/// The ways to walk the values, with collapsed layouts.
struct ElementwisePlan {
  Layout output;
  SmallVector<Layout> inputs;
  enum Way { Vectors, Interleaved, Tiled, Scalars } way;
  std::optional<Tiles> tiles;
};

/// Plans all that has indices of the first `kept` dimensions.
ElementwisePlan planElementwise(const Layout &output, ArrayRef<Layout> inputs, int64_t lanes,
                                int64_t kept = 0) {
  ElementwisePlan plan{output, SmallVector<Layout>(inputs), ElementwisePlan::Vectors, {}};
  SmallVector<Layout *> layouts = {&plan.output};
  for (Layout &input : plan.inputs)
    layouts.push_back(&input);
  collapseDims(layouts, kept);
  int64_t last = plan.output.rank() - 1;
  if (llvm::all_of(layouts, [&](Layout *layout) {
        return layout->strides[last] == 1 || layout->strides[last] == 0;
      }))
    return plan;
  plan.way = ElementwisePlan::Scalars;
  if (plan.inputs.size() != 1)
    return plan;
  plan.tiles = tilesOf(plan.output, plan.inputs[0], lanes, kept);
  if (last > kept && interleaves(plan.output, plan.inputs[0]))
    plan.way = ElementwisePlan::Interleaved;
  else if (plan.tiles)
    plan.way = ElementwisePlan::Tiled;
  return plan;
}

} // namespace

bool elementwiseUsesVectors(const Layout &output, ArrayRef<Layout> inputs, int64_t lanes) {
  ElementwisePlan plan = planElementwise(output, inputs, lanes);
  return plan.way != ElementwisePlan::Scalars && plan.output.shape.back() > 1;
}

void buildElementwise(KernelBuilder &kernel, const Operand &output, ArrayRef<Operand> inputs,
                      int64_t lanes, function_ref<Value(ArrayRef<Value>)> function,
                      ArrayRef<Value> outer) {
  SmallVector<Layout> layouts;
  for (const Operand &input : inputs)
    layouts.push_back(input.layout);
  ElementwisePlan plan = planElementwise(output.layout, layouts, lanes, outer.size());
  Operand target{output.buffer, plan.output};
  SmallVector<Operand> sources;
  for (auto [input, layout] : llvm::zip_equal(inputs, plan.inputs))
    sources.push_back({input.buffer, layout});
  if (plan.way == ElementwisePlan::Interleaved)
    return buildInterleaved(kernel, target, sources[0], lanes, function, outer);
  if (plan.way == ElementwisePlan::Tiled)
    return buildTiles(kernel, target, sources[0], *plan.tiles, function, outer);
  int64_t last = target.layout.rank() - 1;
  bool vectors = plan.way == ElementwisePlan::Vectors;
  SmallVector<Value> indices(outer);
  forOuter(kernel, target.layout, indices, [&] {
    auto at = [&](const Layout &layout, Value first) {
      Value offset = kernel.mul(first, layout.strides[last]);
      return kernel.add(kernel.address(layout, indices), offset);
    };
    auto body = [&](Value first, int64_t width) {
      SmallVector<Value> values;
      for (const Operand &source : sources) {
        Value from = at(source.layout, first);
        values.push_back(source.layout.strides[last] == 0
                             ? kernel.loadBroadcast(source.buffer, from, width)
                             : kernel.load(source.buffer, from, width));
      }
      Value to = at(target.layout, first);
      kernel.store(function(values), target.buffer, to);
    };
    kernel.forVectors(target.layout.shape[last], vectors ? lanes : 1, body);
  });
}

void buildFill(KernelBuilder &kernel, Value buffer, Value from, int64_t count, int64_t lanes,
               float value) {
  kernel.forVectors(count, lanes, [&](Value first, int64_t width) {
    Value at = kernel.add(from, first);
    kernel.store(kernel.splat(value, width), buffer, at);
  });
}

void buildBorder(KernelBuilder &kernel, Value buffer, const Layout &layout, int64_t lanes,
                 float fill) {
  int64_t images = layout.shape[0], height = layout.shape[1];
  int64_t rowPitch = layout.strides[1], rowFloats = layout.shape[2] * layout.strides[2];
  int64_t lastEnd = (height - 1) * rowPitch + rowFloats;
  kernel.loop(0, images, 1, [&](Value n) {
    Value image = kernel.mul(n, layout.strides[0]);
    buildFill(kernel, buffer, image, layout.origin, lanes, fill);
    kernel.loop(0, height - 1, 1, [&](Value y) {
      Value end = kernel.add(kernel.add(image, kernel.mul(y, rowPitch)), layout.origin + rowFloats);
      buildFill(kernel, buffer, end, rowPitch - rowFloats, lanes, fill);
    });
    int64_t tail = layout.bufferElements / images - layout.origin - lastEnd;
    buildFill(kernel, buffer, kernel.add(image, layout.origin + lastEnd), tail, lanes, fill);
  });
}

} // namespace mnc
