#include <stddef.h>

/// How many bytes the process has taken and not given back.
size_t allocated_memory(void);
