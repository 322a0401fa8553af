#include "console_files.h"

// Written by dev/list-console-files from the files below `files/`; each is embedded as it is.
#define FILE_BYTES static const unsigned char

#include "console_files_list.h"

const console_file *console_file_at(size_t index) {
  return index < sizeof files / sizeof *files ? &files[index] : NULL;
}
