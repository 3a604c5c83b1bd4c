/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-call-bar.h"

#include "aloud-announce.h"
#include "aloud-ask.h"
#include "aloud-closures.h"
#include "aloud-device-choice.h"
#include "aloud-key.h"
#include "aloud-level-meter.h"
#include "aloud-macros.h"
#include "aloud-talk-button.h"

#include <glib/gi18n.h>

struct _AloudCallBar
{
  AdwBin parent;

  /* Injected */
  AloudSession *session;

  /* Owned */
  char *talk_key;
  GSignalGroup *signals;
  GBindingGroup *voice; /* of the volume */
  guint clock; /* source ID; runs only while the time of the call is on the screen */

  /* Template */
  GtkLabel *time;
  GtkStack *stack;
  AloudLevelMeter *meter;
  GtkWidget *hold;
  GtkWidget *resume;
  GtkWidget *mute;
  GtkWidget *call;
  GtkMenuButton *devices;
  GtkAdjustment *volume;
};

G_DEFINE_FINAL_TYPE (AloudCallBar, aloud_call_bar, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_SESSION,
  PROP_TALK_KEY,
  PROP_TALK_KEY_LABEL,
  PROP_DEVICES,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static gint64
get_connected_at (AloudCallBar *self)
{
  return self->session != NULL ? aloud_ask_int64 (self->session, "connected-at") : 0;
}

static gboolean
on_clock (gpointer user_data)
{
  AloudCallBar *self = user_data;
  gint64 connected_at = get_connected_at (self);
  g_autofree char *text = NULL;

  if (connected_at != 0)
    text = aloud_format_duration ((g_get_monotonic_time () - connected_at) / G_USEC_PER_SEC);
  gtk_label_set_text (self->time, text != NULL ? text : "");
  return G_SOURCE_CONTINUE;
}

static void
update_clock (AloudCallBar *self)
{
  gboolean wanted = get_connected_at (self) != 0 && gtk_widget_get_mapped (GTK_WIDGET (self));

  on_clock (self);
  if (wanted && self->clock == 0)
    self->clock = g_timeout_add_seconds (1, on_clock, self);
  else if (!wanted)
    g_clear_handle_id (&self->clock, g_source_remove);
}

static gboolean
is_in_call (AloudCallBar *self)
{
  return self->session != NULL && aloud_closures_in_call (self, aloud_session_get_state (self->session));
}

/* Where the focus begins: never on hanging up, which Space would press. */
static GtkWidget *
get_main_button (AloudCallBar *self)
{
  if (!is_in_call (self))
    return self->call;
  if (aloud_ask_boolean (self->session, "on-hold"))
    return self->resume;
  return aloud_ask_boolean (self->session, "push-to-talk") ? self->hold : self->mute;
}

/* The focus is in here; or nowhere, since the button that had it has just become insensitive. */
static gboolean
has_focus (AloudCallBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return root != NULL && (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

/* Whoever had the focus on a button that is no longer there finds it on the one that has taken its place. */
static void
update_page (AloudCallBar *self)
{
  const char *page = is_in_call (self) ? "in-call" : "call";
  gboolean had_focus = has_focus (self);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, page);
  if (had_focus)
    gtk_widget_grab_focus (get_main_button (self));
}

static void
on_state_notify (AloudCallBar *self)
{
  AloudState state = aloud_session_get_state (self->session);
  g_autofree char *text = aloud_closures_subtitle (self, state, NULL);

  update_page (self);
  update_clock (self);
  if (state != ALOUD_STATE_FAILED && state != ALOUD_STATE_RECONNECTING) /* the notice says these */
    aloud_announce (GTK_WIDGET (self), text);
}

static void
on_muted_notify (AloudCallBar *self)
{
  aloud_announce (GTK_WIDGET (self), aloud_ask_boolean (self->session, "muted") ? _("Muted") : _("Not muted"));
}

/* Unmistakable: the bar is of another colour, and one big button goes on with the call. */
static void
update_hold (AloudCallBar *self)
{
  gboolean on_hold = self->session != NULL && aloud_ask_boolean (self->session, "on-hold");

  if (on_hold)
    gtk_widget_add_css_class (GTK_WIDGET (self->stack), "on-hold");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->stack), "on-hold");
}

static void
on_on_hold_notify (AloudCallBar *self)
{
  gboolean had_focus = has_focus (self);

  update_hold (self);
  if (had_focus && is_in_call (self))
    gtk_widget_grab_focus (get_main_button (self));
  aloud_announce (GTK_WIDGET (self), aloud_ask_boolean (self->session, "on-hold") ? _("The call is on hold")
                                                                                  : _("The call goes on"));
}

/* The words are in the hint; they are said once to who does not see them. */
static void
on_complaint_notify (AloudCallBar *self)
{
  AloudComplaint complaint;
  g_autofree char *hint = NULL;

  g_object_get (self->session, "complaint", &complaint, NULL);
  aloud_level_meter_set_clipping (self->meter, complaint == ALOUD_COMPLAINT_CLIPS);
  if (complaint == ALOUD_COMPLAINT_NONE || aloud_ask_boolean (self->session, "on-hold"))
    return;
  hint = aloud_closures_hint (self, aloud_session_get_state (self->session), ALOUD_ACTIVITY_NONE, FALSE, FALSE, FALSE,
                              FALSE, FALSE, FALSE, complaint, NULL);
  aloud_announce (GTK_WIDGET (self), hint);
}

