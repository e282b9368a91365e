// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of ONNX Runtime's C interface that the harness calls.
// OrtGetApiBase()->GetApi(1) gives a struct of function pointers; version 1's
// order of members is frozen, so a member is named by its position, counted
// from 0.

#ifndef MNC_BENCH_ORTTABLE_H
#define MNC_BENCH_ORTTABLE_H

#include <cstddef>
#include <cstdint>

namespace mnc::ort {

struct Status;
struct Environment;
struct Session;
struct SessionOptions;
struct Value;
struct MemoryInfo;
struct Allocator;
struct TypeInfo;
struct TensorInfo;

/// The struct that the exported function OrtGetApiBase returns.
struct ApiBase {
  void *const *(*getApi)(uint32_t version);
  const char *(*getVersionString)();
};

/// A member that returns a status: null is success, anything else is released
/// by the caller.
template <unsigned position, typename... Parameters> struct Call {
  static Status *invoke(void *const *table, Parameters... parameters) {
    return reinterpret_cast<Status *(*)(Parameters...)>(table[position])(parameters...);
  }
};

/// A member that releases an object.
template <unsigned position, typename Object> struct Release {
  static void invoke(void *const *table, Object *object) {
    reinterpret_cast<void (*)(Object *)>(table[position])(object);
  }
};

constexpr unsigned getErrorMessagePosition = 2;
using GetErrorMessage = const char *(*)(const Status *);

using CreateEnv = Call<3, int, const char *, Environment **>;
using CreateSession =
    Call<7, const Environment *, const char *, const SessionOptions *, Session **>;
using Run = Call<9, Session *, const void *, const char *const *, const Value *const *, size_t,
                 const char *const *, size_t, Value **>;
using CreateSessionOptions = Call<10, SessionOptions **>;
using SetSessionGraphOptimizationLevel = Call<23, SessionOptions *, int>;
using SetIntraOpNumThreads = Call<24, SessionOptions *, int>;
using SessionGetInputCount = Call<30, const Session *, size_t *>;
using SessionGetOutputCount = Call<31, const Session *, size_t *>;
using SessionGetInputTypeInfo = Call<33, const Session *, size_t, TypeInfo **>;
using SessionGetOutputTypeInfo = Call<34, const Session *, size_t, TypeInfo **>;
using SessionGetInputName = Call<36, const Session *, size_t, Allocator *, char **>;
using SessionGetOutputName = Call<37, const Session *, size_t, Allocator *, char **>;
using CreateTensorWithDataAsOrtValue =
    Call<49, const MemoryInfo *, void *, size_t, const int64_t *, size_t, int, Value **>;
using IsTensor = Call<50, const Value *, int *>;
using GetTensorMutableData = Call<51, Value *, void **>;
using CastTypeInfoToTensorInfo = Call<55, const TypeInfo *, const TensorInfo **>;
using GetTensorElementType = Call<60, const TensorInfo *, int *>;
using GetDimensionsCount = Call<61, const TensorInfo *, size_t *>;
using GetDimensions = Call<62, const TensorInfo *, int64_t *, size_t>;
using GetTensorTypeAndShape = Call<65, const Value *, TensorInfo **>;
using CreateCpuMemoryInfo = Call<69, int, int, MemoryInfo **>;
using AllocatorFree = Call<76, Allocator *, void *>;
using GetAllocatorWithDefaultOptions = Call<78, Allocator **>;
using ReleaseEnv = Release<92, Environment>;
using ReleaseStatus = Release<93, Status>;
using ReleaseMemoryInfo = Release<94, MemoryInfo>;
using ReleaseSession = Release<95, Session>;
using ReleaseValue = Release<96, Value>;
using ReleaseTypeInfo = Release<98, TypeInfo>;
using ReleaseTensorInfo = Release<99, TensorInfo>;
using ReleaseSessionOptions = Release<100, SessionOptions>;

/// Values of the interface's enumerations.
enum LogLevel { logFatal = 4 };
enum OptimizationLevel { optimizeNothing = 0, optimizeAll = 99 };
enum AllocatorType { deviceAllocator = 0 };
enum MemoryType { defaultMemory = 0 };

} // namespace mnc::ort

#endif // MNC_BENCH_ORTTABLE_H
