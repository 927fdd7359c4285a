/* Attention of one head (see kernels.h) in vectors of WIDTH floats. */
#ifndef QWENVL4J_ATTEND_H
#define QWENVL4J_ATTEND_H

#include "vectors.h"

#include <math.h>

enum { TAIL = 8, POSITIONS = 4 /* whose scores are computed at a time */ };

INLINE floats numbers(memory m, int64_t i, const int count) {
  if (!m.scales) {
    return floats_of_bfloat16((const bfloat16 *) m.numbers + i, count);
  }
  bytes narrow = {0};
  memcpy(&narrow, (const int8_t *) m.numbers + i, count);
  return __builtin_convertvector(__builtin_convertvector(narrow, integers), floats);
}

INLINE float number_scale(memory m, int64_t position) {
  return m.scales ? float_of(m.scales[position]) : 1;
}

/* Scores of some positions from t on. */
INLINE float score(const attention *a, const float *query, int64_t first, int64_t t, float *scores, const int positions,
                   float largest) {
  floats sums[POSITIONS];
  UNROLL for (int i = 0; i < positions; i++) { sums[i] = all(0); }
  int64_t d = 0;
  for (; d + WIDTH <= a->dim; d += WIDTH) {
    floats q;
    memcpy(&q, query + d, sizeof(q));
    UNROLL for (int i = 0; i < positions; i++) { sums[i] += q * numbers(a->keys, (first + t + i) * a->dim + d, WIDTH); }
  }
  if (d < a->dim) {
    floats q;
    memcpy(&q, query + d, sizeof(q));
    UNROLL for (int i = 0; i < positions; i++) { sums[i] += q * numbers(a->keys, (first + t + i) * a->dim + d, TAIL); }
  }
  UNROLL for (int i = 0; i < positions; i++) {
    scores[t + i] = sum_of(sums[i]) * number_scale(a->keys, first + t + i);
    largest = scores[t + i] > largest || scores[t + i] != scores[t + i] ? scores[t + i] : largest;
  }
  return largest;
}

/* Scores to weights, which do not add up to 1 but to the result; each times its value's scale. */
INLINE float weigh(const attention *a, int64_t first, int64_t count, float largest, float *scores) {
  floats total = all(0);
  for (int64_t t = count; t < (count + 15) / 16 * 16; t++) {
    scores[t] = -INFINITY;
  }
  for (int64_t t = 0; t < count; t += WIDTH) {
    floats x;
    memcpy(&x, scores + t, sizeof(x));
    x = exponential(x - largest);
    total += x;
    memcpy(scores + t, &x, sizeof(x));
  }
  for (int64_t t = 0; a->values.scales && t < count; t++) {
    scores[t] *= number_scale(a->values, first + t);
  }
  return sum_of(total);
}

/* The weighted sum of the values, in some vectors of dimensions from d on, of each the first "count". */
INLINE void add_up(const attention *a, int64_t first, int64_t positions, const float *weights, float total, int64_t d,
                   bfloat16 *y, const int vectors, const int count) {
  floats sums[4];
  UNROLL for (int i = 0; i < vectors; i++) { sums[i] = all(0); }
  for (int64_t t = 0; t < positions; t++) {
    UNROLL for (int i = 0; i < vectors; i++) {
      sums[i] += weights[t] * numbers(a->values, (first + t) * a->dim + d + WIDTH * i, count);
    }
  }
  UNROLL for (int i = 0; i < vectors; i++) { write_bfloat16(y + d + WIDTH * i, sums[i] / total, count); }
}

INLINE void attend_row(const attention *a, int64_t first, int64_t count, const bfloat16 *q, float *scores, float *query,
                       bfloat16 *y) {
  float root = 1 / sqrtf((float) a->dim), largest = -INFINITY;
  for (int64_t d = 0; d < (a->dim + 15) / 16 * 16; d++) {
    query[d] = d < a->dim ? float_of(q[d]) * root : 0;
  }
  int64_t t = 0;
  for (; t + POSITIONS <= count; t += POSITIONS) {
    largest = score(a, query, first, t, scores, POSITIONS, largest);
  }
  for (; t < count; t++) {
    largest = score(a, query, first, t, scores, 1, largest);
  }
  float total = weigh(a, first, count, largest, scores);
  int64_t d = 0;
  for (; d + 4 * WIDTH <= a->dim; d += 4 * WIDTH) {
    add_up(a, first, count, scores, total, d, y, 4, WIDTH);
  }
  for (; d + WIDTH <= a->dim; d += WIDTH) {
    add_up(a, first, count, scores, total, d, y, 1, WIDTH);
  }
  if (d < a->dim) {
    add_up(a, first, count, scores, total, d, y, 1, TAIL);
  }
}

INLINE void attend_head(const attention *all_heads, int64_t head, float *scores, float *query) {
  const attention a = *all_heads; /* a copy, which no store can change */
  int64_t first = head / (a.heads / a.kv_heads) * a.capacity;
  for (int64_t row = 0; row < a.rows; row++) {
    int64_t at = (row * a.heads + head) * a.dim;
    attend_row(&a, first, a.past + row + 1, a.q + at, scores, query, a.y + at);
  }
}

#endif
