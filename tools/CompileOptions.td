// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Options of every tool that compiles a model.

include "llvm/Option/OptParser.td"

class F<string name, string help> : Flag<["--"], name>, HelpText<help>;
class Eq<string name, string meta, string help>
    : Joined<["--"], name # "=">, MetaVarName<meta>, HelpText<help>;

def help : F<"help", "this text">;
def h : Flag<["-"], "h">, Alias<help>;
def version : F<"version", "the versions of mnc and LLVM">;

def name : Eq<"name", "<identifier>", "prefix of every symbol and file (default: the file's stem)">;
def cpu : Eq<"cpu", "<name>", "LLVM's name of a CPU, 'host' (default), or 'help' for a list">;
def target : Eq<"target", "<triple>", "target triple (default: this machine's)">;
def dim_eq : Eq<"dim", "<symbol>=<size>", "size of a symbolic dimension (repeatable)">;
def dim : Separate<["--"], "dim">, Alias<dim_eq>;
def no_stream : F<"no-stream", "compute each layer in full before the next one">;
