# fitmate_embed_sql(TARGET FILE...): each FILE (SQL, in this folder) becomes the header "<folder>/<FILE>.h" with one
# string_view per statement, named by the line "-- name: <name>" above it, in a namespace named for the file.
function(fitmate_embed_sql target)
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  foreach(file IN LISTS ARGN)
    set(header ${CMAKE_BINARY_DIR}/generated/${folder}/${file}.h)
    add_custom_command(
      OUTPUT ${header}
      COMMAND ${CMAKE_COMMAND} -DINPUT=${CMAKE_CURRENT_SOURCE_DIR}/${file} -DOUTPUT=${header} -DFOLDER=${folder}
              -P ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake
      DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/embed_sql.cmake
      VERBATIM)
    target_sources(${target} PRIVATE ${header})
  endforeach()
endfunction()

# fitmate_embed_migrations(TARGET FOLDER): every FOLDER/NNNN_name.sql becomes an entry of the array `migrations`
# in the header "<folder>/FOLDER/migrations.h".
function(fitmate_embed_migrations target folder)
  file(RELATIVE_PATH here ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set(header ${CMAKE_BINARY_DIR}/generated/${here}/${folder}/migrations.h)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/[0-9]*.sql)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${CMAKE_CURRENT_SOURCE_DIR}/${folder} -DOUTPUT=${header} -DFOLDER=${here}/${folder}
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${header})
endfunction()

# fitmate_embed_text(TARGET FILE): FILE (a path from the root) becomes the header "<FILE>.h" with one string_view
# of its text, named for the file, in a namespace named for its folder.
function(fitmate_embed_text target file)
  get_filename_component(folder ${file} DIRECTORY)
  get_filename_component(name ${file} NAME_WE)
  string(REPLACE "/" "::" namespace "fitmate/${folder}")
  set(header ${CMAKE_BINARY_DIR}/generated/${file}.h)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${CMAKE_SOURCE_DIR}/${file} -DOUTPUT=${header} -DNAMESPACE=${namespace}
            -DNAME=${name} -P ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
    DEPENDS ${CMAKE_SOURCE_DIR}/${file} ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${header})
endfunction()
