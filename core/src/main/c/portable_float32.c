/* float32 weights, and bfloat16 ones as float32; C for any processor, which the compiler makes SSE or NEON. */
#define WIDTH 4
#ifdef __aarch64__
#define ROWS 6 /* whose sums fit its 32 registers */
#else
#define ROWS 3
#endif
#define CHUNK 256

#include "float32.h"

const operation PORTABLE_FLOAT32 = FLOAT32_OPERATION;
const operation PORTABLE_WIDENED = WIDENED_OPERATION;
const operation PORTABLE_BFLOAT16 = BFLOAT16_OPERATION;
