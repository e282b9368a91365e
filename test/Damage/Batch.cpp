// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Batch.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mnc {

namespace {

constexpr uint64_t batchSize = 100;
constexpr unsigned secondsEach = 20;
constexpr rlim_t memoryBytes = rlim_t(4) << 30;

void setLimit(int resource, rlim_t value) {
  struct rlimit limit = {value, value};
  setrlimit(resource, &limit);
}

/// In the child: one byte to `pipe` for each number.
[[noreturn]] void runChild(uint64_t first, uint64_t end, int pipe,
                           llvm::function_ref<char(uint64_t)> run) {
  setLimit(RLIMIT_AS, memoryBytes);
  setLimit(RLIMIT_CORE, 0);
  for (uint64_t number = first; number < end; ++number) {
    alarm(secondsEach);
    char result = run(number);
    if (write(pipe, &result, 1) != 1)
      _exit(2);
  }
  _exit(0);
}

std::string endOf(int status) {
  if (!WIFSIGNALED(status))
    return "exit status " + llvm::itostr(WEXITSTATUS(status));
  return WTERMSIG(status) == SIGALRM ? "takes too long" : strsignal(WTERMSIG(status));
}

} // namespace

void runInBatches(uint64_t count, llvm::function_ref<char(uint64_t)> run,
                  llvm::function_ref<void(uint64_t, std::optional<char>, llvm::StringRef)> report) {
  for (uint64_t next = 0; next < count;) {
    uint64_t end = std::min(count, next + batchSize);
    int ends[2];
    llvm::outs().flush();
    if (pipe(ends) != 0)
      std::abort();
    pid_t child = fork();
    if (child < 0)
      std::abort();
    if (child == 0)
      runChild(next, end, ends[1], run);
    close(ends[1]);
    char result;
    while (read(ends[0], &result, 1) == 1)
      report(next++, result, {});
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (next < end) {
      report(next, std::nullopt, endOf(status));
      ++next;
    }
  }
}

} // namespace mnc
