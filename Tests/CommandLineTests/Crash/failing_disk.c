// A disk that fails on command, for one process: put before the C library by LD_PRELOAD, it stands in for the functions that
// read and write files, and lets those of one folder fail.
//
// FAILING_DISK_FOLDER is the folder. FAILING_DISK_CONTROL is a file of 16 bytes that both sides map: its first byte says
// what fails, its last eight count how often it has.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

// As in FailingDisk.swift.
enum failure { NOTHING, NO_SPACE, WRITES, SYNCS, READ_ONLY, READS };

struct control {
  _Atomic uint8_t failure;
  uint8_t unused[7];
  _Atomic uint64_t strikes;
};

static struct control *control;
static char folder[4096];
static size_t folder_length;

__attribute__((constructor)) static void set_up(void) {
  const char *name = getenv("FAILING_DISK_FOLDER"), *path = getenv("FAILING_DISK_CONTROL");
  if (!name || !path || !realpath(name, folder)) return;
  folder_length = strlen(folder);
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) control = mapped;
}

static enum failure now(void) { return control ? (enum failure)atomic_load(&control->failure) : NOTHING; }

static int strike(int error) {
  atomic_fetch_add(&control->strikes, 1);
  errno = error;
  return -1;
}

static int is_in_folder(const char *path) {
  return strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || path[folder_length] == 0);
}

static int is_ours(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_in_folder(path);
}

// A path that is not absolute is none of ours: the server is started with an absolute one.
static int opens(const char *path, int flags) {
  enum failure failure = now();
  if (failure == NOTHING || !is_in_folder(path)) return 0;
  int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
  if (failure == NO_SPACE && is_new) return strike(ENOSPC);
  if (failure == READ_ONLY && (is_new || (flags & O_ACCMODE) != O_RDONLY)) return strike(EROFS);
  return 0;
}

// How much of a write is done: all, a part where the space ends, or -1 with its error.
static ssize_t room(int file, size_t length, off64_t offset) {
  int error = errno;
  enum failure failure = now();
  if (failure == NOTHING || failure == SYNCS || failure == READS || !is_ours(file)) {
    errno = error;
    return (ssize_t)length;
  }
  if (failure == WRITES) return strike(EIO);
  if (failure == READ_ONLY) return strike(EROFS);
  // No space: what is there already can be written over.
  struct stat64 status;
  if (fstat64(file, &status) != 0) return -1;
  if (offset < 0) offset = lseek64(file, 0, SEEK_CUR);
  if (offset + (off64_t)length <= status.st_size) return (ssize_t)length;
  if (offset >= status.st_size) return strike(ENOSPC);
  atomic_fetch_add(&control->strikes, 1);
  return status.st_size - offset;
}

#define REAL(result, name, ...)                                         \
  static result (*real)(__VA_ARGS__);                                   \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define OPEN(function, text)                                            \
  int function(const char *path, int flags, ...) {                      \
    REAL(int, text, const char *, int, ...);                            \
    va_list arguments;                                                  \
    va_start(arguments, flags);                                         \
    int mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, int) : 0; \
    va_end(arguments);                                                  \
    return opens(path, flags) < 0 ? -1 : real(path, flags, mode);       \
  }
OPEN(open, "open")
OPEN(open64, "open64")

#define OPEN_AT(function, text)                                         \
  int function(int at, const char *path, int flags, ...) {              \
    REAL(int, text, int, const char *, int, ...);                       \
    va_list arguments;                                                  \
    va_start(arguments, flags);                                         \
    int mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, int) : 0; \
    va_end(arguments);                                                  \
    return opens(path, flags) < 0 ? -1 : real(at, path, flags, mode);   \
  }
OPEN_AT(openat, "openat")
OPEN_AT(openat64, "openat64")

ssize_t write(int file, const void *bytes, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  ssize_t some = room(file, length, -1);
  return some < 0 ? -1 : real(file, bytes, (size_t)some);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  ssize_t some = room(file, length, offset);
  return some < 0 ? -1 : real(file, bytes, (size_t)some, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  ssize_t some = room(file, length, offset);
  return some < 0 ? -1 : real(file, bytes, (size_t)some, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  size_t length = 0;
  for (int index = 0; index < count; index++) length += parts[index].iov_len;
  ssize_t some = room(file, length, -1);
  if (some < 0) return -1;
  // A part is left to the next call.
  return (size_t)some == length ? real(file, parts, count) : (errno = ENOSPC, -1);
}

ssize_t pread(int file, void *bytes, size_t length, off_t offset) {
  REAL(ssize_t, "pread", int, void *, size_t, off_t);
  if (now() == READS && is_ours(file)) return strike(EIO);
  return real(file, bytes, length, offset);
}

ssize_t pread64(int file, void *bytes, size_t length, off64_t offset) {
  REAL(ssize_t, "pread64", int, void *, size_t, off64_t);
  if (now() == READS && is_ours(file)) return strike(EIO);
  return real(file, bytes, length, offset);
}

#define SYNC(function, text)                                            \
  int function(int file) {                                              \
    REAL(int, text, int);                                               \
    enum failure failure = now();                                       \
    int fails = failure == SYNCS || failure == WRITES;                  \
    return fails && is_ours(file) ? strike(EIO) : real(file);           \
  }
SYNC(fsync, "fsync")
SYNC(fdatasync, "fdatasync")

#define TRUNCATE(function, text, type)                                  \
  int function(int file, type length) {                                 \
    REAL(int, text, int, type);                                         \
    enum failure failure = now();                                       \
    if (failure != NOTHING && failure != SYNCS && failure != READS && is_ours(file)) { \
      struct stat64 status;                                             \
      if (failure == WRITES) return strike(EIO);                        \
      if (failure == READ_ONLY) return strike(EROFS);                   \
      if (fstat64(file, &status) == 0 && length > status.st_size) return strike(ENOSPC); \
    }                                                                   \
    return real(file, length);                                          \
  }
TRUNCATE(ftruncate, "ftruncate", off_t)
TRUNCATE(ftruncate64, "ftruncate64", off64_t)
