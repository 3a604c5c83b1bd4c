/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

typedef struct {
  AloudStage *stage;
  AloudWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stage = aloud_stage_new_full (1000);
  f->window = aloud_stage_open_window (f->stage);
  aloud_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  aloud_stage_free (f->stage);
}

/* The window that lies above the one of @f, or NULL. */
static GtkWindow *
get_dialog (Fixture *f)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (window) == GTK_WINDOW (f->window)
          && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window; /* GTK keeps it alive */
    }
  return NULL;
}

/* Windows that nobody sees: GTK gives one to whoever asks it over the accessibility bus for a window that has closed,
 * and crashes if it was never shown. */
static guint
count_hidden (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      n += !gtk_widget_get_visible (window);
    }
  return n;
}

/* Each has its action, lies above the window, and goes by Escape. */
static void
test_dialog (Fixture *f, gconstpointer action)
{
  GtkWindow *dialog;

  g_assert_null (get_dialog (f));
  g_assert_cmpuint (count_hidden (), ==, 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (f->window), action, NULL));
  aloud_test_wait (get_dialog (f) != NULL);
  dialog = get_dialog (f);
  g_assert_true (gtk_window_get_modal (dialog));
  aloud_test_wait (gtk_window_is_active (dialog));
  aloud_stage_type ("key Escape");
  aloud_test_wait (get_dialog (f) == NULL);
  g_assert_cmpuint (count_hidden (), ==, 0);
}

static void
test_key (Fixture *f, gconstpointer key)
{
  aloud_stage_type (key);
  aloud_test_wait (get_dialog (f) != NULL);
  gtk_window_close (get_dialog (f));
  aloud_test_wait (get_dialog (f) == NULL);
}

static void
test_menu_key (Fixture *f, gconstpointer data)
{
  GtkWidget *preferences;

  aloud_stage_type ("key F10");
  aloud_test_wait (aloud_stage_shows (f->window, "Preferences"));
  preferences = gtk_widget_get_ancestor (aloud_stage_find_label (f->window, "Preferences"), GTK_TYPE_POPOVER);
  gtk_popover_popdown (GTK_POPOVER (preferences));
}

#define ADD(name, function, data)                                                                          \
  g_test_add ("/ui/dialogs/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  ADD ("preferences", test_dialog, "win.preferences");
  ADD ("about", test_dialog, "win.about");
  ADD ("shortcuts", test_dialog, "win.shortcuts");
  ADD ("preferences-key", test_key, "key ctrl+comma");
  ADD ("shortcuts-key", test_key, "key ctrl+question");
  ADD ("menu-key", test_menu_key, NULL);

  return g_test_run ();
}
