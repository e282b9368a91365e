// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernel IR to object and archive.

#include "mnc/Emit/Emit.h"
#include "NetLibrary.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Parser/Parser.h"
#include "mnc/Emit/Package.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"
#include <gtest/gtest.h>
#include <set>

using namespace mnc;

namespace {

/// out = in * weights + 1 through the workspace; each step is a function.
constexpr llvm::StringLiteral kernels = R"mlir(
memref.global constant @net_weights : memref<256xi8>
func.func private @net_scale(%x: memref<64xf32> {llvm.noalias},
    %w: memref<64xf32>, %y: memref<64xf32> {llvm.noalias, llvm.align = 64 : i64})
    attributes {noinline} {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %one = arith.constant dense<1.0> : vector<16xf32>
  scf.for %i = %c0 to %c64 step %c16 {
    %a = vector.load %x[%i] : memref<64xf32>, vector<16xf32>
    %b = vector.load %w[%i] : memref<64xf32>, vector<16xf32>
    %r = vector.fma %a, %b, %one : vector<16xf32>
    vector.store %r, %y[%i] : memref<64xf32>, vector<16xf32>
  }
  return
}
func.func private @net_body(%in: memref<64xf32>, %out: memref<64xf32>,
                            %workspace: memref<256xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %bytes = memref.get_global @net_weights : memref<256xi8>
  %w = memref.view %bytes[%c0][] : memref<256xi8> to memref<64xf32>
  %t = memref.view %workspace[%c0][] : memref<256xi8> to memref<64xf32>
  func.call @net_scale(%in, %w, %t) : (memref<64xf32>, memref<64xf32>, memref<64xf32>) -> ()
  scf.for %i = %c0 to %c64 step %c1 {
    %v = memref.load %t[%i] : memref<64xf32>
    memref.store %v, %out[%i] : memref<64xf32>
  }
  return
}
)mlir";

/// A body without inputs' use, for errors: `ops` stand before the return.
std::string bodyWith(llvm::StringRef ops) {
  return ("func.func private @net_body(%in: memref<64xf32>, %out: "
          "memref<64xf32>, %workspace: memref<256xi8>) {\n"
          "  %c0 = arith.constant 0 : index\n" +
          ops + "\n  return\n}\n")
      .str();
}

struct EmitTest : testing::Test {
  EmitTest() : context(mlir::MLIRContext::Threading::DISABLED) {
    context.loadDialect<mlir::arith::ArithDialect, mlir::func::FuncDialect, mlir::math::MathDialect,
                        mlir::memref::MemRefDialect, mlir::scf::SCFDialect, mlir::ub::UBDialect,
                        mlir::vector::VectorDialect>();
  }

  llvm::Expected<EmittedObject> emit(llvm::StringRef text, llvm::StringRef cpu,
                                     llvm::StringRef triple = x86) {
    auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
    EXPECT_TRUE(module);
    llvm::SmallVector<uint8_t> weights(256, 7);
    return emitObject(*module, library, weights, llvm::cantFail(resolveTarget(triple, cpu)));
  }

  std::string failureOf(llvm::StringRef text, llvm::StringRef cpu = "haswell") {
    llvm::Expected<EmittedObject> emission = emit(text, cpu);
    return emission ? "" : llvm::toString(emission.takeError());
  }

  static constexpr llvm::StringLiteral x86 = "x86_64-unknown-linux-gnu";
  static constexpr llvm::StringLiteral arm = "aarch64-unknown-linux-gnu";
  mlir::MLIRContext context;
  LibraryDesc library = describeNet();
};

std::unique_ptr<llvm::object::ObjectFile> open(const EmittedObject &emission) {
  llvm::MemoryBufferRef bytes(llvm::StringRef(emission.object.data(), emission.object.size()),
                              "net.o");
  return llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(bytes));
}

/// The names of global symbols that `object` needs, or defines.
std::set<std::string> globalsIn(const llvm::object::ObjectFile &object, bool undefined) {
  std::set<std::string> names;
  for (const llvm::object::SymbolRef &symbol : object.symbols()) {
    uint32_t flags = llvm::cantFail(symbol.getFlags());
    bool isUndefined = flags & llvm::object::SymbolRef::SF_Undefined;
    if ((flags & llvm::object::SymbolRef::SF_Global) && isUndefined == undefined)
      names.insert(llvm::cantFail(symbol.getName()).str());
  }
  return names;
}

