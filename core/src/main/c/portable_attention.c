/* Attention; C for any processor, which the compiler makes SSE or NEON. */
#define WIDTH 4
#ifdef __aarch64__
#define AT_ONCE 8 /* whose sums fit its 32 registers */
#else
#define AT_ONCE 4
#endif

#include "attend.h"
#include "attend_many.h"

const attention_way PORTABLE_FEW_ROWS = FEW_ROWS_OF_ATTENTION;
const attention_way PORTABLE_MANY_ROWS = MANY_ROWS_OF_ATTENTION;
