/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-level-meter.h"

#include "aloud-macros.h"

struct _AloudLevelMeter
{
  GtkWidget parent;

  double value;
  double peak;   /* of the last second, then it falls */
  guint peak_age; /* in values */
  GtkWidget *fill; /* as wide as the meter; only a part of it is drawn */
};

#define PEAK_VALUES 20 /* a second of them */
#define PEAK_FALL   0.05
#define PEAK_WIDTH  3

G_DEFINE_FINAL_TYPE (AloudLevelMeter, aloud_level_meter, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_VALUE,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static void
aloud_level_meter_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (ALOUD_LEVEL_METER (widget)->fill, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
aloud_level_meter_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (ALOUD_LEVEL_METER (widget)->fill, width, height, -1, NULL);
}

/* The part of the meter from @start to @end, of its length. */
static void
snapshot_part (AloudLevelMeter *self, GtkSnapshot *snapshot, float start, float end)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  float left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? width - end : start;
  GskRoundedRect clip;

  if (end <= start)
    return;
  gsk_rounded_rect_init_from_rect (&clip, &GRAPHENE_RECT_INIT (left, 0, end - start, height), height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  gtk_widget_snapshot_child (widget, self->fill, snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
aloud_level_meter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AloudLevelMeter *self = ALOUD_LEVEL_METER (widget);
  float width = gtk_widget_get_width (widget);
  float peak = width * self->peak;

  snapshot_part (self, snapshot, 0, width * self->value);
  if (self->peak > self->value)
    snapshot_part (self, snapshot, MAX (peak - PEAK_WIDTH, 0), peak);
}

static void
aloud_level_meter_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudLevelMeter *self = ALOUD_LEVEL_METER (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      g_value_set_double (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_level_meter_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VALUE:
      aloud_level_meter_set_value (ALOUD_LEVEL_METER (object), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_level_meter_dispose (GObject *object)
{
  g_clear_pointer (&ALOUD_LEVEL_METER (object)->fill, gtk_widget_unparent);

  G_OBJECT_CLASS (aloud_level_meter_parent_class)->dispose (object);
}

static void
aloud_level_meter_class_init (AloudLevelMeterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = aloud_level_meter_get_property;
  object_class->set_property = aloud_level_meter_set_property;
  object_class->dispose = aloud_level_meter_dispose;
  widget_class->measure = aloud_level_meter_measure;
  widget_class->size_allocate = aloud_level_meter_size_allocate;
  widget_class->snapshot = aloud_level_meter_snapshot;

  props[PROP_VALUE] = g_param_spec_double ("value", NULL, NULL, 0, 1, 0, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_css_name (widget_class, "levelmeter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
aloud_level_meter_init (AloudLevelMeter *self)
{
  self->fill = g_object_new (GTK_TYPE_BOX, "css-name", "fill", "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             NULL);
  gtk_widget_set_parent (self->fill, GTK_WIDGET (self));
}

void
aloud_level_meter_set_value (AloudLevelMeter *self, double value)
{
  g_return_if_fail (ALOUD_IS_LEVEL_METER (self));
  g_return_if_fail (value >= 0 && value <= 1);

  if (self->value == value && self->peak == value)
    return;
  if (value >= self->peak || value == 0)
    {
      self->peak = value;
      self->peak_age = 0;
    }
  else if (++self->peak_age > PEAK_VALUES)
    {
      self->peak = MAX (value, self->peak - PEAK_FALL);
    }
  if (self->value == value)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  self->value = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VALUE]);
}

void
aloud_level_meter_set_clipping (AloudLevelMeter *self, gboolean clipping)
{
  g_return_if_fail (ALOUD_IS_LEVEL_METER (self));

  if (clipping)
    gtk_widget_add_css_class (GTK_WIDGET (self), "clipping");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "clipping");
}

double
aloud_level_meter_get_peak (AloudLevelMeter *self)
{
  g_return_val_if_fail (ALOUD_IS_LEVEL_METER (self), 0);

  return self->peak;
}
