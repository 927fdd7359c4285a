/*
 * int4: w = (q - 8) * scale + zero. q is from 0 to 15, in [outputs/64, inputs, 32] bytes: byte (b, k, j) has that of output
 * 64 b + j and input k in its low half, that of output 64 b + j + 32 in its high half. The scales are pairs of bfloat16,
 * scale and zero, for each group of inputs of an output: [groups, outputs]. Outputs are a multiple of 64; groups are of 32, 64
 * or 128 inputs, all of them full.
 */
#ifndef QWENVL4J_INT4_H
#define QWENVL4J_INT4_H

#include "activations.h"

enum {
  BLOCK = 64,        /* outputs that lie together */
  BYTES = BLOCK / 2, /* of a block's values for one input */
  AHEAD_INT4 = 4096, /* bytes of values to ask for early, and groups of scales: measured */
  GROUPS_AHEAD = 2
};

INLINE const uint8_t *block_values(const product *p, int64_t n) {
  return (const uint8_t *) p->weights + n * p->inputs / 2;
}

/* Of the outputs from n on: the scale in the low half, the zero in the high one. */
INLINE const uint32_t *group_pairs(const product *p, int64_t group, int64_t n) {
  return (const uint32_t *) p->scales + group * p->outputs + n;
}

/* The values of a block lie one behind the other, its scales far apart: neither comes early enough by itself. */
INLINE void ask_for_scales(const product *p, int64_t group, int64_t n) {
  const char *pairs = (const char *) p->scales + ((group + GROUPS_AHEAD) * p->outputs + n) * (int64_t) sizeof(uint32_t);
  UNROLL for (int i = 0; i < BLOCK * (int) sizeof(uint32_t); i += LINE) { __builtin_prefetch(pairs + i, 0, 3); }
}

/* Of two inputs. */
INLINE void ask_for_values(const uint8_t *packed, int64_t k) {
  __builtin_prefetch((const char *) packed + k * BYTES + AHEAD_INT4, 0, 3);
}

#endif
