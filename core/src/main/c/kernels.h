/*
 * What an instruction set must bring: products of rows with weights in five forms, and attention. products.c and
 * attention.c share the work among the threads, each set computes parts of it; kernels.c has the table of the sets.
 */
#ifndef QWENVL4J_KERNELS_H
#define QWENVL4J_KERNELS_H

#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum {
  LINE = 64,          /* bytes of a cache line */
  MOST_FEATURES = 512 /* of a head of attention */
};

typedef uint16_t bfloat16;

/* y = x w^T for x [rows, inputs] and rows of outputs in y. Both are float32 where the weights are or are widened, otherwise bfloat16. */
typedef struct {
  const bfloat16 *x;
  const float *x32;
  int64_t rows;
  const void *weights, *scales; /* the files of a form say what they are */
  bfloat16 *y;
  float *y32;
  int64_t stride; /* from a row of y to the next */
  int64_t outputs, inputs;
  int64_t groups; /* of inputs, which have a scale of their own in int4; else 0 */
  char *prepared; /* the rows as an operation reads them, on a line of the cache */
} product;

/* A way to compute a product: first the rows are prepared, then their products are computed. */
typedef struct {
  int64_t (*prepared_bytes)(const product *p); /* of all rows */
  int64_t rows;                                /* that a thread prepares at a time */
  void (*prepare)(const product *p, int64_t begin, int64_t end);
  int64_t outputs;                             /* that a thread computes at a time */
  int64_t (*room_bytes)(const product *p);     /* of work memory that a thread needs */
  void (*multiply)(const product *p, int64_t begin, int64_t end, void *room);
} operation;

/* The ways for weights of one form. */
typedef struct {
  const operation *few, *many;
  int64_t from; /* rows, from which on "many" is used; 0 where both are the same */
  /* Rounds of products in registers, of the unit that computes many rows; how many operations on weights they were. */
  int64_t (*limit)(int64_t rounds);
} operations;

/* How keys and values are kept, as Java numbers it. */
enum { KEPT_BFLOAT16, KEPT_INT8, KEPT_FLOAT32 };

/* Keys or values: number i of position t of head h is that at t * row + h * head + i. */
typedef struct {
  int64_t kept;
  const void *numbers;
  const bfloat16 *scales; /* of int8: that of position t of head h is at h * capacity + t */
  int64_t row, head, capacity;
} memory;

/*
 * Attention: y = softmax(q k^T / sqrt(dim)) v, head by head. heads is a multiple of kv_heads, and so many heads in a row read
 * the same keys and values. Row r sees the first seen + r * more positions. Scores and sums are float32.
 */
typedef struct {
  const float *q; /* number i of head h of row r is that at r * q_row + h * q_head + i */
  int64_t q_row, q_head, rows, heads, kv_heads, dim, seen, more;
  memory keys, values;
  int narrow; /* whether queries, keys, values and the weights of the softmax may be rounded to bfloat16; queries are */
  float *y;   /* [rows, heads, dim] */
} attention;

/* A way to compute it: the keys and values of some heads are prepared, then rows attend to them. */
typedef struct {
  int64_t (*prepared_bytes)(const attention *a); /* of a head of keys and values */
  int64_t positions;                             /* that a thread prepares at a time */
  void (*prepare)(const attention *a, int64_t head, int64_t begin, int64_t end, char *prepared);
  int64_t rows;                                  /* that a thread takes at a time */
  int64_t (*room_bytes)(const attention *a);     /* of work memory that a thread needs */
  void (*attend)(const attention *a, int64_t head, int64_t begin, int64_t end, const char *prepared, void *room);
} attention_way;

/* Small operations on rows of float32 (elements.h). The results of gelu, gelu_tanh and add may lie where an operand does. */
typedef struct {
  void (*gelu)(const float *x, int64_t size, float *y);
  void (*gelu_tanh)(const float *x, int64_t size, float *y);
  void (*gated)(const float *gate, const float *up, int64_t size, float *y);
  void (*layer_norm)(const float *x, const float *weight, const float *bias, int64_t size, float epsilon, float *y);
  void (*rms_norm)(const float *x, const float *weight, int64_t size, float epsilon, float *y);
  void (*rotate)(const float *x, const float *cosines, const float *sines, int64_t size, float *y);
  void (*add)(const float *x, const float *y, int64_t size, float *sum);
  void (*scale)(const float *x, float factor, int64_t size, float *y);
  void (*add_scaled)(const float *x, float factor, int64_t size, float *sum);
  void (*widen)(const bfloat16 *x, int64_t size, float *y);
  void (*widen_with_bias)(const bfloat16 *x, const bfloat16 *bias, int64_t size, float *y);
  void (*round)(const float *x, int64_t size, bfloat16 *y);
  /* Rounded to bfloat16, then to int8; the scale. */
  bfloat16 (*pack)(const float *x, int64_t size, int8_t *y);
} elements;