static void
on_push_to_talk_notify (AloudCallBar *self)
{
  if (aloud_ask_boolean (self->session, "push-to-talk") && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (self->hold);
}

static void
on_talking_notify (AloudCallBar *self)
{
  if (self->session != NULL && aloud_ask_boolean (self->session, "talking"))
    gtk_widget_add_css_class (self->hold, "suggested-action");
  else
    gtk_widget_remove_css_class (self->hold, "suggested-action");
}

static void
set_session (AloudCallBar *self, AloudSession *session)
{
  g_autoptr (AloudVoice) voice = NULL;

  if (!g_set_object (&self->session, session))
    return;
  if (session != NULL)
    voice = aloud_ask_object (session, "voice");
  g_signal_group_set_target (self->signals, session);
  g_binding_group_set_source (self->voice, voice);
  update_page (self);
  update_clock (self);
  on_talking_notify (self);
  update_hold (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static char *
dup_key_label (AloudCallBar *self)
{
  AloudKey key;

  aloud_key_parse (self->talk_key, &key);
  return aloud_key_dup_label (&key);
}

static void
set_talk_key (AloudCallBar *self, const char *talk_key)
{
  if (!aloud_set_str (&self->talk_key, talk_key != NULL ? talk_key : "space"))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TALK_KEY]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TALK_KEY_LABEL]);
}

static void
aloud_call_bar_map (GtkWidget *widget)
{
  AloudCallBar *self = ALOUD_CALL_BAR (widget);

  GTK_WIDGET_CLASS (aloud_call_bar_parent_class)->map (widget);
  update_clock (self);
}

static void
aloud_call_bar_unmap (GtkWidget *widget)
{
  AloudCallBar *self = ALOUD_CALL_BAR (widget);

  g_clear_handle_id (&self->clock, g_source_remove);
  GTK_WIDGET_CLASS (aloud_call_bar_parent_class)->unmap (widget);
}

static gboolean
aloud_call_bar_grab_focus (GtkWidget *widget)
{
  AloudCallBar *self = ALOUD_CALL_BAR (widget);

  return gtk_widget_grab_focus (get_main_button (self));
}

static void
aloud_call_bar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudCallBar *self = ALOUD_CALL_BAR (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_TALK_KEY:
      g_value_set_string (value, self->talk_key);
      break;
    case PROP_TALK_KEY_LABEL:
      g_value_take_string (value, dup_key_label (self));
      break;
    case PROP_DEVICES:
      g_value_set_object (value, gtk_menu_button_get_menu_model (self->devices));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_call_bar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SESSION:
      set_session (ALOUD_CALL_BAR (object), g_value_get_object (value));
      break;
    case PROP_TALK_KEY:
      set_talk_key (ALOUD_CALL_BAR (object), g_value_get_string (value));
      break;
    case PROP_DEVICES:
      aloud_device_choice_show (ALOUD_CALL_BAR (object)->devices, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_call_bar_dispose (GObject *object)
{
  AloudCallBar *self = ALOUD_CALL_BAR (object);

  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->voice);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (aloud_call_bar_parent_class)->dispose (object);
}

static void
aloud_call_bar_finalize (GObject *object)
{
  g_free (ALOUD_CALL_BAR (object)->talk_key);

  G_OBJECT_CLASS (aloud_call_bar_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-call-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, time);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, stack);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, hold);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, meter);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, resume);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, mute);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, call);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, devices);
  gtk_widget_class_bind_template_child (widget_class, AloudCallBar, volume);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_call_label);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_status);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_hint);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_level);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_mute_icon);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_mute_tip);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_hold_label);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_hold_tip);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_shows_talk);
}

static void
aloud_call_bar_class_init (AloudCallBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ALOUD_TYPE_LEVEL_METER);
  g_type_ensure (ALOUD_TYPE_TALK_BUTTON);

  object_class->get_property = aloud_call_bar_get_property;
  object_class->set_property = aloud_call_bar_set_property;
  object_class->dispose = aloud_call_bar_dispose;
  object_class->finalize = aloud_call_bar_finalize;
  widget_class->map = aloud_call_bar_map;
  widget_class->unmap = aloud_call_bar_unmap;
  widget_class->grab_focus = aloud_call_bar_grab_focus;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, ALOUD_TYPE_SESSION, ALOUD_PARAM_READWRITE);
  props[PROP_TALK_KEY] = g_param_spec_string ("talk-key", NULL, NULL, "space", ALOUD_PARAM_READWRITE);
  props[PROP_TALK_KEY_LABEL] = g_param_spec_string ("talk-key-label", NULL, NULL, NULL, ALOUD_PARAM_READABLE);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, G_TYPE_MENU_MODEL, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  bind_template (widget_class);
}

static void
aloud_call_bar_init (AloudCallBar *self)
{
  self->talk_key = g_strdup ("space");
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (ALOUD_TYPE_SESSION);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (on_state_notify), self);
  g_signal_group_connect_swapped (self->signals, "notify::connected-at", G_CALLBACK (update_clock), self);
  g_signal_group_connect_swapped (self->signals, "notify::muted", G_CALLBACK (on_muted_notify), self);
  g_signal_group_connect_swapped (self->signals, "notify::on-hold", G_CALLBACK (on_on_hold_notify), self);
  g_signal_group_connect_swapped (self->signals, "notify::complaint", G_CALLBACK (on_complaint_notify), self);
  g_signal_group_connect_swapped (self->signals, "notify::push-to-talk", G_CALLBACK (on_push_to_talk_notify), self);
  g_signal_group_connect_swapped (self->signals, "notify::talking", G_CALLBACK (on_talking_notify), self);

  self->voice = g_binding_group_new ();
  g_binding_group_bind (self->voice, "volume", self->volume, "value",
                        G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}
