#include "tests/support/faulty_vfs.h"

#include <cassert>
#include <new>

#include <sqlite3.h>

namespace fitmate::tests {
namespace {

struct Fault {
  int calls_until = 0;  // 0: none
  int code = SQLITE_OK;
  bool stays = false;
  bool fired = false;
};
Fault fault;

int next_result() {
  if (fault.calls_until == 0 || (fault.fired && !fault.stays)) return SQLITE_OK;
  if (!fault.fired && --fault.calls_until > 0) return SQLITE_OK;
  fault.calls_until = 1;
  fault.fired = true;
  return fault.code;
}

// SQLite gives the room; the real file stands behind ours.
struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<File*>(file)->real();
}
sqlite3_vfs* real(sqlite3_vfs* vfs) {
  return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

template <auto method, bool can_fail, class... Arguments>
int pass_on(sqlite3_file* file, Arguments... arguments) {
  if constexpr (can_fail) {
    if (const int code = next_result(); code != SQLITE_OK) return code;
  }
  auto* behind = real(file);
  return (behind->pMethods->*method)(behind, arguments...);
}

void barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}

using M = sqlite3_io_methods;
constexpr sqlite3_io_methods methods{
    .iVersion = 2,
    .xClose = pass_on<&M::xClose, false>,
    .xRead = pass_on<&M::xRead, true, void*, int, sqlite3_int64>,
    .xWrite = pass_on<&M::xWrite, true, const void*, int, sqlite3_int64>,
    .xTruncate = pass_on<&M::xTruncate, true, sqlite3_int64>,
    .xSync = pass_on<&M::xSync, true, int>,
    .xFileSize = pass_on<&M::xFileSize, true, sqlite3_int64*>,
    .xLock = pass_on<&M::xLock, false, int>,
    .xUnlock = pass_on<&M::xUnlock, false, int>,
    .xCheckReservedLock = pass_on<&M::xCheckReservedLock, false, int*>,
    .xFileControl = pass_on<&M::xFileControl, false, int, void*>,
    .xSectorSize = pass_on<&M::xSectorSize, false>,
    .xDeviceCharacteristics = pass_on<&M::xDeviceCharacteristics, false>,
    .xShmMap = pass_on<&M::xShmMap, true, int, int, int, void volatile**>,
    .xShmLock = pass_on<&M::xShmLock, false, int, int, int>,
    .xShmBarrier = barrier,
    .xShmUnmap = pass_on<&M::xShmUnmap, false, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr};

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  file->pMethods = nullptr;
  if (const int code = next_result(); code != SQLITE_OK) return SQLITE_CANTOPEN;
  const int code = real(vfs)->xOpen(real(vfs), name, real(file), flags, out);
  if (code == SQLITE_OK) file->pMethods = &methods;
  return code;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync) {
  if (const int code = next_result(); code != SQLITE_OK) return SQLITE_IOERR_DELETE;
  return real(vfs)->xDelete(real(vfs), name, sync);
}

sqlite3_vfs faulty;

}  // namespace

FaultyVfs::FaultyVfs() {
  auto* behind = sqlite3_vfs_find(nullptr);
  faulty = *behind;
  faulty.zName = "faulty";
  faulty.pAppData = behind;
  faulty.pNext = nullptr;
  faulty.szOsFile = static_cast<int>(sizeof(File)) + behind->szOsFile;
  faulty.xOpen = open_file;
  faulty.xDelete = delete_file;
  const int code = sqlite3_vfs_register(&faulty, 0);
  assert(code == SQLITE_OK);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&faulty);
}

void FaultyVfs::arm(int call, int code, Length length) {
  fault = {.calls_until = call, .code = code, .stays = length == Length::from_then_on};
}

bool FaultyVfs::disarm() {
  const bool fired = fault.fired;
  fault = {};
  return fired;
}

}  // namespace fitmate::tests
