// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "WinogradMatrices.h"

#include "Winograd.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;

namespace mnc {

namespace {

/// Sums and differences of vectors, and their multiples: each a single rounding.
struct Combine {
  KernelBuilder &kernel;

  Value add(Value lhs, Value rhs) const {
    return arith::AddFOp::create(kernel.builder, kernel.loc, lhs, rhs);
  }
  Value sub(Value lhs, Value rhs) const {
    return arith::SubFOp::create(kernel.builder, kernel.loc, lhs, rhs);
  }
  /// factor * lhs + rhs
  Value addTimes(float factor, Value lhs, Value rhs) const {
    return kernel.fma(lhs, kernel.splat(factor, KernelBuilder::widthOf(lhs)), rhs);
  }
};

} // namespace

KernelBuilder::Values winogradInput(KernelBuilder &kernel, ArrayRef<Value> x) {
  Combine c{kernel};
  if (x.size() == 4) {
    Value first = c.sub(x[0], x[2]), second = c.add(x[1], x[2]);
    Value third = c.sub(x[2], x[1]), fourth = c.sub(x[1], x[3]);
    return {first, second, third, fourth};
  }
  Value outer = c.addTimes(-5, x[2], x[4]);
  Value first = c.addTimes(4, x[0], outer);
  Value even = c.addTimes(-4, x[2], x[4]);
  Value odd = c.addTimes(-4, x[1], x[3]);
  Value second = c.add(even, odd);
  Value third = c.sub(even, odd);
  Value near = c.sub(x[4], x[2]);
  Value twice = c.sub(x[3], x[1]);
  Value fourth = c.addTimes(2, twice, near);
  Value fifth = c.addTimes(-2, twice, near);
  Value last = c.addTimes(-5, x[3], x[5]);
  Value sixth = c.addTimes(4, x[1], last);
  return {first, second, third, fourth, fifth, sixth};
}

KernelBuilder::Values winogradOutput(KernelBuilder &kernel, ArrayRef<Value> x) {
  Combine c{kernel};
  Value sum = c.add(x[1], x[2]);
  Value difference = c.sub(x[1], x[2]);
  if (x.size() == 4) {
    Value first = c.add(x[0], sum), second = c.sub(difference, x[3]);
    return {first, second};
  }
  Value farSum = c.add(x[3], x[4]);
  Value farDifference = c.sub(x[3], x[4]);
  Value both = c.add(sum, farSum);
  Value first = c.add(x[0], both);
  Value second = c.addTimes(2, farDifference, difference);
  Value third = c.addTimes(4, farSum, sum);
  Value fourth = c.add(c.addTimes(8, farDifference, difference), x[5]);
  return {first, second, third, fourth};
}

std::pair<double, double> winogradOperations(int64_t m) {
  return m == 2 ? std::pair(4.0, 4.0) : std::pair(12.0, 10.0);
}

template <size_t rows, size_t columns>
static SmallVector<MatrixRow> rowsOf(const double (&matrix)[rows][columns]) {
  return SmallVector<MatrixRow>(std::begin(matrix), std::end(matrix));
}

ArrayRef<MatrixRow> winogradInputMatrix(int64_t m) {
  static constexpr double two[4][4] = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
  static constexpr double four[6][6] = {{4, 0, -5, 0, 1, 0},  {0, -4, -4, 1, 1, 0},
                                        {0, 4, -4, -1, 1, 0}, {0, -2, -1, 2, 1, 0},
                                        {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}};
  static const auto ofTwo = rowsOf(two), ofFour = rowsOf(four);
  return m == 2 ? ofTwo : ofFour;
}

ArrayRef<MatrixRow> winogradFilterMatrix(int64_t m) {
  static constexpr double two[4][3] = {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}};
  static constexpr double four[6][3] = {{1. / 4, 0, 0},
                                        {-1. / 6, -1. / 6, -1. / 6},
                                        {-1. / 6, 1. / 6, -1. / 6},
                                        {1. / 24, 1. / 12, 1. / 6},
                                        {1. / 24, -1. / 12, 1. / 6},
                                        {0, 0, 1}};
  static const auto ofTwo = rowsOf(two), ofFour = rowsOf(four);
  return m == 2 ? ofTwo : ofFour;
}

ArrayRef<MatrixRow> winogradOutputMatrix(int64_t m) {
  static constexpr double two[2][4] = {{1, 1, 1, 0}, {0, 1, -1, -1}};
  static constexpr double four[4][6] = {
      {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}};
  static const auto ofTwo = rowsOf(two), ofFour = rowsOf(four);
  return m == 2 ? ofTwo : ofFour;
}

SmallVector<double> transformedFilter(int64_t m, const WeightFn &filter, int64_t o, int64_t i) {
  double weights[3][3];
  for (int64_t y = 0; y < 3; ++y)
    for (int64_t x = 0; x < 3; ++x)
      weights[y][x] = filter(o, i, y, x);
  ArrayRef<MatrixRow> rows = winogradFilterMatrix(m);
  SmallVector<double> result;
  for (MatrixRow row : rows)
    for (MatrixRow column : rows) {
      double sum = 0;
      for (int64_t y = 0; y < 3; ++y)
        for (int64_t x = 0; x < 3; ++x)
          sum += row[y] * weights[y][x] * column[x];
      result.push_back(sum);
    }
  return result;
}

static double magnitudeOf(MatrixRow row) {
  double sum = 0;
  for (double factor : row)
    sum += std::fabs(factor);
  return sum;
}

/// Each value of the transformed input is at most the largest input times the magnitudes of its two
/// rows of transposed(B), and is rounded 6 times, its filter once, the sum over the inputs once for
/// each, the transformed output 8 times and its bias once.
std::vector<double> winogradErrors(int64_t m, int64_t outputs, int64_t inputs,
                                   const WeightFn &filter) {
  ArrayRef<MatrixRow> in = winogradInputMatrix(m), out = winogradOutputMatrix(m);
  double roundings = double(inputs) + 16;
  std::vector<double> errors;
  for (int64_t o = 0; o < outputs; ++o) {
    SmallVector<double> sums(in.size() * in.size());
    for (int64_t i = 0; i < inputs; ++i)
      for (auto [sum, weight] : llvm::zip_equal(sums, transformedFilter(m, filter, o, i)))
        sum += std::fabs(weight);
    double most = 0;
    for (MatrixRow y : out)
      for (MatrixRow x : out) {
        double error = 0;
        for (size_t row = 0; row < in.size(); ++row)
          for (size_t column = 0; column < in.size(); ++column)
            error += std::fabs(y[row] * x[column]) * magnitudeOf(in[row]) *
                     magnitudeOf(in[column]) * sums[row * in.size() + column];
        most = std::max(most, error);
      }
    errors.push_back(most * roundings);
  }
  return errors;
}

} // namespace mnc
