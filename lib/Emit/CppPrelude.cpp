// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Head, vector types and helpers of the C++.

#include "CppPrelude.h"
#include "CppText.h"
#include "llvm/Support/FormatVariadic.h"

using llvm::StringRef;

namespace mnc {

/// The architecture level with the vectors of `row`, which older compilers
/// know.
static StringRef levelOf(const CpuModel &row) {
  if (row.vectorBits == 512)
    return "x86-64-v4";
  return row.hasFma ? "x86-64-v3" : "x86-64-v2";
}

std::string cppFlags(const Target &target) {
  if (target.row.arch == Arch::AArch64)
    return "-march=armv8-a -mtune=" + target.tuneCpu + " -ffp-contract=off";
  std::string tuning;
  if (target.row.vectorBits == 512)
    tuning = " -mprefer-vector-width=512";
  if (!target.row.cppTune.empty())
    tuning = " -mtune=" + target.row.cppTune.str();
  return "-march=" + target.cpu + tuning + " -ffp-contract=off";
}

/// Stops a compiler that was not told of the vectors.
static std::string checkFlags(const Target &target) {
  if (target.row.arch != Arch::X86_64 || !target.row.hasFma)
    return "";
  StringRef macro = target.row.vectorBits == 512 ? "__AVX512F__" : "__AVX2__";
  return llvm::formatv("#if !defined({0}) || !defined(__FMA__)\n"
                       "#error \"compile with {1}\"\n#endif\n\n",
                       macro, cppFlags(target));
}

static constexpr StringRef overview =
    R"cpp(// The functions of the layers come first, the network's body and the entry point last.
// Equal layers share a function. Activations are NHWC rows in the workspace, with the border that
// windows read. Layers are computed one after the other (materialised) or, where that pays, several
// of them together, row by row or by channel tiles, through row rings; comments give the reason.
// `x`, `w` and `s` are values, weights and sums, `at` positions.
//
// The arguments of a layer are buffers, which differ in what they hold and not in their type:
// NOLINTBEGIN(bugprone-easily-swappable-parameters)

)cpp";

std::string cppHead(const LibraryDesc &library, const Target &target) {
  std::string text = llvm::formatv(
      "// {0}: a neural network as C++17 with GNU vector types, for GCC and "
      "Clang.\n"
      "//\n"
      "// Compiler {1}, target {2}, cpu {3}. {0}.h says how to use it.\n"
      "// Flags: -std=c++17 -O2 {4}\n",
      library.name, library.compilerVersion, library.triple, library.cpu, cppFlags(target));
  StringRef level = levelOf(target.row);
  if (target.row.arch == Arch::X86_64 && target.cpu != level)
    text += "// A compiler that does not know this cpu takes -march=" + level.str() +
            " instead; the results have the same bits.\n";
  text += "//\n";
  text += overview;
  text += "#include \"";
  text += library.name;
  text += ".h\"\n#include <stdint.h>\n\n";
  return text + checkFlags(target);
}

static constexpr StringRef common = R"cpp(
// Index arithmetic. `wrap` is a row of a ring; `below` says whether 0 <= a < b.
[[maybe_unused]] inline long smaller(long a, long b) { return a < b ? a : b; }
[[maybe_unused]] inline long larger(long a, long b) { return a > b ? a : b; }
[[maybe_unused]] inline long wrap(long a, long b) {
  return long((unsigned long)a % (unsigned long)b);
}
[[maybe_unused]] inline long quotient(long a, long b) {
  return long((unsigned long)a / (unsigned long)b);
}
[[maybe_unused]] inline bool below(long a, long b) {
  return (unsigned long)a < (unsigned long)b;
}

// Buffers of floats in the workspace and in the weights.
[[maybe_unused]] inline float *floats(unsigned char *bytes) {
  return reinterpret_cast<float *>(bytes);
}
[[maybe_unused]] inline const float *floats(const unsigned char *bytes) {
  return reinterpret_cast<const float *>(bytes);
}

// Limits that let NaN pass. What is loaded gets + 0 before, which makes zeros of denormals.
template <class V> [[gnu::always_inline]] inline V atLeast(V value, V bound) {
  return value < bound ? bound : value;
}
template <class V> [[gnu::always_inline]] inline V atMost(V value, V bound) {
  return value > bound ? bound : value;
}
)cpp";