void checkContract(const EmittedObject &emission) {
  auto object = open(emission);
  for (const std::string &name : globalsIn(*object, /*undefined=*/true))
    EXPECT_TRUE(name == "memcpy" || name == "memset" || name == "memmove") << name;
  EXPECT_EQ(globalsIn(*object, /*undefined=*/false), std::set<std::string>{"net_run"});
  uint64_t writable = 0;
  llvm::StringSet<> sections;
  for (const llvm::object::SectionRef &section : object->sections()) {
    sections.insert(llvm::cantFail(section.getName()));
    uint64_t flags = llvm::object::ELFSectionRef(section).getFlags();
    if (flags & llvm::ELF::SHF_WRITE)
      writable += section.getSize();
  }
  EXPECT_LE(writable, 4u);
  EXPECT_TRUE(sections.contains(".note.GNU-stack"));
  EXPECT_FALSE(sections.contains(".comment"));
  EXPECT_FALSE(sections.contains(".eh_frame"));
  EXPECT_FALSE(sections.contains(".init_array"));
  EXPECT_GT(emission.stackBytes, 128u);
  EXPECT_LT(emission.stackBytes, 2048u);
  EXPECT_GT(emission.codeBytes, 64u);
}

TEST_F(EmitTest, ObjectKeepsTheContract) {
  for (llvm::StringRef cpu : {"x86-64", "x86-64-v2", "haswell", "znver4"})
    checkContract(llvm::cantFail(emit(kernels, cpu)));
  for (llvm::StringRef cpu : {"generic", "cortex-a53", "neoverse-v1"})
    checkContract(llvm::cantFail(emit(kernels, cpu, arm)));
}

TEST_F(EmitTest, ExternalWeightsAreNoGlobal) {
  std::string text = kernels.str();
  auto replace = [&](llvm::StringRef from, llvm::StringRef to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("memref.global constant @net_weights : memref<256xi8>", "");
  replace("%workspace: memref<256xi8>) {", "%workspace: memref<256xi8>, %bytes: memref<256xi8>) {");
  replace("%bytes = memref.get_global @net_weights : memref<256xi8>", "");
  EXPECT_EQ(failureOf(text), "function 'net_body' does not take just one pointer for each of 2 "
                             "inputs and outputs and the workspace");
  library.externalWeights = true;
  EmittedObject emission = llvm::cantFail(emit(text, "haswell"));
  auto object = open(emission);
  EXPECT_EQ(globalsIn(*object, /*undefined=*/false),
            (std::set<std::string>{"net_check_weights", "net_run"}));
  for (const llvm::object::SectionRef &section : object->sections())
    EXPECT_NE(llvm::cantFail(section.getName()), ".rodata.net_weights");
}

TEST_F(EmitTest, SameInputSameBytes) {
  EXPECT_EQ(llvm::cantFail(emit(kernels, "znver4")).object,
            llvm::cantFail(emit(kernels, "znver4")).object);
}

/// The section of the weights; empty if there is none.
llvm::StringRef weightsIn(const llvm::object::ObjectFile &object) {
  for (const llvm::object::SectionRef &section : object.sections())
    if (llvm::cantFail(section.getName()) == ".rodata.net_weights")
      return llvm::cantFail(section.getContents());
  return "";
}

TEST_F(EmitTest, ObjectHoldsTheWeights) {
  EmittedObject emission = llvm::cantFail(emit(kernels, "haswell"));
  EXPECT_EQ(weightsIn(*open(emission)), std::string(256, 7));
}

TEST_F(EmitTest, NoCodeIsMadeOfWeights) {
  EmittedObject emission = llvm::cantFail(emit(R"mlir(
memref.global constant @net_weights : memref<256xi8>
func.func private @net_body(%in: memref<8xf32>, %out: memref<8xf32>, %workspace: memref<256xi8>) {
  %c0 = arith.constant 0 : index
  %bytes = memref.get_global @net_weights : memref<256xi8>
  %w = memref.view %bytes[%c0][] : memref<256xi8> to memref<8xf32>
  memref.copy %w, %out : memref<8xf32> to memref<8xf32>
  return
})mlir",
                                               "haswell"));
  auto object = open(emission);
  EXPECT_EQ(weightsIn(*object), std::string(256, 7));
  // The copy reads the section.
  size_t reads = 0;
  for (const llvm::object::SectionRef &section : object->sections())
    for (const llvm::object::RelocationRef &relocation : section.relocations())
      reads += llvm::cantFail(relocation.getSymbol()->getName()).contains("net_weights") ||
               llvm::cantFail(llvm::cantFail(relocation.getSymbol()->getSection())->getName()) ==
                   ".rodata.net_weights";
  EXPECT_GT(reads, 0u);
}

