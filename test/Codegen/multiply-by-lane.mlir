// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A vector of a pixel's values serves as many steps along K where a product takes a lane of a
// register; the steps that are left, here three, come as shorter vectors. Elsewhere each step reads
// its value.
// RUN: mnc-opt %s -mnc-set-cpu="triple=aarch64-unknown-linux-gnu cpu=cortex-a53" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops=name=net -canonicalize | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=x86-64-v2" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops=name=net -canonicalize | FileCheck %s --check-prefix=WHOLE

// CHECK: func.func private @net_layer(%[[IN:[a-z0-9]*]]: memref<19xf32> {{.*}}, %[[WEIGHTS:[a-z0-9]*]]: memref<76xf32>
// CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[SIXTEEN:.*]] = arith.constant 16 : index
// CHECK: %[[SUM:.*]] = scf.for %[[TAP:.*]] = %{{.*}} to %[[SIXTEEN]] step %[[FOUR]] iter_args
// CHECK: %[[X:.*]] = vector.load %[[IN]][%[[TAP]]] : memref<19xf32>, vector<4xf32>
// CHECK-COUNT-3: vector.fma
// CHECK: vector.load %[[WEIGHTS]]
// CHECK: %[[LANE:.*]] = vector.extract %[[X]][3] : f32 from vector<4xf32>
// CHECK: vector.broadcast %[[LANE]] : f32 to vector<4xf32>
// CHECK: vector.fma
// CHECK: scf.yield
// CHECK: vector.load %[[IN]][%[[SIXTEEN]]] : memref<19xf32>, vector<2xf32>
// CHECK-COUNT-2: vector.fma
// CHECK: memref.load %[[IN]]
// CHECK: vector.fma
// CHECK-NOT: vector.fma
// CHECK: vector.store

// WHOLE: func.func private @net_layer(%[[IN:[a-z0-9]*]]: memref<19xf32> {{.*}}, %[[WEIGHTS:[a-z0-9]*]]: memref<76xf32>
// WHOLE-NOT: vector.extract
// WHOLE: memref.load %[[IN]]
// Factors of the input are a vector as well, and multiplied with each pixel's.
// RUN: sed -e 's/%w {/%w input_scale(%x) {/; s/tensor<4x19x1x1xf32>) ->/tensor<4x19x1x1xf32>, tensor<1x1x1x19xf32>) ->/' %s > %t
// RUN: mnc-opt %t -mnc-set-cpu="triple=aarch64-unknown-linux-gnu cpu=cortex-a53" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops=name=net -canonicalize | FileCheck %s --check-prefix=SCALED
// SCALED: func.func private @net_layer(%[[IN:[a-z0-9]*]]: memref<19xf32> {{.*}}, %{{.*}}: memref<76xf32> {{.*}}, %{{.*}}: memref<4xf32> {{.*}}, %[[SCALE:[a-z0-9]*]]: memref<19xf32>
// SCALED: scf.for %[[STEP:.*]] = %{{.*}} to %{{.*}} step
// SCALED: %[[FACTORS:.*]] = vector.load %[[SCALE]][%[[STEP]]] : memref<19xf32>, vector<4xf32>
// SCALED: %[[X:.*]] = vector.load %[[IN]][%[[STEP]]]
// SCALED: %[[PRODUCT:.*]] = arith.mulf %[[X]], %[[FACTORS]] : vector<4xf32>
// SCALED: vector.extract %[[PRODUCT]][0]
module {
  func.func @main(%x: tensor<1x1x1x19xf32>) -> tensor<1x1x1x4xf32> {
    %w = mnc.constant dense<0.5> : tensor<4x19x1x1xf32>
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
        : (tensor<1x1x1x19xf32>, tensor<4x19x1x1xf32>) -> tensor<1x1x1x4xf32> loc("layer")
    return %y : tensor<1x1x1x4xf32>
  }
}
