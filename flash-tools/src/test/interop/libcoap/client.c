/*
 * Asks what a script says with libcoap, and prints an answer for every line: client ADDRESS SCRIPT.
 * The language of scripts is described at the Java class Script.
 */
#include <coap3/coap.h>
#include <netdb.h>
#include <time.h>

#include "pattern.h"

#define PATIENCE_MS 60000
#define MAX_OBSERVERS 8
#define MAX_WORDS 16

typedef struct {
  uint8_t octets[64];
  size_t length;
} opaque_t;

typedef struct {
  coap_session_t *session;
  uint8_t token[8];
  size_t token_length;
  char state[64];
  int registered;
} observer_t;

static coap_context_t *context;
static coap_address_t server;
static coap_session_t *common;
static opaque_t last_etag, last_echo;
static observer_t observers[MAX_OBSERVERS];
static int observer_count;

/* The answer that is waited for, on the session it is waited for on. */
static coap_session_t *asked;
static char answer[4096];
static int answered;

static char *words[MAX_WORDS];
static int word_count;

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

/* The value behind a word, "" for a word without one, NULL if the line has none such. */
static const char *setting(const char *name) {
  size_t length = strlen(name);
  for (int i = 2; i < word_count; i++) {
    if (strncmp(words[i], name, length) == 0) {
      if (words[i][length] == '=') {
        return words[i] + length + 1;
      }
      if (words[i][length] == 0) {
        return words[i] + length;
      }
    }
  }
  return NULL;
}

static void say(const char *format, const char *text) {
  size_t used = strlen(answer);
  snprintf(answer + used, sizeof answer - used, format, text);
}

static void say_number(const char *format, unsigned long number) {
  size_t used = strlen(answer);
  snprintf(answer + used, sizeof answer - used, format, number);
}

static void keep(opaque_t *last, const coap_opt_t *option) {
  last->length = coap_opt_length(option) < sizeof last->octets ? coap_opt_length(option) : sizeof last->octets;
  memcpy(last->octets, coap_opt_value(option), last->length);
}

static void describe(const coap_pdu_t *pdu) {
  coap_opt_iterator_t iterator;
  coap_opt_t *option;
  size_t length, offset, total;
  const uint8_t *data;
  int code = coap_pdu_get_code(pdu);
  int first = 1;

  if (answer[0]) {
    say("%s", " and ");
  }
  size_t used = strlen(answer);
  snprintf(answer + used, sizeof answer - used, "%d.%02d %s", code >> 5, code & 31,
           coap_pdu_get_type(pdu) == COAP_MESSAGE_ACK ? "ack" : coap_pdu_get_type(pdu) == COAP_MESSAGE_CON ? "con" : "non");
  if ((option = coap_check_option(pdu, COAP_OPTION_CONTENT_FORMAT, &iterator))) {
    say_number(" ct=%lu", coap_decode_var_bytes(coap_opt_value(option), coap_opt_length(option)));
  }
  if ((option = coap_check_option(pdu, COAP_OPTION_ETAG, &iterator))) {
    keep(&last_etag, option);
    say("%s", " etag");
  }
  if ((option = coap_check_option(pdu, COAP_OPTION_ECHO, &iterator))) {
    keep(&last_echo, option);
    say("%s", " echo");
  }
  if ((option = coap_check_option(pdu, COAP_OPTION_SIZE1, &iterator))) {
    say_number(" size1=%lu", coap_decode_var_bytes(coap_opt_value(option), coap_opt_length(option)));
  }
  coap_option_iterator_init(pdu, &iterator, COAP_OPT_ALL);
  while ((option = coap_option_next(&iterator))) {
    if (iterator.number == COAP_OPTION_LOCATION_PATH) {
      char segment[256] = "";
      memcpy(segment, coap_opt_value(option), coap_opt_length(option));
      say(first ? " location=%s" : "/%s", segment);
      first = 0;
    }
  }
  if (coap_get_data_large(pdu, &length, &data, &offset, &total) && length > 0) {
    if (is_pattern(data, length)) {
      say_number(" pattern=%lu", length);
    } else {
      char text[2048] = "";
      memcpy(text, data, length < sizeof text - 1 ? length : sizeof text - 1);
      say(" payload=%s", text);
    }
  }
}

