/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-reading.h"

#include "aloud-macros.h"

typedef struct {
  guint position; /* of the turn */
  guint nth;      /* within it */
} Place;

struct _AloudReading
{
  GObject parent;

  /* Injected */
  GListModel *model;

  /* Owned */
  char *query;
  GArray *folded;     /* gunichar: the query as it is compared */
  GArray *places;     /* Place */
  AloudTurn *turn;    /* of the current place, or NULL */
  guint refresh_idle;

  /* State */
  guint current; /* from 1; 0: none */
  gboolean mark_doubtful;
};

G_DEFINE_FINAL_TYPE (AloudReading, aloud_reading, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_MODEL,
  PROP_QUERY,
  PROP_MARK_DOUBTFUL,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];
static guint signal_changed;

/* What a letter is compared by: small and without its accents; 0: it is not compared at all. */
static gunichar
fold (gunichar c)
{
  gunichar base[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c < 0x80)
    return g_ascii_isspace ((char) c) ? ' ' : g_ascii_iscntrl ((char) c) ? 0 : (gunichar) g_ascii_tolower ((char) c);
  if (g_unichar_ismark (c) || g_unichar_type (c) == G_UNICODE_FORMAT || g_unichar_iscntrl (c))
    return 0;
  g_unichar_fully_decompose (c, FALSE, base, G_N_ELEMENTS (base));
  return g_unichar_tolower (base[0]);
}

/* Behind the query where it stands at @text, or NULL. */
static const char *
match_at (const char *text, const GArray *folded)
{
  for (guint i = 0; i < folded->len; text = g_utf8_next_char (text))
    {
      gunichar c = fold (g_utf8_get_char (text));

      if (*text == '\0')
        return NULL;
      if (c == 0 && i > 0)
        continue;
      if (c != g_array_index (folded, gunichar, i))
        return NULL;
      i++;
    }
  while (*text != '\0' && fold (g_utf8_get_char (text)) == 0)
    text = g_utf8_next_char (text);
  return text;
}

static guint
find (const GArray *folded, const char *text, GArray *matches)
{
  const char *at = text;
  guint count = 0;

  if (folded->len == 0)
    return 0;
  while (*at != '\0')
    {
      const char *end = match_at (at, folded);
      AloudMatch match = { (guint) (at - text), (guint) ((end != NULL ? end : at) - text) };

      if (end != NULL)
        count++;
      if (end != NULL && matches != NULL)
        g_array_append_val (matches, match);
      at = end != NULL ? end : g_utf8_next_char (at);
    }
  return count;
}

static void
collect (AloudReading *self)
{
  guint n = self->model != NULL && self->folded->len > 0 ? g_list_model_get_n_items (self->model) : 0;

  g_array_set_size (self->places, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (self->model, i);
      guint count = find (self->folded, aloud_turn_get_text (turn), NULL);

      for (guint nth = 0; nth < count; nth++)
        {
          Place place = { i, nth };

          g_array_append_val (self->places, place);
        }
    }
}

static void
set_current (AloudReading *self, guint current)
{
  g_clear_object (&self->turn);
  self->current = current;
  if (current > 0)
    self->turn = g_list_model_get_item (self->model, g_array_index (self->places, Place, current - 1).position);
}

/* Turns come and grow: the current place stays where it is. */
static void
refresh (AloudReading *self)
{
  Place before = { 0, 0 };
  guint was = self->current;

  if (was > 0)
    before = g_array_index (self->places, Place, was - 1);
  collect (self);
  self->current = 0;
  g_clear_object (&self->turn);
  for (guint i = 0; was > 0 && i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (place->position == before.position && place->nth == before.nth)
        set_current (self, i + 1);
    }
}

static gboolean
on_refresh (gpointer user_data)
{
  AloudReading *self = user_data;

  self->refresh_idle = 0;
  refresh (self);
  g_signal_emit (self, signal_changed, 0);
  return G_SOURCE_REMOVE;
}

static void
on_items_changed (AloudReading *self)
{
  if (self->folded->len > 0 && self->refresh_idle == 0)
    self->refresh_idle = g_idle_add_full (G_PRIORITY_LOW, on_refresh, self, NULL);
}

