/* y = x w^T for w in bfloat16 [outputs, inputs], few rows of x. */
#include "java.h"
#include "threads.h"
#include "vectors.h"

enum {
  MOST_ROWS = 4,
  PART = 32,       /* outputs that a thread takes at a time */
  STEP = LINE / 2, /* inputs in a vector */
  CHAINS = 4       /* sums of one product that do not wait for each other */
};

typedef struct {
  const bfloat16 *x;
  int64_t rows;
  const bfloat16 *weight;
  bfloat16 *y;
  int64_t outputs, inputs;
} job;

INLINE __m512bh load(const bfloat16 *x) {
  return (__m512bh) _mm512_loadu_si512(x);
}

/* Output n of all rows. */
INLINE void output(const job *j, int64_t n, const int rows) {
  const bfloat16 *w = j->weight + n * j->inputs;
  __m512 sums[MOST_ROWS][CHAINS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int i = 0; i < CHAINS; i++) { sums[r][i] = _mm512_setzero_ps(); }
  }
  for (int64_t k = 0; k < j->inputs; k += STEP * CHAINS) {
    UNROLL for (int i = 0; i < CHAINS; i++) {
      __m512bh weights = load(w + k + STEP * i);
      UNROLL for (int r = 0; r < rows; r++) {
        sums[r][i] = _mm512_dpbf16_ps(sums[r][i], weights, load(j->x + r * j->inputs + k + STEP * i));
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    __m512 sum = _mm512_add_ps(_mm512_add_ps(sums[r][0], sums[r][1]), _mm512_add_ps(sums[r][2], sums[r][3]));
    j->y[r * j->outputs + n] = bfloat16_of(_mm512_reduce_add_ps(sum));
  }
}

static void some_outputs(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  int64_t end = (part + 1) * PART < j->outputs ? (part + 1) * PART : j->outputs;
  for (int64_t n = part * PART; n < end; n++) {
    switch (j->rows) {
      case 1: output(j, n, 1); break;
      case 2: output(j, n, 2); break;
      case 3: output(j, n, 3); break;
      default: output(j, n, MOST_ROWS);
    }
  }
}

/* void bfloat16(x, rows, weight, y, outputs, inputs): at most MOST_ROWS rows. */
void JAVA(NativeProducts, bfloat16)(JNI_CALLER, int64_t x, int64_t rows, int64_t weight, int64_t y, int64_t outputs, int64_t inputs) {
  job j = {(const bfloat16 *) x, rows, (const bfloat16 *) weight, (bfloat16 *) y, outputs, inputs};
  in_parts((outputs + PART - 1) / PART, some_outputs, &j);
}
