/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-device-notice.h"

#include "aloud-announce.h"
#include "aloud-ask.h"
#include "aloud-notice.h"

#include <glib/gi18n.h>

struct _AloudDeviceNotice
{
  AdwBin parent;

  /* Injected */
  AloudVoice *voice;

  GtkWidget *notice;

  /* State */
  gboolean dismissed; /* the advice, until it is no longer needed */
};

G_DEFINE_FINAL_TYPE (AloudDeviceNotice, aloud_device_notice, ADW_TYPE_BIN)

/* Rather the sound of the headset than its microphone. */
static void
show_phone_quality (AloudDeviceNotice *self)
{
  const char *title = _("Your headset sounds like a telephone");

  g_object_set (self->notice, "icon-name", "audio-headset-symbolic", "title", title, "body",
                _("A Bluetooth headset does so while its microphone is in use. With another microphone it keeps its "
                  "sound."),
                "button", _("Use Another Microphone"), "closable", TRUE, "revealed", TRUE, NULL);
  aloud_announce (GTK_WIDGET (self), title);
}

static void
update (AloudDeviceNotice *self)
{
  gboolean microphone = aloud_ask_boolean (self->voice, "microphone-away");
  gboolean speaker = aloud_ask_boolean (self->voice, "speaker-away");
  gboolean phone_quality = aloud_ask_boolean (self->voice, "phone-quality");
  const char *title;

  self->dismissed = self->dismissed && phone_quality;
  if (!microphone && !speaker)
    {
      if (phone_quality && !self->dismissed)
        show_phone_quality (self);
      else
        g_object_set (self->notice, "revealed", FALSE, NULL);
      return;
    }
  title = microphone && speaker ? _("Your microphone and speaker are not there")
                     : microphone ? _("Your microphone is not there") : _("Your speaker is not there");
  g_object_set (self->notice, "icon-name", "audio-headphones-symbolic", "title", title, "body",
                _("The call goes on with the system’s default until the device that you chose is back. "
                  "You can choose another one in the call bar."),
                "button", NULL, "closable", FALSE, "revealed", TRUE, NULL);
  aloud_announce (GTK_WIDGET (self), title);
}

static void
on_activated (AloudDeviceNotice *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.use-other-microphone", NULL);
}

static void
on_closed (AloudDeviceNotice *self)
{
  self->dismissed = TRUE;
  update (self);
}

static void
aloud_device_notice_dispose (GObject *object)
{
  g_clear_object (&ALOUD_DEVICE_NOTICE (object)->voice);

  G_OBJECT_CLASS (aloud_device_notice_parent_class)->dispose (object);
}

static void
aloud_device_notice_class_init (AloudDeviceNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_device_notice_dispose;
}

static void
aloud_device_notice_init (AloudDeviceNotice *self)
{
  self->notice = aloud_notice_new ();
  adw_bin_set_child (ADW_BIN (self), self->notice);
  g_signal_connect_swapped (self->notice, "activated", G_CALLBACK (on_activated), self);
  g_signal_connect_swapped (self->notice, "closed", G_CALLBACK (on_closed), self);
}

GtkWidget *
aloud_device_notice_new (AloudVoice *voice)
{
  AloudDeviceNotice *self;

  g_return_val_if_fail (ALOUD_IS_VOICE (voice), NULL);

  self = g_object_new (ALOUD_TYPE_DEVICE_NOTICE, NULL);
  self->voice = g_object_ref (voice);
  g_signal_connect_object (voice, "notify::microphone-away", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (voice, "notify::speaker-away", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (voice, "notify::phone-quality", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
