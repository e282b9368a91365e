// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One kind of change for each part of a model: attributes, nodes, tensors,
// inputs, outputs, versions.

#include "ModelMutator.h"
#include "Words.h"
#include "onnx.pb.h"
#include <cmath>
#include <cstring>
#include <random>

namespace mnc {

namespace {

class Mutation {
public:
  Mutation(onnx::ModelProto &model, unsigned seed)
      : graph(*model.mutable_graph()), model(model), random(seed) {}

  void change();

private:
  size_t below(size_t count) { return count ? random() % count : 0; }
  bool oneIn(size_t count) { return below(count) == 0; }
  template <typename Array> auto pick(const Array &array) { return array[below(array.size())]; }
  template <typename Repeated> auto &any(Repeated *repeated) {
    return *repeated->Mutable(int(below(repeated->size())));
  }
  int64_t number() { return oneIn(2) ? int64_t(below(9)) : pick(numbers); }
  float real();
  std::string valueName();

  /// Sets, inserts, removes or swaps one of a list of numbers.
  template <typename List, typename Make> void changeList(List *list, Make make);
  /// Drops, doubles or swaps elements of a list of messages; whether it did.
  template <typename List> bool changeOrder(List *list);

  void changeAttribute(onnx::AttributeProto &attribute);
  void changeNode(onnx::NodeProto &node);
  void addNode();
  void changeTensor(onnx::TensorProto &tensor);
  void changeData(onnx::TensorProto &tensor);
  void makeExternal(onnx::TensorProto &tensor);
  void changeInput(onnx::ValueInfoProto &input);

