/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-link.h"

#include "aloud-closures.h"
#include "aloud-spoken-name.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_LINKS  5
#define MOST_BYTES  2000
#define LABEL_CHARS 40

/* What ends a sentence around an address does not belong to it. */
static const char *
trim (const char *begin, const char *end)
{
  while (end > begin && strchr (".,;:!?)]}'\"", end[-1]) != NULL)
    end--;
  return end;
}

static const char *
find_end (const char *begin)
{
  const char *end = begin;

  for (; *end != '\0'; end = g_utf8_next_char (end))
    {
      gunichar c = g_utf8_get_char (end);

      if (g_unichar_isspace (c) || !g_unichar_isprint (c) || strchr ("<>\"", (int) MIN (c, 127)) != NULL)
        break;
    }
  return trim (begin, end);
}

static void
append (GMenu *menu, const char *address)
{
  g_autoptr (GMenuItem) item = NULL;
  g_autofree char *shown = aloud_isolate (address);
  g_autofree char *shortened = g_utf8_strlen (shown, -1) > LABEL_CHARS ? g_utf8_substring (shown, 0, LABEL_CHARS) : NULL;
  /* Translators: %s is a web address, maybe shortened */
  g_autofree char *label = g_strdup_printf (_("Open Link %s…"), shortened != NULL ? shortened : shown);

  g_strdelimit (label, "_", ' '); /* no mnemonic */
  item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, "turn.open-link", "s", address);
  g_menu_append_item (menu, item);
}

GMenuModel *
aloud_link_menu (const char *text)
{
  GMenu *menu = NULL;
  const char *at = text;

  g_return_val_if_fail (text != NULL, NULL);

  for (guint n = 0; n < MOST_LINKS && (at = strstr (at, "http")) != NULL;)
    {
      const char *end = find_end (at);
      g_autofree char *found = end - at < MOST_BYTES ? g_strndup (at, end - at) : g_strdup ("");
      g_autofree char *address = aloud_link_dup_address (found);

      if (address != NULL)
        {
          if (menu == NULL)
            menu = g_menu_new ();
          append (menu, address);
          n++;
        }
      at = end > at ? end : at + strlen ("http");
    }
  return G_MENU_MODEL (menu);
}

char *
aloud_link_dup_address (const char *address)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GUri) plain = NULL;
  g_autofree char *host = NULL;
  const char *scheme;

  g_return_val_if_fail (address != NULL, NULL);

  uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  if (scheme == NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) || g_uri_get_host (uri) == NULL)
    return NULL;
  host = g_hostname_to_ascii (g_uri_get_host (uri));
  if (host == NULL || *host == '\0')
    return NULL;
  plain = g_uri_build (G_URI_FLAGS_ENCODED, scheme, g_uri_get_userinfo (uri), host, g_uri_get_port (uri),
                       g_uri_get_path (uri), g_uri_get_query (uri), g_uri_get_fragment (uri));
  {
    g_autofree char *whole = g_uri_to_string (plain);

    return g_uri_escape_string (whole, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH "?#[]%", FALSE);
  }
}

static void
did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (g_app_info_launch_default_for_uri_finish (result, &error) || !gtk_widget_get_mapped (GTK_WIDGET (parent)))
    return;
  dialog = adw_message_dialog_new (parent, _("The Link Could Not Be Opened"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_response (AdwMessageDialog *dialog, const char *response)
{
  const char *address = g_object_get_data (G_OBJECT (dialog), "address");
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), address);
  else if (g_str_equal (response, "open") && parent != NULL)
    g_app_info_launch_default_for_uri_async (address, NULL, NULL, did_open, g_object_ref (parent));
}

void
aloud_link_ask (GtkWindow *parent, const char *address)
{
  g_autofree char *plain = NULL;
  g_autofree char *shown = NULL;
  GtkWidget *dialog;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (address != NULL);

  plain = aloud_link_dup_address (address);
  if (plain == NULL)
    return;
  shown = aloud_closures_turn_text (NULL, plain);
  dialog = adw_message_dialog_new (parent, _("Open This Link?"), NULL);
  /* Translators: %s is a web address */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _("%s\n\nIt was said in the conversation; Aloud does not know where it leads."), shown);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "copy", _("_Copy Address"),
                                    "open", _("_Open"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "address", g_steal_pointer (&plain), g_free);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  aloud_spoken_name_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}
