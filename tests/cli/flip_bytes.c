/* flip_bytes FILE SEED: changes one to eight bytes of a file at random. */
#include <stdio.h>
#include <stdlib.h>

/* An LCG (Knuth's MMIX), so that a seed says what is changed on every machine. */
static unsigned long long next(unsigned long long *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 3 ? fopen(argv[1], "r+b") : NULL;
    unsigned long long state = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        perror("flip_bytes");
        return 1;
    }
    long size = ftell(file);
    next(&state);
    unsigned long long count = 1 + next(&state) % 8;
    for (; size > 0 && count > 0; count--) {
        long at = (long)(next(&state) % (unsigned long long)size);
        if (fseek(file, at, SEEK_SET) != 0) {
            return 1;
        }
        int byte = getc(file);
        fseek(file, at, SEEK_SET);
        putc(byte ^ (int)(1 + next(&state) % 255), file);
    }
    return fclose(file) == 0 ? 0 : 1;
}
