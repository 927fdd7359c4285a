/*
 * Attention (see kernels.h) row by row, in vectors of WIDTH floats: for few rows, which read each key and value as it comes from
 * memory. dim is a multiple of 8.
 */
#ifndef QWENVL4J_ATTEND_H
#define QWENVL4J_ATTEND_H

#include "vectors.h"

#include <math.h>

enum {
  TAIL = 8,
  POSITIONS = 4,  /* whose scores are computed at a time */
  KEYS_AHEAD = 16 /* positions whose keys are asked for early: measured */
};

/* Of a head's keys or values, the first of which are these. */
INLINE floats numbers(memory m, int64_t i, const int count) {
  if (m.kept == KEPT_BFLOAT16) {
    return floats_of_bfloat16((const bfloat16 *) m.numbers + i, count);
  }
  if (m.kept == KEPT_FLOAT32) {
    return some_floats((const float *) m.numbers + i, count);
  }
  bytes narrow = {0};
  memcpy(&narrow, (const int8_t *) m.numbers + i, count);
  return __builtin_convertvector(__builtin_convertvector(narrow, integers), floats);
}

INLINE float number_scale(memory m, int64_t position) {
  return m.scales ? float_of(m.scales[position]) : 1;
}

/* Of keys some way ahead, and of the values of these positions, which are wanted when all scores are there. */
INLINE void ask_for_rows(const attention *a, int64_t t) {
  int64_t size = bytes_kept(a->keys.kept);
  const char *keys = (const char *) a->keys.numbers + (t + KEYS_AHEAD) * a->keys.row * size;
  const char *values = (const char *) a->values.numbers + t * a->values.row * size;
  for (int64_t i = 0; i < POSITIONS * a->dim * size; i += LINE) {
    __builtin_prefetch(keys + i, 0, 3);
    __builtin_prefetch(values + i, 0, 2);
  }
}

/* Of the positions from t on; where there are fewer, of the last one again. */
INLINE void score(const attention *a, const float *query, int64_t t, int64_t count, float *scores) {
  int64_t at[POSITIONS];
  floats sums[POSITIONS];
  UNROLL for (int i = 0; i < POSITIONS; i++) {
    at[i] = least(t + i, count - 1);
    sums[i] = all(0);
  }
  int64_t d = 0;
  for (; d + WIDTH <= a->dim; d += WIDTH) {
    floats q = floats_at(query + d);
    UNROLL for (int i = 0; i < POSITIONS; i++) { sums[i] += q * numbers(a->keys, at[i] * a->keys.row + d, WIDTH); }
  }
  if (d < a->dim) {
    floats q = floats_at(query + d);
    UNROLL for (int i = 0; i < POSITIONS; i++) { sums[i] += q * numbers(a->keys, at[i] * a->keys.row + d, TAIL); }
  }
  four_floats four = four_sums(sums[0], sums[1], sums[2], sums[3]);
  UNROLL for (int i = 0; i < POSITIONS; i++) { four[i] *= number_scale(a->keys, at[i]); }
  memcpy(scores + t, &four, sizeof(four));
}

/* Of whole vectors; not a number where one of them is none. */
INLINE float largest_of(const float *scores, int64_t count) {
  floats most = all(-INFINITY);
  for (int64_t t = 0; t < count; t += WIDTH) {
    floats x = floats_at(scores + t);
    words larger = (words) (x > most) | (words) (x != x);
    most = (floats) (((words) x & larger) | ((words) most & ~larger));
  }
  float lanes[WIDTH], largest = -INFINITY;
  store_floats(lanes, most);
  for (int i = 0; i < WIDTH; i++) {
    largest = lanes[i] > largest || lanes[i] != lanes[i] ? lanes[i] : largest;
  }
  return largest;
}

