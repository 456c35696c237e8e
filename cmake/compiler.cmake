# What every target of ours is compiled with: warnings, sanitizers, hardening of release builds.
add_library(muster_compiler INTERFACE)
target_compile_options(muster_compiler INTERFACE
    -pthread  # some third parties ask for it, and precompiled headers want the same flags everywhere
    -Wall -Wextra -Wpedantic -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Wextra-semi -Woverloaded-virtual
    # Designated initializers leave the rest at its default on purpose.
    -Wno-missing-field-initializers
    $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local;-Wduplicated-cond;-Wlogical-op>
    # GCC 12 finds overlapping and endless copies in its own std::string at -O2 (GCC bug 105651).
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict;-Wno-stringop-overflow>)
if(MUSTER_WERROR)
    target_compile_options(muster_compiler INTERFACE -Werror)
endif()
if(MUSTER_LINKER)
    target_link_options(muster_compiler INTERFACE -fuse-ld=${MUSTER_LINKER})
endif()
if(MUSTER_SANITIZE)
    target_compile_options(muster_compiler INTERFACE
        -fsanitize=${MUSTER_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        # clang 14 cannot mark coroutines with their type (LLVM issue 49689).
        $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
    target_link_options(muster_compiler INTERFACE -fsanitize=${MUSTER_SANITIZE})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(muster_compiler INTERFACE -fstack-protector-strong)
    target_compile_definitions(muster_compiler INTERFACE _FORTIFY_SOURCE=2)
    target_link_options(muster_compiler INTERFACE -Wl,-z,relro -Wl,-z,now)
endif()
