/* Memory that begins on a line of the cache. */
#ifndef QWENVL4J_MEMORY_H
#define QWENVL4J_MEMORY_H

#include "kernels.h"

#include <stdlib.h>

#ifdef _WIN32
#include <malloc.h>
#endif

/* Null where memory is short. */
INLINE void *line_memory(int64_t bytes) {
#ifdef _WIN32
  return _aligned_malloc(lines(bytes) + LINE, LINE);
#else
  return aligned_alloc(LINE, lines(bytes) + LINE);
#endif
}

INLINE void free_line_memory(void *memory) {
#ifdef _WIN32
  _aligned_free(memory);
#else
  free(memory);
#endif
}

#endif
