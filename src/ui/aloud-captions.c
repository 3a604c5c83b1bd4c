/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-captions.h"

#include "aloud-closures.h"
#include "aloud-macros.h"
#include "aloud-text-marks.h"

#define MOST_CHARACTERS 160 /* six lines of a narrow window */

struct _AloudCaptions
{
  AdwBin parent;

  /* Injected */
  GListModel *model;

  /* Owned */
  AloudTurn *turn; /* the last that was said, or NULL */
  GSignalGroup *signals;

  /* Template */
  GtkLabel *speaker;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (AloudCaptions, aloud_captions, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_MODEL,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static gboolean
ends_sentence (gunichar c)
{
  return c == '.' || c == '!' || c == '?' || c == '\n' || c == 0x061f || c == 0x3002 || c == 0xff01 || c == 0xff1f;
}

static void
show (AloudCaptions *self)
{
  int heard = self->turn != NULL ? aloud_turn_get_heard (self->turn) : -1;
  g_autofree char *cut = aloud_captions_cut (self->turn != NULL ? aloud_turn_get_text (self->turn) : "", &heard);
  g_autofree char *shown = aloud_closures_turn_text (self, cut);
  g_autofree char *speaker = aloud_closures_speaker (self, self->turn != NULL ? aloud_turn_get_speaker (self->turn)
                                                                               : ALOUD_SPEAKER_NOTE);
  g_autoptr (PangoAttrList) marks = aloud_text_marks (shown, NULL, NULL);
  PangoAttribute *dim = pango_attr_foreground_alpha_new (G_MAXUINT16 / 2);

  dim->start_index = aloud_text_marks_offset (cut, heard);
  pango_attr_list_insert (marks, dim);
  gtk_label_set_text (self->speaker, self->turn != NULL ? speaker : "");
  gtk_label_set_text (self->text, shown);
  gtk_label_set_attributes (self->text, marks);
}

/* Nobody pays for captions that nobody sees. */
static void
update (AloudCaptions *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show (self);
}

/* Notes are not said. */
static void
on_items_changed (AloudCaptions *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  AloudTurn *last = NULL;

  for (guint i = n; i > 0 && last == NULL; i--)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (self->model, i - 1);

      if (aloud_turn_get_speaker (turn) != ALOUD_SPEAKER_NOTE)
        last = turn; /* the list keeps it alive */
    }
  g_set_object (&self->turn, last);
  g_signal_group_set_target (self->signals, last);
  update (self);
}

static void
set_model (AloudCaptions *self, GListModel *model)
{
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self);
}

static void
aloud_captions_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, ALOUD_CAPTIONS (object)->model);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_captions_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_MODEL:
      set_model (ALOUD_CAPTIONS (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_captions_dispose (GObject *object)
{
  AloudCaptions *self = ALOUD_CAPTIONS (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->turn);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (aloud_captions_parent_class)->dispose (object);
}

static void
aloud_captions_class_init (AloudCaptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = aloud_captions_get_property;
  object_class->set_property = aloud_captions_set_property;
  object_class->dispose = aloud_captions_dispose;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-captions.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudCaptions, speaker);
  gtk_widget_class_bind_template_child (widget_class, AloudCaptions, text);
}

static void
aloud_captions_init (AloudCaptions *self)
{
  self->signals = g_signal_group_new (ALOUD_TYPE_TURN);
  g_signal_group_connect_swapped (self->signals, "notify::text", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::heard", G_CALLBACK (update), self);
  g_signal_connect (self, "map", G_CALLBACK (show), NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Where the sentence begins in which @position is; one that has just ended still is it. */
static glong
find_start (const char *text, glong position)
{
  const char *at = g_utf8_offset_to_pointer (text, position);

  while (at > text && (ends_sentence (g_utf8_get_char (g_utf8_prev_char (at)))
                       || g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (at)))))
    at = g_utf8_prev_char (at);
  while (at > text && !ends_sentence (g_utf8_get_char (g_utf8_prev_char (at))))
    at = g_utf8_prev_char (at);
  while (g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return g_utf8_pointer_to_offset (text, at);
}

/* Back to where a word begins, but not before @least. */
static glong
find_word (const char *text, glong position, glong least)
{
  const char *at = g_utf8_offset_to_pointer (text, position);

  for (glong i = position; i > least; i--)
    {
      at = g_utf8_prev_char (at);
      if (g_unichar_isspace (g_utf8_get_char (at)))
        return i;
    }
  return position;
}

char *
aloud_captions_cut (const char *text, int *heard)
{
  glong length, position, start, end;

  g_return_val_if_fail (text != NULL && heard != NULL, NULL);

  length = g_utf8_strlen (text, -1);
  position = *heard < 0 ? length : MIN (*heard, length);
  start = find_start (text, position);
  if (position - start > MOST_CHARACTERS)
    start = find_word (text, position - MOST_CHARACTERS / 2, MAX (start, position - MOST_CHARACTERS));
  end = length - start <= MOST_CHARACTERS ? length : find_word (text, start + MOST_CHARACTERS, position);
  *heard = (int) (position - start);
  return g_utf8_substring (text, start, end);
}
