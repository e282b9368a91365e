// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tensors of this machine's memory as the evaluator's, and back.

#ifndef MNC_DRIVER_HOSTTENSORS_H
#define MNC_DRIVER_HOSTTENSORS_H

#include "mlir/IR/Types.h"
#include "mnc/Emit/LibraryDesc.h"
#include "mnc/HostTensor/HostTensor.h"
#include "mnc/Reference/Evaluator.h"

namespace mnc {

/// The type of this machine's memory for an element type of the graph.
ElementType hostTypeOf(mlir::Type element);

/// The element type of an input or output.
ElementType hostTypeOf(const IoTensorDesc &ioTensor);

/// The values of a tensor, floats in double.
Tensor exactTensor(const HostTensor &tensor);
std::vector<Tensor> exactTensors(llvm::ArrayRef<HostTensor> tensors);

/// The values of `tensor` rounded to elements of `type`, which holds integers if `tensor` does.
HostTensor roundedTensor(const Tensor &tensor, ElementType type);

/// Returns the documented input of each input tensor (see generateInput).
std::vector<HostTensor> seededInputs(const LibraryDesc &library);

} // namespace mnc

#endif // MNC_DRIVER_HOSTTENSORS_H
