# Warnings and hardening for every target of the project.
add_library(hr_flags INTERFACE)

target_compile_options(hr_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes
  -Wold-style-definition -Wundef -Wformat=2 -Wcast-align -Wcast-qual -Wwrite-strings -Wvla -Wpointer-arith
  -Wdouble-promotion -Wimplicit-fallthrough -Wswitch -fno-common)
if(HR_WERROR)
  target_compile_options(hr_flags INTERFACE -Werror)
endif()

target_compile_definitions(hr_flags INTERFACE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE)
target_compile_options(hr_flags INTERFACE -fstack-protector-strong -fvisibility=hidden)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64")
  target_compile_options(hr_flags INTERFACE -fstack-clash-protection -fcf-protection)
endif()
target_link_options(hr_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)

if(HR_SANITIZE)
  target_compile_options(hr_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(hr_flags INTERFACE -fsanitize=address,undefined)
elseif(HR_FUZZ)
  target_compile_options(hr_flags INTERFACE
    -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(hr_flags INTERFACE -fsanitize=address,undefined)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Fortification needs optimisation, and hides from the sanitizers what they look for.
  target_compile_options(hr_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(HR_COVERAGE)
  target_compile_options(hr_flags INTERFACE --coverage)
  target_link_options(hr_flags INTERFACE --coverage)
endif()
