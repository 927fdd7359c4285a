/*
 * Weights to other forms, which is done once: float32 of bfloat16 and float16 and back, whole numbers of 8 and of 4 bits with
 * their scales. Parts of rows on all threads.
 */
#include "java.h"
#include "kernels.h"
#include "threads.h"

#include <math.h>

enum { PART = 1 << 16, ROWS = 64 /* of a part; what lies together in int4 */ };

/* ---- floating point ---- */

enum { F64, F32, F16, BF16 };

static float float_of_half(uint16_t half) {
  uint32_t sign = (uint32_t) (half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 1023;
  union { uint32_t bits; float value; } x = {sign | (exponent + 112) << 23 | fraction << 13};
  if (exponent == 0) { /* zero, and numbers too small for an exponent */
    x.value = (float) fraction * 0x1p-24f;
    x.bits |= sign;
  } else if (exponent == 31) {
    x.bits = sign | 0x7f800000 | fraction << 13;
  }
  return x.value;
}

/* Rounded to the nearest, ties to even. */
static uint16_t half_of(float number) {
  union { float value; uint32_t bits; } x = {number};
  uint16_t sign = (uint16_t) (x.bits >> 16 & 0x8000);
  uint32_t size = x.bits & 0x7fffffff;
  if (size > 0x7f800000) {
    return sign | 0x7e00;
  }
  if (size >= 0x477ff000) { /* rounds beyond the largest */
    return sign | 0x7c00;
  }
  if (size < 0x38800000) { /* below the smallest with an exponent: multiples of 2^-24 */
    x.bits = size;
    return sign | (uint16_t) lrintf(x.value * 0x1p24f);
  }
  uint32_t rounded = size + 0xfff + (size >> 13 & 1);
  return sign | (uint16_t) ((rounded - 0x38000000) >> 13);
}

typedef struct {
  int64_t from, x, count, to, y;
} conversion;

static float read(int64_t type, int64_t x, int64_t i) {
  switch (type) {
    case F64: return (float) ((const double *) x)[i];
    case F32: return ((const float *) x)[i];
    case F16: return float_of_half(((const uint16_t *) x)[i]);
    default: return float_of(((const bfloat16 *) x)[i]);
  }
}

static void write(int64_t type, int64_t y, int64_t i, float value) {
  switch (type) {
    case F64: ((double *) y)[i] = value; break;
    case F32: ((float *) y)[i] = value; break;
    case F16: ((uint16_t *) y)[i] = half_of(value); break;
    default: ((bfloat16 *) y)[i] = bfloat16_of(value);
  }
}

static void convert_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const conversion *c = context;
  for (int64_t i = part * PART; i < end_of_part(part, PART, c->count); i++) {
    write(c->to, c->y, i, read(c->from, c->x, i));
  }
}

/* void convert(from, x, count, to, y): types are float64, float32, float16, bfloat16. */
void JAVA_MEMORY(Conversion, convert)(JNI_CALLER, int64_t from, int64_t x, int64_t count, int64_t to, int64_t y) {
  conversion c = {from, x, count, to, y};
  in_parts(thread_count(), parts_of(count, PART), convert_part, &c);
}

/* ---- int8: w = value * scale, one scale for a row ---- */

typedef struct {
  const float *w;
  int64_t outputs, inputs;
  int8_t *values;
  bfloat16 *scales;
} int8_rounding;

/* Ties to even. */
static float nearest(float x) {
  return nearbyintf(x);
}

static float bounded(float x, float low, float high) {
  return x < low ? low : x > high ? high : x;
}

static void round_int8_row(const int8_rounding *r, int64_t row) {
  const float *w = r->w + row * r->inputs;
  float largest = 0;
  for (int64_t k = 0; k < r->inputs; k++) {
    largest = fabsf(w[k]) > largest ? fabsf(w[k]) : largest;
  }
  float wanted = largest * (1.0f / 127);
  r->scales[row] = bfloat16_of(wanted > 1e-30f ? wanted : 1e-30f); /* rounded as it will be read */
  float scale = float_of(r->scales[row]);
  for (int64_t k = 0; k < r->inputs; k++) {
    r->values[row * r->inputs + k] = (int8_t) bounded(nearest(w[k] / scale), -127, 127);
  }
}

static void round_int8_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const int8_rounding *r = context;
  for (int64_t row = part * ROWS; row < end_of_part(part, ROWS, r->outputs); row++) {
    round_int8_row(r, row);
  }
}

/* void int8(w, outputs, inputs, values, scales): w float32 [outputs, inputs] */
void JAVA(NativeRounding, int8)(JNI_CALLER, int64_t w, int64_t outputs, int64_t inputs, int64_t values, int64_t scales) {
  int8_rounding r = {(const float *) w, outputs, inputs, (int8_t *) values, (bfloat16 *) scales};
  in_parts(thread_count(), parts_of(outputs, ROWS), round_int8_part, &r);
}

/* ---- int4: w = (q - 8) * scale + zero, one pair for each group of inputs of an output ---- */

enum { LEVELS = 16, HALF = ROWS / 2 };

typedef struct {
  float scale, zero;
} line; /* through (q - 8, w) */

static float level(line l, float w) {
  return bounded(nearest((w - l.zero) / l.scale + LEVELS / 2), 0, LEVELS - 1);
}

