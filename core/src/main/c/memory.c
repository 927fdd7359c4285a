/* Memory for Java: blocks that begin on a line of the cache, files mapped for reading, and direct buffers over them. */
#define _GNU_SOURCE
#include "java.h"
#include "memory.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <malloc.h>
#include <windows.h>
#include <psapi.h>
#else
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#endif
#ifdef __APPLE__
#include <mach/mach.h>
#endif

enum { WAITING = 2, LARGE_PAGE = 2 << 20 };

/* Null where memory is short. Much of it lies on large pages where the system has any: weights are read a tenth faster there. */
static void *line_memory(int64_t bytes) {
#ifdef _WIN32
  return _aligned_malloc(lines(bytes) + LINE, LINE);
#else
  const int64_t alignment = bytes >= 2 * LARGE_PAGE ? LARGE_PAGE : LINE;
  void *memory = aligned_alloc(alignment, (lines(bytes) / alignment + 1) * alignment);
#ifdef MADV_HUGEPAGE
  if (memory && alignment == LARGE_PAGE) {
    madvise(memory, bytes, MADV_HUGEPAGE); /* or not: it is only slower then */
  }
#endif
  return memory;
#endif
}

static void free_line_memory(void *memory) {
#ifdef _WIN32
  _aligned_free(memory);
#else
  free(memory);
#endif
}

/* ---- work memory ---- */

/* In front of work memory. */
typedef union {
  int64_t bytes;
  char line[LINE];
} work;

static _Atomic(work *) waiting[WAITING]; /* for calls: one for the outer and one for the inner of two */

void *work_memory(int64_t bytes) {
  bytes += LINE; /* the size, in front */
  work *w = 0;
  for (int i = WAITING - 1; i >= 0 && !(w && w->bytes >= bytes); i--) { /* the outer call's, which was given last, first */
    free_line_memory(w);
    w = atomic_exchange(&waiting[i], 0);
  }
  if (!w || w->bytes < bytes) {
    free_line_memory(w);
    w = line_memory(bytes);
    if (!w) {
      return 0;
    }
    w->bytes = bytes;
  }
  return w + 1;
}

void give_work_memory(void *memory) {
  work *w = (work *) memory - 1;
#ifndef GUARDED /* where every call has its own, with guards in other places */
  for (int i = 0; i < WAITING && w; i++) {
    work *none = 0;
    w = atomic_compare_exchange_strong(&waiting[i], &none, w) ? 0 : w;
  }
#endif
  free_line_memory(w);
}

/* long allocate(bytes): 0 where memory is short. */
int64_t JAVA_MEMORY(NativeMemory, allocate)(JNI_CALLER, int64_t bytes) {
  return (int64_t) line_memory(bytes);
}

void JAVA_MEMORY(NativeMemory, free)(JNI_CALLER, int64_t address) {
  free_line_memory((void *) address);
}

void JAVA_MEMORY(NativeMemory, copy)(JNI_CALLER, int64_t from, int64_t to, int64_t bytes) {
  memcpy((void *) to, (const void *) from, bytes);
}

void JAVA_MEMORY(NativeMemory, clear)(JNI_CALLER, int64_t address, int64_t bytes) {
  memset((void *) address, 0, bytes);
}

/* The functions of a JVM by their numbers in JNI's table, which never change. */
enum { NEW_DIRECT_BYTE_BUFFER = 229, GET_DIRECT_BUFFER_ADDRESS = 230 };

typedef void *const *const *environment;

/* ByteBuffer buffer(address, bytes) */
void *JAVA_MEMORY(NativeMemory, buffer)(environment e, void *caller __attribute__((unused)), int64_t address, int64_t bytes) {
  return ((void *(*)(environment, void *, int64_t)) (*e)[NEW_DIRECT_BYTE_BUFFER])(e, (void *) address, bytes);
}

/* long address(direct buffer): of its first byte, whatever its position */
int64_t JAVA_MEMORY(NativeMemory, address)(environment e, void *caller __attribute__((unused)), void *buffer) {
  return (int64_t) ((void *(*)(environment, void *)) (*e)[GET_DIRECT_BUFFER_ADDRESS])(e, buffer);
}

/*
 * long map(path, bytes): a file's first bytes, which writing does not change; 0 where that is not possible. The path ends with
 * a zero: bytes of the file system's encoding, on Windows UTF-16.
 */
int64_t JAVA_MEMORY(NativeMemory, map)(JNI_CALLER, int64_t path, int64_t bytes) {
#ifdef _WIN32
  HANDLE file = CreateFileW((const wchar_t *) path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, 0, OPEN_EXISTING, 0, 0);
  if (file == INVALID_HANDLE_VALUE) {
    return 0;
  }
  HANDLE mapping = CreateFileMappingW(file, 0, PAGE_READONLY, 0, 0, 0);
  CloseHandle(file);
  if (!mapping) {
    return 0;
  }
  void *address = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, bytes);
  CloseHandle(mapping);
  return (int64_t) address;
#else
  int file = open((const char *) path, O_RDONLY);
  if (file < 0) {
    return 0;
  }
  void *address = mmap(0, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  return address == MAP_FAILED ? 0 : (int64_t) address;
#endif
}

void JAVA_MEMORY(NativeMemory, unmap)(JNI_CALLER, int64_t address, int64_t bytes __attribute__((unused))) {
#ifdef _WIN32
  UnmapViewOfFile((const void *) address);
#else
  munmap((void *) address, bytes);
#endif
}

/*
 * void sleepWhileWaiting(): what must stand in the environment of the process before a library with OpenMP is loaded, so that
 * its idle threads sleep; what the user has set stays.
 */
void JAVA_MEMORY(NativeLibrary, sleepWhileWaiting)(JNI_CALLER) {
#ifndef _WIN32
  setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
#endif
}

/* long resident(): bytes of this process in memory; 0 where the system does not say. */
int64_t JAVA_MEMORY(ResidentMemory, resident)(JNI_CALLER) {
#ifdef _WIN32
  PROCESS_MEMORY_COUNTERS counters;
  return K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters)) ? (int64_t) counters.WorkingSetSize : 0;
#elif defined(__APPLE__)
  struct mach_task_basic_info info;
  mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
  int failed = task_info(mach_task_self(), MACH_TASK_BASIC_INFO, (task_info_t) &info, &count);
  return failed ? 0 : (int64_t) info.resident_size;
#else
  long pages = 0, resident = 0;
  FILE *sizes = fopen("/proc/self/statm", "r");
  if (!sizes) {
    return 0;
  }
  int read = fscanf(sizes, "%ld %ld", &pages, &resident);
  fclose(sizes);
  return read == 2 ? resident * sysconf(_SC_PAGESIZE) : 0;
#endif
}
