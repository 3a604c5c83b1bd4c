/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-trend.h"

#include "aloud-closures.h"
#include "aloud-macros.h"
#include "aloud-turn.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_LINES  3
#define LEAST_TURNS 2  /* of one point there is no trend */
#define TOLD_TURNS  5  /* in words: the latest */
#define LINE_HEIGHT 22 /* pixels */
#define BAR_WIDTH   6
#define GAP         8

typedef struct {
  char *name;
  double sum;
  GArray *values; /* double, one for each turn, from 0 to 100 */
} Line;

struct _AloudTrend
{
  GtkWidget parent;

  /* Injected */
  GListModel *model;

  /* Owned */
  GPtrArray *lines; /* Line, the strongest first */
  GPtrArray *times; /* GDateTime, of each turn */
};

G_DEFINE_FINAL_TYPE (AloudTrend, aloud_trend, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_MODEL,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->name);
  g_array_unref (line->values);
  g_free (line);
}

static Line *
get_line (AloudTrend *self, const char *name)
{
  Line *line;

  for (guint i = 0; i < self->lines->len; i++)
    {
      line = g_ptr_array_index (self->lines, i);
      if (g_str_equal (line->name, name))
        return line;
    }
  line = g_new0 (Line, 1);
  line->name = g_strdup (name);
  line->values = g_array_new (FALSE, TRUE, sizeof (double));
  g_ptr_array_add (self->lines, line);
  return line;
}

/* "Joy 82 %, Surprise 10 %" */
static void
add_turn (AloudTrend *self, AloudTurn *turn)
{
  g_auto (GStrv) parts = g_strsplit (aloud_turn_get_emotions (turn), ", ", -1);
  guint n = self->times->len;

  g_ptr_array_add (self->times, g_date_time_ref (aloud_turn_get_time (turn)));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *end = g_str_has_suffix (parts[i], " %") ? parts[i] + strlen (parts[i]) - 2 : NULL;
      char *blank = end != NULL ? g_strrstr_len (parts[i], end - parts[i], " ") : NULL;
      Line *line;

      if (blank == NULL || blank == parts[i])
        continue;
      *blank = '\0';
      line = get_line (self, parts[i]);
      g_array_set_size (line->values, n + 1);
      g_array_index (line->values, double, n) = CLAMP (g_ascii_strtod (blank + 1, NULL), 0, 100);
      line->sum += g_array_index (line->values, double, n);
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const Line *x = *(Line *const *) a, *y = *(Line *const *) b;

  return x->sum < y->sum ? 1 : x->sum > y->sum ? -1 : strcmp (x->name, y->name);
}

static void
collect (AloudTrend *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;

  g_ptr_array_set_size (self->lines, 0);
  g_ptr_array_set_size (self->times, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (self->model, i);

      if (aloud_turn_get_emotions (turn) != NULL)
        add_turn (self, turn);
    }
  g_ptr_array_sort (self->lines, compare_lines);
  if (self->lines->len > MOST_LINES)
    g_ptr_array_set_size (self->lines, MOST_LINES);
  for (guint i = 0; i < self->lines->len; i++)
    g_array_set_size (((Line *) g_ptr_array_index (self->lines, i))->values, self->times->len);
}

