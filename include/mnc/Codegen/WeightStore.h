// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The packed weights of a network, outside the IR.

#ifndef MNC_CODEGEN_WEIGHTSTORE_H
#define MNC_CODEGEN_WEIGHTSTORE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"
#include <cstdint>
#include <map>

namespace mnc {

/// Packed weights that become `NAME_weights`, or a file. Each entry begins at a multiple of 64
/// bytes, and the size is such a multiple.
class WeightStore {
public:
  /// Returns the offset in bytes of `values`. The same bytes are stored once.
  int64_t add(llvm::ArrayRef<float> values) {
    return addBytes(
        {reinterpret_cast<const uint8_t *>(values.data()), values.size() * sizeof(float)});
  }

  /// Returns the offset of `entry`, the bytes of elements in little-endian order.
  int64_t addBytes(llvm::ArrayRef<uint8_t> entry) {
    llvm::SmallVector<size_t, 1> &sameHash = offsets[{llvm::xxh3_64bits(entry), entry.size()}];
    for (size_t offset : sameHash)
      if (contents().slice(offset, entry.size()) == entry)
        return offset;
    sameHash.push_back(bytes.size());
    bytes.append(entry.begin(), entry.end());
    bytes.resize(llvm::alignTo(bytes.size(), alignment));
    return sameHash.back();
  }

  llvm::ArrayRef<uint8_t> contents() const { return bytes; }

private:
  static constexpr size_t alignment = 64;
  /// Grows without being copied where the system can move pages.
  llvm::SmallVector<uint8_t, 0> bytes;
  /// Offsets of entries by the hash of their bytes and their size.
  std::map<std::pair<uint64_t, size_t>, llvm::SmallVector<size_t, 1>> offsets;
};

} // namespace mnc

#endif // MNC_CODEGEN_WEIGHTSTORE_H
