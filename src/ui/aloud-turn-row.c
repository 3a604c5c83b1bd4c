/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-turn-row.h"

#include "aloud-closures.h"
#include "aloud-link.h"
#include "aloud-macros.h"
#include "aloud-text-marks.h"

#include <glib/gi18n.h>

struct _AloudTurnRow
{
  AdwBin parent;

  /* Owned */
  AloudReading *reading; /* or NULL */
  AloudTurn *turn;
  GSignalGroup *signals;
  guint tick; /* the text has changed, and is shown in the next frame */

  /* Template */
  GtkWidget *box;
  GtkWidget *meta;
  GtkLabel *speaker;
  GtkLabel *clock;
  GtkLabel *duration;
  GtkWidget *interrupted;
  GtkLabel *text;
  GtkLabel *emotions;
};

G_DEFINE_FINAL_TYPE (AloudTurnRow, aloud_turn_row, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_TURN,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static const struct {
  const char *css_class;
  GtkAlign align;
} looks[] = {
  [ALOUD_SPEAKER_YOU] = { "you", GTK_ALIGN_END },
  [ALOUD_SPEAKER_AGENT] = { "agent", GTK_ALIGN_START },
  [ALOUD_SPEAKER_NOTE] = { "note", GTK_ALIGN_CENTER },
};

static void
set_css_class (GtkWidget *widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/* The list's row takes the focus, so it needs the name. Not while the text grows: a screen reader would begin anew
 * with every word. */
static void
update_accessible (AloudTurnRow *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;

  if (row == NULL || self->turn == NULL)
    return;
  name = aloud_turn_row_dup_summary (self->turn);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update_text (AloudTurnRow *self)
{
  g_autofree char *text = aloud_closures_turn_text (self, self->turn ? aloud_turn_get_text (self->turn) : "");
  g_autoptr (PangoAttrList) marks = NULL;

  if (!g_str_equal (text, gtk_label_get_text (self->text)))
    {
      g_autoptr (GMenuModel) links = self->turn ? aloud_link_menu (aloud_turn_get_text (self->turn)) : NULL;

      gtk_label_set_text (self->text, text);
      gtk_label_set_extra_menu (self->text, links);
    }
  marks = aloud_text_marks (text, self->turn, self->reading);
  gtk_label_set_attributes (self->text, marks);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  AloudTurnRow *self = ALOUD_TURN_ROW (widget);

  self->tick = 0;
  update_text (self);
  return G_SOURCE_REMOVE;
}

/* An answer arrives in many pieces between two frames. */
static void
update_text_soon (AloudTurnRow *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    update_text (self);
  else if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
forget_tick (AloudTurnRow *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

/* As long as it has not ended, and where nobody said when, there is none. */
static char *
dup_duration (AloudTurn *turn)
{
  GDateTime *time = aloud_turn_get_time (turn);
  gint64 began = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  gint64 length = aloud_turn_get_ended (turn) - began;

  if (length <= 0)
    return g_strdup ("");
  return aloud_format_duration ((length + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);
}

static void
update_facts (AloudTurnRow *self)
{
  const char *emotions = self->turn ? aloud_turn_get_emotions (self->turn) : NULL;
  g_autofree char *tame = aloud_closures_turn_text (self, emotions);
  g_autofree char *duration = self->turn ? dup_duration (self->turn) : g_strdup ("");

  gtk_label_set_text (self->duration, duration);
  gtk_widget_set_visible (GTK_WIDGET (self->duration), *duration != '\0');
  gtk_label_set_text (self->emotions, tame);
  gtk_widget_set_visible (GTK_WIDGET (self->emotions), *tame != '\0');
}

static void
update (AloudTurnRow *self)
{
  AloudSpeaker speaker = self->turn ? aloud_turn_get_speaker (self->turn) : ALOUD_SPEAKER_NOTE;
  gboolean interrupted = self->turn && aloud_turn_get_interrupted (self->turn);
  g_autofree char *who = aloud_closures_speaker (self, speaker);
  g_autofree char *clock = aloud_closures_clock (self, self->turn ? aloud_turn_get_time (self->turn) : NULL);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    set_css_class (self->box, looks[i].css_class, i == speaker);
  set_css_class (self->box, "interrupted", interrupted);

  gtk_label_set_text (self->speaker, who);
  gtk_label_set_text (self->clock, clock);
  gtk_widget_set_visible (self->interrupted, interrupted);
  gtk_widget_set_halign (self->box, looks[speaker].align);
  gtk_widget_set_halign (self->meta, looks[speaker].align);
  gtk_widget_set_visible (self->meta, speaker != ALOUD_SPEAKER_NOTE);
  gtk_label_set_justify (self->text, speaker == ALOUD_SPEAKER_NOTE ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
  update_facts (self);
  update_text (self);
  update_accessible (self);
}

static void
on_open_link (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_link_ask (GTK_WINDOW (gtk_widget_get_root (widget)), g_variant_get_string (parameter, NULL));
}

static void
aloud_turn_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (aloud_turn_row_parent_class)->map (widget);

  update_accessible (ALOUD_TURN_ROW (widget));
}

static void
aloud_turn_row_unmap (GtkWidget *widget)
{
  AloudTurnRow *self = ALOUD_TURN_ROW (widget);

  if (self->tick != 0)
    update_text (self);
  forget_tick (self);
  GTK_WIDGET_CLASS (aloud_turn_row_parent_class)->unmap (widget);
}

static void
aloud_turn_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudTurnRow *self = ALOUD_TURN_ROW (object);

  switch (prop_id)
    {
    case PROP_TURN:
      g_value_set_object (value, self->turn);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_turn_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudTurnRow *self = ALOUD_TURN_ROW (object);

  switch (prop_id)
    {
    case PROP_TURN:
      aloud_turn_row_set_turn (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_turn_row_dispose (GObject *object)
{
  AloudTurnRow *self = ALOUD_TURN_ROW (object);

  forget_tick (self);
  g_clear_object (&self->signals);
  g_clear_object (&self->turn);
  g_clear_object (&self->reading);

  G_OBJECT_CLASS (aloud_turn_row_parent_class)->dispose (object);
}

static void
aloud_turn_row_class_init (AloudTurnRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = aloud_turn_row_get_property;
  object_class->set_property = aloud_turn_row_set_property;
  object_class->dispose = aloud_turn_row_dispose;
  widget_class->map = aloud_turn_row_map;
  widget_class->unmap = aloud_turn_row_unmap;

  props[PROP_TURN] = g_param_spec_object ("turn", NULL, NULL, ALOUD_TYPE_TURN, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-turn-row.ui");
  gtk_widget_class_install_action (widget_class, "turn.open-link", "s", on_open_link);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, box);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, meta);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, speaker);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, clock);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, duration);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, interrupted);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, text);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, emotions);
}

static void
aloud_turn_row_init (AloudTurnRow *self)
{
  self->signals = g_signal_group_new (ALOUD_TYPE_TURN);
  g_signal_group_connect_swapped (self->signals, "notify::interrupted", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::final", G_CALLBACK (update_accessible), self);
  g_signal_group_connect_swapped (self->signals, "notify::text", G_CALLBACK (update_text_soon), self);
  g_signal_group_connect_swapped (self->signals, "notify::heard", G_CALLBACK (update_text_soon), self);
  g_signal_group_connect_swapped (self->signals, "notify::emotions", G_CALLBACK (update_facts), self);
  g_signal_group_connect_swapped (self->signals, "notify::ended", G_CALLBACK (update_facts), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
aloud_turn_row_new (AloudReading *reading)
{
  AloudTurnRow *self = g_object_new (ALOUD_TYPE_TURN_ROW, NULL);

  g_return_val_if_fail (reading == NULL || ALOUD_IS_READING (reading), GTK_WIDGET (self));

  if (g_set_object (&self->reading, reading))
    g_signal_connect_object (reading, "changed", G_CALLBACK (update_text), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
aloud_turn_row_set_turn (AloudTurnRow *self, AloudTurn *turn)
{
  g_return_if_fail (ALOUD_IS_TURN_ROW (self));
  g_return_if_fail (turn == NULL || ALOUD_IS_TURN (turn));

  if (!g_set_object (&self->turn, turn))
    return;
  g_signal_group_set_target (self->signals, turn);
  forget_tick (self);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TURN]);
}

char *
aloud_turn_row_dup_summary (AloudTurn *turn)
{
  g_autofree char *speaker = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (ALOUD_IS_TURN (turn), NULL);

  speaker = aloud_closures_speaker (NULL, aloud_turn_get_speaker (turn));
  clock = aloud_closures_clock (NULL, aloud_turn_get_time (turn));
  text = aloud_closures_turn_text (NULL, aloud_turn_get_text (turn));
  if (aloud_turn_get_interrupted (turn))
    /* Translators: speaker, time of day, what was said */
    return g_strdup_printf (_("%s, %s, interrupted: %s"), speaker, clock, text);
  /* Translators: speaker, time of day, what was said */
  return g_strdup_printf (_("%s, %s: %s"), speaker, clock, text);
}
