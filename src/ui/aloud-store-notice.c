/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-store-notice.h"

#include "aloud-agent-facts.h"
#include "aloud-announce.h"
#include "aloud-notice.h"

#include <glib/gi18n.h>

typedef enum {
  SUBJECT_NONE,
  SUBJECT_CALL_WAITING, /* goes by itself, as the next does */
  SUBJECT_WAITING,
  SUBJECT_UNSTORED,     /* stays until it has been read, as those that follow */
  SUBJECT_DAMAGED,
  SUBJECT_LEFT,
} Subject;

struct _AloudStoreNotice
{
  AdwBin parent;

  /* Injected */
  AloudProfiles *profiles;
  AloudKeyring *keyring;
  AloudSession *session;

  /* State */
  Subject subject;
  gboolean read[SUBJECT_LEFT + 1];

  GtkWidget *notice;
};

G_DEFINE_FINAL_TYPE (AloudStoreNotice, aloud_store_notice, ADW_TYPE_BIN)

static const struct {
  const char *icon;
  const char *title;
  const char *body;
  const char *button;
  const char *second_button;
} words[] = {
  [SUBJECT_CALL_WAITING] = {
    "channel-secure-symbolic",
    N_("Waiting for the keyring"),
    N_("It may ask for its password in a window that lies behind this one. The call goes on as soon as it is open."),
    N_("Use a Key for This Session"),
    N_("Cancel"),
  },
  [SUBJECT_WAITING] = {
    "channel-secure-symbolic",
    N_("Waiting for the keyring"),
    N_("It may ask for its password in a window that lies behind this one."),
  },
  [SUBJECT_UNSTORED] = {
    "dialog-warning-symbolic",
    N_("Settings will not be kept"),
    N_("Aloud’s settings cannot be written, so what you change works until Aloud is closed. Check that their folder is "
       "yours and that the disk is not full, then start Aloud again."),
  },
  [SUBJECT_DAMAGED] = {
    "dialog-warning-symbolic",
    N_("Some settings could not be read"),
    N_("Something stored was damaged or of no use, and the usual values took its place. Check your agents’ settings."),
  },
  [SUBJECT_LEFT] = {
    "dialog-warning-symbolic",
    N_("A deleted agent’s key may still be stored"),
    N_("The keyring stayed locked or could not be reached. Aloud tries again when it is started and the keyring is open; "
       "you can also remove the key in the app that shows your keyring."),
  },
};

static Subject
choose_subject (AloudStoreNotice *self)
{
  if (aloud_keyring_get_waiting (self->keyring))
    return aloud_session_get_state (self->session) == ALOUD_STATE_CONNECTING ? SUBJECT_CALL_WAITING : SUBJECT_WAITING;
  if (!aloud_profiles_get_writable (self->profiles) && !self->read[SUBJECT_UNSTORED])
    return SUBJECT_UNSTORED;
  if (aloud_profiles_get_damaged (self->profiles) > 0 && !self->read[SUBJECT_DAMAGED])
    return SUBJECT_DAMAGED;
  if (aloud_profiles_get_n_left (self->profiles) > 0 && !self->read[SUBJECT_LEFT])
    return SUBJECT_LEFT;
  return SUBJECT_NONE;
}

static char *
dup_body (AloudStoreNotice *self, Subject subject)
{
  g_autofree char *left_out = subject == SUBJECT_DAMAGED ? aloud_profiles_dup_left_out (self->profiles) : NULL;

  if (left_out == NULL)
    return g_strdup (_(words[subject].body));
  /* Something else may have been damaged too.
   * Translators: the first %s are sentences, the second a list of agents and of the settings of theirs */
  return g_strdup_printf (_("%s Left out of the session settings: %s"), _(words[subject].body), left_out);
}

static void
update (AloudStoreNotice *self)
{
  Subject subject = choose_subject (self);
  g_autofree char *body = NULL;

  if (subject == self->subject)
    return;
  self->subject = subject;
  if (subject == SUBJECT_NONE)
    {
      g_object_set (self->notice, "revealed", FALSE, NULL);
      return;
    }
  body = dup_body (self, subject);
  g_object_set (self->notice,
                "icon-name", words[subject].icon,
                "title", _(words[subject].title),
                "body", body,
                "button", words[subject].button != NULL ? _(words[subject].button) : NULL,
                "second-button", words[subject].second_button != NULL ? _(words[subject].second_button) : NULL,
                "closable", subject > SUBJECT_WAITING,
                "revealed", TRUE,
                NULL);
  aloud_announce (GTK_WIDGET (self), _(words[subject].title));
}

static void
on_activated (AloudStoreNotice *self, gboolean second)
{
  AloudAgent *agent = aloud_session_get_agent (self->session);
  g_autofree char *id = agent != NULL ? aloud_agent_facts_dup_id (agent) : NULL;

  if (second)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.hang-up", NULL);
  else if (id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.key-for-session", "s", id);
}

static void
on_left (AloudStoreNotice *self)
{
  self->read[SUBJECT_LEFT] = FALSE;
  update (self);
}

static void
on_closed (AloudStoreNotice *self)
{
  self->read[self->subject] = TRUE;
  update (self);
}

static void
aloud_store_notice_dispose (GObject *object)
{
  AloudStoreNotice *self = ALOUD_STORE_NOTICE (object);

  g_clear_object (&self->profiles);
  g_clear_object (&self->keyring);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (aloud_store_notice_parent_class)->dispose (object);
}

static void
aloud_store_notice_class_init (AloudStoreNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_store_notice_dispose;
}

static void
aloud_store_notice_init (AloudStoreNotice *self)
{
  self->notice = aloud_notice_new ();
  adw_bin_set_child (ADW_BIN (self), self->notice);
  g_signal_connect_object (self->notice, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notice, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
}

GtkWidget *
aloud_store_notice_new (AloudProfiles *profiles, AloudKeyring *keyring, AloudSession *session)
{
  AloudStoreNotice *self;

  g_return_val_if_fail (ALOUD_IS_PROFILES (profiles), NULL);
  g_return_val_if_fail (ALOUD_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);

  self = g_object_new (ALOUD_TYPE_STORE_NOTICE, NULL);
  self->profiles = g_object_ref (profiles);
  self->keyring = g_object_ref (keyring);
  self->session = g_object_ref (session);
  g_signal_connect_object (keyring, "notify::waiting", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profiles, "notify::n-left", G_CALLBACK (on_left), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profiles, "notify::writable", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profiles, "notify::damaged", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
