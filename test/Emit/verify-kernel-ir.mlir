// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations that kernel IR may not contain.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics -mnc-verify-kernel-ir

func.func private @allowed(%x: memref<16xf32>, %y: memref<16xf32>) {
  %c0 = arith.constant 0 : index
  %a = vector.load %x[%c0] : memref<16xf32>, vector<16xf32>
  %sum = vector.fma %a, %a, %a : vector<16xf32>
  %product = arith.mulf %sum, %a : vector<16xf32>
  memref.prefetch %x[%c0], read, locality<3>, data : memref<16xf32>
  vector.store %product, %y[%c0] : memref<16xf32>, vector<16xf32>
  return
}

// -----

func.func private @unknown(%x: f32) -> f32 {
  // expected-error @below {{kernel ir contains 'arith.negf', which is not in the table of operations}}
  %y = arith.negf %x : f32
  return %y : f32
}

// -----

func.func private @wide(%x: f32) {
  // expected-error @below {{kernel ir contains a value of type 'vector<2x4xf32>'}}
  %y = vector.broadcast %x : f32 to vector<2x4xf32>
  return
}

// -----

// expected-error @below {{kernel ir contains an argument of type 'f64'}}
func.func private @argument(%x: f64) {
  return
}

// -----

func.func private @product_and_sum(%x: vector<8xf32>) -> vector<8xf32> {
  // expected-error @below {{a product that feeds a sum is not a 'vector.fma'}}
  %y = arith.mulf %x, %x : vector<8xf32>
  // expected-note @below {{the sum}}
  %z = arith.addf %x, %y : vector<8xf32>
  return %z : vector<8xf32>
}

// -----

// The product is summed in the next step of the loop.
func.func private @product_carried(%x: f32, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%s = %x, %p = %x) -> (f32, f32) {
    // expected-note @below {{the sum}}
    %t = arith.subf %s, %p : f32
    // expected-error @below {{a product that feeds a sum is not a 'vector.fma'}}
    %q = arith.mulf %x, %x : f32
    scf.yield %t, %q : f32, f32
  }
  return %r#0 : f32
}