/// Vector types and functions of `width` (%N) floats, `bytes` (%B) bytes; %E is an element for each
/// lane.
static constexpr StringRef vectors = R"cpp(
typedef float f32x%N __attribute__((vector_size(%B)));
typedef float packed_f32x%N __attribute__((vector_size(%B), aligned(4), may_alias));
typedef uint32_t u32x%N __attribute__((vector_size(%B)));
typedef int32_t mask%N __attribute__((vector_size(%B)));
[[maybe_unused, gnu::always_inline]] inline f32x%N load%N(const float *from) {
  return *reinterpret_cast<const packed_f32x%N *>(from);
}
[[maybe_unused, gnu::always_inline]] inline void store(float *to, f32x%N value) {
  *reinterpret_cast<packed_f32x%N *>(to) = value;
}
[[maybe_unused, gnu::always_inline]] inline f32x%N splat%N(float s) {
  return f32x%N{%E};
}
)cpp";

static constexpr StringRef elements = R"cpp(
// Buffers of other elements than floats and bytes.
template <class T> inline T *elements(unsigned char *bytes) {
  return reinterpret_cast<T *>(bytes);
}
template <class T> inline const T *elements(const unsigned char *bytes) {
  return reinterpret_cast<const T *>(bytes);
}
)cpp";

/// Vectors of `width` (%N) integers of `bits` (%W) bits, `bytes` (%B) bytes.
static constexpr StringRef integers = R"cpp(
typedef uint%W_t u%Wx%N __attribute__((vector_size(%B)));
typedef int%W_t s%Wx%N __attribute__((vector_size(%B)));
typedef uint%W_t packed_u%Wx%N __attribute__((vector_size(%B), aligned(%A), may_alias));
[[maybe_unused, gnu::always_inline]] inline u%Wx%N load%N(const uint%W_t *from) {
  return *reinterpret_cast<const packed_u%Wx%N *>(from);
}
[[maybe_unused, gnu::always_inline]] inline void store(uint%W_t *to, u%Wx%N value) {
  *reinterpret_cast<packed_u%Wx%N *>(to) = value;
}
)cpp";

static constexpr StringRef scalarFma = R"cpp(
// a * b + c with one rounding.
[[maybe_unused, gnu::always_inline]] inline float mulAdd(float a, float b, float c) {
  return __builtin_fmaf(a, b, c);
}
)cpp";

/// GCC makes one instruction of the lanes.
static constexpr StringRef vectorFma =
    R"cpp([[maybe_unused, gnu::always_inline]] inline f32x%N mulAdd(f32x%N a, f32x%N b, f32x%N c) {
#ifdef __clang__
  return __builtin_elementwise_fma(a, b, c);
#else
  for (int i = 0; i < %N; ++i)
    c[i] = __builtin_fmaf(a[i], b[i], c[i]);
  return c;
#endif
}
)cpp";

/// Appends `form` for vectors of `width` elements of `bits` bits.
static void append(std::string &text, StringRef form, int64_t width, unsigned bits = 32) {
  std::string lanes = "s";
  for (int64_t lane = 1; lane < width; ++lane)
    lanes += ", s";
  for (char previous = 0; char c : form) {
    if (previous == '%')
      text.replace(text.size() - 1, 1,
                   c == 'N'   ? std::to_string(width)
                   : c == 'B' ? std::to_string(bits / 8 * width)
                   : c == 'W' ? std::to_string(bits)
                   : c == 'A' ? std::to_string(bits / 8)
                              : lanes);
    else
      text += c;
    previous = c;
  }
}

/// The typedefs of u32xN stand with those of floats.
static constexpr StringRef words = R"cpp(
typedef int32_t s32x%N __attribute__((vector_size(%B)));
typedef uint32_t packed_u32x%N __attribute__((vector_size(%B), aligned(4), may_alias));
[[maybe_unused, gnu::always_inline]] inline u32x%N load%N(const uint32_t *from) {
  return *reinterpret_cast<const packed_u32x%N *>(from);
}
[[maybe_unused, gnu::always_inline]] inline void store(uint32_t *to, u32x%N value) {
  *reinterpret_cast<packed_u32x%N *>(to) = value;
}
)cpp";

std::string cppHelpers(const CppModule &facts, bool hasFma) {
  std::string text = common.str();
  bool hasIntegers = facts.hasElements || facts.hasBytes;
  if (facts.hasElements)
    text += elements;
  if (hasFma)
    text += scalarFma;
  for (int64_t width : facts.widths) {
    if (width == 1)
      continue;
    append(text, vectors, width);
    if (hasFma)
      append(text, vectorFma, width);
    if (hasIntegers)
      append(text, words, width);
  }
  if (hasIntegers)
    for (auto [bits, width] : facts.integers)
      if (bits != 32)
        append(text, integers, width, bits);
  return text;
}

} // namespace mnc
