/* The C interface between Cableway and its plugins.
 *
 * A plugin is a shared library with two symbols, which CABLEWAY_PLUGIN and the author make:
 *
 *   cableway_header          what the plugin was built for, without pointers, in a section of its own.
 *                            The host reads it from the file before any code of the plugin runs.
 *   cableway_plugin_entry    takes the host's table, gives the plugin's.
 *
 * Rules
 *
 *   Tables grow at their end only, and begin with their size in bytes as their maker knew it. A field
 *   beyond the size is absent; so is a function that is NULL.
 *   No memory changes hands: what a function is given is valid until it returns, and what a plugin hands
 *   to a callback is copied and checked before that returns.
 *   Text is UTF-8 with a length and no closing NUL. Offsets are bytes of the document's text, the end
 *   excluded.
 *   Nothing unwinds or jumps across the interface.
 *   Threads: [main] is called on one thread, at load; [serial] for one instance never by two threads at a
 *   time; [any] by many threads at a time, unless the stage leaves out CABLEWAY_CONCURRENT, which makes
 *   them [serial].
 *   A plugin does not call exit, chdir or setlocale, installs no signal handler and leaves standard
 *   input and output alone.
 *
 * A small plugin stands in plugins/reading-time, and `cableway plugin new NAME --lang c` makes another.
 */
#ifndef CABLEWAY_H
#define CABLEWAY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CABLEWAY_ABI_MAJOR 1
#define CABLEWAY_ABI_MINOR 3

/* How a call went. Any other number is taken for CABLEWAY_INTERNAL. */
typedef int32_t cableway_status;

#define CABLEWAY_OK 0
#define CABLEWAY_BAD_INPUT 1 /* the input is not what the stage can work on */
#define CABLEWAY_LIMIT 2     /* the input is larger than a limit allows */
#define CABLEWAY_TIMEOUT 3   /* the document's time is over */
#define CABLEWAY_CANCELLED 4 /* the run was cancelled */
#define CABLEWAY_PANIC 5     /* the plugin panicked */
#define CABLEWAY_CONTRACT 6  /* the other side broke a rule of this interface */
#define CABLEWAY_IO 7        /* the world outside failed: a file, a disk, a network */
#define CABLEWAY_INTERNAL 8  /* anything else */
#define CABLEWAY_CONFIG 9    /* the configuration is wrong; the mistakes were given to `problem` */
#define CABLEWAY_LOST 10     /* a single item is lost and was given to `lost` */

/* What becomes of a panic in the plugin. */
#define CABLEWAY_PANIC_NONE 0   /* there are none, as in C */
#define CABLEWAY_PANIC_UNWIND 1 /* they are caught */
#define CABLEWAY_PANIC_ABORT 2  /* they end the process */

/* Levels of messages. */
#define CABLEWAY_LOG_ERROR 1
#define CABLEWAY_LOG_WARN 2
#define CABLEWAY_LOG_INFO 3
#define CABLEWAY_LOG_DEBUG 4
#define CABLEWAY_LOG_TRACE 5

/* Kinds of stage. */
#define CABLEWAY_INGEST 1    /* brings documents in: has list and read */
#define CABLEWAY_CLASSIFY 2  /* says something about a document: has work */
#define CABLEWAY_SUMMARIZE 3 /* says a document shorter: has work */
#define CABLEWAY_EXPORT 4    /* takes documents out: has open, work, commit and target */

/* Flags of a stage. */
#define CABLEWAY_CONCURRENT 1   /* one instance may be called by many threads at a time */
#define CABLEWAY_READS_BLOCKS 2 /* `blocks` of the document is wanted */
#define CABLEWAY_READS_RECORD 4 /* asks for parts of the record */
#define CABLEWAY_READS_LABELS 8 /* `blocks`, `published` and `labels` are wanted; since 1.3 */

