/* What programs do often that talk to the cluster in C or C++. */
#ifndef WORDS_H
#define WORDS_H

#include <clusapi.h>
#include <string.h>

/* From ASCII. */
static inline void wide(const char *text, WCHAR *out)
{
    size_t i;
    for (i = 0; i <= strlen(text); i++)
        out[i] = (WCHAR)text[i];
}

/* A property list with one text, as it lies in memory. */
static inline uint32_t one_text(uint8_t *list, PCWSTR name, PCWSTR value)
{
    const uint32_t syntaxes[2] = {0x00040003, 0x00010003};
    const PCWSTR texts[2] = {name, value};
    uint32_t size = 4, part, bytes, one = 1, zero = 0;
    memcpy(list, &one, 4);
    for (part = 0; part < 2; part++) {
        for (bytes = 0; texts[part][bytes / 2]; bytes += 2)
            ;
        bytes += 2;
        memcpy(list + size, &syntaxes[part], 4);
        memcpy(list + size + 4, &bytes, 4);
        memcpy(list + size + 8, texts[part], bytes);
        size += 8 + (bytes + 3) / 4 * 4;
    }
    memcpy(list + size, &zero, 4);
    return size + 4;
}

#endif
