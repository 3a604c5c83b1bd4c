/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-page-check.h"

#include <stdio.h>
#include <string.h>

#include "aloud-test-util.h"

#define WIDTH 360
#define MARK "⟦" /* that the pseudo-locale begins every sentence with */

static guint n_wrong;

static const char *
get_mode (void)
{
  return g_getenv ("ALOUD_PAGES");
}

gboolean
aloud_page_check_wanted (void)
{
  return get_mode () != NULL;
}

gboolean
aloud_page_check_translates (void)
{
  return g_strcmp0 (get_mode (), "translated") == 0;
}

static void
add_templates (GtkWidget *widget, GHashTable *templates)
{
  if (g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Aloud"))
    g_hash_table_add (templates, (gpointer) G_OBJECT_TYPE_NAME (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    add_templates (child, templates);
}

static gboolean
on_line (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_autofree char *line = NULL;

  g_io_channel_read_line (channel, &line, NULL, NULL, NULL);
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
walk (gpointer native, const char *name)
{
  g_autoptr (GHashTable) templates = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GIOChannel) channel = g_io_channel_unix_new (0);
  g_autofree char **names = NULL;
  gboolean answered = FALSE;

  add_templates (native, templates);
  names = (char **) g_hash_table_get_keys_as_array (templates, NULL);
  printf ("page %s %s", name, G_OBJECT_TYPE_NAME (native));
  for (guint i = 0; names[i] != NULL; i++)
    printf (" %s", names[i]);
  printf ("\n");
  fflush (stdout);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, on_line, &answered);
  while (!answered) /* whoever walks has a deadline */
    g_main_context_iteration (NULL, TRUE);
}

/* What the person or a server has written, numbers, times, and what the C library says of days. */
static gboolean
is_somebody_elses (const char *text)
{
  static const char *const known[] = {
    "Practice Agent", "Reception", "Ada", "From the environment", "Front Desk", "Hotel reception", "Joy", "Surprise",
    "What time is", "It is a quarter past ten", "Once upon a time", "Tell me a long story", "Stop, please", "مرحبا", "今は",
    "The call ends in one minute", "It is ten past ten", "When do you open", "At nine", "Half past four", "שלום",
    "api.nextevi.com", "127.0.0.1", "voice.example.org", "tokens.example.org", "config", "oak_", "Monday", "Tuesday",
    "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "GLib", "The Aloud developers",
    "://", "POST",
    /* What GTK, libadwaita and GLib translate. */
    "Alt+", "Space", "Show Text", "Hide Text", "Clear entry", " bytes", "kB", "Troubleshooting", "Legal", "Details", "Credits",
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strstr (text, known[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_word (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      n = g_unichar_isalpha (g_utf8_get_char (p)) ? n + 1 : 0;
      if (n >= 3)
        return TRUE;
    }
  return FALSE;
}

static void
say_wrong (const char *page, const char *what, const char *text)
{
  printf ("# %s: %s: %s\n", page, what, text);
  n_wrong++;
}

static void
check_text (const char *page, const char *text)
{
  if (text != NULL && has_word (text) && strstr (text, MARK) == NULL && *text != '/' && !is_somebody_elses (text))
    say_wrong (page, "not translated", text);
}

static void
check_texts (GtkWidget *widget, const char *page)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  /* Its values are those of the report that is copied for whoever helps. */
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "AloudDiagnosticsWindow"))
    return;
  if (GTK_IS_LABEL (widget))
    check_text (page, gtk_label_get_text (GTK_LABEL (widget)));
  check_text (page, gtk_widget_get_tooltip_text (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_texts (child, page);
}

static int
get_minimum (GtkWidget *widget)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* The innermost one that is too wide. */
static GtkWidget *
find_wide (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && get_minimum (child) > WIDTH)
      return find_wide (child);
  return widget;
}

/* Popovers and dialogs are no wider than what they lie above; the window's edges are outside of it. */
static void
check_width (GtkWidget *widget, const char *page)
{
  GtkWidget *child = GTK_IS_WINDOW (widget) ? gtk_window_get_child (GTK_WINDOW (widget)) : widget;
  g_autofree char *text = NULL;

  if (child == NULL || get_minimum (child) <= WIDTH)
    return;
  text = g_strdup_printf ("%d px, by %s", get_minimum (child), G_OBJECT_TYPE_NAME (find_wide (child)));
  say_wrong (page, "does not fit", text);
}

void
aloud_page_check (gpointer native, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (g_str_equal (get_mode (), "walk"))
    walk (native, name);
  else
    {
      printf ("# %s\n", name);
      check_texts (native, name);
      check_width (native, name);
    }
}

int
aloud_page_check_finish (void)
{
  return n_wrong == 0 ? 0 : 1;
}
