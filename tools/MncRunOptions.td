// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "CompileOptions.td"

defm input : Eq<"input", "<name>=<npy>",
  "values of an input (default: seeded, see docs; repeatable)">;
defm output_dir : Eq<"output-dir", "<folder>", "write each output there as out_NAME.npy">;
defm compare : Eq<"compare", "<folder>", "compare each output with out_NAME.npy there">;
def reference : F<"reference", "run the slow reference evaluator instead of compiled code">;
defm repeat : Eq<"repeat", "<count>", "run that often and print the time">;
def profile_eq : Joined<["--"], "profile=">, MetaVarName<"<format>">,
  HelpText<"time of each layer, as 'table' (so without =) or 'json'">;
def profile : Flag<["--"], "profile">, Alias<profile_eq>, AliasArgs<["table"]>;
def compare_layers : F<"compare-layers",
  "compare each layer of the compiled code with the evaluator">;
