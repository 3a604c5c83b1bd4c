/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-json.h"

#include <math.h>

#include "aloud-error.h"

/* Why there is a scanner before the parser: json-glib takes comments, assignments, single quotes, octal
 * escapes and hexadecimal numbers for JSON, recurses without a limit, and its versions disagree about
 * control characters. The scanner lets pass only what every version reads alike; grammar stays the parser's
 * business. */
typedef struct {
  const char *text;
  gsize length;
  gsize at;
  guint depth;
  char *repaired; /* a copy, made when the first escape has to be replaced */
} Scan;

static const char outside[] = " \t\r\n{}[]:,\"0123456789+-.eEtrufalsn";

static int
hex4 (const Scan *scan, gsize at)
{
  int value = 0;

  if (scan->length - at < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (scan->text[at + i]))
        return -1;
      value = value * 16 + g_ascii_xdigit_value (scan->text[at + i]);
    }
  return value;
}

static gboolean
is_low_surrogate_escape (const Scan *scan, gsize at)
{
  int unit;

  if (scan->length - at < 6 || scan->text[at] != '\\' || scan->text[at + 1] != 'u')
    return FALSE;
  unit = hex4 (scan, at + 2);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/* At the "u" of an escape. The replacement is as long as what it replaces, so the rest stays where it is. */
static gboolean
scan_unicode_escape (Scan *scan)
{
  int unit = hex4 (scan, scan->at + 1);
  gsize begin = scan->at - 1;

  if (unit < 0)
    return FALSE;
  scan->at += 5;
  if (unit >= 0xd800 && unit <= 0xdbff && is_low_surrogate_escape (scan, scan->at))
    {
      scan->at += 6;
      return TRUE;
    }
  if (unit != 0 && (unit < 0xd800 || unit > 0xdfff))
    return TRUE;

  if (scan->repaired == NULL)
    scan->repaired = g_memdup2 (scan->text, scan->length);
  memcpy (scan->repaired + begin, "\\ufffd", 6);
  return TRUE;
}

/* Behind the opening quote; ends behind the closing one. */
static gboolean
scan_string (Scan *scan)
{
  while (scan->at < scan->length)
    {
      guchar c = scan->text[scan->at++];

      if (c == '"')
        return TRUE;
      if (c < 0x20)
        return FALSE;
      if (c != '\\')
        continue;
      if (scan->at == scan->length)
        return FALSE;
      c = scan->text[scan->at];
      if (c == 'u')
        {
          if (!scan_unicode_escape (scan))
            return FALSE;
        }
      else if (c != '\0' && strchr ("\"\\/bfnrt", c) != NULL)
        scan->at++;
      else
        return FALSE;
    }
  return FALSE;
}

/* One character outside strings, or one whole string. */
static gboolean
scan_token (Scan *scan)
{
  char c = scan->text[scan->at++];

  if (c == '\0' || strchr (outside, c) == NULL)
    return FALSE;
  if (scan->depth == 0 && c != '{')
    return g_ascii_isspace (c);

  if (c == '"')
    return scan_string (scan);
  if (c == '{' || c == '[')
    return ++scan->depth <= ALOUD_JSON_MAX_DEPTH;
  if (c == '}' || c == ']')
    scan->depth--;
  return TRUE;
}

static gboolean
scan_all (Scan *scan)
{
  guint objects = 0;

  while (scan->at < scan->length)
    {
      guint before = scan->depth;

      if (!scan_token (scan))
        return FALSE;
      if (before == 0 && scan->depth == 1 && ++objects > 1)
        return FALSE;
    }
  return objects == 1 && scan->depth == 0;
}

static void
set_malformed (GError **error, const char *message)
{
  g_set_error_literal (error, ALOUD_PROTOCOL_ERROR, ALOUD_PROTOCOL_ERROR_MALFORMED, message);
}

JsonObject *
aloud_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *repaired = NULL;
  Scan scan = { .text = text, .length = length };
  JsonNode *root;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (length > G_MAXINT || !scan_all (&scan))
    {
      g_free (scan.repaired);
      set_malformed (error, scan.depth > ALOUD_JSON_MAX_DEPTH ? "nested too deep" : "not one JSON object");
      return NULL;
    }
  repaired = scan.repaired;

  /* The parser's own message is dropped: it quotes the text, and with it whatever the text holds. */
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, repaired != NULL ? repaired : text, (gssize) length, NULL))
    {
      set_malformed (error, "not JSON in UTF-8");
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      set_malformed (error, "not a JSON object");
      return NULL;
    }
  return json_object_ref (json_node_get_object (root));
}

