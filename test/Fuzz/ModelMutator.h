// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small changes to ONNX models that mostly stay models.

#ifndef MNC_TEST_MODELMUTATOR_H
#define MNC_TEST_MODELMUTATOR_H

#include <cstddef>
#include <cstdint>

namespace mnc {

/// Parses the `size` bytes at `data` as a model, changes one to four of its
/// parts as `seed` decides, and writes it back. Gives its new size; 0, with
/// `data` as it was, if the bytes are no model, the result has more than
/// `maxSize` bytes, or the seed leaves this input to mutation of its bytes.
size_t mutateModel(uint8_t *data, size_t size, size_t maxSize, unsigned seed);

} // namespace mnc

#endif // MNC_TEST_MODELMUTATOR_H
