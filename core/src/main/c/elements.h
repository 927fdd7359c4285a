/*
 * Small operations on rows of float32: what stands between the products of a network. Plain loops, which the compiler makes
 * vectors of the set that includes this; operations.c shares the rows among the threads.
 */
#ifndef QWENVL4J_ELEMENTS_H
#define QWENVL4J_ELEMENTS_H

#include "kernels.h"

#include <math.h>

/* Of a loop whose result may lie where its operand does: vectors are read before they are written. */
#define IN_PLACE _Pragma("clang loop vectorize(assume_safety)")

/* e^x for -87 < x <= 0 (0 below): 2^n by the exponent, 2^f for |f| <= 1/2 by its Taylor series, exact to 3e-7. */
INLINE float decay(float x) {
  const float shift = 12582912.0f; /* 1.5 * 2^23: whole numbers are as fine as it gets there */
  float t = x * 1.44269504f;
  float bounded = t > -126 ? t : -126;
  float n = (bounded + shift) - shift, f = bounded - n;
  float p = 1.54035e-4f;
  p = p * f + 1.33335581e-3f;
  p = p * f + 9.61812911e-3f;
  p = p * f + 5.55041087e-2f;
  p = p * f + 2.40226507e-1f;
  p = p * f + 6.93147181e-1f;
  p = p * f + 1;
  union { uint32_t bits; float value; } power = {(uint32_t) ((int32_t) n + 127) << 23};
  return t > -126 ? p * power.value : 0;
}

/* 1 / (1 + e^-x) */
INLINE float share(float x) {
  float e = decay(-fabsf(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}

/* erf by Abramowitz and Stegun 7.1.26: off by 1.5e-7 at most. */
INLINE float error_function(float x) {
  float size = fabsf(x), t = 1 / (1 + 0.3275911f * size);
  float p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
  float y = 1 - p * decay(-size * size);
  return x < 0 ? -y : y;
}

static void gelu(const float *x, int64_t size, float *y) {
  IN_PLACE for (int64_t i = 0; i < size; i++) {
    y[i] = 0.5f * x[i] * (1 + error_function(x[i] * 0.70710678f));
  }
}

/* x / 2 (1 + tanh(u)) = x share(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3) */
static void gelu_tanh(const float *x, int64_t size, float *y) {
  IN_PLACE for (int64_t i = 0; i < size; i++) {
    y[i] = x[i] * share(1.59576912f * (x[i] + 0.044715f * x[i] * x[i] * x[i]));
  }
}

static void gated_row(const float *gate, const float *up, int64_t size, float *y) {
  for (int64_t i = 0; i < size; i++) {
    y[i] = up[i] * (gate[i] * share(gate[i]));
  }
}

enum { LANES_OF_SUM = 32 };

INLINE float sum_of_lanes(const float *sums) {
  float total[LANES_OF_SUM];
  for (int i = 0; i < LANES_OF_SUM; i++) { total[i] = sums[i]; }
  for (int half = LANES_OF_SUM / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) { total[i] += total[i + half]; }
  }
  return total[0];
}

INLINE float sum_of_row(const float *x, int64_t size) {
  float sums[LANES_OF_SUM] = {0};
  int64_t i = 0;
  for (; i + LANES_OF_SUM <= size; i += LANES_OF_SUM) {
    for (int lane = 0; lane < LANES_OF_SUM; lane++) { sums[lane] += x[i + lane]; }
  }
  for (int lane = 0; i + lane < size; lane++) { sums[lane] += x[i + lane]; }
  return sum_of_lanes(sums);
}

INLINE float squares_of_row(const float *x, int64_t size, float mean) {
  float sums[LANES_OF_SUM] = {0};
  int64_t i = 0;
  for (; i + LANES_OF_SUM <= size; i += LANES_OF_SUM) {
    for (int lane = 0; lane < LANES_OF_SUM; lane++) { sums[lane] += (x[i + lane] - mean) * (x[i + lane] - mean); }
  }
  for (int lane = 0; i + lane < size; lane++) { sums[lane] += (x[i + lane] - mean) * (x[i + lane] - mean); }
  return sum_of_lanes(sums);
}

static void layer_norm_row(const float *x, const float *weight, const float *bias, int64_t size, float epsilon, float *y) {
  float mean = sum_of_row(x, size) / (float) size;
  float scale = 1 / sqrtf(squares_of_row(x, size, mean) / (float) size + epsilon);
  for (int64_t i = 0; i < size; i++) {
    y[i] = (x[i] - mean) * scale * weight[i] + bias[i];
  }
}

static void rms_norm_row(const float *x, const float *weight, int64_t size, float epsilon, float *y) {
  float scale = 1 / sqrtf(squares_of_row(x, size, 0) / (float) size + epsilon);
  for (int64_t i = 0; i < size; i++) {
    y[i] = x[i] * scale * weight[i];
  }
}

/* x cos + (-x2, x1) sin for the halves x1, x2 of x. */
static void rotate_row(const float *x, const float *cosines, const float *sines, int64_t size, float *y) {
  int64_t half = size / 2;
  for (int64_t i = 0; i < half; i++) {
    y[i] = x[i] * cosines[i] - x[i + half] * sines[i];
  }
  for (int64_t i = half; i < size; i++) {
    y[i] = x[i] * cosines[i] + x[i - half] * sines[i];
  }
}

static void add_rows(const float *x, const float *y, int64_t size, float *sum) {
  IN_PLACE for (int64_t i = 0; i < size; i++) {
    sum[i] = x[i] + y[i];
  }
}

static void scale_row(const float *x, float factor, int64_t size, float *y) {
  for (int64_t i = 0; i < size; i++) {
    y[i] = x[i] * factor;
  }
}

static void add_scaled_row(const float *x, float factor, int64_t size, float *sum) {
  for (int64_t i = 0; i < size; i++) {
    sum[i] += x[i] * factor;
  }
}

static void widen_bfloat16(const bfloat16 *x, int64_t size, float *y) {
  for (int64_t i = 0; i < size; i++) {
    y[i] = float_of(x[i]);
  }
}

static void round_to_bfloat16(const float *x, int64_t size, bfloat16 *y) {
  for (int64_t i = 0; i < size; i++) {
    y[i] = bfloat16_of(x[i]);
  }
}

/* The sums are rounded. */
static void widen_with_bias(const bfloat16 *x, const bfloat16 *bias, int64_t size, float *y) {
  for (int64_t i = 0; i < size; i++) {
    y[i] = float_of(bfloat16_of(float_of(x[i]) + float_of(bias[i])));
  }
}

static bfloat16 pack_row(const float *x, int64_t size, int8_t *y) {
  const float shift = 12582912.0f; /* as above */
  float largest = 1e-12f;
  for (int64_t i = 0; i < size; i++) {
    float of_number = fabsf(float_of(bfloat16_of(x[i])));
    largest = of_number > largest ? of_number : largest;
  }
  bfloat16 scale = bfloat16_of(largest * (1.0f / 127)); /* rounded as it will be read */
  for (int64_t i = 0; i < size; i++) {
    float whole = (float_of(bfloat16_of(x[i])) / float_of(scale) + shift) - shift;
    y[i] = (int8_t) (whole > 127 ? 127 : whole < -127 ? -127 : whole);
  }
  return scale;
}

#define ELEMENTS {gelu, gelu_tanh, gated_row, layer_norm_row, rms_norm_row, rotate_row, add_rows, scale_row, add_scaled_row, \
                  widen_bfloat16, widen_with_bias, round_to_bfloat16, pack_row}

#endif
