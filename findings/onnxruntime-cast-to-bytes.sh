#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Library: ONNX Runtime 1.30.0 (npm: onnxruntime-node and onnxruntime-web), CPU, Cast of floats to
# integers that do not hold them.
#
# Expected: as QuantizeLinear of the same library, which saturates: 300 becomes 255 in uint8, and
# infinity the largest number of its type. A picture that a network scales to 0..255 and casts at
# the end then has white where it is a little too bright.
# Seen: to uint8 and int8 the number is cut to 32 bits first and its low 8 bits are taken, so that
# 256.5 becomes 0, black, and 300 becomes 44; what 32 bits do not hold, infinity and NaN become 0.
# To int32 and int64 all of these become the lowest number, also what is far above 0. The native
# library on x86-64 and the WebAssembly build agree.
#
# Needs node, npm, a network and an x86-64 CPU; takes about half a minute. Fails if the behaviour
# changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --ignore-scripts --no-audit --no-fund --prefix . onnxruntime-node@1.30.0 \
  onnxruntime-web@1.30.0 >npm.log 2>&1 || { cat npm.log >&2; exit 2; }

cat >check.js <<'END'
const runtimes = {node: require('onnxruntime-node'), web: require('onnxruntime-web')};

// Protocol buffers by hand: y = Cast(x) of float32 [6], opset 13.
const size = count => count < 128 ? [count] : [count & 127 | 128, ...size(count >> 7)];
const field = (number, bytes) => [number << 3 | 2, ...size(bytes.length), ...bytes];
const text = (number, value) => field(number, [...Buffer.from(value)]);
const int = (number, value) => [number << 3, value];
const value = (name, type) => [...text(1, name),
  ...field(2, field(1, [...int(1, type), ...field(2, field(1, int(1, 6)))]))];
const model = type => Uint8Array.from([...int(1, 8), ...field(7, [
  ...field(1, [...text(1, 'x'), ...text(2, 'y'), ...text(4, 'Cast'),
    ...field(5, [...text(1, 'to'), ...int(3, type), 0xa0, 1, 2])]),
  ...text(2, 'g'), ...field(11, value('x', 1)), ...field(12, value('y', type))]),
  ...field(8, int(2, 13))]);

async function run(runtime, type, numbers) {
  const session = await runtime.InferenceSession.create(model(type));
  const x = new runtime.Tensor('float32', Float32Array.from(numbers), [6]);
  return [...(await session.run({x})).y.data].join(' ');
}

(async () => {
  const numbers = [-1.5, 256.5, 300, 3e9, Infinity, NaN];
  const lowest = -(2n ** 63n);
  const wanted = {uint8: [2, '255 0 44 0 0 0'], int8: [3, '-1 0 44 0 0 0'],
    int32: [6, '-1 256 300 -2147483648 -2147483648 -2147483648'],
    int64: [7, `-1 256 300 3000000000 ${lowest} ${lowest}`]};
  let holds = true;
  for (const [name, runtime] of Object.entries(runtimes))
    for (const [type, [number, line]] of Object.entries(wanted)) {
      const found = await run(runtime, number, numbers);
      console.log(`${name}: ${numbers.join(', ')} as ${type}: ${found}`);
      holds &&= found === line;
    }
  process.exit(holds ? 0 : 1);
})();
END
node check.js