static void
aloud_reading_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudReading *self = ALOUD_READING (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_QUERY:
      g_value_set_string (value, self->query);
      break;
    case PROP_MARK_DOUBTFUL:
      g_value_set_boolean (value, self->mark_doubtful);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_reading_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudReading *self = ALOUD_READING (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      aloud_reading_set_model (self, g_value_get_object (value));
      break;
    case PROP_QUERY:
      aloud_reading_set_query (self, g_value_get_string (value));
      break;
    case PROP_MARK_DOUBTFUL:
      if (self->mark_doubtful == g_value_get_boolean (value))
        break;
      self->mark_doubtful = !self->mark_doubtful;
      g_object_notify_by_pspec (object, pspec);
      g_signal_emit (self, signal_changed, 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_reading_dispose (GObject *object)
{
  AloudReading *self = ALOUD_READING (object);

  g_clear_handle_id (&self->refresh_idle, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->turn);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->folded, g_array_unref);
  g_clear_pointer (&self->places, g_array_unref);

  G_OBJECT_CLASS (aloud_reading_parent_class)->dispose (object);
}

static void
aloud_reading_class_init (AloudReadingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_reading_get_property;
  object_class->set_property = aloud_reading_set_property;
  object_class->dispose = aloud_reading_dispose;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, ALOUD_PARAM_READWRITE);
  props[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, "", ALOUD_PARAM_READWRITE);
  props[PROP_MARK_DOUBTFUL] = g_param_spec_boolean ("mark-doubtful", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signal_changed = g_signal_new ("changed", ALOUD_TYPE_READING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
aloud_reading_init (AloudReading *self)
{
  self->query = g_strdup ("");
  self->folded = g_array_new (FALSE, FALSE, sizeof (gunichar));
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
}

AloudReading *
aloud_reading_new (void)
{
  return g_object_new (ALOUD_TYPE_READING, NULL);
}

void
aloud_reading_set_model (AloudReading *self, GListModel *model)
{
  g_return_if_fail (ALOUD_IS_READING (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  set_current (self, 0);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  collect (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

void
aloud_reading_set_query (AloudReading *self, const char *query)
{
  g_return_if_fail (ALOUD_IS_READING (self));

  if (!aloud_set_str (&self->query, query != NULL ? query : ""))
    return;
  g_array_set_size (self->folded, 0);
  for (const char *at = self->query; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = fold (g_utf8_get_char (at));

      if (c != 0)
        g_array_append_val (self->folded, c);
    }
  set_current (self, 0);
  collect (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERY]);
  g_signal_emit (self, signal_changed, 0);
}

const char *
aloud_reading_get_query (AloudReading *self)
{
  g_return_val_if_fail (ALOUD_IS_READING (self), "");

  return self->query;
}

gboolean
aloud_reading_get_mark_doubtful (AloudReading *self)
{
  g_return_val_if_fail (ALOUD_IS_READING (self), FALSE);

  return self->mark_doubtful;
}

static guint
find_from (AloudReading *self, guint from)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).position >= from)
      return i + 1;
  return 1;
}

gboolean
aloud_reading_move (AloudReading *self, int step, guint from)
{
  guint n;

  g_return_val_if_fail (ALOUD_IS_READING (self), FALSE);
  g_return_val_if_fail (step == 1 || step == -1, FALSE);

  refresh (self);
  n = self->places->len;
  if (n > 0 && self->current == 0)
    set_current (self, find_from (self, from));
  else if (n > 0)
    set_current (self, (self->current - 1 + n + step) % n + 1);
  g_signal_emit (self, signal_changed, 0);
  return n > 0;
}

guint
aloud_reading_get_count (AloudReading *self, guint *current)
{
  g_return_val_if_fail (ALOUD_IS_READING (self), 0);

  if (current != NULL)
    *current = self->current;
  return self->places->len;
}

gboolean
aloud_reading_get_place (AloudReading *self, guint *position, guint *nth)
{
  g_return_val_if_fail (ALOUD_IS_READING (self), FALSE);

  if (self->current == 0)
    return FALSE;
  *position = g_array_index (self->places, Place, self->current - 1).position;
  *nth = g_array_index (self->places, Place, self->current - 1).nth;
  return TRUE;
}

int
aloud_reading_get_nth (AloudReading *self, AloudTurn *turn)
{
  g_return_val_if_fail (ALOUD_IS_READING (self), -1);

  return turn != NULL && self->turn == turn ? (int) g_array_index (self->places, Place, self->current - 1).nth : -1;
}

GArray *
aloud_reading_find (AloudReading *self, const char *text)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (AloudMatch));

  g_return_val_if_fail (ALOUD_IS_READING (self), matches);
  g_return_val_if_fail (text != NULL, matches);

  find (self->folded, text, matches);
  return matches;
}
