/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-kept-window.h"

#include "aloud-plain-toast.h"
#include "aloud-save-conversation.h"
#include "aloud-spoken-name.h"
#include "aloud-transcript-view.h"

#include <glib/gi18n.h>

struct _AloudKeptWindow
{
  AdwWindow parent;

  /* Injected */
  AloudHistory *history;
  gint64 id;

  /* Owned */
  AloudConversation *conversation;

  /* Template */
  AdwWindowTitle *heading;
  AdwToastOverlay *toasts;
  AloudTranscriptView *view;
};

G_DEFINE_FINAL_TYPE (AloudKeptWindow, aloud_kept_window, ADW_TYPE_WINDOW)

static void
set_heading (AloudKeptWindow *self, const char *title)
{
  g_autoptr (GDateTime) began = aloud_conversation_local_time (self->conversation->began);
  g_autofree char *when = g_date_time_format (began, "%x, %H:%M");
  const char *agent = self->conversation->agent;
  const char *heading = title != NULL && *title != '\0' ? title : agent;
  g_autofree char *plain = aloud_export_dup_plain (heading);

  adw_window_title_set_title (self->heading, g_strdelimit (plain, "\n", ' '));
  adw_window_title_set_subtitle (self->heading, when);
  gtk_window_set_title (GTK_WINDOW (self), plain);
}

static void
fill (AloudKeptWindow *self)
{
  g_autoptr (GListStore) turns = g_list_store_new (ALOUD_TYPE_TURN);

  for (guint i = 0; i < self->conversation->turns->len; i++)
    {
      const AloudSaidTurn *said = g_ptr_array_index (self->conversation->turns, i);
      g_autoptr (GDateTime) began = aloud_conversation_local_time (said->began);
      g_autoptr (AloudTurn) turn = aloud_turn_new_past (said->speaker, said->text, began, said->interrupted,
                                                        said->emotions);

      aloud_turn_set_ended (turn, said->ended);
      g_list_store_append (turns, turn);
    }
  aloud_transcript_view_set_model (self->view, G_LIST_MODEL (turns));
}

static void
on_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudKeptWindow *self = ALOUD_KEPT_WINDOW (widget);
  g_autoptr (GError) error = NULL;
  AloudConversation *copy = aloud_history_load (self->history, self->id, &error);

  if (copy != NULL)
    aloud_save_conversation_ask (GTK_WINDOW (self), copy, (AloudExportFormat) g_variant_get_uint32 (parameter));
  else
    adw_toast_overlay_add_toast (self->toasts, aloud_plain_toast (error->message));
}

static void
on_renamed (AloudKeptWindow *self, const char *response, AdwMessageDialog *dialog)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "rename"))
    return;
  if (aloud_history_rename (self->history, self->id, title, &error))
    set_heading (self, title);
  else
    adw_toast_overlay_add_toast (self->toasts, aloud_plain_toast (error->message));
}

static void
on_rename (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudKeptWindow *self = ALOUD_KEPT_WINDOW (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Rename Conversation"), NULL);
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), adw_window_title_get_title (self->heading));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Title"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "rename");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_renamed), self, G_CONNECT_SWAPPED);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_transcript_view_find (ALOUD_KEPT_WINDOW (widget)->view);
}

static void
on_cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!aloud_transcript_view_end_search (ALOUD_KEPT_WINDOW (widget)->view))
    gtk_window_close (GTK_WINDOW (widget));
}

static void
aloud_kept_window_dispose (GObject *object)
{
  AloudKeptWindow *self = ALOUD_KEPT_WINDOW (object);

  g_clear_object (&self->history);
  g_clear_pointer (&self->conversation, aloud_conversation_free);

  G_OBJECT_CLASS (aloud_kept_window_parent_class)->dispose (object);
}

static void
aloud_kept_window_class_init (AloudKeptWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_kept_window_dispose;

  g_type_ensure (ALOUD_TYPE_TRANSCRIPT_VIEW);
  gtk_widget_class_install_action (widget_class, "kept.save", "u", on_save);
  gtk_widget_class_install_action (widget_class, "kept.cancel", NULL, on_cancel);
  gtk_widget_class_install_action (widget_class, "kept.find", NULL, on_find);
  gtk_widget_class_install_action (widget_class, "kept.rename", NULL, on_rename);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "kept.save", "u", ALOUD_EXPORT_TEXT);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "kept.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "kept.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-kept-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudKeptWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, AloudKeptWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AloudKeptWindow, view);
}

static void
aloud_kept_window_init (AloudKeptWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
aloud_kept_window_new (GtkWindow *parent, AloudHistory *history, gint64 id, const char *title,
                       AloudConversation *conversation)
{
  AloudKeptWindow *self;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_HISTORY (history), NULL);
  g_return_val_if_fail (conversation != NULL, NULL);

  self = g_object_new (ALOUD_TYPE_KEPT_WINDOW, "transient-for", parent, NULL);
  self->history = g_object_ref (history);
  self->id = id;
  self->conversation = conversation;
  set_heading (self, title);
  fill (self);
  return GTK_WINDOW (self);
}
