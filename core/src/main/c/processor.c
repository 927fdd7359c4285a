/* What this processor can do; compiled for any x86-64. */
#include "java.h"

#include <cpuid.h>
#include <stdint.h>

enum { AMX_BFLOAT16 = 1 << 22 }; /* leaf 7, edx */

/* boolean multipliesWholeNumbers() */
uint8_t JAVA(NativeLibrary, multipliesWholeNumbers)(JNI_CALLER) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni") &&
         __builtin_cpu_supports("avx512vbmi");
}

/* boolean multipliesBfloat16() */
uint8_t JAVA(NativeLibrary, multipliesBfloat16)(JNI_CALLER) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bf16");
}

/* boolean hasMatrixUnit(): LibTorch multiplies many rows of bfloat16 by it, several times as fast as vectors can. */
uint8_t JAVA(NativeLibrary, hasMatrixUnit)(JNI_CALLER) {
  uint32_t a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & AMX_BFLOAT16) != 0;
}
