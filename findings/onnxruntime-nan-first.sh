#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Library: ONNX Runtime 1.30.0 (npm: onnxruntime-node and onnxruntime-web), CPU, ReduceMax,
# ReduceMin, ArgMax and ArgMin of values with a NaN among them.
#
# Expected: one rule for all places, either NumPy's, where a NaN is the result wherever it is, or
# that of C's fmax, where it is passed over.
# Seen: the place decides. A NaN that is the first of the values is the result, and its index is 0;
# one that comes later is passed over, and the largest or smallest number wins. The same four
# numbers in another order give another maximum. The native library and the WebAssembly build agree.
# So a class map with one NaN is decided by the channel that it is in, and a NaN that an upstream
# layer made is visible in a reduction only if it comes first.
#
# Needs node, npm and a network; takes about half a minute. Fails if the behaviour changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --ignore-scripts --no-audit --no-fund --prefix . onnxruntime-node@1.30.0 \
  onnxruntime-web@1.30.0 >npm.log 2>&1 || { cat npm.log >&2; exit 2; }

cat >check.js <<'END'
const runtimes = {node: require('onnxruntime-node'), web: require('onnxruntime-web')};

// Protocol buffers by hand: y = OP(x) along axis 1 of float32 [1, 4], opset 13.
const size = count => count < 128 ? [count] : [count & 127 | 128, ...size(count >> 7)];
const field = (number, bytes) => [number << 3 | 2, ...size(bytes.length), ...bytes];
const text = (number, value) => field(number, [...Buffer.from(value)]);
const int = (number, value) => [number << 3, value];
const value = (name, type, dims) => [...text(1, name), ...field(2, field(1, [...int(1, type),
  ...field(2, dims.flatMap(size => field(1, int(1, size))))]))];
const axis = op => op.startsWith('Arg')
  ? field(5, [...text(1, 'axis'), ...int(3, 1), 0xa0, 1, 2])
  : field(5, [...text(1, 'axes'), ...int(8, 1), 0xa0, 1, 7]);
const model = op => Uint8Array.from([...int(1, 8), ...field(7, [
  ...field(1, [...text(1, 'x'), ...text(2, 'y'), ...text(4, op), ...axis(op)]), ...text(2, 'g'),
  ...field(11, value('x', 1, [1, 4])),
  ...field(12, value('y', op.startsWith('Arg') ? 7 : 1, [1, 1]))]), ...field(8, int(2, 13))]);

async function run(runtime, op, numbers) {
  const session = await runtime.InferenceSession.create(model(op));
  const x = new runtime.Tensor('float32', Float32Array.from(numbers), [1, 4]);
  return String((await session.run({x})).y.data[0]);
}

(async () => {
  const lines = [[NaN, 1, 3, 2], [1, NaN, 3, 2], [1, 3, 2, NaN]];
  const wanted = {ReduceMax: ['NaN', '3', '3'], ReduceMin: ['NaN', '1', '1'],
    ArgMax: ['0', '2', '1'], ArgMin: ['0', '0', '0']};
  let holds = true;
  for (const [name, runtime] of Object.entries(runtimes))
    for (const op of Object.keys(wanted))
      for (const [index, line] of lines.entries()) {
        const found = await run(runtime, op, line);
        console.log(`${name}: ${op} of ${line.join(', ')} is ${found}`);
        holds &&= found === wanted[op][index];
      }
  process.exit(holds ? 0 : 1);
})();
END
node check.js
