// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Winograd.h"

#include "ConvEmitter.h"
#include "WinogradMatrices.h"

#include "mnc/Kernels/Tilings.h"

using namespace mlir;

namespace mnc {

//--- Shapes ------------------------------------------------------------------

bool supportsWinograd(int64_t m, const ConvSpec &spec) {
  auto isAll = [](const std::array<int64_t, 2> &pair, int64_t value) {
    return pair[0] == value && pair[1] == value;
  };
  return spec.groups == 1 && isAll(spec.kernel, 3) && isAll(spec.stride, 1) &&
         isAll(spec.dilation, 1) && spec.output.shape[1] >= m && spec.output.shape[2] >= m;
}

WinogradTiles::WinogradTiles(const ConvSpec &spec, int64_t m) : m(m), side(m + 2) {
  ArrayRef<int64_t> out = spec.output.shape;
  perRow = llvm::divideCeil(out[2], m);
  perImage = perRow * llvm::divideCeil(out[1], m);
  // Floats of a strip, half a MiB, and pixels that a register tile has use for.
  constexpr int64_t stripFloats = 1 << 17, fewest = 16;
  int64_t perTile = products() * (spec.input.shape[3] + out[3]);
  int64_t most = std::max(fewest, stripFloats / perTile);
  strip = llvm::divideCeil(perImage, llvm::divideCeil(perImage, most));
}

/// Returns a row of `pixels` pixels of `channels` channels from `origin` on. Pixels are a vector
/// farther apart than they are long, so that their lines do not all go to the same places of a
/// cache.
static Layout rowAt(int64_t origin, int64_t pixels, int64_t channels, int64_t lanes) {
  int64_t stride = llvm::alignTo(channels, lanes) + lanes;
  Layout row;
  row.shape = {1, 1, pixels, channels};
  row.strides = {pixels * stride, pixels * stride, stride, 1};
  row.origin = origin;
  row.bufferElements = origin + pixels * stride;
  return row;
}

ConvSpec winogradProducts(const ConvSpec &spec, const WinogradTiles &tiles, int64_t lanes) {
  ConvSpec products = spec;
  products.groups = tiles.products();
  products.input = rowAt(0, tiles.strip, products.groups * spec.input.shape[3], lanes);
  products.output = rowAt(products.input.bufferElements, tiles.strip,
                          products.groups * spec.output.shape[3], lanes);
  products.kernel = products.stride = products.dilation = {1, 1};
  products.pad = {0, 0};
  return products;
}

//--- Code --------------------------------------------------------------------

namespace {

class WinogradConv : ConvEmitter {
public:
  WinogradConv(int64_t m, KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
               const ConvBuffers &buffers, ArrayRef<EpilogueStep> epilogue, const ConvCall &call)
      : ConvEmitter(kernel, spec, tiling, buffers, epilogue, call), tiles(spec, m),
        products(winogradProducts(spec, tiles, tiling.lanes)) {}

  void build() {
    int64_t strips = llvm::divideCeil(tiles.perImage, tiles.strip);
    kernel.loop(0, spec.output.shape[0], 1, [&](Value n) {
      kernel.loop(0, strips, 1, [&](Value number) {
        Value first = kernel.min(kernel.mul(number, tiles.strip), tiles.perImage - tiles.strip);
        forTiles(n, first, [&](const Tile &tile) { transformInput(tile); });
        buildDenseConv(kernel, products, tiling,
                       {buffers.scratch, buffers.weights, buffers.scratch}, {}, {});
        forTiles(n, first, [&](const Tile &tile) { transformOutput(tile); });
      });
    });
  }

private:
  /// A tile of the strip, and its first output pixel.
  struct Tile {
    Value number, n, y, x;
  };

  void forTiles(Value n, Value first, function_ref<void(const Tile &)> body) {
    kernel.loop(0, tiles.strip, 1, [&](Value number) {
      Value index = kernel.add(first, number);
      Value row = kernel.div(index, tiles.perRow);
      Value column = kernel.add(index, kernel.mul(row, -tiles.perRow));
      Value y = kernel.min(kernel.mul(row, tiles.m), spec.output.shape[1] - tiles.m);
      Value x = kernel.min(kernel.mul(column, tiles.m), spec.output.shape[2] - tiles.m);
      body({number, n, y, x});
    });
  }

