/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-notice.h"

#include "aloud-closures.h"
#include "aloud-macros.h"

struct _AloudNotice
{
  AdwBin parent;

  gboolean revealed;
  gboolean closable;
  char *texts[6];

  /* Template */
  GtkExpander *expander;
};

G_DEFINE_FINAL_TYPE (AloudNotice, aloud_notice, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_REVEALED,
  PROP_CLOSABLE,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_BODY,
  PROP_DETAILS,
  PROP_BUTTON,
  PROP_SECOND_BUTTON,
  LAST_PROP,
};

enum {
  ACTIVATED,
  CLOSED,
  LAST_SIGNAL,
};

static GParamSpec *props[LAST_PROP];
static guint signals[LAST_SIGNAL];

static char **
get_text (AloudNotice *self, guint prop_id)
{
  g_assert (prop_id >= PROP_ICON_NAME && prop_id < LAST_PROP);

  return &self->texts[prop_id - PROP_ICON_NAME];
}

static void
on_button_clicked (AloudNotice *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0, FALSE);
}

static void
on_second_button_clicked (AloudNotice *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0, TRUE);
}

static void
on_close_clicked (AloudNotice *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
set_flag (AloudNotice *self, gboolean *flag, gboolean value, GParamSpec *pspec)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
aloud_notice_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  AloudNotice *self = ALOUD_NOTICE (object);

  switch (prop_id)
    {
    case PROP_REVEALED:
      g_value_set_boolean (value, self->revealed);
      break;
    case PROP_CLOSABLE:
      g_value_set_boolean (value, self->closable);
      break;
    case PROP_ICON_NAME:
    case PROP_TITLE:
    case PROP_BODY:
    case PROP_DETAILS:
    case PROP_BUTTON:
    case PROP_SECOND_BUTTON:
      g_value_set_string (value, *get_text (self, prop_id));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_notice_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudNotice *self = ALOUD_NOTICE (object);

  switch (prop_id)
    {
    case PROP_REVEALED:
      set_flag (self, &self->revealed, g_value_get_boolean (value), pspec);
      if (!self->revealed)
        gtk_expander_set_expanded (self->expander, FALSE);
      break;
    case PROP_CLOSABLE:
      set_flag (self, &self->closable, g_value_get_boolean (value), pspec);
      break;
    case PROP_ICON_NAME:
    case PROP_TITLE:
    case PROP_BODY:
    case PROP_DETAILS:
    case PROP_BUTTON:
    case PROP_SECOND_BUTTON:
      if (!aloud_set_str (get_text (self, prop_id), g_value_get_string (value)))
        break;
      g_object_notify_by_pspec (object, pspec);
      if (prop_id == PROP_DETAILS)
        gtk_expander_set_expanded (self->expander, FALSE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_notice_finalize (GObject *object)
{
  AloudNotice *self = ALOUD_NOTICE (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (aloud_notice_parent_class)->finalize (object);
}

static void
aloud_notice_class_init (AloudNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = aloud_notice_get_property;
  object_class->set_property = aloud_notice_set_property;
  object_class->finalize = aloud_notice_finalize;

  props[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_CLOSABLE] = g_param_spec_boolean ("closable", NULL, NULL, FALSE, ALOUD_PARAM_READWRITE);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, ALOUD_PARAM_READWRITE);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, ALOUD_PARAM_READWRITE);
  props[PROP_BODY] = g_param_spec_string ("body", NULL, NULL, NULL, ALOUD_PARAM_READWRITE);
  props[PROP_DETAILS] = g_param_spec_string ("details", NULL, NULL, NULL, ALOUD_PARAM_READWRITE);
  props[PROP_BUTTON] = g_param_spec_string ("button", NULL, NULL, NULL, ALOUD_PARAM_READWRITE);
  props[PROP_SECOND_BUTTON] = g_param_spec_string ("second-button", NULL, NULL, NULL, ALOUD_PARAM_READWRITE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  signals[ACTIVATED] = g_signal_new ("activated", ALOUD_TYPE_NOTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[CLOSED] = g_signal_new ("closed", ALOUD_TYPE_NOTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudNotice, expander);
  gtk_widget_class_bind_template_callback (widget_class, aloud_closures_has_text);
  gtk_widget_class_bind_template_callback (widget_class, on_button_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_second_button_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked);
}

static void
aloud_notice_init (AloudNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
aloud_notice_new (void)
{
  return g_object_new (ALOUD_TYPE_NOTICE, NULL);
}
