// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of the attributes that the schedule writes, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// buffer_c1
// expected-error @below {{a buffer has -1 of 'ring'}}
func.func private @buffer_c1() attributes {buffer = #mnc.buffer<workspace : 0 ring -1, fill = 0.0 : f32>}

// -----

// buffer_c2
// expected-error @below {{a buffer has the offset -64, wanted 0 to 2^36}}
func.func private @buffer_c2() attributes {buffer = #mnc.buffer<workspace : -64, fill = 0.0 : f32>}

// -----

// buffer_c3
// expected-error @below {{the border of a buffer has 3 sides, wanted none or 4}}
func.func private @buffer_c3() attributes {buffer = #mnc.buffer<workspace : 0, fill = 0.0 : f32, border = [1, 1, 1]>}

// -----

// buffer_c4
// expected-error @below {{a buffer has blocks of channels, wanted a ring without 'pixel_pad'}}
func.func private @buffer_c4() attributes {buffer = #mnc.buffer<workspace : 0 ring 3 channel_block 8 pixel_pad 8, fill = 0.0 : f32>}

// -----

// buffer_c5
// expected-error @below {{a buffer has tiles of 12 channels, wanted whole blocks of 8}}
func.func private @buffer_c5() attributes {buffer = #mnc.buffer<workspace : 0 ring 3 channel_tile 12 channel_block 8, fill = 0.0 : f32>}

// -----

// buffer_c6
// expected-error @below {{the fill of a buffer is 0.000000e+00 : f64, wanted f32}}
func.func private @buffer_c6() attributes {buffer = #mnc.buffer<workspace : 0, fill = 0.0 : f64>}

// -----

// kernel_c1
// expected-error @below {{a kernel has the tile 65 x 1 x 8, 'tile_k' 1 and 'split_k' 1, wanted 1 to 64 of each}}
func.func private @kernel_c1() attributes {kernel = #mnc.kernel<"dense", tile = 65 x 1 x 8, outer = pixels>}

// -----

// kernel_c2
// expected-error @below {{a kernel has 6 lanes, 'tile_k' 1 and 'split_k' 1, wanted powers of two}}
func.func private @kernel_c2() attributes {kernel = #mnc.kernel<"dense", tile = 1 x 1 x 6, outer = pixels>}

// -----

// kernel_c3
// expected-error @below {{a kernel has 'filter_rows' 2, wanted 0 (all) or 1}}
func.func private @kernel_c3() attributes {kernel = #mnc.kernel<"dense", tile = 1 x 1 x 8 filter_rows 2, outer = pixels>}

// -----

// kernel_c4
// expected-error @below {{a kernel has the tile 16 x 8 x 8 and 'split_k' 1, wanted at most 64 vectors and 1024 values}}
func.func private @kernel_c4() attributes {kernel = #mnc.kernel<"dense", tile = 16 x 8 x 8, outer = pixels>}

// -----

// schedule_c1
// expected-error @below {{has 'mnc.kernel' = 1 : i64, wanted a #mnc.kernel}}
func.func private @schedule_c1() attributes {mnc.kernel = 1}

// -----

// schedule_c2
// expected-error @below {{wanted a #mnc.buffer of an operation inside a group}}
func.func private @schedule_c2() attributes {mnc.intermediate = #mnc.buffer<workspace : 0, fill = 0.0 : f32>}

// -----

// schedule_c3
// expected-error @below {{has 'mnc.workspace_bytes' = -64 : i64, wanted an i64 from 0 to 2^36}}
func.func private @schedule_c3() attributes {mnc.workspace_bytes = -64 : i64}

// -----

// schedule_c3
// expected-error @below {{has 'mnc.workspace_bytes' = 64 : i32, wanted an i64 from 0 to 2^36}}
func.func private @schedule_c3() attributes {mnc.workspace_bytes = 64 : i32}

// -----

// prefetch_c1
// expected-error @+1 {{a prefetch has 0 weights, wanted 1 to 2^34}}
func.func private @prefetch_c1() attributes {prefetch = #mnc.prefetch<"classifier", 0>}
