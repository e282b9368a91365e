// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
include "CompileOptions.td"

def o : JoinedOrSeparate<["-"], "o">, MetaVarName<"<folder>">,
  HelpText<"folder to write to (default: .), or - for standard output">;
defm emit : Eq<"emit", "<stage>",
  "import, graph, plan, memory, schedule, loops, llvm, asm, obj, cpp or lib">;
defm max_workspace : Eq<"max-workspace", "<bytes>",
  "the fastest plan whose workspace is no larger">;
defm weights : Eq<"weights", "<file>",
  "write the weights to a file, which NAME_run takes (--emit=lib, cpp)">;
def stats_eq : Joined<["--"], "stats=">, MetaVarName<"<format>">,
  HelpText<"costs of each layer, as 'table' (so without =) or 'json'">;
def stats : Flag<["--"], "stats">, Alias<stats_eq>, AliasArgs<["table"]>;
