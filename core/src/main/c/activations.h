/*
 * Rows of activations as whole numbers of 16 bits: x = scale * (256 * high + low), both digits from -128 to 127, so that
 * the processor multiplies them by whole weights byte by byte. The scale is that of the row's largest value; the error of
 * a product is less than what rounding that largest value alone to bfloat16 makes.
 */
#ifndef QWENVL4J_ACTIVATIONS_H
#define QWENVL4J_ACTIVATIONS_H

#include "vectors.h"

typedef struct {
  int64_t inputs; /* a multiple of LINE */
  /*
   * Row by row the high digits, then the low ones: a plane each, of the inputs and 16 int32: minus 128 times the sums of
   * the digits that meet in a lane. A sum of products with w + 128 that starts there is one with w. They also keep planes,
   * whose inputs are often a multiple of 4096, apart in the cache.
   */
  int8_t *digits;
  float *scales; /* of the rows */
} activations;

INLINE int64_t plane(const activations *a) {
  return a->inputs + LINE;
}

INLINE const int8_t *high_digits(const activations *a, int64_t row) {
  return a->digits + row * 2 * plane(a);
}

INLINE const int8_t *low_digits(const activations *a, int64_t row) {
  return high_digits(a, row) + plane(a);
}

/* Rounds x[rows, inputs]; false where memory is short. A row of NaN or infinities has a scale of NaN. */
int activations_of(const bfloat16 *x, int64_t rows, int64_t inputs, activations *result);

void activations_free(activations *a);

#endif
