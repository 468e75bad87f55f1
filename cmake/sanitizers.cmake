if(FITMATE_SANITIZE)
  add_compile_options(-fsanitize=${FITMATE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=${FITMATE_SANITIZE})
  # GCC warns of uninitialised values that only the sanitizers' own branches make.
  add_compile_options(-Wno-maybe-uninitialized)
endif()
