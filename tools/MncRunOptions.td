// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "CompileOptions.td"

def input_eq : Eq<"input", "<name>=<file.npy>", "values of an input (default: seeded, see docs; repeatable)">;
def input : Separate<["--"], "input">, Alias<input_eq>;
def output_dir_eq : Eq<"output-dir", "<folder>", "write each output there as out_NAME.npy">;
def output_dir : Separate<["--"], "output-dir">, Alias<output_dir_eq>;
def compare_eq : Eq<"compare", "<folder>", "compare each output with out_NAME.npy there">;
def compare : Separate<["--"], "compare">, Alias<compare_eq>;
def reference : F<"reference", "run the slow reference evaluator instead of compiled code">;
def repeat_eq : Eq<"repeat", "<count>", "run that often and print the time">;
def repeat : Separate<["--"], "repeat">, Alias<repeat_eq>;
