/* Attention (see kernels.h) on all threads. */
#ifndef QWENVL4J_ATTENTION_H
#define QWENVL4J_ATTENTION_H

#include "kernels.h"

/* Of all of them, which have equal heads and features; false where memory is short. */
int attend(const kernels *k, const attention *all, int64_t count, int threads);

/* Rows of numbers: number i of head h of row r is that at r * row + h * head + i. */
typedef struct {
  const float *numbers;
  int64_t rows, heads, dim, row, head;
} new_rows;

/* Writes a head of a row to the position of a cache. */
void keep(const elements *e, const float *x, int64_t dim, memory cache, int64_t head, int64_t position);

/* Keys or values [kv_heads, capacity, dim]. */
memory cache_of(int64_t kept, int64_t numbers, int64_t scales, int64_t dim, int64_t capacity);

#endif
