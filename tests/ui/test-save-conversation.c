/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-stage.h"

#include <glib/gstdio.h>

static GtkFileChooser *
find_save_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_FILE_CHOOSER_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_chosen (GtkFileChooser *chooser, const char *path)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (chooser);

  return chosen != NULL && g_strcmp0 (g_file_peek_path (chosen), path) == 0;
}

static gboolean
is_written (const char *path, char **text)
{
  g_clear_pointer (text, g_free);
  return g_file_get_contents (path, text, NULL, NULL) && **text != '\0';
}

/* By the key, and in the format of the name that is chosen, whatever the dialog came with. */
static void
test_save (void)
{
  AloudStage *stage = aloud_stage_new_full (60000);
  AloudWindow *window = aloud_stage_open_window (stage);
  g_autofree char *folder = g_dir_make_tmp ("aloud-save-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "kept.vtt", NULL);
  g_autofree char *text = NULL;
  GtkFileChooser *chooser;

  aloud_test_wait (gtk_window_is_active (GTK_WINDOW (window)));
  g_assert_cmpint (g_chdir (folder), ==, 0); /* where the dialog begins */
  aloud_stage_go_live (stage);
  aloud_stage_type ("key ctrl+s"); /* nothing is there to be saved */
  aloud_stage_answer (stage, "Once <upon> a time", "g1");
  aloud_test_wait (aloud_stage_shows (window, "Once <upon> a time"));
  g_assert_null (find_save_dialog ());

  aloud_stage_type ("key ctrl+s");
  aloud_test_wait ((chooser = find_save_dialog ()) != NULL);
  gtk_file_chooser_set_current_name (chooser, "kept.vtt");
  aloud_test_wait (has_chosen (chooser, path));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  aloud_test_wait (is_written (path, &text));
  g_assert_true (g_str_has_prefix (text, "WEBVTT\n"));
  g_assert_nonnull (strstr (text, "Once &lt;upon&gt; a time"));

  g_assert_cmpint (g_chdir ("/"), ==, 0);
  g_remove (path);
  g_remove (folder);
  g_object_ref (window);
  gtk_window_destroy (GTK_WINDOW (window));
  aloud_test_settle ();
  g_assert_finalize_object (window);
  aloud_stage_free (stage);
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/save-conversation/key", test_save);

  return g_test_run ();
}
