// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plans as files.

#include "mnc/Schedule/Plan.h"

#include <cmath>

namespace json = llvm::json;
using llvm::StringRef;

namespace mnc {

/// Of the file's fields.
static constexpr int64_t schema = 3;

//--- writing -----------------------------------------------------------------

/// Adds what differs from the default.
static void add(json::Object &object, StringRef name, int64_t value, int64_t usual) {
  if (value != usual)
    object[name] = value;
}

static json::Object asJson(const LayerPlan &layer) {
  const Tiling &tiling = layer.tiling;
  json::Object kernel{{"name", layer.kernel},
                      {"pixels", tiling.pixels},
                      {"vectors", tiling.vectors},
                      {"lanes", tiling.lanes},
                      {"outer", stringifyLoopOrder(tiling.outer)}};
  add(kernel, "tile_k", tiling.tileK, 1);
  add(kernel, "filter_rows", tiling.filterRows, 0);
  add(kernel, "split_k", tiling.splitK, 1);
  json::Object object{{"number", layer.number},
                      {"node", layer.node},
                      {"op", layer.op},
                      {"kernel", std::move(kernel)},
                      {"cycles", int64_t(std::llround(layer.cycles))},
                      {"limit", layer.limit}};
  json::Object buffer;
  add(buffer, "ring", layer.buffer.ring, 0);
  add(buffer, "channel_tile", layer.buffer.channelTile, 0);
  add(buffer, "channel_block", layer.buffer.channelBlock, 0);
  add(buffer, "pixel_pad", layer.buffer.pixelPad, 0);
  if (!buffer.empty())
    object["buffer"] = std::move(buffer);
  if (layer.prefetch)
    object["prefetch"] =
        json::Object{{"layer", layer.prefetch->layer}, {"count", layer.prefetch->count}};
  if (layer.prefetchConsumer)
    object["prefetch_consumer"] = true;
  return object;
}

static json::Object asJson(const GroupPlan &group) {
  json::Array layers;
  for (const LayerPlan &layer : group.layers)
    layers.push_back(asJson(layer));
  json::Object object{{"mode", stringifyGroupMode(group.mode)},
                      {"reason", group.reason},
                      {"layers", std::move(layers)}};
  add(object, "channel_tile", group.channelTile, 0);
  add(object, "rows", group.rows, 1);
  return object;
}

json::Value asJson(const Plan &plan) {
  json::Array groups;
  for (const GroupPlan &group : plan.groups)
    groups.push_back(asJson(group));
  return json::Object{{"schema", schema},
                      {"graph", plan.graph},
                      {"target", plan.triple},
                      {"cpu", plan.cpu},
                      {"prefetches", plan.prefetches},
                      {"winograd", plan.winograd},
                      {"groups", std::move(groups)}};
}

//--- reading -----------------------------------------------------------------

using Path = json::Path;

/// Fails if `value` is no object, or has a field that is not among `names`.
static bool hasOnly(const json::Value &value, llvm::ArrayRef<StringRef> names, Path path) {
  const json::Object *object = value.getAsObject();
  if (!object) {
    path.report("wanted an object");
    return false;
  }
  for (auto &[name, field] : *object)
    if (!llvm::is_contained(names, StringRef(name))) {
      path.field(name).report("is not a field of a plan");
      return false;
    }
  return true;
}

/// Reads one of the names of an enum.
template <typename Enum>
static bool readName(const json::Value &value, Enum &read, Path path,
                     std::optional<Enum> (*symbolize)(StringRef), llvm::StringLiteral wanted) {
  std::optional<StringRef> name = value.getAsString();
  std::optional<Enum> found = name ? symbolize(*name) : std::nullopt;
  if (!found) {
    path.report(wanted);
    return false;
  }
  read = *found;
  return true;
}

static bool fromJSON(const json::Value &value, LoopOrder &order, Path path) {
  return readName(value, order, path, symbolizeLoopOrder, "wanted 'pixels' or 'channels'");
}

static bool fromJSON(const json::Value &value, GroupMode &mode, Path path) {
  return readName(value, mode, path, symbolizeGroupMode,
                  "wanted 'whole', 'rows', 'channel_tiles' or 'split_reduction'");
}

static bool fromJSON(const json::Value &value, BufferPlan &buffer, Path path) {
  json::ObjectMapper map(value, path);
  return hasOnly(value, {"ring", "channel_tile", "channel_block", "pixel_pad"}, path) && map &&
         map.mapOptional("ring", buffer.ring) &&
         map.mapOptional("channel_tile", buffer.channelTile) &&
         map.mapOptional("channel_block", buffer.channelBlock) &&
         map.mapOptional("pixel_pad", buffer.pixelPad);
}

static bool fromJSON(const json::Value &value, PrefetchPlan &prefetch, Path path) {
  json::ObjectMapper map(value, path);
  return hasOnly(value, {"layer", "count"}, path) && map && map.map("layer", prefetch.layer) &&
         map.map("count", prefetch.count);
}

/// Of namespace mnc, where the functions that read it are found.
struct KernelPlan {
  std::string name;
  Tiling tiling;
};

static bool fromJSON(const json::Value &value, KernelPlan &kernel, Path path) {
  json::ObjectMapper map(value, path);
  Tiling &tiling = kernel.tiling;
  return hasOnly(
             value,
             {"name", "pixels", "vectors", "lanes", "outer", "tile_k", "filter_rows", "split_k"},
             path) &&
         map && map.map("name", kernel.name) && map.map("pixels", tiling.pixels) &&
         map.map("vectors", tiling.vectors) && map.map("lanes", tiling.lanes) &&
         map.map("outer", tiling.outer) && map.mapOptional("tile_k", tiling.tileK) &&
         map.mapOptional("filter_rows", tiling.filterRows) &&
         map.mapOptional("split_k", tiling.splitK);
}

static bool fromJSON(const json::Value &value, LayerPlan &layer, Path path) {
  json::ObjectMapper map(value, path);
  KernelPlan kernel;
  bool isRead = hasOnly(value,
                        {"number", "node", "op", "kernel", "cycles", "limit", "buffer", "prefetch",
                         "prefetch_consumer"},
                        path) &&
                map && map.map("number", layer.number) && map.map("node", layer.node) &&
                map.map("op", layer.op) && map.map("kernel", kernel) &&
                map.mapOptional("buffer", layer.buffer) && map.map("prefetch", layer.prefetch) &&
                map.mapOptional("prefetch_consumer", layer.prefetchConsumer);
  layer.kernel = std::move(kernel.name);
  layer.tiling = kernel.tiling;
  return isRead;
}

static bool fromJSON(const json::Value &value, GroupPlan &group, Path path) {
  json::ObjectMapper map(value, path);
  return hasOnly(value, {"mode", "reason", "channel_tile", "rows", "layers"}, path) && map &&
         map.map("mode", group.mode) && map.map("reason", group.reason) &&
         map.mapOptional("channel_tile", group.channelTile) &&
         map.mapOptional("rows", group.rows) && map.map("layers", group.layers);
}

static bool fromJSON(const json::Value &value, Plan &plan, Path path) {
  json::ObjectMapper map(value, path);
  int64_t version = 0;
  if (!hasOnly(value, {"schema", "graph", "target", "cpu", "prefetches", "winograd", "groups"},
               path) ||
      !map || !map.map("schema", version))
    return false;
  if (version != schema) {
    path.field("schema").report("is of another version of mnc");
    return false;
  }
  return map.map("graph", plan.graph) && map.map("target", plan.triple) &&
         map.map("cpu", plan.cpu) && map.map("prefetches", plan.prefetches) &&
         map.map("winograd", plan.winograd) && map.map("groups", plan.groups);
}

llvm::Expected<Plan> parsePlan(StringRef text) {
  llvm::Expected<json::Value> value = json::parse(text);
  if (!value)
    return value.takeError();
  Path::Root root("plan");
  Plan plan;
  if (!fromJSON(*value, plan, root))
    return root.getError();
  return plan;
}

} // namespace mnc