/* Kinds of block; those below 16 are the body of the article. */
#define CABLEWAY_BLOCK_HEADING 0
#define CABLEWAY_BLOCK_PARAGRAPH 1
#define CABLEWAY_BLOCK_LIST_ITEM 2
#define CABLEWAY_BLOCK_QUOTATION 3
#define CABLEWAY_BLOCK_TABLE 4
#define CABLEWAY_BLOCK_CODE 5
#define CABLEWAY_BLOCK_TITLE 16
#define CABLEWAY_BLOCK_STANDFIRST 17
#define CABLEWAY_BLOCK_BYLINE 18
#define CABLEWAY_BLOCK_DATELINE 19
#define CABLEWAY_BLOCK_CAPTION 20
#define CABLEWAY_BLOCK_CREDIT 21
#define CABLEWAY_BLOCK_NOTE 22

/* Flag of an annotation: it has a score. */
#define CABLEWAY_HAS_SCORE 1

/* What an attribute of an annotation is. */
#define CABLEWAY_ATTRIBUTE_INTEGER 1
#define CABLEWAY_ATTRIBUTE_NUMBER 2
#define CABLEWAY_ATTRIBUTE_TEXT 3
#define CABLEWAY_ATTRIBUTE_BOOLEAN 4
#define CABLEWAY_ATTRIBUTE_JSON 5

/* Flag of an item: its URI cannot be read a second time. */
#define CABLEWAY_TRANSIENT 1

/* What a plugin was built for, without a pointer. */
typedef struct {
  uint8_t magic[8];       /* "CABLEWAY" */
  uint32_t header_size;   /* of this struct, as the plugin knew it */
  uint16_t abi_major;     /* CABLEWAY_ABI_MAJOR of the plugin */
  uint16_t abi_minor;     /* the lowest minor version that the plugin can work with */
  uint8_t pointer_width;  /* in bits */
  uint8_t panic_strategy; /* one of CABLEWAY_PANIC_ */
  uint8_t reserved[6];    /* zero */
  uint8_t sdk_version[16];
  uint8_t compiler[64]; /* in its own words, for messages only */
} cableway_header_t;

/* UTF-8 text that belongs to whoever hands it over. Absent text is NULL with length 0. */
typedef struct {
  const uint8_t *data;
  size_t length; /* in bytes */
} cableway_str;

/* Bytes of a document's text, the end excluded. */
typedef struct {
  size_t start;
  size_t end;
} cableway_span;

/* A part of a document's text. */
typedef struct {
  uint32_t kind; /* one of CABLEWAY_BLOCK_; a later host may know more */
  uint32_t reserved;
  cableway_span span;
} cableway_block;

/* What another stage found: an annotation without its score, attributes and links; since 1.3. */
typedef struct {
  cableway_str id;    /* for links */
  cableway_str stage; /* what the pipeline calls the stage that found it */
  cableway_str kind;
  cableway_str label;
  const cableway_span *spans; /* the words that it rests on */
  size_t span_count;
} cableway_label;

/* A document, valid during the call that it is handed to. */
typedef struct {
  size_t size;
  cableway_str id;       /* its name across runs */
  cableway_str uri;      /* of the item that it comes from */
  cableway_str language; /* as far as it is known; may be absent */
  cableway_str text;     /* what all spans count bytes of; not copied */
  const cableway_block *blocks; /* with CABLEWAY_READS_BLOCKS or _LABELS; else NULL */
  size_t block_count;
  cableway_str stage; /* what the pipeline calls the stage: ids of annotations begin with it */
  /* With CABLEWAY_READS_LABELS, since 1.3: */
  cableway_str published; /* when it was first published, as ISO 8601; may be absent */
  const cableway_label *labels; /* of the kinds that the stage needs or uses; else NULL */
  size_t label_count;
} cableway_document;

/* How one annotation stands to another of the same document. */
typedef struct {
  cableway_str role; /* what the other is to this one */
  cableway_str to;   /* the other's id: the name of the stage, '-', and a number from 1 */
} cableway_link;