  onnx::GraphProto &graph;
  onnx::ModelProto &model;
  std::mt19937 random;
};

float Mutation::real() {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr std::array<float, 10> reals = {0,
                                           -0.0f,
                                           1,
                                           6,
                                           -1,
                                           infinity,
                                           -infinity,
                                           std::numeric_limits<float>::quiet_NaN(),
                                           std::numeric_limits<float>::max(),
                                           std::numeric_limits<float>::denorm_min()};
  return oneIn(2) ? pick(reals) : float(int(below(2000)) - 1000) / 100;
}

/// The name of something in the graph, now and then a new or an empty one.
std::string Mutation::valueName() {
  if (oneIn(16))
    return oneIn(2) ? "" : "v" + std::to_string(below(4));
  size_t kind = below(4);
  if (kind == 0 && graph.input_size())
    return any(graph.mutable_input()).name();
  if (kind == 1 && graph.initializer_size())
    return any(graph.mutable_initializer()).name();
  if (graph.node_size()) {
    onnx::NodeProto &node = any(graph.mutable_node());
    if (node.output_size())
      return node.output(int(below(node.output_size())));
  }
  return "x";
}

template <typename List, typename Make> void Mutation::changeList(List *list, Make make) {
  if (list->empty() || oneIn(6))
    list->Add(make());
  else if (oneIn(6))
    list->RemoveLast();
  else if (oneIn(6))
    list->SwapElements(int(below(list->size())), int(below(list->size())));
  else
    list->Set(int(below(list->size())), make());
}

template <typename List> bool Mutation::changeOrder(List *list) {
  if (list->empty() || !oneIn(4))
    return false;
  int index = int(below(list->size()));
  switch (below(3)) {
  case 0:
    list->DeleteSubrange(index, 1);
    break;
  case 1: {
    auto copy = list->Get(index);
    *list->Add() = copy;
    break;
  }
  default:
    list->SwapElements(index, int(below(list->size())));
  }
  return true;
}

void Mutation::changeAttribute(onnx::AttributeProto &attribute) {
  switch (below(12)) {
  case 0:
    attribute.set_type(int32_t(below(12)));
    break;
  case 1:
    attribute.set_name(pick(attributeNames));
    break;
  case 2:
    changeTensor(*attribute.mutable_t());
    break;
  default: {
    // The field that the type names.
    auto integer = [&] { return number(); };
    switch (attribute.type()) {
    case 1:
      attribute.set_f(real());
      break;
    case 2:
      attribute.set_i(number());
      break;
    case 3:
      attribute.set_s(pick(words));
      break;
    case 4:
      changeTensor(*attribute.mutable_t());
      break;
    case 6:
      changeList(attribute.mutable_floats(), [&] { return real(); });
      break;
    default:
      changeList(attribute.mutable_ints(), integer);
    }
  }
  }
}

void Mutation::changeNode(onnx::NodeProto &node) {
  switch (below(9)) {
  case 0:
    node.set_op_type(pick(operatorNames()));
    break;
  case 1:
    if (node.input_size())
      node.mutable_input()->SwapElements(0, int(below(node.input_size())));
    break;
  case 2:
    node.add_input(valueName());
    break;
  case 3:
    if (node.input_size())
      node.mutable_input()->RemoveLast();
    break;
  case 4:
    if (node.output_size())
      node.set_output(0, valueName());
    break;
  case 5: {
    onnx::AttributeProto &attribute = *node.add_attribute();
    attribute.set_name(pick(attributeNames));
    attribute.set_type(int32_t(1 + below(7)));
    changeAttribute(attribute);
    break;
  }
  case 6:
    if (changeOrder(node.mutable_attribute()))
      break;
    [[fallthrough]];
  default:
    if (node.attribute_size() && oneIn(2))
      changeAttribute(any(node.mutable_attribute()));
    else if (node.input_size())
      node.set_input(int(below(node.input_size())), valueName());
  }
}

/// A node behind a value, which becomes an output of the graph.
void Mutation::addNode() {
  std::string from = valueName(), other = valueName();
  onnx::NodeProto &node = *graph.add_node();
  node.set_op_type(pick(operatorNames()));
  node.add_input(from);
  if (oneIn(2))
    node.add_input(other);
  std::string name = "n" + std::to_string(below(1000));
  node.add_output(name);
  if (graph.output_size() && oneIn(2))
    any(graph.mutable_output()).set_name(name);
  else
    graph.add_output()->set_name(name);
}

void Mutation::makeExternal(onnx::TensorProto &tensor) {
  constexpr std::array<const char *, 5> places = {"w.bin", "../w.bin", "/dev/null", "none", "."};
  constexpr std::array<const char *, 3> keys = {"location", "offset", "length"};
  tensor.set_data_location(1);
  onnx::StringStringEntryProto &entry = *tensor.add_external_data();
  entry.set_key(pick(keys));
  entry.set_value(entry.key() == "location" ? pick(places) : std::to_string(number()));
}

void Mutation::changeData(onnx::TensorProto &tensor) {
  auto integer = [&] { return number(); };
  auto &raw = *tensor.mutable_raw_data();
  switch (below(7)) {
  case 0:
    raw.resize(below(2 * raw.size() + 9));
    break;
  case 1:
    tensor.clear_raw_data();
    break;
  case 2:
    changeList(tensor.mutable_float_data(), [&] { return real(); });
    break;
  case 3:
    changeList(tensor.mutable_int64_data(), integer);
    break;
  case 4:
    changeList(tensor.mutable_int32_data(), integer);
    break;
  case 5:
    if (raw.size() >= 8) {
      int64_t value = number();
      std::memcpy(&raw[below(raw.size() / 8) * 8], &value, sizeof(value));
    }
    break;
  default:
    if (raw.size() >= 4) {
      float value = real();
      std::memcpy(&raw[below(raw.size() / 4) * 4], &value, sizeof(value));
    }
  }
}

void Mutation::changeTensor(onnx::TensorProto &tensor) {
  switch (below(8)) {
  case 0:
    changeList(tensor.mutable_dims(), [&] { return number(); });
    break;
  case 1:
    tensor.set_data_type(int32_t(below(18)));
    break;
  case 2:
    tensor.set_name(valueName());
    break;
  case 3:
    makeExternal(tensor);
    break;
  case 4: {
    // Another shape for as many values.
    int64_t count = 1;
    for (int64_t size : tensor.dims())
      count = size > 0 && size < 1 << 16 && count < 1 << 16 ? count * size : 1;
    tensor.clear_dims();
    int64_t first = oneIn(2) ? 1 : count;
    tensor.add_dims(first);
    tensor.add_dims(count / first);
    break;
  }
  default:
    changeData(tensor);
  }
}

void Mutation::changeInput(onnx::ValueInfoProto &input) {
  auto &type = *input.mutable_type()->mutable_tensor_type();
  auto &shape = *type.mutable_shape();
  switch (below(6)) {
  case 0:
    type.set_elem_type(int32_t(below(17)));
    break;
  case 1:
    input.set_name(valueName());
    break;
  case 2:
    if (!changeOrder(shape.mutable_dim()))
      shape.add_dim()->set_dim_value(number());
    break;
  default:
    if (shape.dim_size() == 0)
      break;
    if (oneIn(8))
      any(shape.mutable_dim()).set_dim_param("N");
    else
      any(shape.mutable_dim()).set_dim_value(number());
  }
}

void Mutation::change() {
  switch (below(12)) {
  case 0:
    if (graph.input_size() && !changeOrder(graph.mutable_input()))
      changeInput(any(graph.mutable_input()));
    break;
  case 1:
    if (!changeOrder(graph.mutable_output()))
      graph.add_output()->set_name(valueName());
    break;
  case 2:
    if (model.opset_import_size())
      model.mutable_opset_import(0)->set_version(int64_t(5 + below(22)));
    break;
  case 3:
  case 4:
  case 5:
    if (graph.initializer_size() && !changeOrder(graph.mutable_initializer()))
      changeTensor(any(graph.mutable_initializer()));
    break;
  case 6:
    addNode();
    break;
  case 7:
    changeOrder(graph.mutable_node());
    break;
  default:
    if (graph.node_size())
      changeNode(any(graph.mutable_node()));
  }
}

} // namespace

size_t mutateModel(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  onnx::ModelProto model;
  bool onBytes = seed % 16 == 0;
  if (onBytes || !model.ParseFromArray(data, int(size)) || !model.has_graph())
    return 0;
  Mutation mutation(model, seed);
  for (unsigned count = 1 + seed / 16 % 4; count > 0; --count)
    mutation.change();
  size_t mutated = model.ByteSizeLong();
  if (mutated > maxSize || !model.SerializeToArray(data, int(mutated)))
    return 0;
  return mutated;
}

} // namespace mnc
