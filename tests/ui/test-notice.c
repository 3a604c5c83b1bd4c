/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-notice.h"
#include "aloud-stage.h"

static void
on_activated (AloudNotice *notice, gboolean second, gpointer user_data)
{
  *(int *) user_data += second ? 10 : 1;
}

static void
on_closed (AloudNotice *notice, gpointer user_data)
{
  *(int *) user_data += 100;
}

static void
test_new_destroy (void)
{
  GtkWidget *notice = g_object_ref_sink (aloud_notice_new ());

  g_assert_finalize_object (notice);
}

static void
test_properties (void)
{
  static const char *texts[] = { "icon-name", "title", "body", "details", "button", "second-button" };
  GtkWidget *notice = g_object_ref_sink (aloud_notice_new ());

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree guint *count = aloud_test_count_notify (notice, texts[i]);
      g_autofree char *value = NULL;

      g_object_set (notice, texts[i], "dialog-warning-symbolic", NULL);
      g_object_set (notice, texts[i], "dialog-warning-symbolic", NULL);
      g_object_get (notice, texts[i], &value, NULL);
      g_assert_cmpstr (value, ==, "dialog-warning-symbolic");
      g_assert_cmpuint (*count, ==, 1);
      g_signal_handlers_disconnect_matched (notice, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, count);
    }
  g_assert_finalize_object (notice);
}

static void
test_shown (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWidget *notice = aloud_notice_new ();
  GtkWindow *window = aloud_stage_show (stage, notice);
  int pressed = 0;

  g_signal_connect (notice, "activated", G_CALLBACK (on_activated), &pressed);
  g_signal_connect (notice, "closed", G_CALLBACK (on_closed), &pressed);
  g_object_set (notice, "revealed", TRUE, "title", "A <b>title</b>", "body", "&amp; a body", "button", "One",
                "closable", TRUE, NULL);

  /* Nothing of it is read as markup, and what there is none of takes no room. */
  aloud_test_wait (aloud_stage_shows (window, "A <b>title</b>"));
  g_assert_true (aloud_stage_shows (window, "&amp; a body"));
  g_assert_false (aloud_stage_shows (window, "Details"));
  g_assert_false (aloud_stage_shows (window, "Two"));

  gtk_widget_activate (gtk_widget_get_ancestor (aloud_stage_find_label (window, "One"), GTK_TYPE_BUTTON));
  aloud_test_wait (pressed == 1);

  g_object_set (notice, "second-button", "Two", "details", "4001", NULL);
  aloud_test_wait (aloud_stage_shows (window, "Details"));
  gtk_widget_activate (gtk_widget_get_ancestor (aloud_stage_find_label (window, "Two"), GTK_TYPE_BUTTON));
  aloud_test_wait (pressed == 11);

  gtk_window_destroy (window);
}

/* The details of one error are not open because those of the error before were. */
static void
test_details_close (void)
{
  GtkWidget *notice = g_object_ref_sink (aloud_notice_new ());
  GtkExpander *expander = GTK_EXPANDER (aloud_stage_find_type (notice, GTK_TYPE_EXPANDER));

  g_object_set (notice, "details", "one", NULL);
  gtk_expander_set_expanded (expander, TRUE);
  g_object_set (notice, "details", "two", NULL);
  g_assert_false (gtk_expander_get_expanded (expander));
  g_assert_finalize_object (notice);
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

  g_test_add_func ("/ui/notice/new-destroy", test_new_destroy);
  g_test_add_func ("/ui/notice/properties", test_properties);
  g_test_add_func ("/ui/notice/shown", test_shown);
  g_test_add_func ("/ui/notice/details-close", test_details_close);

  return g_test_run ();
}
