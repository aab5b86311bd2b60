/* A Cableway plugin in C with one classify stage, `reading-time`: how many minutes an article takes to
 * read. README.md says how to build it.
 */
#include "cableway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

CABLEWAY_PLUGIN;

static const cableway_host *host;

/* What a pipeline has told one stage. It never changes, so many threads may read it. */
typedef struct {
  unsigned long words_per_minute;
} settings;

static cableway_str text_of(const char *words) {
  cableway_str text = {(const uint8_t *)words, strlen(words)};
  return text;
}

/* The number after `"key":` in a JSON object that fits the schema below; `otherwise` where there is none.
 * The key can stand nowhere else, because the schema allows no other. */
static unsigned long number_in(cableway_str json, const char *key, unsigned long otherwise) {
  size_t key_length = strlen(key);
  for (size_t at = 0; at + key_length < json.length; at++) {
    if (memcmp(json.data + at, key, key_length) != 0) {
      continue;
    }
    at += key_length;
    while (at < json.length && (json.data[at] == '"' || json.data[at] == ':' || json.data[at] == ' ')) {
      at++;
    }
    unsigned long number = 0;
    while (at < json.length && json.data[at] >= '0' && json.data[at] <= '9') {
      number = number * 10 + (unsigned long)(json.data[at] - '0');
      at++;
    }
    return number;
  }
  return otherwise;
}

static cableway_status create(cableway_call call, cableway_str config, cableway_str setup,
                              void **instance) {
  (void)setup;
  settings *made = malloc(sizeof *made);
  if (made == NULL) {
    host->error(call, text_of("there is no memory left"));
    return CABLEWAY_INTERNAL;
  }
  made->words_per_minute = number_in(config, "words_per_minute", 230);
  *instance = made;
  return CABLEWAY_OK;
}

static void destroy(void *instance) { free(instance); }

static int is_space(uint8_t byte) {
  return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* Words are what stands between white space, as typists count. */
static unsigned long words_in(const uint8_t *text, size_t length) {
  unsigned long words = 0;
  int inside = 0;
  for (size_t at = 0; at < length; at++) {
    int space = is_space(text[at]);
    words += !space && !inside;
    inside = !space;
  }
  return words;
}

static cableway_status work(void *instance, cableway_call call, const cableway_document *document) {
  const settings *told = instance;
  unsigned long words = 0;
  cableway_span body = {0, 0};
  for (size_t at = 0; at < document->block_count; at++) {
    const cableway_block *block = &document->blocks[at];
    /* Captions, credits and the like are not read through. */
    if (block->kind >= CABLEWAY_BLOCK_TITLE) {
      continue;
    }
    size_t length = block->span.end - block->span.start;
    words += words_in(document->text.data + block->span.start, length);
    if (body.end == 0) {
      body.start = block->span.start;
    }
    body.end = block->span.end;
  }
  if (words == 0) {
    return CABLEWAY_OK;
  }
  unsigned long minutes = (words + told->words_per_minute - 1) / told->words_per_minute;
  char label[40];
  snprintf(label, sizeof label, "%lu min", minutes);
  cableway_attribute values[] = {
      {.name = CABLEWAY_TEXT("minutes"), .kind = CABLEWAY_ATTRIBUTE_INTEGER, .integer = (int64_t)minutes},
      {.name = CABLEWAY_TEXT("words"), .kind = CABLEWAY_ATTRIBUTE_INTEGER, .integer = (int64_t)words},
  };

  cableway_annotation annotation = {0};
  annotation.size = sizeof annotation;
  annotation.kind = text_of("reading_time");
  annotation.label = text_of(label);
  annotation.spans = &body;
  annotation.span_count = 1;
  annotation.values = values;
  annotation.value_count = sizeof values / sizeof values[0];
  return host->annotate(call, &annotation, NULL);
}

static const cableway_stage reading_time = {
    .size = sizeof(cableway_stage),
    .kind = CABLEWAY_CLASSIFY,
    .flags = CABLEWAY_CONCURRENT | CABLEWAY_READS_BLOCKS,
    .id = CABLEWAY_TEXT("reading-time"),
    .description = CABLEWAY_TEXT("{\"summary\": \"says how many minutes an article takes to read\","
                                 " \"version\": \"1\", \"adds\": [\"reading_time\"]}"),
    .schema = CABLEWAY_TEXT("{\"type\": \"object\", \"additionalProperties\": false, \"properties\":"
                            " {\"words_per_minute\": {\"type\": \"integer\", \"minimum\": 1,"
                            " \"maximum\": 10000, \"default\": 230, \"description\":"
                            " \"How many words a reader takes in a minute (230 on average).\"}}}"),
    .create = create,
    .destroy = destroy,
    .work = work,
};

static const cableway_stage *const stages[] = {&reading_time};

static const cableway_plugin plugin = {
    .size = sizeof(cableway_plugin),
    .version = CABLEWAY_TEXT("1.0.0"),
    .stages = stages,
    .stage_count = 1,
};

CABLEWAY_EXPORT_SYMBOL const cableway_plugin *cableway_plugin_entry(const cableway_host *table) {
  host = table;
  return &plugin;
}
