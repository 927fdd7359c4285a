/* The small steps between products (see kernels.h), in the vectors of the file that includes this. */
#ifndef QWENVL4J_STEPS_H
#define QWENVL4J_STEPS_H

#include "vectors.h"

#include <math.h>

INLINE float square_sum(const float *x, int64_t size) {
  float sums[16] = {0};
  int64_t i = 0;
  for (; i + 16 <= size; i += 16) {
    for (int lane = 0; lane < 16; lane++) { sums[lane] += x[i + lane] * x[i + lane]; }
  }
  for (int lane = 0; i + lane < size; lane++) {
    sums[lane] += x[i + lane] * x[i + lane];
  }
  UNROLL for (int half = 8; half > 0; half /= 2) {
    UNROLL for (int lane = 0; lane < half; lane++) { sums[lane] += sums[lane + half]; }
  }
  return sums[0];
}

static void norm(const float *x, const float *weight, int64_t size, float epsilon, float *y) {
  float scale = 1 / sqrtf(square_sum(x, size) / (float) size + epsilon);
  for (int64_t i = 0; i < size; i++) {
    y[i] = x[i] * scale * weight[i];
  }
}

static void turn(const float *x, int64_t dim, const float *weight, float epsilon, const float *cosines, const float *sines,
                 float factor, float *y) {
  float values[MOST_FEATURES];
  if (weight) {
    norm(x, weight, dim, epsilon, values);
    x = values;
  }
  int64_t half = dim / 2;
  for (int64_t i = 0; i < half; i++) {
    y[i] = (x[i] * cosines[i] - x[i + half] * sines[i]) * factor;
  }
  for (int64_t i = half; i < dim; i++) {
    y[i] = (x[i] * cosines[i] + x[i - half] * sines[i]) * factor;
  }
}

INLINE floats gated(floats gate, floats up) {
  floats e = exponential((floats) ((integers) gate | (integers) all(-0.0f))); /* of minus its size */
  floats share = (floats) (((integers) all(1) & (gate >= 0)) | ((integers) e & (gate < 0))) / (1 + e);
  return up * (gate * share);
}

static void gate(const float *gate, const float *up, int64_t size, float *y) {
  int64_t i = 0;
  for (; i + WIDTH <= size; i += WIDTH) {
    store_floats(y + i, gated(floats_at(gate + i), floats_at(up + i)));
  }
  for (; i < size; i++) {
    y[i] = gated(all(gate[i]), all(up[i]))[0];
  }
}

static void add(float *sum, const float *x, int64_t size) {
  for (int64_t i = 0; i < size; i++) {
    sum[i] += x[i];
  }
}

INLINE float as_bfloat16(float x) {
  return float_of(bfloat16_of(x));
}

static bfloat16 pack(const float *x, int64_t dim, int8_t *y) {
  const float shift = 12582912.0f; /* 1.5 * 2^23: whole numbers are as fine as it gets there */
  float largest = 1e-12f;
  for (int64_t i = 0; i < dim; i++) {
    float size = fabsf(as_bfloat16(x[i]));
    largest = size > largest ? size : largest;
  }
  bfloat16 scale = bfloat16_of(largest * (1.0f / 127)); /* rounded as it will be read */
  for (int64_t i = 0; i < dim; i++) {
    float whole = (as_bfloat16(x[i]) / float_of(scale) + shift) - shift;
    y[i] = (int8_t) (whole > 127 ? 127 : whole < -127 ? -127 : whole);
  }
  return scale;
}

static void round_floats(const float *x, int64_t size, bfloat16 *y) {
  for (int64_t i = 0; i < size; i++) {
    y[i] = bfloat16_of(x[i]);
  }
}

static void widen(const bfloat16 *x, const bfloat16 *bias, int64_t size, float *y) {
  if (bias) {
    for (int64_t i = 0; i < size; i++) {
      y[i] = as_bfloat16(float_of(x[i]) + float_of(bias[i]));
    }
  } else {
    for (int64_t i = 0; i < size; i++) {
      y[i] = float_of(x[i]);
    }
  }
}

#define STEPS {norm, turn, gate, add, pack, round_floats, widen}

#endif
