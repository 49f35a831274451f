/* The resources of ETSI's CoAP plugtests with libcoap: server INTERFACE. */
#include <coap3/coap.h>

#include "pattern.h"

#define LARGE_OCTETS 65536
#define SEPARATE_MS 500

typedef struct {
  uint8_t *octets;
  size_t length;
} text_t;

static text_t test, seg, link1, link2, link3, obs, validated, created, updated, large;
static uint8_t etag[2] = {0x8e, 1};
static const uint8_t echo[8] = {1, 2, 3, 4, 5, 6, 7, 8};

static void set(text_t *text, const uint8_t *octets, size_t length) {
  free(text->octets);
  text->octets = malloc(length + 1);
  memcpy(text->octets, octets, length);
  text->length = length;
}

static void take(text_t *text, const coap_pdu_t *request) {
  size_t length = 0, offset, total;
  const uint8_t *octets = (const uint8_t *) "";
  coap_get_data_large(request, &length, &octets, &offset, &total);
  set(text, octets, length);
}

static void give(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                 const coap_string_t *query, coap_pdu_t *response, const uint8_t *octets, size_t length) {
  coap_pdu_set_code(response, COAP_RESPONSE_CODE_CONTENT);
  if (length <= 64) {
    uint8_t format[2];
    coap_add_option(response, COAP_OPTION_CONTENT_FORMAT,
                    coap_encode_var_safe(format, sizeof format, COAP_MEDIATYPE_TEXT_PLAIN), format);
    if (length > 0) {
      coap_add_data(response, length, octets);
    }
  } else {
    coap_add_data_large_response(resource, session, request, response, query, COAP_MEDIATYPE_TEXT_PLAIN, -1, 0, length,
                                 octets, NULL, NULL);
  }
}

static void get_text(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                     const coap_string_t *query, coap_pdu_t *response) {
  text_t *text = coap_resource_get_userdata(resource);
  give(resource, session, request, query, response, text->octets, text->length);
}

static void get_observed(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                         const coap_string_t *query, coap_pdu_t *response) {
  uint8_t value[2];
  (void) resource;
  (void) session;
  (void) request;
  (void) query;
  coap_pdu_set_code(response, COAP_RESPONSE_CODE_CONTENT);
  coap_add_option(response, COAP_OPTION_CONTENT_FORMAT,
                  coap_encode_var_safe(value, sizeof value, COAP_MEDIATYPE_TEXT_PLAIN), value);
  /* So that an observer that was lost registers again soon. */
  coap_add_option(response, COAP_OPTION_MAXAGE, coap_encode_var_safe(value, sizeof value, 5), value);
  coap_add_data(response, obs.length, obs.octets);
}

static void put_text(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                     const coap_string_t *query, coap_pdu_t *response) {
  (void) session;
  (void) query;
  take(coap_resource_get_userdata(resource), request);
  coap_pdu_set_code(response, COAP_RESPONSE_CODE_CHANGED);
  coap_resource_notify_observers(resource, NULL);
}

static void delete_text(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                        const coap_string_t *query, coap_pdu_t *response) {
  (void) session;
  (void) request;
  (void) query;
  set(coap_resource_get_userdata(resource), (const uint8_t *) "", 0);
  coap_pdu_set_code(response, COAP_RESPONSE_CODE_DELETED);
}

static void get_query(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                      const coap_string_t *query, coap_pdu_t *response) {
  char said[64] = "";
  for (size_t i = 0; query && i < query->length && i < sizeof said - 1; i++) {
    said[i] = query->s[i] == '&' ? ' ' : (char) query->s[i];
  }
  give(resource, session, request, query, response, (uint8_t *) said, strlen(said));
}

static void get_separate(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                         const coap_string_t *query, coap_pdu_t *response) {
  coap_async_t *later = coap_find_async(session, coap_pdu_get_token(request));
  if (later == NULL) {
    /* The library acknowledges now, and calls again then. */
    coap_register_async(session, request, (coap_tick_t) SEPARATE_MS * COAP_TICKS_PER_SECOND / 1000);
    return;
  }
  give(resource, session, request, query, response, (const uint8_t *) "later", 5);
}

/* Whether one of the options has the entity-tag of now, or of anything where that is allowed. */
static int matches(const coap_pdu_t *request, int number, int *there) {
  coap_opt_iterator_t iterator;
  coap_opt_t *option;
  int matching = 0;
  *there = 0;
  coap_option_iterator_init(request, &iterator, COAP_OPT_ALL);
  while ((option = coap_option_next(&iterator))) {
    if (iterator.number == number) {
      *there = 1;
      matching |= coap_opt_length(option) == 0
          || (coap_opt_length(option) == sizeof etag && memcmp(coap_opt_value(option), etag, sizeof etag) == 0);
    }
  }
  return matching;
}

static void get_validated(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                          const coap_string_t *query, coap_pdu_t *response) {
  int there;
  coap_add_option(response, COAP_OPTION_ETAG, sizeof etag, etag);
  if (matches(request, COAP_OPTION_ETAG, &there)) {
    coap_pdu_set_code(response, COAP_RESPONSE_CODE_VALID);
  } else {
    get_text(resource, session, request, query, response);
  }
}

static void put_validated(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                          const coap_string_t *query, coap_pdu_t *response) {
  int there;
  if (!matches(request, COAP_OPTION_IF_MATCH, &there) && there) {
    coap_pdu_set_code(response, COAP_RESPONSE_CODE_PRECONDITION_FAILED);
    return;
  }
  etag[1]++;
  put_text(resource, session, request, query, response);
}