  /// The place of product (row, column) of channel `channel` of `tile`, in `layout`.
  Value productAt(const Layout &layout, const Tile &tile, int64_t row, int64_t column,
                  Value channel) {
    int64_t perGroup = layout.shape[3] / tiles.products();
    Value pixel = kernel.address(layout, {kernel.index(0), kernel.index(0), tile.number});
    return kernel.add(kernel.add(pixel, channel), (row * tiles.side + column) * perGroup);
  }

  void transformInput(const Tile &tile) {
    const Layout &in = spec.input;
    std::array<Value, 2> origin = windowOrigin(tile.y, tile.x);
    Value first = kernel.address(in, {tile.n, origin[0], origin[1]});
    kernel.forVectors(in.shape[3], tiling.lanes, [&](Value channel, int64_t width) {
      Value from = kernel.add(first, channel);
      // By rows of the transformed columns.
      std::vector<Values> rows(tiles.side);
      for (int64_t column = 0; column < tiles.side; ++column) {
        Values pixels;
        for (int64_t row = 0; row < tiles.side; ++row)
          pixels.push_back(
              kernel.load(buffers.input,
                          kernel.add(from, row * in.strides[1] + column * in.strides[2]), width));
        for (auto [row, value] : llvm::zip_equal(rows, winogradInput(kernel, pixels)))
          row.push_back(value);
      }
      for (int64_t row = 0; row < tiles.side; ++row)
        for (auto [column, value] : llvm::enumerate(winogradInput(kernel, rows[row])))
          kernel.store(value, buffers.scratch,
                       productAt(products.input, tile, row, int64_t(column), channel));
    });
  }

  void transformOutput(const Tile &tile) {
    const Layout &out = spec.output;
    Value first = kernel.address(out, {tile.n, tile.y, tile.x});
    ArrayRef<EpilogueStep> early = epilogue.drop_back(lateSteps().size());
    kernel.forVectors(out.shape[3], tiling.lanes, [&](Value channel, int64_t width) {
      std::vector<Values> rows(tiles.m);
      for (int64_t column = 0; column < tiles.side; ++column) {
        Values sums;
        for (int64_t row = 0; row < tiles.side; ++row)
          sums.push_back(kernel.load(
              buffers.scratch, productAt(products.output, tile, row, column, channel), width));
        for (auto [row, value] : llvm::zip_equal(rows, winogradOutput(kernel, sums)))
          row.push_back(value);
      }
      Value to = kernel.add(first, channel);
      for (int64_t row = 0; row < tiles.m; ++row)
        for (auto [column, sum] : llvm::enumerate(winogradOutput(kernel, rows[row]))) {
          std::array<Value, 3> pixel = {tile.n, kernel.add(tile.y, row),
                                        kernel.add(tile.x, int64_t(column))};
          Value value = kernel.applyEpilogue(sum, early, pixel, channel);
          kernel.store(value, buffers.output,
                       kernel.add(to, row * out.strides[1] + int64_t(column) * out.strides[2]));
        }
      for (int64_t row = 0; row < tiles.m; ++row) {
        std::array<Value, 3> pixel = {tile.n, kernel.add(tile.y, row), tile.x};
        buildLateSteps(pixel, tiles.m, channel, kernel.add(to, row * out.strides[1]), 1, width);
      }
    });
  }

  WinogradTiles tiles;
  ConvSpec products;
};

} // namespace

void buildWinogradConv(int64_t m, KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                       const ConvBuffers &buffers, ArrayRef<EpilogueStep> epilogue,
                       const ConvCall &call) {
  WinogradConv(m, kernel, spec, tiling, buffers, epilogue, call).build();
}

int64_t winogradScratch(int64_t m, const ConvSpec &spec, const Tiling &tiling) {
  return winogradProducts(spec, WinogradTiles(spec, m), tiling.lanes).output.bufferElements;
}

//--- Weights -----------------------------------------------------------------

std::vector<float> packWinograd(int64_t m, const ConvSpec &spec, const Tiling &tiling,
                                const WeightFn &filter) {
  WinogradTiles tiles(spec, m);
  int64_t inputs = spec.input.shape[3], outputs = spec.output.shape[3];
  std::vector<float> weights(tiles.products() * inputs * outputs);
  for (int64_t o = 0; o < outputs; ++o)
    for (int64_t i = 0; i < inputs; ++i)
      for (auto [number, weight] : llvm::enumerate(transformedFilter(m, filter, o, i)))
        weights[(int64_t(number) * outputs + o) * inputs + i] = float(weight);
  return packDense(winogradProducts(spec, tiles, tiling.lanes), tiling,
                   [&](int64_t o, int64_t i, int64_t, int64_t) { return weights[o * inputs + i]; });
}

} // namespace mnc
