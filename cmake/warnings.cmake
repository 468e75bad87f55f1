add_compile_options(
  -Wall -Wextra -Wpedantic -Werror -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wduplicated-cond -Wlogical-op
  # A designated initialiser leaves the other members at their defaults on purpose.
  -Wno-missing-field-initializers)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-fstack-protector-strong -D_FORTIFY_SOURCE=3)
else()
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()
