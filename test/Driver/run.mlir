// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mnc-run: values from files and generated ones, outputs to files, comparison, time.
// REQUIRES: onnx

// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: %python -c "import numpy as np; np.save('x.npy', np.float32([[-1, 2, 9]]))"
// RUN: %python -c "import numpy as np; np.save('wide.npy', np.zeros((1, 4), np.float32))"
// RUN: %python -c "import numpy as np; np.save('double.npy', np.zeros((1, 3)))"

// The values of a file. Outputs are named after the model's, with odd characters replaced.
// RUN: cd %t && mnc-run %s --input x=x.npy --output-dir=out/deeper
// RUN: cd %t && %python -c "import numpy as np; print(np.load('out/deeper/out_a_b.npy'))" | FileCheck %s --check-prefix=VALUES
// VALUES: {{\[\[}}0. 2. 6.{{\]\]}}

// The compiled code and the evaluator agree on generated values, which are the same in each run.
// RUN: cd %t && mnc-run %s --reference --output-dir ref && mnc-run %s --output-dir=again
// RUN: cd %t && mnc-run %s --compare ref | FileCheck %s --check-prefix=SAME
// RUN: cd %t && mnc-run %s --compare=again --reference | FileCheck %s --check-prefix=SAME
// SAME: a/b: error {{[0-9.e+-]+}}, allowed {{[0-9.e+-]+}}, top-1 equal
// SAME-NOT: error:
// RUN: cd %t && %exits 1 mnc-run %s --input x=x.npy --compare ref 2>&1 | FileCheck %s --check-prefix=DIFFERS
// DIFFERS-DAG: a/b: error
// DIFFERS-DAG: error: outputs differ

// RUN: mnc-run %s --repeat 5 | FileCheck %s --check-prefix=TIME
// RUN: mnc-run %s --repeat=5 | FileCheck %s --check-prefix=TIME
// TIME: {{^}}time ms: min {{[0-9]+\.[0-9]+}} median {{[0-9]+\.[0-9]+}} p90 {{[0-9]+\.[0-9]+}} (5 runs, 1 thread){{$}}

// RUN: cd %t && %exits 1 mnc-run %s --input x=wide.npy 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: error: wide.npy holds float32 {{.*}}4{{.*}} but input 'x' is float32 {{.*}}3
// RUN: cd %t && %exits 1 mnc-run %s --input x=double.npy 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: error: double.npy holds float64 {{.*}} but input 'x' is float32
// RUN: cd %t && %exits 1 mnc-run %s --input y=x.npy 2>&1 | FileCheck %s --check-prefix=INPUT
// INPUT: error: the model has no input 'y'
// RUN: cd %t && %exits 1 mnc-run %s --input x=none.npy 2>&1 | FileCheck %s --check-prefix=NOFILE
// NOFILE: error: 'none.npy': No such file or directory
// RUN: cd %t && %exits 1 mnc-run %s --compare none 2>&1 | FileCheck %s --check-prefix=NOFOLDER
// NOFOLDER: error: 'none/out_a_b.npy': No such file or directory
func.func @main(%x: tensor<1x3xf32> {mnc.name = "x"}) -> (tensor<1x3xf32> {mnc.name = "a/b"}) {
  %y = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x3xf32>) -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}
