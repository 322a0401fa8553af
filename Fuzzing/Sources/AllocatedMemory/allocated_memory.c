#include "allocated_memory.h"

#include <malloc.h>

size_t allocated_memory(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}