/* One attribute of an annotation; since 1.1. */
typedef struct {
  cableway_str name;
  uint32_t kind;     /* one of CABLEWAY_ATTRIBUTE_: which of the following counts */
  uint32_t reserved; /* zero */
  int64_t integer;   /* for _INTEGER, and for _BOOLEAN: true where it is not zero */
  double number;     /* for _NUMBER: finite */
  cableway_str text; /* for _TEXT, and for _JSON: any value, as JSON */
} cableway_attribute;

/* What a classify stage says about a document. */
typedef struct {
  size_t size;
  cableway_str kind;  /* one of those that the stage declares */
  cableway_str label; /* what it says; not empty */
  uint32_t flags;     /* CABLEWAY_HAS_SCORE, or 0 */
  uint32_t reserved;  /* zero */
  double score;       /* a finite number */
  const cableway_span *spans; /* the words that it rests on, in the order of the text */
  size_t span_count;
  cableway_str attributes; /* a JSON object, or absent */
  const cableway_link *links;
  size_t link_count;
  const cableway_attribute *values; /* more attributes, without JSON around them; since 1.1 */
  size_t value_count;               /* since 1.1 */
} cableway_annotation;

/* Raw bytes from a source. */
typedef struct {
  size_t size;
  cableway_str uri;        /* names one item only */
  cableway_str media_type; /* with its parameters, or absent */
  cableway_str retrieved;  /* ISO 8601, or absent */
  const uint8_t *data;
  size_t length;
  uint32_t flags; /* CABLEWAY_TRANSIENT, or 0 */
  uint32_t reserved;
} cableway_item;

/* Stands for one call of the host into the plugin. It is good until that call returns. */
typedef struct {
  void *state;
  uint64_t generation;
} cableway_call;

/* The host's functions, valid for as long as the process runs, all [any]. Those that take a call may be
 * used during that call only. Each gives CABLEWAY_OK or, where the host refuses, a status that the
 * plugin should return at once: what is refused fails the call in any case. */
typedef struct {
  size_t size;
  uint16_t abi_major;
  uint16_t abi_minor;
  uint32_t reserved;
  cableway_str version; /* the host's name and version */
  /* 1 where anybody listens to messages of this level, else 0. */
  int32_t (*log_enabled)(uint32_t level);
  /* Says something: who, what, and further fields as a JSON object (or absent). */
  void (*log)(uint32_t level, cableway_str target, cableway_str message, cableway_str fields);
  /* A table that this version does not have, such as "cableway.example/1", or NULL. */
  const void *(*extension)(cableway_str name);
  /* CABLEWAY_OK as long as the work is wanted: to be asked in any loop that may run long. */
  cableway_status (*check)(cableway_call call);
  /* What went wrong, for people. A second call gives the cause of the first, and so on. */
  cableway_status (*error)(cableway_call call, cableway_str message);
  /* During create: a mistake in the configuration, by JSON Pointer (RFC 6901). hint may be absent. */
  cableway_status (*problem)(cableway_call call, cableway_str pointer, cableway_str message,
                             cableway_str hint);
  /* During create: a mistake in a file that the configuration names. */
  cableway_status (*problem_in_file)(cableway_call call, cableway_str path, cableway_str text,
                                     cableway_span span, cableway_str message, cableway_str hint);
  /* Leaves a remark in the record, such as why something is absent. */
  cableway_status (*note)(cableway_call call, cableway_str message);
  /* A part of the document's record as JSON, by JSON Pointer: "/meta/title". An empty pointer is the
   * whole record with an empty text. The value is valid until the call is over. */
  cableway_status (*record)(cableway_call call, cableway_str pointer, cableway_str *value);
  /* During work of a classify stage: adds an annotation. number receives its number from 1; it may be
   * NULL. */
  cableway_status (*annotate)(cableway_call call, const cableway_annotation *annotation,
                              uint32_t *number);
  /* During work of a summarize stage: adds a sentence and the words that it rests on. */
  cableway_status (*sentence)(cableway_call call, cableway_str text, const cableway_span *spans,
                              size_t span_count);
  /* During list: hands over the next item. It may wait until there is room. */
  cableway_status (*item)(cableway_call call, const cableway_item *item);
  /* During list: an item that cannot be handed over, and why. */
  cableway_status (*lost)(cableway_call call, cableway_str uri, cableway_status kind,
                          cableway_str message);
  /* During read: a document. record is its record as JSON; text stands for the record's own. */
  cableway_status (*document)(cableway_call call, cableway_str text, cableway_str record);
  /* During target: the answer. */
  cableway_status (*answer)(cableway_call call, cableway_str text);
  /* What goes wrong in this call may pass: the host may make the same call again, a while later. The
   * plugin still returns the status of its failure. Since 1.2. */
  cableway_status (*retryable)(cableway_call call);
} cableway_host;

