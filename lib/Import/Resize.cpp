// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Resize, and Upsample of old files: dimension by dimension.

#include "Interpolation.h"
#include "Node.h"
#include "Registry.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace mnc {

namespace {

/// What a node says, apart from sizes.
struct ResizeOptions {
  ResizedDim dim;
  float extrapolation = 0;
};

} // namespace

static Value createResized(Node &node, Value input, int64_t axis, const Taps &taps) {
  if (taps.chooses())
    return node.create<GatherOp>(input, uint64_t(axis), taps.indices);
  std::vector<float> weights(taps.weights.begin(), taps.weights.end());
  Value constant = node.createFloats({int64_t(taps.outside.size()), taps.taps}, std::move(weights));
  return node.create<InterpolateOp>(input, constant, uint64_t(axis), taps.indices);
}

/// The most values of a table, and of what fills places outside.
static constexpr int64_t mostValues = 1 << 24;

/// Adds `number` where a value of the result lies outside along a dimension; there it is 0. An
/// empty `dims[i].outside` stands for nothing outside.
static Value fillOutside(Node &node, Value value, ArrayRef<Taps> dims, float number) {
  SmallVector<int64_t> shape;
  std::vector<float> fill = {0};
  for (const Taps &taps : dims) {
    bool hasOutside = llvm::is_contained(taps.outside, true);
    shape.push_back(hasOutside ? taps.outside.size() : 1);
    if (shape.back() > mostValues / int64_t(fill.size())) {
      node.emitError() << "'extrapolation_value' fills more than " << mostValues << " places";
      return {};
    }
    std::vector<float> next;
    for (float before : fill)
      for (int64_t at = 0; at < shape.back(); ++at)
        next.push_back(hasOutside && taps.outside[at] ? number : before);
    fill = std::move(next);
  }
  return node.create<AddOp>(value, node.createFloats(shape, std::move(fill)));
}

/// Where nothing is scaled or cut off, positions are those of the input.
static bool keepsValues(const ResizedDim &dim) {
  return dim.input == dim.output && dim.scale == 1 &&
         dim.coordinates != Coordinates::TfCropAndResize;
}

/// Resizes `input` to dims[i].output values of dimension i; those first that become smaller.
static LogicalResult defineResized(Node &node, TypedValue<RankedTensorType> input,
                                   ArrayRef<ResizedDim> dims, float extrapolation) {
  for (const ResizedDim &dim : dims) {
    // A wide filter has as many taps as values of the input become one.
    double taps = dim.antialias ? 4 + 4 / double(dim.scale) : 4;
    if (dim.output < 1 || (!keepsValues(dim) && !(double(dim.output) * taps <= mostValues)))
      return node.emitError() << "a dimension of " << dim.input << " would become one of "
                              << dim.output << ", wanted at least 1 and a table of at most "
                              << mostValues << " values";
  }
  SmallVector<Taps> taps = llvm::map_to_vector(
      dims, [](const ResizedDim &dim) { return keepsValues(dim) ? Taps() : tapsOf(dim); });
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, dims.size()));
  llvm::stable_sort(order, [&](int64_t a, int64_t b) {
    return double(dims[a].output) / double(dims[a].input) <
           double(dims[b].output) / double(dims[b].input);
  });
  Value value = input;
  bool fills = false;
  for (int64_t axis : order) {
    fills |= llvm::is_contained(taps[axis].outside, true);
    if (!keepsValues(dims[axis]))
      value = createResized(node, value, axis, taps[axis]);
  }
  if (fills && extrapolation != 0)
    value = fillOutside(node, value, taps, extrapolation);
  return node.define(value);
}

//--- Attributes --------------------------------------------------------------

/// The value of a string attribute; after an error that lists what was wanted, the first one.
template <typename Enum>
static Enum readChoice(Node &node, StringRef name, StringRef defaultValue,
                       ArrayRef<std::pair<StringRef, Enum>> choices) {
  StringRef text = node.getString(name, defaultValue);
  for (auto [spelling, value] : choices)
    if (spelling == text)
      return value;
  std::string wanted;
  for (auto [spelling, value] : choices)
    wanted += (wanted.empty() ? "" : ", ") + spelling.str();
  node.emitError() << "'" << name << "' is '" << text << "', wanted one of: " << wanted;
  return choices.front().second;
}