static coap_response_t response(coap_session_t *session, const coap_pdu_t *sent, const coap_pdu_t *received,
                                const coap_mid_t mid) {
  (void) sent;
  (void) mid;
  for (int i = 0; i < observer_count; i++) {
    if (observers[i].session == session) {
      size_t length;
      const uint8_t *data;
      observers[i].registered = 1;
      memset(observers[i].state, 0, sizeof observers[i].state);
      if (coap_get_data(received, &length, &data)) {
        memcpy(observers[i].state, data, length < sizeof observers[i].state ? length : sizeof observers[i].state - 1);
      }
      return COAP_RESPONSE_OK;
    }
  }
  if (session == asked) {
    describe(received);
    answered = 1;
  }
  return COAP_RESPONSE_OK;
}

static void nack(coap_session_t *session, const coap_pdu_t *sent, const coap_nack_reason_t reason, const coap_mid_t mid) {
  (void) sent;
  (void) mid;
  if (session == asked) {
    say("%s", reason == COAP_NACK_RST ? "reset" : reason == COAP_NACK_TOO_MANY_RETRIES ? "timeout" : "error: not sent");
    answered = 1;
  }
}

static void add_uint(coap_optlist_t **options, int number, unsigned value) {
  uint8_t octets[4];
  coap_insert_optlist(options, coap_new_optlist(number, coap_encode_var_safe(octets, sizeof octets, value), octets));
}

static size_t unhex(const char *text, uint8_t *octets, size_t capacity) {
  size_t length = 0;
  for (unsigned octet; length < capacity && sscanf(text + 2 * length, "%2x", &octet) == 1; length++) {
    octets[length] = (uint8_t) octet;
  }
  return length;
}

static void add_opaque(coap_optlist_t **options, int number, const char *text, const opaque_t *last) {
  opaque_t value = *last;
  if (strcmp(text, "@") != 0) {
    value.length = unhex(text, value.octets, sizeof value.octets);
  }
  coap_insert_optlist(options, coap_new_optlist(number, value.length, value.octets));
}

static int szx(const char *size) {
  int exponent = 0;
  for (int octets = atoi(size); octets > 16; octets /= 2) {
    exponent++;
  }
  return exponent;
}

static int method_of(const char *name) {
  static const char *names[] = {"", "GET", "POST", "PUT", "DELETE", "FETCH", "PATCH", "iPATCH"};
  for (int i = 1; i < 8; i++) {
    if (strcmp(names[i], name) == 0) {
      return i;
    }
  }
  return 1;
}

