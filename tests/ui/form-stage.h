/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

#include "../protocol/token-maker.h"

/* What the tests of the agent's form need. */

/* A keyring of this test's own, in a file: libsecret's, as inside a sandbox. Before anything else in main(). */
static inline void
form_stage_use_keyring (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aloud-form-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "test.keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "of the test", TRUE);
}

/* A JWT with these claims, each with a comma behind it, that expires in so many seconds. */
static inline char *
form_stage_create_token (const char *claims, int seconds)
{
  g_autofree char *text = g_strdup_printf ("{%s\"exp\":%" G_GINT64_FORMAT "}", claims,
                                           g_get_real_time () / G_USEC_PER_SEC + seconds);

  return make_token (text);
}

/* The row with that title and of that type below @root, or NULL. */
static inline GtkWidget *
form_stage_find_row (gpointer root, GType type, const char *title)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root)), title))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = form_stage_find_row (child, type, title);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static inline void
form_stage_type (gpointer root, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (form_stage_find_row (root, ADW_TYPE_ENTRY_ROW, title)), text);
}

static inline void
form_stage_choose (gpointer root, const char *title, guint choice)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (form_stage_find_row (root, ADW_TYPE_COMBO_ROW, title)), choice);
}

static inline void
form_stage_expand (gpointer root, const char *title)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (form_stage_find_row (root, ADW_TYPE_EXPANDER_ROW, title)), TRUE);
}