static void
update (AloudTrend *self)
{
  g_autofree char *text = NULL;

  collect (self);
  text = aloud_trend_dup_text (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->times->len >= LEAST_TURNS);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_items_changed (AloudTrend *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (AloudTurn) turn = g_list_model_get_item (self->model, i);

      if (aloud_turn_get_speaker (turn) == ALOUD_SPEAKER_YOU)
        g_signal_connect_object (turn, "notify::emotions", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  if (removed > 0)
    update (self);
}

static void
set_model (AloudTrend *self, GListModel *model)
{
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    {
      g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
      on_items_changed (self, 0, 0, g_list_model_get_n_items (model));
    }
  update (self);
}

static char *
tame_name (const Line *line)
{
  return aloud_isolate (line->name);
}

static void
aloud_trend_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  AloudTrend *self = ALOUD_TREND (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? (int) self->lines->len * LINE_HEIGHT + 2 * GAP : 200;
}

/* The names stand where reading begins; the bars, oldest first, in the rest. */
static void
snapshot_line (AloudTrend *self, GtkSnapshot *snapshot, guint i, float names, const GdkRGBA *ink)
{
  const Line *line = g_ptr_array_index (self->lines, i);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  float width = gtk_widget_get_width (GTK_WIDGET (self));
  float room = MAX (width - names - 3 * GAP, BAR_WIDTH);
  float step = MIN (room / line->values->len, 4 * BAR_WIDTH);
  float base = GAP + (i + 1) * LINE_HEIGHT - 4;
  GdkRGBA faint = { ink->red, ink->green, ink->blue, ink->alpha * 0.25f };
  g_autofree char *name = tame_name (line);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), name);
  int text_height;

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) names * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, NULL, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (rtl ? width - names - GAP : GAP, base - text_height));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);

  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (rtl ? GAP : names + 2 * GAP, base, room, 1));
  for (guint turn = 0; turn < line->values->len; turn++)
    {
      float height = g_array_index (line->values, double, turn) / 100 * (LINE_HEIGHT - 6);
      float offset = turn * step;
      float x = rtl ? GAP + room - offset - MIN (BAR_WIDTH, step) : names + 2 * GAP + offset;

      gtk_snapshot_append_color (snapshot, ink, &GRAPHENE_RECT_INIT (x, base - height, MIN (BAR_WIDTH, MAX (step - 1, 1)), height));
    }
}

static void
aloud_trend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AloudTrend *self = ALOUD_TREND (widget);
  float names = MIN (120, gtk_widget_get_width (widget) / 3.0f);
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  for (guint i = 0; i < self->lines->len; i++)
    snapshot_line (self, snapshot, i, names, &ink);
}

static void
aloud_trend_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, ALOUD_TREND (object)->model);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_trend_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_MODEL:
      set_model (ALOUD_TREND (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_trend_finalize (GObject *object)
{
  AloudTrend *self = ALOUD_TREND (object);

  g_clear_object (&self->model);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->times);

  G_OBJECT_CLASS (aloud_trend_parent_class)->finalize (object);
}

static void
aloud_trend_class_init (AloudTrendClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = aloud_trend_get_property;
  object_class->set_property = aloud_trend_set_property;
  object_class->finalize = aloud_trend_finalize;
  widget_class->measure = aloud_trend_measure;
  widget_class->snapshot = aloud_trend_snapshot;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
  gtk_widget_class_set_css_name (widget_class, "trend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
aloud_trend_init (AloudTrend *self)
{
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->times = g_ptr_array_new_with_free_func ((GDestroyNotify) g_date_time_unref);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
append_line (AloudTrend *self, const Line *line, GString *text)
{
  g_autoptr (GString) values = g_string_new (NULL);
  g_autofree char *name = tame_name (line);
  guint first = line->values->len > TOLD_TURNS ? line->values->len - TOLD_TURNS : 0;

  for (guint i = first; i < line->values->len; i++)
    {
      g_autofree char *clock = aloud_closures_clock (self, g_ptr_array_index (self->times, i));

      if (i > first)
        /* Translators: between the values of a list: "82 % at 10:15, 40 % at 10:17" */
        g_string_append (values, C_("emotions", ", "));
      /* Translators: how strong an emotion was, and the time of day: "82 % at 10:15" */
      g_string_append_printf (values, _("%.0f %% at %s"), g_array_index (line->values, double, i), clock);
    }
  /* Translators: an emotion, and how strong it was when: "Joy: 82 % at 10:15, 40 % at 10:17" */
  g_string_append_printf (text, _("%s: %s"), name, values->str);
}

char *
aloud_trend_dup_text (AloudTrend *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (ALOUD_IS_TREND (self), g_string_free (text, FALSE));

  for (guint i = 0; i < self->lines->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      append_line (self, g_ptr_array_index (self->lines, i), text);
    }
  return g_string_free (text, FALSE);
}
