/* Vectors of WIDTH floats, which the file that includes this defines; the compiler makes them the instructions of its set. */
#ifndef QWENVL4J_VECTORS_H
#define QWENVL4J_VECTORS_H

#include "kernels.h"

#include <string.h>

typedef float floats __attribute__((vector_size(WIDTH * 4)));
typedef int32_t integers __attribute__((vector_size(WIDTH * 4)));
typedef uint32_t words __attribute__((vector_size(WIDTH * 4)));
typedef uint16_t halves __attribute__((vector_size(WIDTH * 2)));
typedef int8_t bytes __attribute__((vector_size(WIDTH)));

INLINE floats all(float x) {
  return x - (floats){0};
}

/* The first "count" of the vector, then zeros. */
INLINE floats floats_of_bfloat16(const bfloat16 *x, int64_t count) {
  halves narrow = {0};
  memcpy(&narrow, x, count * sizeof(bfloat16));
  return (floats) (__builtin_convertvector(narrow, words) << 16);
}

INLINE floats floats_at(const float *x) {
  floats there;
  memcpy(&there, x, sizeof(there));
  return there;
}

/* The first "count", then zeros. */
INLINE floats some_floats(const float *x, int64_t count) {
  floats there = {0};
  memcpy(&there, x, count * sizeof(float));
  return there;
}

INLINE void store_floats(float *y, floats x) {
  memcpy(y, &x, sizeof(x));
}

INLINE void write_bfloat16(bfloat16 *y, floats x, const int count) {
  words bits = (words) x;
  words rounded = bits + 0x7fff + (bits >> 16 & 1);
  words number = (words) (x == x);
  halves narrow = __builtin_convertvector(((rounded & number) | (0x7fc00000 & ~number)) >> 16, halves);
  memcpy(y, &narrow, count * sizeof(bfloat16));
}

INLINE float sum_of(floats x) {
  float all[WIDTH];
  memcpy(all, &x, sizeof(all));
  UNROLL for (int half = WIDTH / 2; half > 0; half /= 2) {
    UNROLL for (int i = 0; i < half; i++) { all[i] += all[i + half]; }
  }
  return all[0];
}

typedef float four_floats __attribute__((vector_size(16)));

/* Of two vectors in each quarter of 128 bits: the first halves side by side, pair by pair or as they are; the second halves. */
#if WIDTH == 16
#define FIRST_PAIRS 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define SECOND_PAIRS 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#define FIRST_HALVES 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define SECOND_HALVES 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#elif WIDTH == 8
#define FIRST_PAIRS 0, 8, 1, 9, 4, 12, 5, 13
#define SECOND_PAIRS 2, 10, 3, 11, 6, 14, 7, 15
#define FIRST_HALVES 0, 1, 8, 9, 4, 5, 12, 13
#define SECOND_HALVES 2, 3, 10, 11, 6, 7, 14, 15
#else
#define FIRST_PAIRS 0, 4, 1, 5
#define SECOND_PAIRS 2, 6, 3, 7
#define FIRST_HALVES 0, 1, 4, 5
#define SECOND_HALVES 2, 3, 6, 7
#endif
#define SHUFFLED(x, y, order) __builtin_shufflevector(x, y, order)

/* The sums of four vectors. */
INLINE four_floats four_sums(floats x, floats y, floats z, floats w) {
  floats xy = SHUFFLED(x, y, FIRST_PAIRS) + SHUFFLED(x, y, SECOND_PAIRS);
  floats zw = SHUFFLED(z, w, FIRST_PAIRS) + SHUFFLED(z, w, SECOND_PAIRS);
  floats all = SHUFFLED(xy, zw, FIRST_HALVES) + SHUFFLED(xy, zw, SECOND_HALVES);
  four_floats quarters[WIDTH / 4];
  memcpy(quarters, &all, sizeof(all));
  UNROLL for (int half = WIDTH / 8; half > 0; half /= 2) {
    UNROLL for (int i = 0; i < half; i++) { quarters[i] += quarters[i + half]; }
  }
  return quarters[0];
}

/* e^x for x <= 0: 2^n by the exponent, 2^f for |f| <= 1/2 by its Taylor series, exact to 3e-7; 0 below the normal numbers. */
INLINE floats exponential(floats x) {
  const float shift = 12582912.0f; /* 1.5 * 2^23: whole numbers are as fine as it gets there */
  floats t = x * 1.44269504f;
  integers there = t > -126;
  t = (floats) ((integers) t & there);
  floats n = (t + shift) - shift;
  floats f = t - n;
  floats p = all(1.54035e-4f);
  p = p * f + 1.33335581e-3f;
  p = p * f + 9.61812911e-3f;
  p = p * f + 5.55041087e-2f;
  p = p * f + 2.40226507e-1f;
  p = p * f + 6.93147181e-1f;
  p = p * f + 1;
  floats power = (floats) ((__builtin_convertvector(n, integers) + 127) << 23);
  return (floats) ((integers) (p * power) & there);
}

#endif