TEST_F(EmitTest, TextsLeaveTheWeightsOut) {
  Target target = llvm::cantFail(resolveTarget(x86, "znver4"));
  auto first = mlir::parseSourceString<mlir::ModuleOp>(kernels, &context);
  std::string ir = llvm::cantFail(emitLLVMText(*first, describeNet(), target));
  EXPECT_NE(ir.find("@net_weights = external hidden"), std::string::npos) << ir;
  EXPECT_NE(ir.find("call fastcc void @net_scale("), std::string::npos) << ir;
  EXPECT_NE(ir.find("source_filename = \"net\"\n"), std::string::npos);
  EXPECT_EQ(ir.find("clang version"), std::string::npos);
  auto second = mlir::parseSourceString<mlir::ModuleOp>(kernels, &context);
  std::string assembly = llvm::cantFail(emitAssemblyText(*second, describeNet(), target));
  EXPECT_NE(assembly.find("net_run:"), std::string::npos);
  EXPECT_NE(assembly.find("vfmadd"), std::string::npos);
  EXPECT_NE(assembly.find("zmm"), std::string::npos);
}

TEST_F(EmitTest, EveryKindOfOpIsLowered) {
  std::string text = bodyWith(R"mlir(
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f32
  %six = arith.constant dense<6.0> : vector<8xf32>
  %grid = memref.reinterpret_cast %in to offset: [0], sizes: [4, 16],
      strides: [16, 1] : memref<64xf32> to memref<4x16xf32>
  %rows = memref.subview %grid[%c1, 0] [2, 16] [1, 1]
      : memref<4x16xf32> to memref<2x16xf32, strided<[16, 1], offset: ?>>
  %n = arith.ceildivsi %c3, %c1 : index
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %six) -> (vector<8xf32>) {
    %a = vector.load %rows[%c1, %c3]
        : memref<2x16xf32, strided<[16, 1], offset: ?>>, vector<8xf32>
    %s = memref.load %grid[%i, %c0] : memref<4x16xf32>
    %b = vector.broadcast %s : f32 to vector<8xf32>
    %f = math.fma %a, %b, %acc : vector<8xf32>
    %g = math.floor %f : vector<8xf32>
    %h = arith.maximumf %g, %a : vector<8xf32>
    %k = arith.minnumf %h, %six : vector<8xf32>
    scf.yield %k : vector<8xf32>
  }
  %two = vector.shape_cast %sum : vector<8xf32> to vector<2x4xf32>
  %fma = vector.fma %two, %two, %two : vector<2x4xf32>
  %row = vector.extract %fma[1] : vector<4xf32> from vector<2x4xf32>
  %mix = vector.shuffle %row, %row [0, 5, 2, 7] : vector<4xf32>, vector<4xf32>
  %ins = vector.insert %zero, %mix[2] : f32 into vector<4xf32>
  %abs = math.absf %ins : vector<4xf32>
  %root = math.sqrt %abs : vector<4xf32>
  %p = arith.cmpf ogt, %zero, %zero : f32
  scf.if %p {
    vector.store %root, %out[%c0] : memref<64xf32>, vector<4xf32>
  } else {
    %u = ub.poison : vector<4xf32>
    vector.store %row, %out[%c3] : memref<64xf32>, vector<4xf32>
  })mlir");
  checkContract(llvm::cantFail(emit(text, "haswell")));
  checkContract(llvm::cantFail(emit(text, "cortex-a55", arm)));
}