static Interpolation readMode(Node &node) {
  return readChoice<Interpolation>(node, "mode", "nearest",
                                   {{"nearest", Interpolation::Nearest},
                                    {"linear", Interpolation::Linear},
                                    {"bilinear", Interpolation::Linear},
                                    {"cubic", Interpolation::Cubic}});
}

static ResizeOptions readOptions(Node &node) {
  ResizeOptions options;
  options.dim.mode = readMode(node);
  options.dim.coordinates =
      readChoice<Coordinates>(node, "coordinate_transformation_mode", "half_pixel",
                              {{"half_pixel", Coordinates::HalfPixel},
                               {"half_pixel_symmetric", Coordinates::HalfPixelSymmetric},
                               {"pytorch_half_pixel", Coordinates::PytorchHalfPixel},
                               {"align_corners", Coordinates::AlignCorners},
                               {"asymmetric", Coordinates::Asymmetric},
                               {"tf_half_pixel_for_nn", Coordinates::TfHalfPixelForNn},
                               {"tf_crop_and_resize", Coordinates::TfCropAndResize}});
  options.dim.nearest = readChoice<Nearest>(node, "nearest_mode", "round_prefer_floor",
                                            {{"round_prefer_floor", Nearest::RoundPreferFloor},
                                             {"round_prefer_ceil", Nearest::RoundPreferCeil},
                                             {"floor", Nearest::Floor},
                                             {"ceil", Nearest::Ceil}});
  options.dim.cubicCoefficient = node.getFloat("cubic_coeff_a", -0.75f);
  options.dim.excludeOutside = node.getBool("exclude_outside", false);
  options.dim.antialias = node.getBool("antialias", false);
  options.extrapolation = node.getFloat("extrapolation_value", 0);
  return options;
}

/// The floats of a constant input; nothing if it is left out or has no elements.
static std::optional<ConstantFloats> readOptional(Node &node, int index) {
  return node.hasInput(index) && !node.isEmpty(index) ? node.getConstant(index) : std::nullopt;
}

/// Sets the sizes of `dims` by the scales, one for each of `axes`.
static void applyScales(Node &node, const ConstantFloats &scales, ArrayRef<int64_t> axes,
                        MutableArrayRef<ResizedDim> dims) {
  if (scales.size() != int64_t(axes.size())) {
    node.emitError() << "'scales' has " << scales.size() << " values, wanted " << axes.size();
    return;
  }
  for (auto [index, axis] : llvm::enumerate(axes)) {
    float scale = scales[index];
    double size = std::floor(float(dims[axis].input) * scale);
    if (!(scale > 0 && size <= double(maxElements))) {
      node.emitError() << "'scales' contains " << scale << ", wanted one above 0 and a result of at"
                       << " most " << maxElementsText << " elements";
      return;
    }
    dims[axis].scale = scale;
    dims[axis].isScaleGiven = true;
    dims[axis].output = int64_t(size);
  }
}

/// Sets the sizes of `dims` by `sizes`, one for each of `axes`. With a policy other than stretch,
/// all are scaled alike, as far as the smallest or the largest scale asks.
static void applySizes(Node &node, ArrayRef<int64_t> sizes, ArrayRef<int64_t> axes,
                       MutableArrayRef<ResizedDim> dims) {
  StringRef policy = node.getString("keep_aspect_ratio_policy", "stretch");
  if (sizes.size() != axes.size()) {
    node.emitError() << "'sizes' has " << sizes.size() << " values, wanted " << axes.size();
    return;
  }
  if (policy != "stretch" && policy != "not_larger" && policy != "not_smaller")
    node.emitError() << "'keep_aspect_ratio_policy' is '" << policy
                     << "', wanted stretch, not_larger or not_smaller";
  std::optional<float> common;
  for (auto [size, axis] : llvm::zip_equal(sizes, axes)) {
    dims[axis].output = size;
    dims[axis].scale = float(size) / float(dims[axis].input);
    bool isFurther = !common || (policy == "not_larger") == (dims[axis].scale < *common);
    if (policy != "stretch" && isFurther)
      common = dims[axis].scale;
  }
  if (!common)
    return;
  for (int64_t axis : axes) {
    float size = std::round(*common * float(dims[axis].input));
    if (!(size >= 1 && size <= float(maxElements))) {
      node.emitError() << "'sizes' make a dimension of " << size << ", wanted 1 to "
                       << maxElementsText;
      return;
    }
    dims[axis].scale = *common;
    dims[axis].output = int64_t(size);
  }
}

