#ifndef CONSOLE_FILES_H
#define CONSOLE_FILES_H

#include <stddef.h>

// A file that is part of the binary: its path below `files/`, and its bytes, which live as long as the process.
typedef struct {
  const char *path;
  const unsigned char *bytes;
  size_t size;
} console_file;

// The file at an index, or NULL past the last one.
const console_file *console_file_at(size_t index);

#endif
