/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-auth-log.h"

#include "aloud-macros.h"

#define LOG_DOMAIN "aloud-auth"

struct _AloudAuthEntry
{
  GObject parent;

  GDateTime *time;
  char *profile, *kind, *outcome;
  int code;
  GQuark error_domain; /* 0: nothing failed */
  int error_code;
};

G_DEFINE_FINAL_TYPE (AloudAuthEntry, aloud_auth_entry, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TIME,
  PROP_PROFILE,
  PROP_KIND,
  PROP_OUTCOME,
  PROP_CODE,
};

static void
aloud_auth_entry_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudAuthEntry *self = ALOUD_AUTH_ENTRY (object);

  switch (prop_id)
    {
    case PROP_TIME:
      g_value_set_boxed (value, self->time);
      break;
    case PROP_PROFILE:
      g_value_set_string (value, self->profile);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_OUTCOME:
      g_value_set_string (value, self->outcome);
      break;
    case PROP_CODE:
      g_value_set_int (value, self->code);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_auth_entry_finalize (GObject *object)
{
  AloudAuthEntry *self = ALOUD_AUTH_ENTRY (object);

  g_date_time_unref (self->time);
  g_free (self->profile);
  g_free (self->kind);
  g_free (self->outcome);

  G_OBJECT_CLASS (aloud_auth_entry_parent_class)->finalize (object);
}

static void
aloud_auth_entry_class_init (AloudAuthEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aloud_auth_entry_get_property;
  object_class->finalize = aloud_auth_entry_finalize;

  g_object_class_install_property (object_class, PROP_TIME,
    g_param_spec_boxed ("time", NULL, NULL, G_TYPE_DATE_TIME, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_PROFILE,
    g_param_spec_string ("profile", NULL, NULL, NULL, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_KIND,
    g_param_spec_string ("kind", NULL, NULL, NULL, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_OUTCOME,
    g_param_spec_string ("outcome", NULL, NULL, NULL, ALOUD_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_CODE,
    g_param_spec_int ("code", NULL, NULL, 0, G_MAXINT, 0, ALOUD_PARAM_READABLE));
}

static void
aloud_auth_entry_init (AloudAuthEntry *self)
{
  self->time = g_date_time_new_now_local ();
}

GDateTime *
aloud_auth_entry_get_time (AloudAuthEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_AUTH_ENTRY (self), NULL);

  return self->time;
}

const char *
aloud_auth_entry_get_profile (AloudAuthEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_AUTH_ENTRY (self), NULL);

  return self->profile;
}

const char *
aloud_auth_entry_get_kind (AloudAuthEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_AUTH_ENTRY (self), NULL);

  return self->kind;
}

const char *
aloud_auth_entry_get_outcome (AloudAuthEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_AUTH_ENTRY (self), NULL);

  return self->outcome;
}

int
aloud_auth_entry_get_code (AloudAuthEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_AUTH_ENTRY (self), 0);

  return self->code;
}

GError *
aloud_auth_entry_dup_error (AloudAuthEntry *self)
{
  g_return_val_if_fail (ALOUD_IS_AUTH_ENTRY (self), NULL);

  return self->error_domain != 0 ? g_error_new_literal (self->error_domain, self->error_code, "") : NULL;
}

struct _AloudAuthLog
{
  GObject parent;

  GQueue entries;
};

static void aloud_auth_log_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AloudAuthLog, aloud_auth_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, aloud_auth_log_list_model_init))

static GType
aloud_auth_log_get_item_type (GListModel *model)
{
  return ALOUD_TYPE_AUTH_ENTRY;
}

static guint
aloud_auth_log_get_n_items (GListModel *model)
{
  return ALOUD_AUTH_LOG (model)->entries.length;
}

static gpointer
aloud_auth_log_get_item (GListModel *model, guint position)
{
  gpointer entry = g_queue_peek_nth (&ALOUD_AUTH_LOG (model)->entries, position);

  return entry != NULL ? g_object_ref (entry) : NULL;
}

static void
aloud_auth_log_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = aloud_auth_log_get_item_type;
  iface->get_n_items = aloud_auth_log_get_n_items;
  iface->get_item = aloud_auth_log_get_item;
}

static void
aloud_auth_log_finalize (GObject *object)
{
  g_queue_clear_full (&ALOUD_AUTH_LOG (object)->entries, g_object_unref);

  G_OBJECT_CLASS (aloud_auth_log_parent_class)->finalize (object);
}

static void
aloud_auth_log_class_init (AloudAuthLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aloud_auth_log_finalize;
}

static void
aloud_auth_log_init (AloudAuthLog *self)
{
  g_queue_init (&self->entries);
}

AloudAuthLog *
aloud_auth_log_new (void)
{
  return g_object_new (ALOUD_TYPE_AUTH_LOG, NULL);
}

/* A name is the person's, or came in a file: it must not make a second line. */
static char *
dup_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *line = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      g_string_append_unichar (line, g_unichar_isprint (letter) ? letter : ' ');
    }
  return g_string_free (line, FALSE);
}

static AloudAuthEntry *
create_entry (const char *profile, const char *kind, const char *outcome)
{
  AloudAuthEntry *entry = g_object_new (ALOUD_TYPE_AUTH_ENTRY, NULL);

  entry->profile = dup_line (profile);
  entry->kind = dup_line (kind);
  entry->outcome = dup_line (outcome);
  return entry;
}

static void
take_entry (AloudAuthLog *self, AloudAuthEntry *entry)
{
  g_log (LOG_DOMAIN, G_LOG_LEVEL_INFO, "%s: %s: %s (%d)", entry->profile, entry->kind, entry->outcome, entry->code);

  if (self->entries.length == ALOUD_AUTH_LOG_MAX)
    {
      g_object_unref (g_queue_pop_head (&self->entries));
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 1, 0);
    }
  g_queue_push_tail (&self->entries, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), self->entries.length - 1, 0, 1);
}

void
aloud_auth_log_add (AloudAuthLog *self, const char *profile, const char *kind, const char *outcome)
{
  g_return_if_fail (ALOUD_IS_AUTH_LOG (self));
  g_return_if_fail (profile != NULL && kind != NULL && outcome != NULL);

  take_entry (self, create_entry (profile, kind, outcome));
}

void
aloud_auth_log_add_error (AloudAuthLog *self, const char *profile, const char *kind, const GError *error)
{
  AloudAuthEntry *entry;

  g_return_if_fail (ALOUD_IS_AUTH_LOG (self));
  g_return_if_fail (profile != NULL && kind != NULL && error != NULL);

  entry = create_entry (profile, kind, aloud_auth_outcome_of_error (error));
  entry->code = aloud_auth_outcome_get_code (error);
  entry->error_domain = error->domain;
  entry->error_code = error->code;
  take_entry (self, entry);
}

char *
aloud_auth_log_to_text (AloudAuthLog *self)
{
  GString *text;

  g_return_val_if_fail (ALOUD_IS_AUTH_LOG (self), NULL);

  text = g_string_new (NULL);
  for (GList *l = self->entries.head; l != NULL; l = l->next)
    {
      AloudAuthEntry *entry = l->data;
      g_autofree char *time = g_date_time_format_iso8601 (entry->time);

      g_string_append_printf (text, "%s\t%s\t%s\t%s\t%d\n", time, entry->profile, entry->kind, entry->outcome,
                              entry->code);
    }
  return g_string_free (text, FALSE);
}
