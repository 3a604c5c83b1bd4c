/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-transcript-view.h"

#include "aloud-closures.h"
#include "aloud-macros.h"
#include "aloud-turn-row.h"

#define NEAR 2.0 /* pixels: rounding, not scrolling */

struct _AloudTranscriptView
{
  AdwBin parent;

  /* State */
  gboolean at_end;
  double settled_end;
  gboolean unmeasured; /* no row of before is left: the end is known after the next layout */
  guint settle_tick; /* the end has moved, and the list will be moved after it in the next frame */

  /* Template */
  GtkScrolledWindow *scrolled;
  GtkListView *list;
  GtkNoSelection *selection;
  GtkAdjustment *adjustment;
};

G_DEFINE_FINAL_TYPE (AloudTranscriptView, aloud_transcript_view, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_MODEL,
  PROP_AT_END,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static double
get_end (AloudTranscriptView *self)
{
  return gtk_adjustment_get_upper (self->adjustment) - gtk_adjustment_get_page_size (self->adjustment);
}

static void
set_at_end (AloudTranscriptView *self, gboolean at_end)
{
  if (self->at_end == at_end)
    return;
  self->at_end = at_end;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AT_END]);
}

static gboolean
on_settle (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (widget);

  if (self->unmeasured)
    {
      self->unmeasured = FALSE;
      return G_SOURCE_CONTINUE;
    }
  self->settle_tick = 0;
  self->settled_end = get_end (self);
  if (self->at_end)
    gtk_adjustment_set_value (self->adjustment, get_end (self));
  return G_SOURCE_REMOVE;
}

/* The list announces its new size while it is being allocated, where it must not be scrolled: so in the next frame. */
static void
settle_soon (AloudTranscriptView *self)
{
  if (self->settle_tick == 0)
    self->settle_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_settle, NULL, NULL);
}

static void
on_adjustment_changed (AloudTranscriptView *self)
{
  if (get_end (self) <= NEAR)
    set_at_end (self, TRUE); /* all of it is on the screen */
  settle_soon (self);
}

/* Only a person leaves the end. A list that moves because its rows have grown says nothing: then the end is not where it
 * was when all had settled. */
static void
on_adjustment_value_changed (AloudTranscriptView *self)
{
  if (self->settle_tick != 0)
    return;
  if (get_end (self) != self->settled_end)
    settle_soon (self);
  else
    set_at_end (self, gtk_adjustment_get_value (self->adjustment) >= get_end (self) - NEAR);
}

/* A new conversation is followed, wherever the one before was left. */
static void
on_items_changed (AloudTranscriptView *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    {
      self->unmeasured = TRUE;
      set_at_end (self, TRUE);
    }
  if (self->at_end)
    settle_soon (self);
}

static void
on_jump_clicked (AloudTranscriptView *self)
{
  aloud_transcript_view_jump_to_latest (self);
}

static void
aloud_transcript_view_unmap (GtkWidget *widget)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (widget);

  if (self->settle_tick != 0)
    {
      gtk_widget_remove_tick_callback (widget, self->settle_tick);
      self->settle_tick = 0;
    }
  GTK_WIDGET_CLASS (aloud_transcript_view_parent_class)->unmap (widget);
}

static void
aloud_transcript_view_map (GtkWidget *widget)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (widget);

  GTK_WIDGET_CLASS (aloud_transcript_view_parent_class)->map (widget);
  if (self->at_end)
    settle_soon (self);
}

static void
aloud_transcript_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, gtk_no_selection_get_model (self->selection));
      break;
    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_transcript_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      aloud_transcript_view_set_model (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_transcript_view_class_init (AloudTranscriptViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ALOUD_TYPE_TURN_ROW);

  object_class->get_property = aloud_transcript_view_get_property;
  object_class->set_property = aloud_transcript_view_set_property;
  widget_class->map = aloud_transcript_view_map;
  widget_class->unmap = aloud_transcript_view_unmap;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, ALOUD_PARAM_READWRITE);
  props[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE, ALOUD_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               ALOUD_RESOURCE_PATH "/ui/aloud-transcript-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, list);
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, selection);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_not);
  gtk_widget_class_bind_template_callback (widget_class, on_jump_clicked);
}

static void
aloud_transcript_view_init (AloudTranscriptView *self)
{
  self->at_end = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);

  self->adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (on_adjustment_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_adjustment_value_changed), self,
                           G_CONNECT_SWAPPED);
}

void
aloud_transcript_view_set_model (AloudTranscriptView *self, GListModel *model)
{
  g_return_if_fail (ALOUD_IS_TRANSCRIPT_VIEW (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (gtk_no_selection_get_model (self->selection) == model)
    return;
  gtk_no_selection_set_model (self->selection, model);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL]);
}

gboolean
aloud_transcript_view_get_at_end (AloudTranscriptView *self)
{
  g_return_val_if_fail (ALOUD_IS_TRANSCRIPT_VIEW (self), FALSE);

  return self->at_end;
}

void
aloud_transcript_view_jump_to_latest (AloudTranscriptView *self)
{
  guint n_turns;

  g_return_if_fail (ALOUD_IS_TRANSCRIPT_VIEW (self));

  n_turns = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  if (n_turns == 0)
    return;
  set_at_end (self, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", n_turns - 1);
  settle_soon (self);
}