void
aloud_json_add_place (AloudJsonPlaces *places, JsonObject *object)
{
  guint i = 0;

  if (object == NULL)
    return;
  while (i < G_N_ELEMENTS (places->objects) && places->objects[i] != NULL)
    i++;
  g_return_if_fail (i < G_N_ELEMENTS (places->objects));
  places->objects[i] = object;
}

static gboolean
is_number (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_text (JsonNode *node)
{
  return is_string (node) || is_number (node);
}

static double
node_to_number (JsonNode *node)
{
  const char *string;
  char *end;
  double value;

  if (is_number (node))
    value = json_node_get_double (node);
  else if (is_string (node))
    {
      string = json_node_get_string (node);
      value = g_ascii_strtod (string, &end);
      if (end == string || *end != '\0')
        return NAN;
    }
  else
    return NAN;
  return isfinite (value) ? value : NAN;
}

static gboolean
is_readable_number (JsonNode *node)
{
  return !isnan (node_to_number (node));
}

static gboolean
is_flag (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node);
}

static gboolean
is_object (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node);
}

static gboolean
is_array (JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node);
}

static gboolean
is_anything (JsonNode *node)
{
  return !JSON_NODE_HOLDS_NULL (node);
}

static JsonNode *
find (const AloudJsonPlaces *places, const char *const *names, gboolean (*fits) (JsonNode *node))
{
  for (guint n = 0; names[n] != NULL; n++)
    for (guint p = 0; p < G_N_ELEMENTS (places->objects) && places->objects[p] != NULL; p++)
      {
        JsonNode *node = json_object_get_member (places->objects[p], names[n]);

        if (node != NULL && fits (node))
          return node;
      }
  return NULL;
}

char *
aloud_json_dup_text (const AloudJsonPlaces *places, const char *const *names)
{
  JsonNode *node = find (places, names, is_text);

  if (node == NULL)
    return NULL;
  return is_string (node) ? g_strdup (json_node_get_string (node)) : json_to_string (node, FALSE);
}

const char *
aloud_json_peek_string (const AloudJsonPlaces *places, const char *const *names)
{
  JsonNode *node = find (places, names, is_string);

  return node != NULL ? json_node_get_string (node) : NULL;
}

double
aloud_json_get_number (const AloudJsonPlaces *places, const char *const *names)
{
  JsonNode *node = find (places, names, is_readable_number);

  return node != NULL ? node_to_number (node) : NAN;
}

gboolean
aloud_json_get_flag (const AloudJsonPlaces *places, const char *const *names)
{
  static const char *const yes[] = { "true", "1", "yes", "on" };
  JsonNode *node = find (places, names, is_flag);

  if (node == NULL)
    return FALSE;
  if (is_number (node))
    return json_node_get_double (node) != 0;
  if (!is_string (node))
    return json_node_get_boolean (node);
  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    if (g_ascii_strcasecmp (json_node_get_string (node), yes[i]) == 0)
      return TRUE;
  return FALSE;
}

JsonObject *
aloud_json_peek_object (const AloudJsonPlaces *places, const char *const *names)
{
  JsonNode *node = find (places, names, is_object);

  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
aloud_json_peek_array (const AloudJsonPlaces *places, const char *const *names)
{
  JsonNode *node = find (places, names, is_array);

  return node != NULL ? json_node_get_array (node) : NULL;
}

JsonNode *
aloud_json_peek_node (const AloudJsonPlaces *places, const char *const *names)
{
  return find (places, names, is_anything);
}