/* Scores to weights, which do not add up to 1 but to the result; each times its value's scale. */
INLINE float weigh(const attention *a, int64_t count, float *scores) {
  floats total = all(0);
  for (int64_t t = count; t < sixteens(count); t++) {
    scores[t] = -INFINITY;
  }
  float largest = largest_of(scores, count);
  for (int64_t t = 0; t < count; t += WIDTH) {
    floats x = exponential(floats_at(scores + t) - largest);
    total += x;
    store_floats(scores + t, x);
  }
  for (int64_t t = 0; a->values.scales && t < count; t++) {
    scores[t] *= number_scale(a->values, t);
  }
  return sum_of(total);
}

/* The weighted sum of the values, in some vectors of dimensions from d on, of each the first "count". */
INLINE void add_up(const attention *a, int64_t positions, const float *weights, float total, int64_t d, float *y,
                   const int vectors, const int count) {
  floats sums[4];
  UNROLL for (int i = 0; i < vectors; i++) { sums[i] = all(0); }
  for (int64_t t = 0; t < positions; t++) {
    UNROLL for (int i = 0; i < vectors; i++) {
      sums[i] += weights[t] * numbers(a->values, t * a->values.row + d + WIDTH * i, count);
    }
  }
  UNROLL for (int i = 0; i < vectors; i++) {
    floats result = sums[i] / total;
    memcpy(y + d + WIDTH * i, &result, count * sizeof(float));
  }
}

INLINE void attend_row(const attention *a, int64_t count, const float *q, float *scores, float *query, float *y) {
  float root = 1 / sqrtf((float) a->dim);
  for (int64_t d = 0; d < sixteens(a->dim); d++) {
    query[d] = d >= a->dim ? 0 : root * (a->narrow ? float_of(bfloat16_of(q[d])) : q[d]);
  }
  for (int64_t t = 0; t < count; t += POSITIONS) {
    ask_for_rows(a, t);
    score(a, query, t, count, scores);
  }
  float total = weigh(a, count, scores);
  int64_t d = 0;
  for (; d + 4 * WIDTH <= a->dim; d += 4 * WIDTH) {
    add_up(a, count, scores, total, d, y, 4, WIDTH);
  }
  for (; d + WIDTH <= a->dim; d += WIDTH) {
    add_up(a, count, scores, total, d, y, 1, WIDTH);
  }
  if (d < a->dim) {
    add_up(a, count, scores, total, d, y, 1, TAIL);
  }
}

/* Keys and values being kept in this way, which the compiler then knows. */
INLINE void attend_rows_over(const attention *all_heads, int64_t head, int64_t begin, int64_t end, float *room, const int kept) {
  attention a = *all_heads; /* a copy, which no store can change */
  int64_t group = head / (a.heads / a.kv_heads);
  a.keys = memory_of_head(a.keys, group);
  a.values = memory_of_head(a.values, group);
  a.keys.kept = a.values.kept = kept;
  a.keys.scales = kept == KEPT_INT8 ? a.keys.scales : 0;
  a.values.scales = kept == KEPT_INT8 ? a.values.scales : 0;
  float *scores = room + sixteens(a.dim);
  for (int64_t row = begin; row < end; row++) {
    attend_row(&a, seen_by(&a, row), a.q + row * a.q_row + head * a.q_head, scores, room, a.y + (row * a.heads + head) * a.dim);
  }
}

static void attend_few(const attention *a, int64_t head, int64_t begin, int64_t end, const char *prepared __attribute__((unused)),
                       void *room) {
  switch (a->keys.kept) {
    case KEPT_BFLOAT16: attend_rows_over(a, head, begin, end, room, KEPT_BFLOAT16); break;
    case KEPT_INT8: attend_rows_over(a, head, begin, end, room, KEPT_INT8); break;
    default: attend_rows_over(a, head, begin, end, room, KEPT_FLOAT32);
  }
}

/* For a query and for scores of all positions. */
static int64_t few_room(const attention *a) {
  return (sixteens(a->dim) + sixteens(seen_by(a, a->rows - 1))) * (int64_t) sizeof(float);
}

static int64_t nothing_prepared_of(const attention *a __attribute__((unused))) {
  return 0;
}

#define FEW_ROWS_OF_ATTENTION {nothing_prepared_of, 1, 0, 1 << 20, few_room, attend_few}

#endif
