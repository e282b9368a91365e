// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The packed weights of a network, outside the IR.

#ifndef MNC_CODEGEN_WEIGHTSTORE_H
#define MNC_CODEGEN_WEIGHTSTORE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace mnc {

/// Packed weights that become `NAME_weights`, or a file. Each entry begins at a multiple of 64
/// bytes, and the size is such a multiple.
class WeightStore {
public:
  /// Returns the offset in bytes of `values`. Values of the same `key` are stored once; `values` is
  /// called only for a new key.
  int64_t add(const std::string &key, llvm::function_ref<std::vector<float>()> values) {
    auto [entry, isNew] = offsets.try_emplace(key, bytes.size());
    if (isNew) {
      std::vector<float> floats = values();
      auto *begin = reinterpret_cast<const uint8_t *>(floats.data());
      bytes.append(begin, begin + floats.size() * sizeof(float));
      bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
    }
    return entry->second;
  }

  /// Whether there is room for `count` values of `key` within `limit` bytes.
  bool hasRoomFor(const std::string &key, int64_t count, int64_t limit) const {
    int64_t room = limit - int64_t(alignment) - int64_t(bytes.size());
    return offsets.count(key) || count <= room / int64_t(sizeof(float));
  }

  llvm::ArrayRef<uint8_t> contents() const { return bytes; }

private:
  static constexpr size_t alignment = 64;
  /// Grows without being copied where the system can move pages.
  llvm::SmallVector<uint8_t, 0> bytes;
  std::unordered_map<std::string, int64_t> offsets;
};

} // namespace mnc

#endif // MNC_CODEGEN_WEIGHTSTORE_H