//--- Operators ---------------------------------------------------------------

static SmallVector<ResizedDim> dimsOf(ArrayRef<int64_t> shape, const ResizedDim &options) {
  return llvm::map_to_vector(shape, [&](int64_t size) {
    ResizedDim dim = options;
    dim.input = dim.output = size;
    dim.scale = 1;
    return dim;
  });
}

static LogicalResult convertResize(Node &node) {
  auto input = node.getTensor(0);
  ResizeOptions options = readOptions(node);
  auto axes = node.getInts("axes");
  if (!input || node.hasFailed())
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (!axes)
    axes = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
  for (int64_t &axis : *axes)
    axis = node.checkAxis(axis, shape.size(), "axes");
  if (node.hasFailed())
    return failure();
  SmallVector<ResizedDim> dims = dimsOf(shape, options.dim);
  if (std::optional<ConstantFloats> scales = readOptional(node, 2)) {
    node.ignoreAttribute("keep_aspect_ratio_policy");
    applyScales(node, *scales, *axes, dims);
  } else if (node.hasInput(3)) {
    if (std::optional<IntTensor> sizes = node.getIntTensor(3))
      applySizes(node, sizes->values, *axes, dims);
  } else {
    node.emitError() << "has neither 'scales' nor 'sizes'";
  }
  if (options.dim.coordinates == Coordinates::TfCropAndResize) {
    std::optional<ConstantFloats> crop = readOptional(node, 1);
    int64_t count = axes->size();
    if (!crop || crop->size() != 2 * count)
      return node.emitError() << "'roi' has not two values for each dimension";
    for (auto [index, axis] : llvm::enumerate(*axes)) {
      dims[axis].cropStart = (*crop)[index];
      dims[axis].cropEnd = (*crop)[count + index];
    }
  }
  return node.hasFailed() ? failure() : defineResized(node, input, dims, options.extrapolation);
}

/// Resize of opset 10 and Upsample: the scales are input 1, or an attribute.
static LogicalResult convertUpsample(Node &node) {
  auto input = node.getTensor(0);
  ResizedDim options{1, 1, 1};
  options.mode = readMode(node);
  options.coordinates = Coordinates::Asymmetric;
  options.nearest = Nearest::Simple;
  std::optional<ConstantFloats> scales;
  if (std::optional<SmallVector<float>> given = node.getFloats("scales")) {
    auto type = RankedTensorType::get(int64_t(given->size()), node.getBuilder().getF32Type());
    if (!given->empty())
      scales = ConstantFloats::get(
          makeConstantData(type, std::vector<float>(given->begin(), given->end())));
  } else {
    scales = node.getConstant(1);
  }
  if (!input || node.hasFailed())
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  SmallVector<ResizedDim> dims = dimsOf(shape, options);
  if (!scales)
    return node.emitError() << "'scales' is missing";
  applyScales(node, *scales, llvm::to_vector(llvm::seq<int64_t>(0, shape.size())), dims);
  return node.hasFailed() ? failure() : defineResized(node, input, dims, 0);
}

ArrayRef<OperatorRow> getResizeOperators() {
  static constexpr OperatorRow rows[] = {
      {"Resize", "", 10, 10, 2, 2, convertUpsample},
      {"Resize", "", 11, 25, 1, 4, convertResize},
      {"Upsample", "", 7, 10, 1, 2, convertUpsample},
  };
  return rows;
}

} // namespace mnc