typedef struct {
  const char *name;
  int (*available)(void); /* on this processor */
  operations int8, int4, bfloat16, float32, widened;
  const attention_way *few, *many, *many_narrow; /* of rows; the last where the attention may be narrow */
  const elements *elements;
} kernels;

/* The set in use. */
const kernels *kernels_in_use(void);

extern const operation AMX_INT8, AMX_INT4, AMX_BFLOAT16, AVX512_INT8_FEW, AVX512_INT8_MANY, AVX512_INT4, AVX512_BFLOAT16,
    AVX512_BFLOAT16_AS_FLOAT32, AVX512_FLOAT32, AVX512_WIDENED, AVX_VNNI_INT8_FEW, AVX_VNNI_INT8_MANY, AVX_VNNI_INT4,
    AVX2_INT8_FEW, AVX2_INT8_MANY, AVX2_INT4, AVX2_BFLOAT16, AVX2_FLOAT32, AVX2_WIDENED, NEON_INT8, NEON_INT4, I8MM_INT8,
    I8MM_INT4, I8MM_BFLOAT16, PORTABLE_INT8, PORTABLE_INT4, PORTABLE_BFLOAT16, PORTABLE_FLOAT32, PORTABLE_WIDENED;
extern const elements AVX512_ELEMENTS, AVX2_ELEMENTS, PORTABLE_ELEMENTS;
int64_t amx_int8_limit(int64_t rounds);
int64_t amx_bfloat16_limit(int64_t rounds);
int64_t avx512_int8_limit(int64_t rounds);
int64_t avx512_bfloat16_limit(int64_t rounds);
int64_t avx512_float_limit(int64_t rounds);
int64_t avx2_whole_limit(int64_t rounds);
int64_t avx_vnni_limit(int64_t rounds);
int64_t avx2_float_limit(int64_t rounds);
int64_t neon_limit(int64_t rounds);
int64_t i8mm_limit(int64_t rounds);
int64_t i8mm_bfloat16_limit(int64_t rounds);
int64_t portable_limit(int64_t rounds);

extern const attention_way AMX_MANY_ROWS, AVX512_FEW_ROWS, AVX512_MANY_ROWS, AVX2_FEW_ROWS, AVX2_MANY_ROWS, PORTABLE_FEW_ROWS,
    PORTABLE_MANY_ROWS;

INLINE float float_of(bfloat16 x) {
  union { uint32_t bits; float value; } wide = {(uint32_t) x << 16};
  return wide.value;
}

/* Rounded to the nearest, ties to even; NaN stays NaN. */
INLINE bfloat16 bfloat16_of(float x) {
  union { float value; uint32_t bits; } wide = {x};
  return (bfloat16) (x == x ? (wide.bits + 0x7fff + (wide.bits >> 16 & 1)) >> 16 : 0x7fc0);
}

/* The next multiple of a line. */
INLINE int64_t lines(int64_t bytes) {
  return (bytes + LINE - 1) / LINE * LINE;
}

INLINE int64_t sixteens(int64_t count) {
  return (count + 15) / 16 * 16;
}

/* Of a number of keys or values that are kept so. */
INLINE int64_t bytes_kept(int64_t kept) {
  return kept == KEPT_BFLOAT16 ? sizeof(bfloat16) : kept == KEPT_INT8 ? 1 : sizeof(float);
}

/* The same for one head, as if there were no other. */
INLINE memory memory_of_head(memory m, int64_t head) {
  m.numbers = (const char *) m.numbers + head * m.head * bytes_kept(m.kept);
  m.scales = m.kept == KEPT_INT8 ? m.scales + head * m.capacity : 0;
  return m;
}

/* Positions that a row sees. */
INLINE int64_t seen_by(const attention *a, int64_t row) {
  return a->seen + row * a->more;
}

INLINE int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

INLINE int64_t most(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* The output next to n; the last one has itself beside it. */
INLINE int64_t beside(const product *p, int64_t n) {
  return least(n + 1, p->outputs - 1);
}

enum { AHEAD = 4096 /* bytes of weights to ask for early: measured */ };

/*
 * How far behind byte "at" of an output's weights to ask for what will be read next, where some outputs are read side by
 * side: what is further on in the same output or, at its end, at the beginning of the output that takes its place.
 */
INLINE int64_t ahead_of(int64_t at, int64_t bytes, const int outputs) {
  int64_t ahead = AHEAD / outputs;
  return at + ahead < bytes ? ahead : ahead + (outputs - 1) * bytes;
}

#endif
