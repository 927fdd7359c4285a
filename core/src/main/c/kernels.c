/* The table of instruction sets, fastest first; which this processor has, and which is used. */
#define _GNU_SOURCE
#include "kernels.h"
#include "java.h"

#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif
#ifdef __linux__
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

enum { NAME = 16 };

#ifdef __x86_64__

enum {
  FMA = 1 << 12, XSAVE = 1 << 27,                               /* leaf 1, ecx */
  AVX2 = 1 << 5, AVX512F = 1 << 16, AVX512BW = 1 << 30,         /* leaf 7, ebx; with AVX512VL, the last bit */
  VBMI = 1 << 1, VNNI = 1 << 11,                                /* ecx */
  AMX = 1 << 22 | 1 << 24 | 1 << 25,                            /* bfloat16, tiles, int8: edx */
  AVX_VNNI = 1 << 4, BF16 = 1 << 5,                             /* leaf 7, part 1, eax */
  STATE256 = 6, STATE512 = 0xe6,                                /* registers that the system keeps */
  REQUEST_PERMISSION = 0x1023, TILE_DATA = 18,                  /* of arch_prctl */
  MANY_INT8 = 13, MANY_INT4 = 32, MANY_BFLOAT16 = 9,            /* rows from which on tiles are used: measured */
  MANY_INT8_AVX2 = 33, MANY_INT8_AVX512 = 13                    /* and copies of weights */
};

typedef struct {
  uint32_t a, b, c, d;
} leaf;

/* Zeros where the processor does not have it. (__builtin_cpu_supports needs a runtime that not every compiler brings.) */
static leaf leaf_of(uint32_t number, uint32_t part) {
  leaf l = {0};
  __get_cpuid_count(number, part, &l.a, &l.b, &l.c, &l.d);
  return l;
}

static int keeps(uint32_t state) {
  uint32_t low, high;
  if (!(leaf_of(1, 0).c & XSAVE)) {
    return 0;
  }
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low & state) == state;
}

static int has_avx2(void) {
  return keeps(STATE256) && leaf_of(1, 0).c & FMA && leaf_of(7, 0).b & AVX2;
}

static int has_avx_vnni(void) {
  return has_avx2() && leaf_of(7, 1).a & AVX_VNNI;
}

static int has_avx512(void) {
  const uint32_t base = AVX512F | AVX512BW | 1u << 31, more = VBMI | VNNI;
  leaf l = leaf_of(7, 0);
  return has_avx2() && keeps(STATE512) && (l.b & base) == base && (l.c & more) == more;
}

static int has_avx512_bfloat16(void) {
  return has_avx512() && leaf_of(7, 1).a & BF16;
}

/* Tiles must also be granted by the system, to the whole process: asked for on Linux alone. */
static int has_amx(void) {
#ifdef __linux__
  return has_avx512_bfloat16() && (leaf_of(7, 0).d & AMX) == AMX &&
         syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
#else
  return 0;
#endif
}

#elif defined(__aarch64__)

static int has_neon(void) {
#ifdef __linux__
  return (getauxval(AT_HWCAP) & 1 << 20) != 0; /* HWCAP_ASIMDDP: products of bytes */
#else
  return 1; /* all of Apple's */
#endif
}

#ifdef __APPLE__
static int has_feature(const char *name) {
  int has = 0;
  size_t size = sizeof(has);
  return sysctlbyname(name, &has, &size, 0, 0) == 0 && has;
}
#endif

/* Products of matrices, of bytes and of bfloat16. */
static int has_i8mm(void) {
#if defined(__linux__)
  return has_neon() && (~getauxval(AT_HWCAP2) & (1 << 13 | 1 << 14)) == 0; /* HWCAP2_I8MM, HWCAP2_BF16 */
#elif defined(__APPLE__)
  return has_feature("hw.optional.arm.FEAT_I8MM") && has_feature("hw.optional.arm.FEAT_BF16");
#else
  return 0;
#endif
}

#endif

static int always(void) {
  return 1;
}

