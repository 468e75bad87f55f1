if(FITMATE_SANITIZE)
  add_compile_options(-fsanitize=${FITMATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  # Lines and functions are all that a sanitizer's report names; without the rest a file compiles in three quarters
  # of the time.
  add_compile_options(-g1)
  add_link_options(-fsanitize=${FITMATE_SANITIZE})
  # GCC warns of uninitialised values that only the sanitizers' own branches make.
  add_compile_options(-Wno-maybe-uninitialized)
endif()