/* A stage, as a table that lives as long as the process. Functions that its kind does not have are
 * NULL. */
typedef struct {
  size_t size;
  uint32_t kind;  /* CABLEWAY_INGEST, _CLASSIFY, _SUMMARIZE or _EXPORT */
  uint32_t flags; /* CABLEWAY_CONCURRENT, _READS_BLOCKS, _READS_LABELS, _READS_RECORD */
  cableway_str id; /* what a pipeline calls it, after the plugin's name and ':' */
  /* A JSON object: summary, version and, where they apply, needs, uses, adds and ordered. */
  cableway_str description;
  /* The JSON Schema of the configuration. */
  cableway_str schema;
  /* [any] Makes an instance. config fits the schema; setup has base, root, bytes and milliseconds,
     in a test perhaps now and network. */
  cableway_status (*create)(cableway_call call, cableway_str config, cableway_str setup,
                            void **instance);
  /* [serial] Takes an instance back. */
  void (*destroy)(void *instance);
  /* [any] classify and summarize; [serial] export: works on one document. */
  cableway_status (*work)(void *instance, cableway_call call, const cableway_document *document);
  /* [serial] Hands all items over, in an order that depends on the source alone. */
  cableway_status (*list)(void *instance, cableway_call call);
  /* [any] Turns an item into documents. */
  cableway_status (*read)(void *instance, cableway_call call, const cableway_item *item);
  /* [serial] Gets ready to write; may be NULL. */
  cableway_status (*open)(void *instance, cableway_call call);
  /* [serial] Puts the complete output in its place. */
  cableway_status (*commit)(void *instance, cableway_call call);
  /* [serial] Says with answer where the output lies. */
  cableway_status (*target)(void *instance, cableway_call call);
} cableway_stage;

/* What a plugin is, as a table that lives as long as the process. */
typedef struct {
  size_t size;
  cableway_str version;
  const cableway_stage *const *stages; /* none of the pointers is NULL */
  size_t stage_count;
} cableway_plugin;

/* [main] The entry symbol: gives the plugin's table, or NULL where it cannot work with this host. */
typedef const cableway_plugin *(*cableway_entry)(const cableway_host *host);

/* What a library shows to the outside. */
#if defined(_WIN32)
#define CABLEWAY_EXPORT_SYMBOL __declspec(dllexport)
#else
#define CABLEWAY_EXPORT_SYMBOL __attribute__((visibility("default")))
#endif

/* Puts the header into its section. */
#if defined(_MSC_VER)
#pragma section(".cablewy", read)
#define CABLEWAY_SECTION __declspec(allocate(".cablewy"))
#elif defined(_WIN32)
#define CABLEWAY_SECTION __attribute__((section(".cablewy"), used))
#elif defined(__APPLE__)
#define CABLEWAY_SECTION __attribute__((section("__DATA,__cableway"), used))
#else
#define CABLEWAY_SECTION __attribute__((section(".cableway"), used))
#endif