static void get_created(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                        const coap_string_t *query, coap_pdu_t *response) {
  if (created.length == 0) {
    coap_pdu_set_code(response, COAP_RESPONSE_CODE_NOT_FOUND);
  } else {
    get_text(resource, session, request, query, response);
  }
}

static void put_created(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                        const coap_string_t *query, coap_pdu_t *response) {
  coap_opt_iterator_t iterator;
  int first = created.length == 0;
  if (!first && coap_check_option(request, COAP_OPTION_IF_NONE_MATCH, &iterator)) {
    coap_pdu_set_code(response, COAP_RESPONSE_CODE_PRECONDITION_FAILED);
    return;
  }
  put_text(resource, session, request, query, response);
  if (first) {
    coap_pdu_set_code(response, COAP_RESPONSE_CODE_CREATED);
  }
}

static void fetch(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                  const coap_string_t *query, coap_pdu_t *response) {
  text_t asked = {NULL, 0};
  char said[64] = "";
  take(&asked, request);
  snprintf(said, sizeof said, "asked %.*s", (int) asked.length, (char *) asked.octets);
  free(asked.octets);
  give(resource, session, request, query, response, (uint8_t *) said, strlen(said));
}

static void get_guarded(coap_resource_t *resource, coap_session_t *session, const coap_pdu_t *request,
                        const coap_string_t *query, coap_pdu_t *response) {
  coap_opt_iterator_t iterator;
  coap_opt_t *option = coap_check_option(request, COAP_OPTION_ECHO, &iterator);
  if (option && coap_opt_length(option) == sizeof echo && memcmp(coap_opt_value(option), echo, sizeof echo) == 0) {
    give(resource, session, request, query, response, (const uint8_t *) "fresh", 5);
    return;
  }
  coap_pdu_set_code(response, COAP_RESPONSE_CODE_UNAUTHORIZED);
  coap_add_option(response, COAP_OPTION_ECHO, sizeof echo, echo);
}

static coap_resource_t *add(coap_context_t *context, const char *path, const char *type, text_t *text, const char *first,
                            coap_method_handler_t get, coap_method_handler_t put) {
  coap_resource_t *resource = coap_resource_init(coap_make_str_const(path), 0);
  if (text) {
    set(text, (const uint8_t *) first, strlen(first));
    coap_resource_set_userdata(resource, text);
  }
  if (get) {
    coap_register_request_handler(resource, COAP_REQUEST_GET, get);
  }
  if (put) {
    coap_register_request_handler(resource, COAP_REQUEST_PUT, put);
    coap_register_request_handler(resource, COAP_REQUEST_POST, put);
    coap_register_request_handler(resource, COAP_REQUEST_DELETE, delete_text);
  }
  if (type) {
    coap_add_attr(resource, coap_make_str_const("rt"), coap_make_str_const(type), 0);
    coap_add_attr(resource, coap_make_str_const("ct"), coap_make_str_const("0"), 0);
  }
  coap_add_resource(context, resource);
  return resource;
}

int main(int count, char **arguments) {
  coap_address_t any;
  setvbuf(stdout, NULL, _IOLBF, 0);
  coap_startup();
  coap_set_log_level(LOG_ERR);
  coap_address_init(&any);
  any.size = sizeof any.addr.sin6;
  any.addr.sin6.sin6_family = AF_INET6;
  any.addr.sin6.sin6_port = htons(COAP_DEFAULT_PORT);
  coap_context_t *context = coap_new_context(NULL);
  if (count != 2 || !coap_new_endpoint(context, &any, COAP_PROTO_UDP)) {
    fprintf(stderr, "usage: server INTERFACE\n");
    return 1;
  }
  coap_context_set_block_mode(context, COAP_BLOCK_USE_LIBCOAP | COAP_BLOCK_SINGLE_BODY);
  coap_join_mcast_group_intf(context, "ff02::fd", arguments[1]);

  add(context, "test", "\"test\"", &test, "hello", get_text, put_text);
  add(context, "seg1/seg2/seg3", "\"segments\"", &seg, "deep", get_text, NULL);
  add(context, "link1", "\"Type1 Type2\"", &link1, "one", get_text, NULL);
  add(context, "link2", "\"Type2 Type3\"", &link2, "two", get_text, NULL);
  add(context, "link3", "\"Type1 Type3\"", &link3, "three", get_text, NULL);
  add(context, "query", NULL, NULL, NULL, get_query, NULL);
  add(context, "large", "\"block\"", &large, "", get_text, NULL);
  free(large.octets);
  large.octets = pattern(LARGE_OCTETS);
  large.length = LARGE_OCTETS;
  add(context, "large-update", "\"block\"", &updated, "", get_text, put_text);
  add(context, "separate", NULL, NULL, NULL, get_separate, NULL);
  coap_resource_t *observable = add(context, "obs", "\"observable\"", &obs, "first", get_observed, put_text);
  coap_resource_set_get_observable(observable, 1);
  coap_resource_set_mode(observable, COAP_RESOURCE_FLAGS_NOTIFY_CON);
  add(context, "validate", NULL, &validated, "one", get_validated, put_validated);
  add(context, "create1", NULL, &created, "", get_created, put_created);
  coap_register_request_handler(add(context, "fetch", NULL, NULL, NULL, NULL, NULL), COAP_REQUEST_FETCH, fetch);
  add(context, "echo", NULL, NULL, NULL, get_guarded, NULL);
  puts("ready");
  for (;;) {
    coap_io_process(context, COAP_IO_WAIT);
  }
}
