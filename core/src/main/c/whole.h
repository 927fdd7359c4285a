/* Activations as int16 (see activations.h), in C that the compiler makes vectors of: for the sets without digits. */
#ifndef QWENVL4J_WHOLE_H
#define QWENVL4J_WHOLE_H

#include "activations.h"

INLINE int16_t *row_whole(const product *p, int64_t row) {
  return (int16_t *) prepared_row(p, row);
}

/* Rounds as the processor does, for |x| < 2^22. */
INLINE float nearest(float x) {
  const float shift = 12582912.0f; /* 1.5 * 2^23: whole numbers are as fine as it gets there */
  return (x + shift) - shift;
}

/* Finds the scale of a row; its inverse, or 0. */
INLINE float write_scale(const product *p, int64_t row) {
  const bfloat16 *x = p->x + row * p->inputs;
  uint16_t most = 0;
  for (int64_t k = 0; k < p->inputs; k++) {
    uint16_t size = x[k] & 0x7fff;
    most = size > most ? size : most;
  }
  float scale = scale_for(most);
  *row_scale(p, row) = scale;
  return inverse_of(scale);
}

INLINE void write_whole(const product *p, int64_t row) {
  const bfloat16 *x = p->x + row * p->inputs;
  int16_t *whole = row_whole(p, row);
  float inverse = write_scale(p, row);
  int64_t inputs = inverse > 0 ? p->inputs : 0; /* else zeros */
  for (int64_t k = 0; k < inputs; k++) {
    whole[k] = (int16_t) nearest(float_of(x[k]) * inverse);
  }
  for (int64_t k = inputs; k < lines(p->inputs); k++) {
    whole[k] = 0;
  }
}

INLINE void write_totals(const product *p, int64_t row) {
  int64_t size = group_size(p);
  for (int64_t group = 0; group < p->groups; group++) {
    int32_t sum = 0;
    for (int64_t k = 0; k < size; k++) {
      sum += row_whole(p, row)[group * size + k];
    }
    row_totals(p, row)[group] = (float) sum * *row_scale(p, row);
  }
}

INLINE void prepare_int8(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    write_whole(p, row);
  }
}

INLINE void prepare_int4(const product *p, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    write_whole(p, row);
    write_totals(p, row);
  }
}

#endif