static const kernels SETS[] = {
#ifdef __x86_64__
    {"amx", has_amx,
     {&AVX512_INT8_FEW, &AMX_INT8, MANY_INT8, amx_int8_limit},
     {&AVX512_INT4, &AMX_INT4, MANY_INT4, amx_bfloat16_limit},
     {&AVX512_BFLOAT16, &AMX_BFLOAT16, MANY_BFLOAT16, amx_bfloat16_limit},
     {&AVX512_FLOAT32, &AVX512_FLOAT32, 0, avx512_float_limit},
     {&AVX512_WIDENED, &AVX512_WIDENED, 0, avx512_float_limit}, &AVX512_FEW_ROWS, &AVX512_MANY_ROWS, &AMX_MANY_ROWS, &AVX512_ELEMENTS},
    {"avx512", has_avx512_bfloat16,
     {&AVX512_INT8_FEW, &AVX512_INT8_MANY, MANY_INT8_AVX512, avx512_int8_limit},
     {&AVX512_INT4, &AVX512_INT4, 0, avx512_int8_limit},
     {&AVX512_BFLOAT16, &AVX512_BFLOAT16, 0, avx512_bfloat16_limit},
     {&AVX512_FLOAT32, &AVX512_FLOAT32, 0, avx512_float_limit},
     {&AVX512_WIDENED, &AVX512_WIDENED, 0, avx512_float_limit}, &AVX512_FEW_ROWS, &AVX512_MANY_ROWS, &AVX512_MANY_ROWS, &AVX512_ELEMENTS},
    {"avx512-vnni", has_avx512,
     {&AVX512_INT8_FEW, &AVX512_INT8_MANY, MANY_INT8_AVX512, avx512_int8_limit},
     {&AVX512_INT4, &AVX512_INT4, 0, avx512_int8_limit},
     {&AVX512_BFLOAT16_AS_FLOAT32, &AVX512_BFLOAT16_AS_FLOAT32, 0, avx512_float_limit},
     {&AVX512_FLOAT32, &AVX512_FLOAT32, 0, avx512_float_limit},
     {&AVX512_WIDENED, &AVX512_WIDENED, 0, avx512_float_limit}, &AVX512_FEW_ROWS, &AVX512_MANY_ROWS, &AVX512_MANY_ROWS, &AVX512_ELEMENTS},
    {"avx-vnni", has_avx_vnni,
     {&AVX_VNNI_INT8_FEW, &AVX_VNNI_INT8_MANY, MANY_INT8_AVX2, avx_vnni_limit},
     {&AVX_VNNI_INT4, &AVX_VNNI_INT4, 0, avx_vnni_limit},
     {&AVX2_BFLOAT16, &AVX2_BFLOAT16, 0, avx2_float_limit},
     {&AVX2_FLOAT32, &AVX2_FLOAT32, 0, avx2_float_limit},
     {&AVX2_WIDENED, &AVX2_WIDENED, 0, avx2_float_limit}, &AVX2_FEW_ROWS, &AVX2_MANY_ROWS, &AVX2_MANY_ROWS, &AVX2_ELEMENTS},
    {"avx2", has_avx2,
     {&AVX2_INT8_FEW, &AVX2_INT8_MANY, MANY_INT8_AVX2, avx2_whole_limit},
     {&AVX2_INT4, &AVX2_INT4, 0, avx2_whole_limit},
     {&AVX2_BFLOAT16, &AVX2_BFLOAT16, 0, avx2_float_limit},
     {&AVX2_FLOAT32, &AVX2_FLOAT32, 0, avx2_float_limit},
     {&AVX2_WIDENED, &AVX2_WIDENED, 0, avx2_float_limit}, &AVX2_FEW_ROWS, &AVX2_MANY_ROWS, &AVX2_MANY_ROWS, &AVX2_ELEMENTS},
#elif defined(__aarch64__)
    {"i8mm", has_i8mm,
     {&I8MM_INT8, &I8MM_INT8, 0, i8mm_limit},
     {&I8MM_INT4, &I8MM_INT4, 0, i8mm_limit},
     {&I8MM_BFLOAT16, &I8MM_BFLOAT16, 0, i8mm_bfloat16_limit},
     {&PORTABLE_FLOAT32, &PORTABLE_FLOAT32, 0, portable_limit},
     {&PORTABLE_WIDENED, &PORTABLE_WIDENED, 0, portable_limit}, &PORTABLE_FEW_ROWS, &PORTABLE_MANY_ROWS, &PORTABLE_MANY_ROWS, &PORTABLE_ELEMENTS},
    {"neon", has_neon,
     {&NEON_INT8, &NEON_INT8, 0, neon_limit},
     {&NEON_INT4, &NEON_INT4, 0, neon_limit},
     {&PORTABLE_BFLOAT16, &PORTABLE_BFLOAT16, 0, portable_limit},
     {&PORTABLE_FLOAT32, &PORTABLE_FLOAT32, 0, portable_limit},
     {&PORTABLE_WIDENED, &PORTABLE_WIDENED, 0, portable_limit}, &PORTABLE_FEW_ROWS, &PORTABLE_MANY_ROWS, &PORTABLE_MANY_ROWS, &PORTABLE_ELEMENTS},
#endif
    {"portable", always,
     {&PORTABLE_INT8, &PORTABLE_INT8, 0, portable_limit},
     {&PORTABLE_INT4, &PORTABLE_INT4, 0, portable_limit},
     {&PORTABLE_BFLOAT16, &PORTABLE_BFLOAT16, 0, portable_limit},
     {&PORTABLE_FLOAT32, &PORTABLE_FLOAT32, 0, portable_limit},
     {&PORTABLE_WIDENED, &PORTABLE_WIDENED, 0, portable_limit}, &PORTABLE_FEW_ROWS, &PORTABLE_MANY_ROWS, &PORTABLE_MANY_ROWS, &PORTABLE_ELEMENTS},
};

static _Atomic(const kernels *) in_use;

const kernels *kernels_in_use(void) {
  const kernels *chosen = in_use;
  for (int64_t set = 0; !chosen; set++) {
    chosen = in_use = SETS[set].available() ? &SETS[set] : 0;
  }
  return chosen;
}

/* int sets(): how many there are. */
int32_t JAVA(NativeKernels, sets)(JNI_CALLER) {
  return sizeof(SETS) / sizeof(SETS[0]);
}

/* void name(set, to): writes 16 bytes, the last of them 0. */
void JAVA(NativeKernels, name)(JNI_CALLER, int32_t set, int64_t to) {
  strncpy((char *) to, SETS[set].name, NAME);
}

/* boolean available(set): on this processor. */
uint8_t JAVA(NativeKernels, available)(JNI_CALLER, int32_t set) {
  return SETS[set].available() != 0;
}

/* boolean use(set): from now on, in all threads; false where it is not available. */
uint8_t JAVA(NativeKernels, use)(JNI_CALLER, int32_t set) {
  if (!SETS[set].available()) {
    return 0;
  }
  in_use = &SETS[set];
  return 1;
}