/* Sends the request of the line; answers the token it went with. */
static int send_request(coap_session_t *session, int type, int observe, uint8_t *token, size_t *token_length) {
  coap_optlist_t *options = NULL;
  char path[256];
  uint8_t parts[512];
  size_t parts_length = sizeof parts;
  uint8_t *part = parts;
  uint8_t *body = NULL;
  size_t length = 0;
  const char *value;

  snprintf(path, sizeof path, "%s", words[1]);
  char *query = strchr(path, '?');
  if (query) {
    *query++ = 0;
  }
  int count = coap_split_path((uint8_t *) path + 1, strlen(path + 1), part, &parts_length);
  for (; count > 0; count--, part += coap_opt_size(part)) {
    coap_insert_optlist(&options, coap_new_optlist(COAP_OPTION_URI_PATH, coap_opt_length(part), coap_opt_value(part)));
  }
  if (query) {
    parts_length = sizeof parts;
    part = parts;
    count = coap_split_query((uint8_t *) query, strlen(query), part, &parts_length);
    for (; count > 0; count--, part += coap_opt_size(part)) {
      coap_insert_optlist(&options, coap_new_optlist(COAP_OPTION_URI_QUERY, coap_opt_length(part), coap_opt_value(part)));
    }
  }
  if ((value = setting("pattern"))) {
    length = strtoul(value, NULL, 10);
    body = pattern(length);
  } else if ((value = setting("payload"))) {
    length = strlen(value);
    body = (uint8_t *) strdup(value);
  }
  if (observe) {
    add_uint(&options, COAP_OPTION_OBSERVE, COAP_OBSERVE_ESTABLISH);
  }
  if ((value = setting("ct"))) add_uint(&options, COAP_OPTION_CONTENT_FORMAT, atoi(value));
  if ((value = setting("accept"))) add_uint(&options, COAP_OPTION_ACCEPT, atoi(value));
  if ((value = setting("etag"))) add_opaque(&options, COAP_OPTION_ETAG, value, &last_etag);
  if ((value = setting("if-match"))) add_opaque(&options, COAP_OPTION_IF_MATCH, value, &last_etag);
  if (setting("if-none-match")) coap_insert_optlist(&options, coap_new_optlist(COAP_OPTION_IF_NONE_MATCH, 0, NULL));
  if ((value = setting("echo"))) add_opaque(&options, COAP_OPTION_ECHO, value, &last_echo);
  if ((value = setting("no-response"))) add_uint(&options, COAP_OPTION_NORESPONSE, atoi(value));
  if ((value = setting("block"))) {
    add_uint(&options, length > 0 ? COAP_OPTION_BLOCK1 : COAP_OPTION_BLOCK2, szx(value));
  }

  coap_pdu_t *pdu = coap_new_pdu(type, method_of(words[0]), session);
  if ((value = setting("token"))) {
    uint8_t wanted[64];
    *token_length = unhex(value, wanted, sizeof wanted);
    if (!coap_add_token(pdu, *token_length, wanted)) {
      say("%s", "error: coap_add_token refused");
      coap_delete_pdu(pdu);
      coap_delete_optlist(options);
      free(body);
      return 0;
    }
    memcpy(token, wanted, *token_length < 8 ? *token_length : 8);
  } else {
    coap_session_new_token(session, token_length, token);
    coap_add_token(pdu, *token_length, token);
  }
  coap_add_optlist_pdu(pdu, &options);
  coap_delete_optlist(options);
  if (length > 0) {
    coap_add_data_large_request(session, pdu, length, body, NULL, NULL);
  }
  int sent = coap_send(session, pdu) != COAP_INVALID_MID;
  /* The body of a block-wise transfer is read until its end: it is left to the end of the process. */
  if (!sent) {
    say("%s", "error: coap_send refused");
  }
  return sent;
}

static coap_session_t *new_session(const coap_address_t *to) {
  coap_session_t *session = coap_new_client_session(context, NULL, to, COAP_PROTO_UDP);
  uint8_t first[8];
  coap_prng(first, sizeof first);
  coap_session_init_token(session, sizeof first, first);
  return session;
}

static void exchange(coap_session_t *session, int type) {
  uint8_t token[8];
  size_t token_length;
  const char *silence = setting("silence");
  long until = now_ms() + (silence ? atoi(silence) : PATIENCE_MS);
  asked = session;
  answered = 0;
  if (send_request(session, type, 0, token, &token_length)) {
    while (!answered && now_ms() < until) {
      coap_io_process(context, 50);
    }
    if (!answered) {
      say("%s", silence ? "silence" : "no answer");
    }
  }
  asked = NULL;
}

static int resolve(const char *name, coap_address_t *address) {
  struct addrinfo hints = {.ai_family = AF_INET6, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST}, *found;
  if (getaddrinfo(name, "5683", &hints, &found) != 0) {
    return 0;
  }
  coap_address_init(address);
  address->size = found->ai_addrlen;
  memcpy(&address->addr.sin6, found->ai_addr, found->ai_addrlen);
  freeaddrinfo(found);
  return 1;
}

