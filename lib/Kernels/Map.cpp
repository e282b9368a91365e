// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise, moving and filling kernels.

#include "mnc/Kernels/Elementwise.h"

using namespace mlir;

namespace mnc {

namespace {

/// Makes one dimension of two neighbours wherever every layout allows it, and
/// drops those of size 1.
void collapseDims(SmallVectorImpl<Layout *> &layouts) {
  for (int64_t dim = layouts[0]->rank() - 1; dim >= 0; --dim) {
    bool unit = layouts[0]->shape[dim] == 1 && layouts[0]->rank() > 1;
    bool merges = !unit && dim + 1 < layouts[0]->rank() &&
                  llvm::all_of(layouts, [&](Layout *layout) {
                    return layout->strides[dim] ==
                           layout->strides[dim + 1] * layout->shape[dim + 1];
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

} // namespace

void buildMap(KernelBuilder &kernel, const Operand &output, ArrayRef<Operand> inputs,
              int64_t lanes, function_ref<Value(ArrayRef<Value>)> function) {
  Operand target = output;
  SmallVector<Operand> sources(inputs);
  SmallVector<Layout *> layouts = {&target.layout};
  for (Operand &source : sources)
    layouts.push_back(&source.layout);
  collapseDims(layouts);
  int64_t last = target.layout.rank() - 1;
  bool vectors = llvm::all_of(
      layouts, [&](Layout *layout) { return layout->strides[last] == 1 || layout->strides[last] == 0; });
  SmallVector<Value> indices;
  forOuter(kernel, target.layout, indices, [&] {
    auto at = [&](const Layout &layout, Value first) {
      return kernel.add(kernel.address(layout, indices), kernel.mul(first, layout.strides[last]));
    };
    kernel.forVectors(target.layout.shape[last], vectors ? lanes : 1, [&](Value first, int64_t width) {
      SmallVector<Value> values;
      for (const Operand &source : sources) {
        Value from = at(source.layout, first);
        values.push_back(source.layout.strides[last] == 0
                             ? kernel.loadSplat(source.buffer, from, width)
                             : kernel.load(source.buffer, from, width));
      }
      kernel.store(function(values), target.buffer, at(target.layout, first));
    });
  });
}

void buildFill(KernelBuilder &kernel, Value buffer, Value from, int64_t count, int64_t lanes,
               float value) {
  kernel.forVectors(count, lanes, [&](Value first, int64_t width) {
    kernel.store(kernel.splat(value, width), buffer, kernel.add(from, first));
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
