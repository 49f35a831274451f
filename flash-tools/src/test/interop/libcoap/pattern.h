/* A body of any length in which every sixteen octets tell where they belong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline uint8_t *pattern(size_t length) {
  char unit[32];
  uint8_t *whole = malloc(length + 16);
  for (size_t at = 0; at < length; at += 16) {
    snprintf(unit, sizeof unit, "%015zu\n", at / 16);
    memcpy(whole + at, unit, 16);
  }
  return whole;
}

static inline int is_pattern(const uint8_t *octets, size_t length) {
  uint8_t *wanted = pattern(length);
  int same = length >= 16 && memcmp(octets, wanted, length) == 0;
  free(wanted);
  return same;
}
