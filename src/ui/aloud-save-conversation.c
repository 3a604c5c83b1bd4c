/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-save-conversation.h"

#include "aloud-spoken-name.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* One conversation on its way to a file. Its window may be gone before that is done. */
typedef struct {
  GtkFileChooserNative *chooser; /* nobody else keeps it alive */
  GtkWindow *parent;             /* weak */
  AloudConversation *conversation;
  AloudExportFormat format;
} Errand;

static void
errand_free (Errand *self)
{
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_weak_pointer (&self->parent);
  aloud_conversation_free (self->conversation);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static Errand *
errand_new (GtkWindow *parent, AloudConversation *conversation, AloudExportFormat format)
{
  Errand *self = g_new0 (Errand, 1);

  g_set_weak_pointer (&self->parent, parent);
  self->conversation = conversation;
  self->format = format;
  return self;
}

static void
did_write (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error) || self->parent == NULL)
    return;
  dialog = adw_message_dialog_new (self->parent, _("The Conversation Was Not Saved"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
write_file (Errand *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  aloud_export_find_format (name, &self->format);
  text = aloud_export_write (self->conversation, self->format);
  bytes = g_bytes_new_take (text, strlen (text));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, did_write,
                                       self);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Errand) self = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->parent != NULL)
    write_file (g_steal_pointer (&self), file);
}

void
aloud_save_conversation_write (GtkWindow *parent, AloudConversation *conversation, AloudExportFormat format, GFile *file)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (conversation != NULL);
  g_return_if_fail (G_IS_FILE (file));

  write_file (errand_new (parent, conversation, format), file);
}

void
aloud_save_conversation_ask (GtkWindow *parent, AloudConversation *conversation, AloudExportFormat format)
{
  g_autofree char *name = NULL;
  Errand *self;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (conversation != NULL);

  self = errand_new (parent, conversation, format);
  name = aloud_export_dup_file_name (conversation, format);
  self->chooser = gtk_file_chooser_native_new (_("Save Conversation"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_response), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
