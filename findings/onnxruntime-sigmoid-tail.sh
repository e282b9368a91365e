#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Library: ONNX Runtime 1.30.0 (npm: onnxruntime-node), CPU, operator Sigmoid on float32.
#
# Expected: a sigmoid within a few units in the last place, as its Exp is, and one that never falls
# while its operand rises.
# Seen: an absolute error of some 1e-7 instead. From x = -10 down the result has few right digits:
# at -17 it is more than twice the exact one and larger than that of -16.6, and from -18 it is
# exactly 0, where the exact value is 1.5e-8, far from the smallest float. 1 / (1 +
# exp(-x)) of the same library's Exp has seven right digits at all of these. So x * Sigmoid(x) is
# -0 from -18 down, and a comparison with it wants an absolute tolerance, not a relative one.
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

// Protocol buffers by hand: a model of one node, y = OP(x), on float32 of any length, opset 13.
const field = (number, bytes) => [number << 3 | 2, bytes.length, ...bytes];
const text = (number, value) => field(number, [...Buffer.from(value)]);
const int = (number, value) => [number << 3, value];
const value = (number, name) => field(number, [...text(1, name),
  ...field(2, field(1, [...int(1, 1), ...field(2, field(1, text(2, 'n')))]))]);
const model = op => Uint8Array.from([...int(1, 8),
  ...field(7, [...field(1, [...text(1, 'x'), ...text(2, 'y'), ...text(4, op)]),
    ...text(2, 'g'), ...value(11, 'x'), ...value(12, 'y')]),
  ...field(8, int(2, 13))]);

async function run(op, xs) {
  const session = await ort.InferenceSession.create(model(op));
  const x = new ort.Tensor('float32', Float32Array.from(xs), [xs.length]);
  return [...(await session.run({x})).y.data];
}

(async () => {
  const xs = [-5, -10, -15, -16.6, -17, -18, -20];
  const sigmoid = await run('Sigmoid', xs), exp = await run('Exp', xs.map(x => -x));
  const far = (found, exact) => Math.abs(found / exact - 1);
  xs.forEach((x, i) => {
    const exact = 1 / (1 + Math.exp(-x));
    console.log(`x = ${x}: Sigmoid ${sigmoid[i].toExponential(3)}, by Exp ` +
      `${(1 / (1 + exp[i])).toExponential(3)}, exact ${exact.toExponential(3)}`);
  });
  const exact = xs.map(x => 1 / (1 + Math.exp(-x)));
  const holds = [
    sigmoid[4] > 2 * exact[4], sigmoid[4] > sigmoid[3], sigmoid[5] === 0, sigmoid[6] === 0,
    xs.every((x, i) => far(1 / (1 + exp[i]), exact[i]) < 1e-6)];
  if (!holds.every(Boolean)) {
    console.error('the behaviour has changed: ' + holds);
    process.exit(1);
  }
})();
END
node check.js
