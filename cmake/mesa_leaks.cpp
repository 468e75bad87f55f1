// Linked into every program with a window where leaks are looked for: Mesa keeps a few of its own
// until the process ends, and they are not ours to mend.
extern "C" const char*
__lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier): its name is given

extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:libGLX_mesa\n";
}
