/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-log-window.h"

#include "aloud-closures.h"
#include "aloud-problem.h"

#include <glib/gi18n.h>

struct _AloudLogWindow
{
  AdwWindow parent;

  /* Injected */
  AloudAuthLog *log;

  /* Template */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (AloudLogWindow, aloud_log_window, ADW_TYPE_WINDOW)

/* What comes before the service has its say. */
static const struct {
  const char *outcome;
  const char *words;
} steps[] = {
  { ALOUD_AUTH_FOUND, NC_("log", "Found in the keyring") },
  { ALOUD_AUTH_SESSION, NC_("log", "Known until Aloud is closed") },
  { ALOUD_AUTH_ABSENT, NC_("log", "Nothing in the keyring yet") },
  { ALOUD_AUTH_AT_END, NC_("log", "The stored token has expired or is about to") },
  { ALOUD_AUTH_DECLINED, NC_("log", "The service refused the stored token") },
  { ALOUD_AUTH_FETCHED, NC_("log", "New token fetched") },
  { ALOUD_AUTH_STORED, NC_("log", "Stored in the keyring") },
  { ALOUD_AUTH_ACCEPTED, NC_("log", "Accepted by the service") },
};

static const struct {
  const char *kind;
  const char *words;
} kinds[] = {
  { "api-key", N_("API key") },
  { "token", N_("Access token") },
  { "token-address", N_("Token address password") },
};

static char *
describe_outcome (AloudAuthEntry *entry)
{
  g_autoptr (GError) error = aloud_auth_entry_dup_error (entry);
  g_autoptr (AloudProblem) problem = error != NULL ? aloud_problem_describe (error, NULL, NULL) : NULL;

  if (problem != NULL)
    return g_strdup (problem->title);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].outcome, aloud_auth_entry_get_outcome (entry)))
      return g_strdup (g_dpgettext2 (NULL, "log", steps[i].words));
  return g_strdup (aloud_auth_entry_get_outcome (entry));
}

static void
append (GString *text, const char *part)
{
  if (*part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

/* Whose it is, what, when and with which number. */
static char *
describe (AloudAuthEntry *entry)
{
  g_autofree char *time = g_date_time_format (aloud_auth_entry_get_time (entry), "%X");
  g_autofree char *name = aloud_isolate (aloud_auth_entry_get_profile (entry));
  g_autofree char *number = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  int code = aloud_auth_entry_get_code (entry);

  append (text, *aloud_auth_entry_get_profile (entry) != '\0' ? name : _("Unnamed agent"));
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, aloud_auth_entry_get_kind (entry)))
      append (text, _(kinds[i].words));
  append (text, time);
  if (code != 0)
    {
      /* Translators: the number with which a connection was closed, or an answer of HTTP */
      number = g_strdup_printf (code >= 1000 ? _("close code %d") : _("HTTP status %d"), code);
      append (text, number);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);
  g_autofree char *title = describe_outcome (item);
  g_autofree char *subtitle = describe (item);

  g_object_set (row, "title", title, "subtitle", subtitle, NULL);
  return row;
}

static void
update (AloudLogWindow *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->log)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "list");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.copy", !empty);
}

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudLogWindow *self = ALOUD_LOG_WINDOW (widget);
  g_autofree char *text = aloud_auth_log_to_text (self->log);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

static void
aloud_log_window_dispose (GObject *object)
{
  AloudLogWindow *self = ALOUD_LOG_WINDOW (object);

  g_clear_object (&self->log);

  G_OBJECT_CLASS (aloud_log_window_parent_class)->dispose (object);
}

static void
aloud_log_window_class_init (AloudLogWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_log_window_dispose;

  gtk_widget_class_install_action (widget_class, "log.copy", NULL, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-log-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudLogWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AloudLogWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AloudLogWindow, list);
}

static void
aloud_log_window_init (AloudLogWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
aloud_log_window_new (GtkWindow *parent, AloudAuthLog *log)
{
  AloudLogWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_AUTH_LOG (log), NULL);

  self = g_object_new (ALOUD_TYPE_LOG_WINDOW, "transient-for", parent, NULL);
  self->log = g_object_ref (log);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (log), create_row, NULL, NULL);
  g_signal_connect_object (log, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WINDOW (self);
}