#if defined(__VERSION__) && !defined(_MSC_VER)
#define CABLEWAY_COMPILER "C " __VERSION__
#else
#define CABLEWAY_COMPILER "C"
#endif

/* In C++ a constant is seen from outside only where it says so. */
#ifdef __cplusplus
#define CABLEWAY_EXTERN extern
#else
#define CABLEWAY_EXTERN
#endif

/* Once in every plugin, at the top level of a file: makes its header. */
#define CABLEWAY_PLUGIN                                                                           \
  CABLEWAY_EXTERN CABLEWAY_EXPORT_SYMBOL CABLEWAY_SECTION const cableway_header_t cableway_header = {              \
      {'C', 'A', 'B', 'L', 'E', 'W', 'A', 'Y'},                                                    \
      (uint32_t)sizeof(cableway_header_t),                                                         \
      CABLEWAY_ABI_MAJOR,                                                                          \
      CABLEWAY_ABI_MINOR,                                                                          \
      (uint8_t)(sizeof(void *) * 8),                                                               \
      CABLEWAY_PANIC_NONE,                                                                         \
      {0},                                                                                         \
      {0},                                                                                         \
      CABLEWAY_COMPILER}

/* A literal as text. */
#define CABLEWAY_TEXT(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}

/* The layout that both sides count on, where pointers have 64 bits. */
#if (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L) || defined(__cplusplus)
#ifdef __cplusplus
#define CABLEWAY_ASSERT static_assert
#else
#define CABLEWAY_ASSERT _Static_assert
#endif
#define CABLEWAY_AT(type, field, offset)                                                          \
  CABLEWAY_ASSERT(sizeof(void *) != 8 || offsetof(type, field) == (offset), #type "." #field)
#define CABLEWAY_SIZE(type, bytes)                                                                \
  CABLEWAY_ASSERT(sizeof(void *) != 8 || sizeof(type) == (bytes), #type)

CABLEWAY_SIZE(cableway_header_t, 104);
CABLEWAY_AT(cableway_header_t, header_size, 8);
CABLEWAY_AT(cableway_header_t, abi_major, 12);
CABLEWAY_AT(cableway_header_t, abi_minor, 14);
CABLEWAY_AT(cableway_header_t, pointer_width, 16);
CABLEWAY_AT(cableway_header_t, panic_strategy, 17);
CABLEWAY_AT(cableway_header_t, sdk_version, 24);
CABLEWAY_AT(cableway_header_t, compiler, 40);
CABLEWAY_SIZE(cableway_str, 16);
CABLEWAY_SIZE(cableway_span, 16);
CABLEWAY_SIZE(cableway_block, 24);
CABLEWAY_AT(cableway_block, span, 8);
CABLEWAY_SIZE(cableway_document, 136);
CABLEWAY_AT(cableway_document, id, 8);
CABLEWAY_AT(cableway_document, uri, 24);
CABLEWAY_AT(cableway_document, language, 40);
CABLEWAY_AT(cableway_document, text, 56);
CABLEWAY_AT(cableway_document, blocks, 72);
CABLEWAY_AT(cableway_document, block_count, 80);
CABLEWAY_AT(cableway_document, stage, 88);
CABLEWAY_AT(cableway_document, published, 104);
CABLEWAY_AT(cableway_document, labels, 120);
CABLEWAY_AT(cableway_document, label_count, 128);
CABLEWAY_SIZE(cableway_label, 80);
CABLEWAY_AT(cableway_label, id, 0);
CABLEWAY_AT(cableway_label, stage, 16);
CABLEWAY_AT(cableway_label, kind, 32);
CABLEWAY_AT(cableway_label, label, 48);
CABLEWAY_AT(cableway_label, spans, 64);
CABLEWAY_AT(cableway_label, span_count, 72);
CABLEWAY_SIZE(cableway_link, 32);
CABLEWAY_SIZE(cableway_annotation, 120);
CABLEWAY_AT(cableway_annotation, kind, 8);
CABLEWAY_AT(cableway_annotation, label, 24);
CABLEWAY_AT(cableway_annotation, flags, 40);
CABLEWAY_AT(cableway_annotation, score, 48);
CABLEWAY_AT(cableway_annotation, spans, 56);
CABLEWAY_AT(cableway_annotation, span_count, 64);
CABLEWAY_AT(cableway_annotation, attributes, 72);
CABLEWAY_AT(cableway_annotation, links, 88);
CABLEWAY_AT(cableway_annotation, link_count, 96);
CABLEWAY_AT(cableway_annotation, values, 104);
CABLEWAY_AT(cableway_annotation, value_count, 112);
CABLEWAY_SIZE(cableway_attribute, 56);
CABLEWAY_AT(cableway_attribute, name, 0);
CABLEWAY_AT(cableway_attribute, kind, 16);
CABLEWAY_AT(cableway_attribute, integer, 24);
CABLEWAY_AT(cableway_attribute, number, 32);
CABLEWAY_AT(cableway_attribute, text, 40);
CABLEWAY_SIZE(cableway_item, 80);
CABLEWAY_AT(cableway_item, uri, 8);
CABLEWAY_AT(cableway_item, media_type, 24);
CABLEWAY_AT(cableway_item, retrieved, 40);
CABLEWAY_AT(cableway_item, data, 56);
CABLEWAY_AT(cableway_item, length, 64);
CABLEWAY_AT(cableway_item, flags, 72);
CABLEWAY_SIZE(cableway_call, 16);
CABLEWAY_SIZE(cableway_host, 160);
CABLEWAY_AT(cableway_host, abi_major, 8);
CABLEWAY_AT(cableway_host, abi_minor, 10);
CABLEWAY_AT(cableway_host, version, 16);
CABLEWAY_AT(cableway_host, log_enabled, 32);
CABLEWAY_AT(cableway_host, log, 40);
CABLEWAY_AT(cableway_host, extension, 48);
CABLEWAY_AT(cableway_host, check, 56);
CABLEWAY_AT(cableway_host, error, 64);
CABLEWAY_AT(cableway_host, problem, 72);
CABLEWAY_AT(cableway_host, problem_in_file, 80);
CABLEWAY_AT(cableway_host, note, 88);
CABLEWAY_AT(cableway_host, record, 96);
CABLEWAY_AT(cableway_host, annotate, 104);
CABLEWAY_AT(cableway_host, sentence, 112);
CABLEWAY_AT(cableway_host, item, 120);
CABLEWAY_AT(cableway_host, lost, 128);
CABLEWAY_AT(cableway_host, document, 136);
CABLEWAY_AT(cableway_host, answer, 144);
CABLEWAY_AT(cableway_host, retryable, 152);
CABLEWAY_SIZE(cableway_stage, 128);
CABLEWAY_AT(cableway_stage, kind, 8);
CABLEWAY_AT(cableway_stage, flags, 12);
CABLEWAY_AT(cableway_stage, id, 16);
CABLEWAY_AT(cableway_stage, description, 32);
CABLEWAY_AT(cableway_stage, schema, 48);
CABLEWAY_AT(cableway_stage, create, 64);
CABLEWAY_AT(cableway_stage, destroy, 72);
CABLEWAY_AT(cableway_stage, work, 80);
CABLEWAY_AT(cableway_stage, list, 88);
CABLEWAY_AT(cableway_stage, read, 96);
CABLEWAY_AT(cableway_stage, open, 104);
CABLEWAY_AT(cableway_stage, commit, 112);
CABLEWAY_AT(cableway_stage, target, 120);
CABLEWAY_SIZE(cableway_plugin, 40);
CABLEWAY_AT(cableway_plugin, version, 8);
CABLEWAY_AT(cableway_plugin, stages, 24);
CABLEWAY_AT(cableway_plugin, stage_count, 32);
#endif

#ifdef __cplusplus
}
#endif

#endif
