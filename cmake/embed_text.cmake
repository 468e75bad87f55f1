# Run by fitmate_embed_text: INPUT (a text file), OUTPUT (a header), NAMESPACE, NAME (of the string_view in it).
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "#pragma once\n\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n"
  "inline constexpr std::string_view ${NAME} = R\"text(${text})text\";\n}  // namespace ${NAMESPACE}\n")
