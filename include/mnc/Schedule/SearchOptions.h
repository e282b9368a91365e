// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef MNC_SCHEDULE_SEARCHOPTIONS_H
#define MNC_SCHEDULE_SEARCHOPTIONS_H

#include <cstdint>
#include <limits>

namespace mnc {

/// Restrictions of the search for a plan.
struct SearchOptions {
  /// Groups of several layers.
  bool stream = true;
  /// Channel tiles and blocks, loop orders, prefetches and pixel padding suit the caches. Otherwise
  /// it is as if everything stayed in them.
  bool cacheBlocks = true;
  /// Convolutions may be computed in Winograd's form.
  bool winograd = true;
  /// Of plans of a larger workspace, none is taken.
  int64_t mostWorkspaceBytes = std::numeric_limits<int64_t>::max();
  /// The plan whose groups have the smallest results is taken, whatever time it needs.
  bool leastResults = false;
  /// Groups that are computed row by row.
  bool rows = true;
};

} // namespace mnc

#endif // MNC_SCHEDULE_SEARCHOPTIONS_H
