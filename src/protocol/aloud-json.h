/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <json-glib/json-glib.h>

/* Reads JSON that somebody else wrote: first strictly (is it JSON?), then tolerantly (which member is
 * meant?). Only for those who link json-glib themselves. */

/* Deeper nesting than this is refused: json-glib parses and frees recursively. */
#define ALOUD_JSON_MAX_DEPTH 64

/* Exactly one JSON object. Escapes that have no place in UTF-8 (U+0000, half a surrogate pair) become U+FFFD.
 * ALOUD_PROTOCOL_ERROR_MALFORMED. */
JsonObject *aloud_json_parse            (const char             *text,
                                         gsize                   length,
                                         GError                **error) G_GNUC_WARN_UNUSED_RESULT;

/* Where to look for a member: in each of these in turn, up to the first NULL. Borrowed from the message. */
typedef struct {
  JsonObject *objects[4];
} AloudJsonPlaces;

#define ALOUD_NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Each takes the first member under the first of @names whose value can be read as what is asked for; null
 * and values of another kind count as absent. */
void        aloud_json_add_place        (AloudJsonPlaces        *places,
                                         JsonObject             *object);
/* A string or a number; "" is a value. NULL when absent. */
char       *aloud_json_dup_text         (const AloudJsonPlaces  *places,
                                         const char *const      *names) G_GNUC_WARN_UNUSED_RESULT;
/* A string only; borrowed. NULL when absent. */
const char *aloud_json_peek_string      (const AloudJsonPlaces  *places,
                                         const char *const      *names);
/* A finite number, or a string that holds one. NAN when absent. */
double      aloud_json_get_number       (const AloudJsonPlaces  *places,
                                         const char *const      *names);
/* true, a number other than zero, or "true", "1", "yes", "on". FALSE when absent. */
gboolean    aloud_json_get_flag         (const AloudJsonPlaces  *places,
                                         const char *const      *names);
JsonObject *aloud_json_peek_object      (const AloudJsonPlaces  *places,
                                         const char *const      *names);
JsonArray  *aloud_json_peek_array       (const AloudJsonPlaces  *places,
                                         const char *const      *names);
/* Whatever it is, but null. */
JsonNode   *aloud_json_peek_node        (const AloudJsonPlaces  *places,
                                         const char *const      *names);
