/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-turn-row.h"

#include "aloud-closures.h"
#include "aloud-macros.h"

#include <glib/gi18n.h>

struct _AloudTurnRow
{
  AdwBin parent;

  /* Owned */
  AloudTurn *turn;
  GSignalGroup *signals;

  /* Template */
  GtkWidget *box;
  GtkWidget *meta;
  GtkWidget *text;
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
  g_autofree char *speaker = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;

  if (row == NULL || self->turn == NULL)
    return;

  speaker = aloud_closures_speaker (self, aloud_turn_get_speaker (self->turn));
  clock = aloud_closures_clock (self, aloud_turn_get_time (self->turn));
  text = aloud_closures_turn_text (self, aloud_turn_get_text (self->turn));
  if (aloud_turn_get_interrupted (self->turn))
    /* Translators: speaker, time of day, what was said */
    name = g_strdup_printf (_("%s, %s, interrupted: %s"), speaker, clock, text);
  else
    /* Translators: speaker, time of day, what was said */
    name = g_strdup_printf (_("%s, %s: %s"), speaker, clock, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (AloudTurnRow *self)
{
  AloudSpeaker speaker = self->turn ? aloud_turn_get_speaker (self->turn) : ALOUD_SPEAKER_NOTE;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    set_css_class (self->box, looks[i].css_class, i == speaker);
  set_css_class (self->box, "interrupted", self->turn && aloud_turn_get_interrupted (self->turn));

  gtk_widget_set_halign (self->box, looks[speaker].align);
  gtk_widget_set_halign (self->meta, looks[speaker].align);
  gtk_widget_set_visible (self->meta, speaker != ALOUD_SPEAKER_NOTE);
  gtk_label_set_justify (GTK_LABEL (self->text),
                         speaker == ALOUD_SPEAKER_NOTE ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
  update_accessible (self);
}

static void
aloud_turn_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (aloud_turn_row_parent_class)->map (widget);

  update_accessible (ALOUD_TURN_ROW (widget));
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

  g_clear_object (&self->signals);
  g_clear_object (&self->turn);

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

  props[PROP_TURN] = g_param_spec_object ("turn", NULL, NULL, ALOUD_TYPE_TURN, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-turn-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, box);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, meta);
  gtk_widget_class_bind_template_child (widget_class, AloudTurnRow, text);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_clock);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_has_text);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_speaker);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_turn_text);
}

static void
aloud_turn_row_init (AloudTurnRow *self)
{
  self->signals = g_signal_group_new (ALOUD_TYPE_TURN);
  g_signal_group_connect_swapped (self->signals, "notify::interrupted", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::final", G_CALLBACK (update_accessible), self);

  gtk_widget_init_template (GTK_WIDGET (self));
}

void
aloud_turn_row_set_turn (AloudTurnRow *self, AloudTurn *turn)
{
  g_return_if_fail (ALOUD_IS_TURN_ROW (self));
  g_return_if_fail (turn == NULL || ALOUD_IS_TURN (turn));

  if (!g_set_object (&self->turn, turn))
    return;
  g_signal_group_set_target (self->signals, turn);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TURN]);
}