TEST_F(EmitTest, MathFmaIsNeverACall) {
  std::string text = bodyWith("  %a = memref.load %in[%c0] : memref<64xf32>\n"
                              "  %r = math.fma %a, %a, %a : f32\n"
                              "  memref.store %r, %out[%c0] : memref<64xf32>");
  checkContract(llvm::cantFail(emit(text, "x86-64")));
}

TEST_F(EmitTest, negative_CallOfLibm) {
  std::string text = bodyWith("  %a = memref.load %in[%c0] : memref<64xf32>\n"
                              "  %r = math.exp %a : f32\n"
                              "  memref.store %r, %out[%c0] : memref<64xf32>");
  EXPECT_EQ(failureOf(text), "the code needs 'expf', and a library may only need memcpy, "
                             "memmove and memset");
}

TEST_F(EmitTest, negative_NoBody) {
  EXPECT_EQ(failureOf("func.func private @other() { return }"),
            "the module has no function 'net_body'");
}

TEST_F(EmitTest, negative_WrongArguments) {
  EXPECT_EQ(failureOf("func.func private @net_body(%a: memref<4xf32>) { "
                      "return }"),
            "function 'net_body' does not take just one pointer for each of 2 "
            "inputs and outputs and the workspace");
}

TEST_F(EmitTest, negative_WrongWeightSize) {
  std::string text = "memref.global constant @net_weights : memref<64xi8>\n" +
                     bodyWith("  %w = memref.get_global @net_weights : "
                              "memref<64xi8>\n"
                              "  %v = memref.view %w[%c0][] : memref<64xi8> to "
                              "memref<16xf32>\n"
                              "  %a = memref.load %v[%c0] : memref<16xf32>\n"
                              "  memref.store %a, %out[%c0] : memref<64xf32>");
  EXPECT_EQ(failureOf(text), "global 'net_weights' is not an array of the 256 "
                             "bytes of weights");
}

TEST_F(EmitTest, negative_WritableGlobal) {
  std::string text = "memref.global @net_state : memref<4xi8> = dense<1>\n" + bodyWith("");
  EXPECT_EQ(failureOf(text), "global 'net_state' is not constant");
}

TEST_F(EmitTest, negative_Recursion) {
  std::string text = bodyWith("  %a = memref.load %in[%c0] : memref<64xf32>\n"
                              "  %b = arith.constant 0.0 : f32\n"
                              "  %c = arith.cmpf ogt, %a, %b : f32\n"
                              "  memref.store %b, %out[%c0] : memref<64xf32>\n"
                              "  scf.if %c {\n"
                              "    func.call @net_body(%in, %out, %workspace) : (memref<64xf32>, "
                              "memref<64xf32>, memref<256xi8>) -> ()\n"
                              "    memref.store %a, %out[%c0] : memref<64xf32>\n"
                              "  }");
  EXPECT_EQ(failureOf(text), "stack size unknown: function 'net_body' calls itself");
}

TEST_F(EmitTest, ArchiveHasOneMemberAndASymbolTable) {
  EmittedObject emission = llvm::cantFail(emit(kernels, "haswell"));
  llvm::StringRef object(emission.object.data(), emission.object.size());
  std::string bytes, again;
  llvm::raw_string_ostream stream(bytes), second(again);
  llvm::cantFail(writeArchive(stream, object, "net.o", x86));
  llvm::cantFail(writeArchive(second, object, "net.o", x86));
  EXPECT_EQ(bytes, again);
  auto archive =
      llvm::cantFail(llvm::object::Archive::create(llvm::MemoryBufferRef(bytes, "libnet.a")));
  EXPECT_EQ(archive->kind(), llvm::object::Archive::K_GNU);
  ASSERT_EQ(archive->getNumberOfSymbols(), 1u);
  EXPECT_EQ(archive->symbol_begin()->getName(), "net_run");
  llvm::Error error = llvm::Error::success();
  for (const auto &child : archive->children(error)) {
    EXPECT_EQ(llvm::cantFail(child.getName()), "net.o");
    EXPECT_EQ(llvm::cantFail(child.getBuffer()), object);
  }
  EXPECT_FALSE(static_cast<bool>(error));
}

} // namespace
