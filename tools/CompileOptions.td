// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Options of every tool that compiles a model.

include "llvm/Option/OptParser.td"

class F<string name, string help> : Flag<["--"], name>, HelpText<help>;
/// `--name=value`, or `--name value`.
multiclass Eq<string name, string meta, string help> {
  def NAME#_eq : Joined<["--"], name # "=">, MetaVarName<meta>, HelpText<help>;
  def NAME : Separate<["--"], name>, Alias<!cast<Option>(NAME#_eq)>;
}

/// Not in the list, which has to fit on a screen: who reads it has found it.
def help : Flag<["--"], "help">;
def h : Flag<["-"], "h">, Alias<help>;
def version : F<"version", "the versions of mnc and LLVM">;

defm name : Eq<"name", "<identifier>",
  "prefix of every symbol and file (default: the file's stem)">;
defm cpu : Eq<"cpu", "<name>", "LLVM's name of a CPU, 'host' (default), or 'help' for a list">;
defm target : Eq<"target", "<triple>", "target triple (default: this machine's)">;
defm dim : Eq<"dim", "<symbol>=<size>", "size of a symbolic dimension (repeatable)">;
defm shape : Eq<"shape", "<name>=<dims>", "shape of an input, as 1,3,24,24 (repeatable)">;
def widen : F<"widen", "make float16 inputs and outputs float">;
def no_stream : F<"no-stream", "compute each layer in full before the next one">;
def no_cache_blocks : F<"no-cache-blocks",
  "choose tiles for the registers only, nothing for the caches">;
def no_winograd : F<"no-winograd", "compute 3x3 convolutions directly: more time, less rounding">;
defm plan : Eq<"plan", "<file>", "obey a schedule that --emit=plan wrote, edited or not">;
def verify_each : F<"verify-each", "prove by execution that each pass keeps the network's results">;
