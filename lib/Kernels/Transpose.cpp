// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elementwise kernels whose input is contiguous along another dimension than the output: square
// tiles are loaded as vectors, transposed in registers and stored as vectors.

#include "Tiles.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace mnc {

namespace {

/// Larger tiles would not fit into the registers of every CPU beside what is shuffled.
constexpr int64_t largestTile = 8;

/// Replaces `rows`, of as many elements as there are rows, by their transpose: row i of the result
/// holds element i of each. Each step swaps the blocks beside the diagonal, of 1, 2, 4 ...
/// elements.
void transposeTile(KernelBuilder &kernel, MutableArrayRef<Value> rows) {
  int64_t size = rows.size();
  auto shuffle = [&](Value first, Value second, function_ref<int64_t(int64_t)> source) {
    SmallVector<int64_t> lanes;
    for (int64_t lane = 0; lane < size; ++lane)
      lanes.push_back(source(lane));
    return vector::ShuffleOp::create(kernel.builder, kernel.loc, first, second, lanes);
  };
  for (int64_t block = 1; block < size; block *= 2)
    for (int64_t row = 0; row < size; ++row) {
      if (row & block)
        continue;
      Value upper = rows[row], lower = rows[row + block];
      rows[row] = shuffle(
          upper, lower, [&](int64_t lane) { return lane & block ? size + (lane ^ block) : lane; });
      rows[row + block] = shuffle(
          upper, lower, [&](int64_t lane) { return lane & block ? size + lane : lane ^ block; });
    }
}

/// Calls body(first) for tiles of `tile` values that cover 0..count; the last one may cover some
/// values once more.
void forTiles(KernelBuilder &kernel, int64_t count, int64_t tile, function_ref<void(Value)> body) {
  int64_t whole = count / tile * tile;
  kernel.loop(0, whole, tile, body);
  if (whole < count)
    body(kernel.index(count - tile));
}

} // namespace

std::optional<Tiles> tilesOf(const Layout &output, const Layout &input, int64_t lanes,
                             int64_t kept) {
  int64_t last = output.rank() - 1;
  if (output.strides[last] != 1)
    return std::nullopt;
  for (int64_t dim = kept; dim < last; ++dim) {
    int64_t shorter = std::min({output.shape[dim], output.shape[last], lanes, largestTile});
    if (input.strides[dim] == 1 && shorter > 1)
      return Tiles{dim, int64_t(llvm::bit_floor(uint64_t(shorter)))};
  }
  return std::nullopt;
}

void buildTiles(KernelBuilder &kernel, const Operand &output, const Operand &input,
                const Tiles &tiles, function_ref<Value(ArrayRef<Value>)> function,
                ArrayRef<Value> outer) {
  const Layout &out = output.layout, &in = input.layout;
  int64_t last = out.rank() - 1, size = tiles.size;
  SmallVector<Value> indices(outer);
  indices.resize(out.rank());
  std::function<void(int64_t)> nest = [&](int64_t dim) {
    if (dim <= last) {
      bool isTiled = dim == tiles.dim || dim == last;
      auto body = [&](Value index) {
        indices[dim] = index;
        nest(dim + 1);
      };
      return isTiled ? forTiles(kernel, out.shape[dim], size, body)
                     : kernel.loop(0, out.shape[dim], 1, body);
    }
    Value from = kernel.address(in, indices), to = kernel.address(out, indices);
    SmallVector<Value> rows;
    for (int64_t row = 0; row < size; ++row)
      rows.push_back(
          function(kernel.load(input.buffer, kernel.add(from, row * in.strides[last]), size)));
    transposeTile(kernel, rows);
    for (int64_t row = 0; row < size; ++row)
      kernel.store(rows[row], output.buffer, kernel.add(to, row * out.strides[tiles.dim]));
  };
  nest(outer.size());
}

} // namespace mnc
