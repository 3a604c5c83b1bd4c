/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-event-log.h"

#include "aloud-macros.h"

#define DETAIL_MAX 160 /* characters */

struct _AloudEventLogEntry
{
  GObject parent;

  AloudEventKind kind;
  char *time;
  char *what; /* with its details */
  guint count;
  char *text;
};

G_DEFINE_FINAL_TYPE (AloudEventLogEntry, aloud_event_log_entry, G_TYPE_OBJECT)

struct _AloudEventLog
{
  GObject parent;

  GQueue entries; /* of AloudEventLogEntry */
};

static void aloud_event_log_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudEventLog, aloud_event_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, aloud_event_log_model_init))

static GParamSpec *text_prop;

static void
aloud_event_log_entry_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, aloud_event_log_entry_get_text (ALOUD_EVENT_LOG_ENTRY (object)));
}

static void
aloud_event_log_entry_finalize (GObject *object)
{
  AloudEventLogEntry *self = ALOUD_EVENT_LOG_ENTRY (object);

  g_free (self->time);
  g_free (self->what);
  g_free (self->text);

  G_OBJECT_CLASS (aloud_event_log_entry_parent_class)->finalize (object);
}

static void
aloud_event_log_entry_class_init (AloudEventLogEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_event_log_entry_get_property;
  object_class->finalize = aloud_event_log_entry_finalize;

  text_prop = g_param_spec_string ("text", NULL, NULL, NULL, ALOUD_PARAM_READABLE);
  g_object_class_install_property (object_class, 1, text_prop);
}

static void
aloud_event_log_entry_init (AloudEventLogEntry *self)
{
  self->count = 1;
}

const char *
aloud_event_log_entry_get_text (AloudEventLogEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_EVENT_LOG_ENTRY (self), NULL);

  if (self->text == NULL)
    self->text = self->count > 1 ? g_strdup_printf ("%s  %s ×%u", self->time, self->what, self->count)
                                 : g_strdup_printf ("%s  %s", self->time, self->what);
  return self->text;
}

AloudEventKind
aloud_event_log_entry_get_kind (AloudEventLogEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_EVENT_LOG_ENTRY (self), ALOUD_EVENT_KIND_ERROR);

  return self->kind;
}

/* By what the session calls it; what it calls otherwise is about the connection. */
static AloudEventKind
find_kind (const char *what)
{
  static const struct {
    const char *what;
    AloudEventKind kind;
  } kinds[] = {
    { "event", ALOUD_EVENT_KIND_MESSAGE },
    { "error", ALOUD_EVENT_KIND_ERROR },
    { "waiting", ALOUD_EVENT_KIND_ERROR },
    { "activity", ALOUD_EVENT_KIND_SOUND },
    { "sound", ALOUD_EVENT_KIND_SOUND },
    { "silence", ALOUD_EVENT_KIND_SOUND },
    { "first-audio-sent", ALOUD_EVENT_KIND_SOUND },
    { "interruption", ALOUD_EVENT_KIND_SOUND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (what, kinds[i].what))
      return kinds[i].kind;
  return ALOUD_EVENT_KIND_CONNECTION;
}

/* A server names its messages as it likes, and what went wrong may quote it. */
static void
append_printable (GString *line, const char *detail)
{
  guint n = 0;

  for (const char *at = detail; *at != '\0' && n < DETAIL_MAX; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char_validated (at, -1);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append (line, "\357\277\275");
          return;
        }
      if (g_unichar_isgraph (c) && !g_unichar_ismark (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
        g_string_append_unichar (line, c);
      else
        g_string_append_c (line, ' ');
    }
  if (n == DETAIL_MAX)
    g_string_append (line, "…");
}

static char *
describe (const char *what, guint size, const char *detail)
{
  GString *line = g_string_new (what);

  if (size > 0)
    g_string_append_printf (line, " %u", size);
  if (detail != NULL && *detail != '\0')
    {
      g_string_append_c (line, ' ');
      append_printable (line, detail);
    }
  return g_string_free (line, FALSE);
}

static char *
now_to_string (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", clock, g_date_time_get_microsecond (now) / 1000);
}

static void
append (AloudEventLog *self, AloudEventKind kind, char *take_what)
{
  AloudEventLogEntry *entry = g_object_new (ALOUD_TYPE_EVENT_LOG_ENTRY, NULL);

  entry->kind = kind;
  entry->what = take_what;
  entry->time = now_to_string ();
  if (self->entries.length == ALOUD_EVENT_LOG_MAX)
    {
      g_object_unref (g_queue_pop_head (&self->entries));
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
  g_queue_push_tail (&self->entries, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), self->entries.length - 1, 0, 1);
}

/* The microphone's fifty chunks a second are figures, not events. */
static void
on_trace (AloudEventLog *self, const char *what, gint64 when, guint size, const char *detail)
{
  AloudEventLogEntry *last = g_queue_peek_tail (&self->entries);
  g_autofree char *line = NULL;

  if (g_str_equal (what, "chunk-sent"))
    return;
  line = describe (what, size, detail);
  if (last == NULL || !g_str_equal (last->what, line))
    {
      append (self, find_kind (what), g_steal_pointer (&line));
      return;
    }
  last->count++;
  g_clear_pointer (&last->text, g_free);
  g_object_notify_by_pspec (G_OBJECT (last), text_prop);
}

static GType
get_item_type (GListModel *model)
{
  return ALOUD_TYPE_EVENT_LOG_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return ALOUD_EVENT_LOG (model)->entries.length;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AloudEventLogEntry *entry = g_queue_peek_nth (&ALOUD_EVENT_LOG (model)->entries, position);

  return entry != NULL ? g_object_ref (entry) : NULL;
}

static void
aloud_event_log_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
aloud_event_log_finalize (GObject *object)
{
  g_queue_clear_full (&ALOUD_EVENT_LOG (object)->entries, g_object_unref);

  G_OBJECT_CLASS (aloud_event_log_parent_class)->finalize (object);
}

static void
aloud_event_log_class_init (AloudEventLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aloud_event_log_finalize;
}

static void
aloud_event_log_init (AloudEventLog *self)
{
  g_queue_init (&self->entries);
}

AloudEventLog *
aloud_event_log_new (AloudSession *session)
{
  AloudEventLog *self;

  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  self = g_object_new (ALOUD_TYPE_EVENT_LOG, NULL);
  g_signal_connect_object (session, "trace", G_CALLBACK (on_trace), self, G_CONNECT_SWAPPED);
  return self;
}
