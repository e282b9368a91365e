# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# What `cmake --install` installs: the tools, and the package for find_package(mnc).

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
# Not in a folder of libraries: a cross build finds the package too.
set(package_folder ${CMAKE_INSTALL_DATADIR}/cmake/mnc)
configure_package_config_file(cmake/mncConfig.cmake.in ${PROJECT_BINARY_DIR}/cmake/mncConfig.cmake
  INSTALL_DESTINATION ${package_folder} PATH_VARS CMAKE_INSTALL_BINDIR NO_SET_AND_CHECK_MACRO
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/mncConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/cmake/mncConfig.cmake
              ${PROJECT_BINARY_DIR}/cmake/mncConfigVersion.cmake
              cmake/mncAddModel.cmake cmake/mncFlags.cmake
        DESTINATION ${package_folder})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(TARGETS mnc mnc-run RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
