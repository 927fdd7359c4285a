/* Work in parts on LibTorch's own threads, so that theirs and ours never run against each other. */
#ifndef QWENVL4J_THREADS_H
#define QWENVL4J_THREADS_H

#include <stdint.h>

/* Does one part; thread counts from 0. Parts run at once, each is done once. */
typedef void (*part_body)(const void *context, int64_t part, int thread);

/* Returns when all parts are done. A thread takes the next part whenever it has done one. */
void in_parts(int64_t parts, part_body body, const void *context);

/* Parts of so many items each (the last may have fewer), and where one of them ends. */
static inline int64_t parts_of(int64_t items, int64_t each) {
  return (items + each - 1) / each;
}

static inline int64_t end_of_part(int64_t part, int64_t each, int64_t items) {
  return (part + 1) * each < items ? (part + 1) * each : items;
}

/* Threads that may work at once for the caller: as many as LibTorch uses. */
int thread_count(void);

#endif