static float squared_error(line l, const float *w, int64_t size) {
  float sum = 0;
  for (int64_t i = 0; i < size; i++) {
    float error = (level(l, w[i]) - LEVELS / 2) * l.scale + l.zero - w[i];
    sum += error * error;
  }
  return sum;
}

static float rounded(float x) {
  return float_of(bfloat16_of(x));
}

static line range_of(float least_value, float most) {
  float scale = (most - least_value) * (1.0f / (LEVELS - 1));
  line l = {rounded(scale > 1e-30f ? scale : 1e-30f), 0};
  l.zero = rounded(least_value + l.scale * (LEVELS / 2));
  return l;
}

/* The line of least squares through the levels that this one gives. */
static line fitted(line l, const float *w, int64_t size) {
  float mean_q = 0, mean_w = 0, variance = 0, covariance = 0;
  for (int64_t i = 0; i < size; i++) {
    mean_q += level(l, w[i]) - LEVELS / 2;
    mean_w += w[i];
  }
  mean_q /= (float) size;
  mean_w /= (float) size;
  for (int64_t i = 0; i < size; i++) {
    float deviation = level(l, w[i]) - LEVELS / 2 - mean_q;
    variance += deviation * deviation / (float) size;
    covariance += deviation * w[i] / (float) size;
  }
  float slope = rounded(covariance / (variance > 1e-30f ? variance : 1e-30f));
  if (!(slope > 1e-30f)) { /* all levels equal */
    return l;
  }
  line better = {slope, rounded(mean_w - mean_q * slope)};
  return better;
}

/* Of several ranges, the full one and some that cut the extremes, and what is fitted to each: the least squared error. */
static line best_line(const float *w, int64_t size) {
  static const float CLIPS[] = {1, 0.92f, 0.84f, 0.76f};
  float least_value = w[0], most = w[0], error = INFINITY;
  for (int64_t i = 1; i < size; i++) {
    least_value = w[i] < least_value ? w[i] : least_value;
    most = w[i] > most ? w[i] : most;
  }
  line best = {0, 0};
  for (int clip = 0; clip < 4; clip++) {
    line plain = range_of(least_value * CLIPS[clip], most * CLIPS[clip]);
    line candidates[] = {plain, fitted(plain, w, size)};
    for (int i = 0; i < 2; i++) {
      float of = squared_error(candidates[i], w, size);
      if (of < error || (clip == 0 && i == 0)) {
        best = candidates[i];
        error = of;
      }
    }
  }
  return best;
}

typedef struct {
  const float *w;   /* of some outputs */
  const uint8_t *q; /* instead of w: levels [outputs, inputs] */
  int64_t outputs, inputs, groups; /* outputs of the layer */
  uint8_t *packed; /* [outputs / 64, inputs, 32]: output j in the low half, j + 32 in the high one */
  bfloat16 *pairs; /* [groups, outputs, 2] */
} int4_rounding;

static void put(const int4_rounding *r, int64_t row, int64_t k, uint8_t q) {
  uint8_t *byte = r->packed + (row / ROWS * r->inputs + k) * HALF + row % HALF;
  *byte = row % ROWS < HALF ? q : (uint8_t) (*byte | q << 4); /* the low half is written first */
}

static void round_int4_row(const int4_rounding *r, int64_t row) {
  const float *w = r->w + row * r->inputs;
  int64_t size = r->inputs / r->groups;
  for (int64_t group = 0; group < r->groups; group++) {
    line l = best_line(w + group * size, size);
    bfloat16 *pair = r->pairs + (group * r->outputs + row) * 2;
    pair[0] = bfloat16_of(l.scale);
    pair[1] = bfloat16_of(l.zero);
    for (int64_t k = group * size; k < (group + 1) * size; k++) {
      put(r, row, k, (uint8_t) level(l, w[k]));
    }
  }
}

static void int4_part(const void *context, int64_t block, int thread __attribute__((unused))) {
  const int4_rounding *r = context;
  for (int64_t row = block * ROWS; row < (block + 1) * ROWS; row++) {
    if (r->w) {
      round_int4_row(r, row);
    } else {
      for (int64_t k = 0; k < r->inputs; k++) {
        put(r, row, k, r->q[row * r->inputs + k]);
      }
    }
  }
}

/*
 * void int4(w, count, outputs, inputs, groups, packed, pairs): w float32 [count, inputs], of some outputs of a layer, whose places
 * in packed and pairs are given; outputs and count are multiples of 64, inputs of the groups
 */
void JAVA(NativeRounding, int4)(JNI_CALLER, int64_t w, int64_t count, int64_t outputs, int64_t inputs, int64_t groups,
                                int64_t packed, int64_t pairs) {
  int4_rounding r = {(const float *) w, 0, outputs, inputs, groups, (uint8_t *) packed, (bfloat16 *) pairs};
  in_parts(thread_count(), count / ROWS, int4_part, &r);
}

/* void packInt4(levels, outputs, inputs, packed): levels [outputs, inputs] from 0 to 15 */
void JAVA(NativeRounding, packInt4)(JNI_CALLER, int64_t levels, int64_t outputs, int64_t inputs, int64_t packed) {
  int4_rounding r = {0, (const uint8_t *) levels, outputs, inputs, 0, (uint8_t *) packed, 0};
  in_parts(thread_count(), outputs / ROWS, int4_part, &r);
}
