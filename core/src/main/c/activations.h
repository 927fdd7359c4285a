/*
 * Rows of activations as whole numbers of 16 bits: x = scale * whole, the scale being that of the row's largest value. All
 * sets multiply them by whole weights exactly; the error of a product is less than what rounding that largest value alone
 * to bfloat16 makes. A prepared row has room for two bytes of an input and a line more for each of them, in the order that
 * the set likes, then the scale, then the sums of x by group of inputs, which int4 needs.
 */
#ifndef QWENVL4J_ACTIVATIONS_H
#define QWENVL4J_ACTIVATIONS_H

#include "kernels.h"

#include <math.h>

enum {
  LARGEST = 127 * 256,
  ROWS_PREPARED = 16 /* worth a thread */
};

static const float LEAST = 1e-30f; /* smaller rows are rows of zeros */

/* Bytes of a plane: of a byte of all inputs, and a line, which also keeps planes apart in the cache. */
INLINE int64_t plane(const product *p) {
  return lines(p->inputs) + LINE;
}

INLINE int64_t row_bytes(const product *p) {
  return 2 * plane(p) + lines((1 + p->groups) * sizeof(float));
}

static inline int64_t whole_bytes(const product *p) {
  return p->rows * row_bytes(p);
}

/* Inputs of an int4 scale: 32, 64 or 128. */
INLINE int64_t group_size(const product *p) {
  return p->inputs / p->groups;
}

/* For operations that need no work memory. */
INLINE int64_t no_room(const product *p __attribute__((unused))) {
  return 0;
}

INLINE char *prepared_row(const product *p, int64_t row) {
  return p->prepared + row * row_bytes(p);
}

INLINE float *row_scale(const product *p, int64_t row) {
  return (float *) (prepared_row(p, row) + 2 * plane(p));
}

INLINE float *row_totals(const product *p, int64_t row) {
  return row_scale(p, row) + 1;
}

/* The scale of a row whose largest value, without its sign, is this one; NaN where it is not finite. */
INLINE float scale_for(bfloat16 largest) {
  return largest < 0x7f80 ? float_of(largest) / LARGEST : NAN;
}

/* Of a row of zeros, of values too small and of what is no number: 0. */
INLINE float inverse_of(float scale) {
  return scale * LARGEST > LEAST ? 1 / scale : 0;
}

#endif
