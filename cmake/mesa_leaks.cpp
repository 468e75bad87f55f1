// Linked into every program with a window where leaks are looked for: Mesa keeps a few of its own
// until the process ends, and they are not ours to mend.
// Its name is the sanitizer's.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libGLX_mesa\n";
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
