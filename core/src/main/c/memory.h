/* Memory that begins on a line of the cache, and work memory of a call, which later calls use again. */
#ifndef QWENVL4J_MEMORY_H
#define QWENVL4J_MEMORY_H

#include "kernels.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GUARDED
#include <sanitizer/asan_interface.h>
#endif
#endif

/* For the time of a call; null where memory is short. */
void *work_memory(int64_t bytes);
void give_work_memory(void *memory);

/* A part of work memory, or only its size where there is none. The sanitizers find whoever leaves it. */
INLINE void *take(char *memory, int64_t *used, int64_t bytes) {
  void *taken = memory ? memory + *used : 0;
  *used += lines(bytes);
#ifdef GUARDED
  if (memory) {
    __asan_unpoison_memory_region(taken, bytes); /* which an earlier plan may have divided in other places */
    __asan_poison_memory_region((char *) taken + bytes, lines(bytes) - bytes + LINE);
  }
  *used += LINE;
#endif
  return taken;
}

#endif
