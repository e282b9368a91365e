#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Library: ONNX Runtime 1.30.0 (npm: onnxruntime-node), CPU, a Pad of zeros before a MaxPool.
#
# Expected: optimising a graph changes results by roundings at most. A Pad writes values into its
# border, zeros here, and MaxPool's own padding is no value and never wins, so the one cannot become
# the other where the values inside are below zero.
# Seen: it does. With graph optimisations off, the corners of the result are 0, the padded zeros.
# With all of them, which is the default, the Pad is gone, its sizes are in the pads of the pool,
# and the corners are the negative numbers inside. An AveragePool in its place gives the same values
# both ways: there the optimiser also makes the padding count. Networks converted from frameworks
# that pad before they pool after a Relu do not notice; one with LeakyRelu or no activation does.
#
# Needs node, npm and a network; takes about half a minute. Fails if the behaviour changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --ignore-scripts --no-audit --no-fund --prefix . onnxruntime-node@1.30.0 \
  >npm.log 2>&1 || { cat npm.log >&2; exit 2; }

cat >check.js <<'END'
const ort = require('onnxruntime-node');

// Protocol buffers by hand: y = POOL(Pad(x)) on float32 [1, 1, 2, 2], opset 13, a pad of one on
// each side of the last two dimensions, windows of 2x2.
const size = count => count < 128 ? [count] : [count & 127 | 128, ...size(count >> 7)];
const field = (number, bytes) => [number << 3 | 2, ...size(bytes.length), ...bytes];
const text = (number, value) => field(number, [...Buffer.from(value)]);
const int = (number, value) => [number << 3, value];
const ints = (name, values) => field(5, [...text(1, name),
  ...values.flatMap(value => int(8, value)), 0xa0, 1, 7]);
const value = (name, dims) => [...text(1, name),
  ...field(2, field(1, [...int(1, 1),
    ...field(2, dims.flatMap(size => field(1, int(1, size))))]))];
const node = (op, inputs, output, ...attributes) => field(1,
  [...inputs.flatMap(input => text(1, input)), ...text(2, output), ...text(4, op),
    ...attributes.flat()]);
const pads = [0, 0, 1, 1, 0, 0, 1, 1];
const model = pool => Uint8Array.from([...int(1, 8), ...field(7, [
  ...node('Pad', ['x', 'pads'], 'padded'),
  ...node(pool, ['padded'], 'y', ints('kernel_shape', [2, 2]), ints('strides', [2, 2])),
  ...text(2, 'g'),
  ...field(5, [...int(1, 8), ...int(2, 7), ...text(8, 'pads'),
    ...field(9, pads.flatMap(pad => [pad, 0, 0, 0, 0, 0, 0, 0]))]),
  ...field(11, value('x', [1, 1, 2, 2])), ...field(12, value('y', [1, 1, 2, 2]))]),
  ...field(8, int(2, 13))]);

async function run(pool, graphOptimizationLevel) {
  const session = await ort.InferenceSession.create(model(pool), {graphOptimizationLevel});
  const x = new ort.Tensor('float32', Float32Array.from([-1, -2, -3, -4]), [1, 1, 2, 2]);
  return [...(await session.run({x})).y.data].join(' ');
}

(async () => {
  const found = {};
  for (const pool of ['MaxPool', 'AveragePool'])
    for (const level of ['disabled', 'all']) {
      found[`${pool} ${level}`] = await run(pool, level);
      console.log(`${pool}, optimisations ${level}: ${found[`${pool} ${level}`]}`);
    }
  const wanted = {'MaxPool disabled': '0 0 0 0', 'MaxPool all': '-1 -2 -3 -4',
    'AveragePool disabled': '-0.25 -0.5 -0.75 -1', 'AveragePool all': '-0.25 -0.5 -0.75 -1'};
  process.exit(Object.keys(wanted).every(key => found[key] === wanted[key]) ? 0 : 1);
})();
END
node check.js
