/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-transcript-view.h"

#include "aloud-announce.h"
#include "aloud-closures.h"
#include "aloud-macros.h"
#include "aloud-turn-row.h"

#include <glib/gi18n.h>

#define NEAR 16.0 /* pixels: rounding, or the margin below a last row that the keyboard has gone to */

struct _AloudTranscriptView
{
  AdwBin parent;

  /* Owned */
  AloudReading *reading;

  /* State */
  gboolean at_end;
  guint unread; /* turns that have come since one has left the end */
  double settled_end;
  gboolean unmeasured; /* no row of before is left: the end is known after the next layout */
  guint settle_tick; /* the end has moved, and the list will be moved after it in the next frame */

  /* Template */
  GtkScrolledWindow *scrolled;
  GtkListView *list;
  GtkMultiSelection *selection;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  GtkLabel *search_count;
  GtkAdjustment *adjustment;
};

G_DEFINE_FINAL_TYPE (AloudTranscriptView, aloud_transcript_view, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_MODEL,
  PROP_AT_END,
  PROP_UNREAD,
  PROP_MARK_DOUBTFUL,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static double
get_end (AloudTranscriptView *self)
{
  return gtk_adjustment_get_upper (self->adjustment) - gtk_adjustment_get_page_size (self->adjustment);
}

static void
set_unread (AloudTranscriptView *self, guint unread)
{
  if (self->unread == unread)
    return;
  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
}

static void
set_at_end (AloudTranscriptView *self, gboolean at_end)
{
  if (self->at_end == at_end)
    return;
  self->at_end = at_end;
  if (at_end)
    set_unread (self, 0);
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
on_items_changed (AloudTranscriptView *self, guint position, guint removed, guint added)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    {
      self->unmeasured = TRUE;
      set_at_end (self, TRUE);
    }
  if (self->at_end)
    settle_soon (self);
  else if (removed == 0)
    set_unread (self, self->unread + added);
}

static char *
on_label_jump (gpointer self, guint unread)
{
  if (unread == 0)
    return g_strdup (C_("jump to", "Latest"));
  /* Translators: what was said since the person has scrolled up */
  return g_strdup_printf (ngettext ("%u New Message", "%u New Messages", unread), unread);
}

static void
on_jump_clicked (AloudTranscriptView *self)
{
  aloud_transcript_view_jump_to_latest (self);
}

static void
scroll_to (AloudTranscriptView *self, guint position)
{
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/* Searching */

static void
show_count (AloudTranscriptView *self)
{
  g_autofree char *text = NULL;
  guint current;
  guint count = aloud_reading_get_count (self->reading, &current);

  if (*aloud_reading_get_query (self->reading) == '\0')
    text = g_strdup ("");
  else if (count == 0)
    text = g_strdup (_("Not found"));
  else
    /* Translators: the third of twelve places: "3 of 12" */
    text = g_strdup_printf (_("%u of %u"), current, count);
  if (g_str_equal (text, gtk_label_get_text (self->search_count)))
    return;
  gtk_label_set_text (self->search_count, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search_entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* The first row that is seen, by the share of what lies above. */
static guint
get_first_shown (AloudTranscriptView *self)
{
  double upper = gtk_adjustment_get_upper (self->adjustment);

  if (upper <= 0)
    return 0;
  return (guint) (gtk_adjustment_get_value (self->adjustment) / upper
                  * g_list_model_get_n_items (G_LIST_MODEL (self->selection)));
}

static void
move_to_match (AloudTranscriptView *self, int step)
{
  guint position, nth;

  aloud_reading_move (self->reading, step, get_first_shown (self));
  show_count (self);
  if (aloud_reading_get_place (self->reading, &position, &nth))
    {
      set_at_end (self, get_end (self) <= NEAR);
      scroll_to (self, position);
    }
  aloud_announce (GTK_WIDGET (self->search_count), gtk_label_get_text (self->search_count));
}

static void
on_search_changed (AloudTranscriptView *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return;
  aloud_reading_set_query (self->reading, gtk_editable_get_text (self->search_entry));
  if (*aloud_reading_get_query (self->reading) != '\0')
    move_to_match (self, 1);
  else
    show_count (self);
}

/* What was searched for is marked as long as the bar is there. */
static void
on_search_mode_notify (AloudTranscriptView *self)
{
  if (gtk_search_bar_get_search_mode (self->search_bar))
    {
      on_search_changed (self);
      return;
    }
  aloud_reading_set_query (self->reading, "");
  show_count (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_transcript_view_find (ALOUD_TRANSCRIPT_VIEW (widget));
}

/* Typed faster than the entry tells: what stands in it now is meant. */
static void
on_find_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (widget);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    aloud_transcript_view_find (self);
  else if (g_strcmp0 (gtk_editable_get_text (self->search_entry), aloud_reading_get_query (self->reading)) != 0)
    on_search_changed (self);
  else if (*aloud_reading_get_query (self->reading) != '\0')
    move_to_match (self, g_str_equal (name, "transcript.find-next") ? 1 : -1);
}

/* The entry has Ctrl+G for itself. */
static void
on_next_match (AloudTranscriptView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "transcript.find-next", NULL);
}

static void
on_jump (GtkWidget *widget, const char *name, GVariant *parameter)
{
  aloud_transcript_view_jump_to_latest (ALOUD_TRANSCRIPT_VIEW (widget));
}

/* Copying */

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (widget);
  g_autofree char *text = aloud_transcript_view_dup_selected (self);

  if (*text == '\0')
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  aloud_announce (widget, _("Copied"));
}

static void
on_setup (AloudTranscriptView *self, GtkListItem *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, aloud_turn_row_new (self->reading));
}

static void
on_bind (AloudTranscriptView *self, GtkListItem *item)
{
  aloud_turn_row_set_turn (ALOUD_TURN_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (AloudTranscriptView *self, GtkListItem *item)
{
  aloud_turn_row_set_turn (ALOUD_TURN_ROW (gtk_list_item_get_child (item)), NULL);
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
      g_value_set_object (value, gtk_multi_selection_get_model (self->selection));
      break;
    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    case PROP_MARK_DOUBTFUL:
      g_value_set_boolean (value, aloud_reading_get_mark_doubtful (self->reading));
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
    case PROP_MARK_DOUBTFUL:
      g_object_set_property (G_OBJECT (self->reading), "mark-doubtful", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_transcript_view_dispose (GObject *object)
{
  AloudTranscriptView *self = ALOUD_TRANSCRIPT_VIEW (object);

  if (self->reading != NULL)
    aloud_reading_set_model (self->reading, NULL);

  G_OBJECT_CLASS (aloud_transcript_view_parent_class)->dispose (object);
}

static void
aloud_transcript_view_finalize (GObject *object)
{
  g_clear_object (&ALOUD_TRANSCRIPT_VIEW (object)->reading);

  G_OBJECT_CLASS (aloud_transcript_view_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "transcript.find", NULL, on_find);
  gtk_widget_class_install_action (widget_class, "transcript.find-next", NULL, on_find_again);
  gtk_widget_class_install_action (widget_class, "transcript.find-previous", NULL, on_find_again);
  gtk_widget_class_install_action (widget_class, "transcript.jump-to-latest", NULL, on_jump);
  gtk_widget_class_install_action (widget_class, "transcript.copy", NULL, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "transcript.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, GDK_CONTROL_MASK, "transcript.copy", NULL);
}

static void
aloud_transcript_view_class_init (AloudTranscriptViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ALOUD_TYPE_TURN_ROW);

  object_class->get_property = aloud_transcript_view_get_property;
  object_class->set_property = aloud_transcript_view_set_property;
  object_class->dispose = aloud_transcript_view_dispose;
  object_class->finalize = aloud_transcript_view_finalize;
  widget_class->map = aloud_transcript_view_map;
  widget_class->unmap = aloud_transcript_view_unmap;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, ALOUD_PARAM_READWRITE);
  props[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE, ALOUD_PARAM_READABLE);
  props[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, ALOUD_PARAM_READABLE);
  props[PROP_MARK_DOUBTFUL] = g_param_spec_boolean ("mark-doubtful", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  install_actions (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               ALOUD_RESOURCE_PATH "/ui/aloud-transcript-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, list);
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, selection);
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, AloudTranscriptView, search_count);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_not);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_label_jump);
  gtk_widget_class_bind_template_callback (widget_class, on_next_match);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_mode_notify);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_jump_clicked);
}

static void
aloud_transcript_view_init (AloudTranscriptView *self)
{
  self->at_end = TRUE;
  self->reading = aloud_reading_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reading, "changed", G_CALLBACK (show_count), self, G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);

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

  if (gtk_multi_selection_get_model (self->selection) == model)
    return;
  gtk_multi_selection_set_model (self->selection, model);
  aloud_reading_set_model (self->reading, model);
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
  scroll_to (self, n_turns - 1);
  settle_soon (self);
}

void
aloud_transcript_view_find (AloudTranscriptView *self)
{
  g_return_if_fail (ALOUD_IS_TRANSCRIPT_VIEW (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

gboolean
aloud_transcript_view_end_search (AloudTranscriptView *self)
{
  g_return_val_if_fail (ALOUD_IS_TRANSCRIPT_VIEW (self), FALSE);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return TRUE;
}

char *
aloud_transcript_view_dup_selected (AloudTranscriptView *self)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (ALOUD_IS_TRANSCRIPT_VIEW (self), g_string_free (text, FALSE));

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
      g_autofree char *line = aloud_turn_row_dup_summary (turn);

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}