static void multicast(void) {
  coap_address_t group;
  if (!resolve(setting("group"), &group)) {
    say("%s", "error: unknown group");
    return;
  }
  words[0] = "GET";
  coap_session_t *session = new_session(&group);
  /* DEFAULT_LEISURE is five seconds. */
  static char silence[] = "silence=8000";
  words[word_count++] = silence;
  exchange(session, COAP_MESSAGE_NON);
  coap_session_release(session);
}

static void observe(void) {
  int wanted = atoi(setting("observers"));
  words[0] = "GET";
  for (observer_count = 0; observer_count < wanted; observer_count++) {
    observer_t *observer = &observers[observer_count];
    memset(observer, 0, sizeof *observer);
    observer->session = new_session(&server);
    send_request(observer->session, COAP_MESSAGE_CON, 1, observer->token, &observer->token_length);
  }
  long until = now_ms() + PATIENCE_MS;
  int registered = 0;
  while (registered < wanted && now_ms() < until) {
    coap_io_process(context, 50);
    registered = 0;
    for (int i = 0; i < wanted; i++) {
      registered += observers[i].registered;
    }
  }
  say_number("%lu registered", registered);
}

static void seen(void) {
  long until = now_ms() + PATIENCE_MS;
  int saw = 0;
  do {
    coap_io_process(context, 20);
    saw = 0;
    for (int i = 0; i < observer_count; i++) {
      saw += strcmp(observers[i].state, words[1]) == 0;
    }
  } while (saw < observer_count && now_ms() < until);
  say_number("%lu saw ", saw);
  say("%s", words[1]);
}

static void cancel(void) {
  for (int i = 0; i < observer_count; i++) {
    coap_binary_t token = {observers[i].token_length, observers[i].token};
    coap_cancel_observe(observers[i].session, &token, COAP_MESSAGE_CON);
  }
  long until = now_ms() + 300;
  while (now_ms() < until) {
    coap_io_process(context, 20);
  }
  for (int i = 0; i < observer_count; i++) {
    coap_session_release(observers[i].session);
  }
  say_number("%lu cancelled", observer_count);
  observer_count = 0;
}

int main(int count, char **arguments) {
  char line[1024];
  setvbuf(stdout, NULL, _IOLBF, 0);
  FILE *script = count == 3 ? fopen(arguments[2], "r") : NULL;
  coap_startup();
  coap_set_log_level(LOG_ERR);
  if (!script || !resolve(arguments[1], &server)) {
    fprintf(stderr, "usage: client ADDRESS SCRIPT\n");
    return 1;
  }
  context = coap_new_context(NULL);
  coap_context_set_block_mode(context, COAP_BLOCK_USE_LIBCOAP | COAP_BLOCK_SINGLE_BODY);
  coap_register_response_handler(context, response);
  coap_register_nack_handler(context, nack);
  common = new_session(&server);
  while (fgets(line, sizeof line, script)) {
    line[strcspn(line, "\n")] = 0;
    if (line[0] == '#') {
      puts(line);
      continue;
    }
    word_count = 0;
    for (char *word = strtok(line, " "); word && word_count < MAX_WORDS - 1; word = strtok(NULL, " ")) {
      words[word_count++] = word;
    }
    if (word_count < 2) {
      continue;
    }
    answer[0] = 0;
    if (strcmp(words[0], "OBSERVE") == 0) {
      observe();
    } else if (strcmp(words[0], "SEEN") == 0) {
      seen();
    } else if (strcmp(words[0], "CANCEL") == 0) {
      cancel();
    } else if (strcmp(words[0], "MULTICAST") == 0) {
      multicast();
    } else {
      exchange(common, setting("non") ? COAP_MESSAGE_NON : COAP_MESSAGE_CON);
    }
    printf("> %s\n", answer);
  }
  puts("# end");
  return 0;
}
