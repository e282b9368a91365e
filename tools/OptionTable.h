// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Defines `optionTable()` and the numbers OPT_... of a tool's options. The
// including file defines MNC_OPTIONS as the file that was generated from them.

#include "llvm/Option/OptTable.h"
#include "llvm/Option/Option.h"

namespace {

using namespace llvm::opt;

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include MNC_OPTIONS
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#include MNC_OPTIONS
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include MNC_OPTIONS
#undef OPTTABLE_PREFIXES_TABLE_CODE

class ToolOptions : public GenericOptTable {
public:
  ToolOptions() : GenericOptTable(OptionStrTable, OptionPrefixesTable, infos()) {}

private:
  static llvm::ArrayRef<Info> infos() {
    static constexpr Info table[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include MNC_OPTIONS
#undef OPTION
    };
    return table;
  }
};

} // namespace
