/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-field-note.h"

#include "aloud-announce.h"
#include "aloud-macros.h"
#include "aloud-problem.h"
#include "aloud-spoken-name.h"

struct _AloudFieldNote
{
  AdwPreferencesRow parent;

  /* Injected */
  GtkWidget *field; /* a sibling: goes when we go */
  char *hint;

  /* Owned */
  GtkWidget *label;

  /* State */
  char *problem;
  char *warning;
};

G_DEFINE_FINAL_TYPE (AloudFieldNote, aloud_field_note, ADW_TYPE_PREFERENCES_ROW)

enum {
  PROP_0,
  PROP_FIELD,
  PROP_HINT,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static void
set_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* The text widget within the row has the focus, so it is the one that a screen reader asks. */
static GtkAccessible *
get_accessible (AloudFieldNote *self)
{
  GtkEditable *text = GTK_IS_EDITABLE (self->field) ? gtk_editable_get_delegate (GTK_EDITABLE (self->field)) : NULL;

  return GTK_ACCESSIBLE (text != NULL ? GTK_WIDGET (text) : self->field);
}

static void
tell_screen_reader (AloudFieldNote *self, const char *text)
{
  GtkAccessible *accessible = get_accessible (self);
  GtkAccessibleInvalidState invalid = self->problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                                            : GTK_ACCESSIBLE_INVALID_FALSE;

  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "", -1);
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID, invalid, -1);
}

static void
on_field_visible (AloudFieldNote *self)
{
  const char *text = gtk_label_get_label (GTK_LABEL (self->label));

  gtk_widget_set_visible (GTK_WIDGET (self), *text != '\0' && gtk_widget_get_visible (self->field));
  set_class (self->field, "noted", *text != '\0');
}

static void
update (AloudFieldNote *self)
{
  const char *text = self->hint;

  if (self->problem != NULL)
    text = self->problem;
  else if (self->warning != NULL)
    text = self->warning;

  gtk_label_set_label (GTK_LABEL (self->label), text != NULL ? text : "");
  set_class (self->label, "error", self->problem != NULL);
  set_class (self->label, "warning", self->problem == NULL && self->warning != NULL);
  set_class (self->label, "dim-label", self->problem == NULL && self->warning == NULL);
  set_class (self->field, "error", self->problem != NULL);
  tell_screen_reader (self, text);
  on_field_visible (self);
}

static void
aloud_field_note_constructed (GObject *object)
{
  AloudFieldNote *self = ALOUD_FIELD_NOTE (object);

  G_OBJECT_CLASS (aloud_field_note_parent_class)->constructed (object);

  if (ADW_IS_PREFERENCES_ROW (self->field))
    aloud_spoken_name_set (GTK_WIDGET (get_accessible (self)), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->field)));
  g_signal_connect_object (self->field, "notify::visible", G_CALLBACK (on_field_visible), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
aloud_field_note_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudFieldNote *self = ALOUD_FIELD_NOTE (object);

  switch (prop_id)
    {
    case PROP_FIELD:
      self->field = g_value_get_object (value);
      break;
    case PROP_HINT:
      if (aloud_set_str (&self->hint, g_value_get_string (value)) && self->field != NULL)
        update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_field_note_finalize (GObject *object)
{
  AloudFieldNote *self = ALOUD_FIELD_NOTE (object);

  g_free (self->hint);
  g_free (self->problem);
  g_free (self->warning);

  G_OBJECT_CLASS (aloud_field_note_parent_class)->finalize (object);
}

/* A list offers the focus to the next row, and is left with the Tab key when that one does not take it. */
static gboolean
aloud_field_note_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean back = direction == GTK_DIR_UP || direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *row = widget;

  do
    row = back ? gtk_widget_get_prev_sibling (row) : gtk_widget_get_next_sibling (row);
  while (row != NULL && !gtk_widget_child_focus (row, direction));
  return row != NULL;
}

static void
aloud_field_note_class_init (AloudFieldNoteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->focus = aloud_field_note_focus;
  object_class->constructed = aloud_field_note_constructed;
  object_class->set_property = aloud_field_note_set_property;
  object_class->finalize = aloud_field_note_finalize;

  props[PROP_FIELD] = g_param_spec_object ("field", NULL, NULL, GTK_TYPE_WIDGET,
                                           ALOUD_PARAM_CONSTRUCT_ONLY & ~G_PARAM_READABLE);
  props[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, ALOUD_PARAM_READWRITE & ~G_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);
}

static void
aloud_field_note_init (AloudFieldNote *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_set_margin_start (self->label, 12);
  gtk_widget_set_margin_end (self->label, 12);
  gtk_widget_set_margin_top (self->label, 6); /* off the ring of a field that has the focus */
  gtk_widget_set_margin_bottom (self->label, 10);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "field-note");
}

void
aloud_field_note_set_error (AloudFieldNote *self, const GError *error)
{
  g_autoptr (AloudProblem) problem = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (ALOUD_IS_FIELD_NOTE (self));

  if (error != NULL)
    {
      problem = aloud_problem_describe (error, NULL, NULL);
      text = g_strdup_printf ("%s. %s", problem->title, problem->body);
    }
  if (!aloud_set_str (&self->problem, text))
    return;
  update (self);
  if (text != NULL)
    aloud_announce (GTK_WIDGET (self), text);
}

void
aloud_field_note_set_warning (AloudFieldNote *self, const char *warning)
{
  g_return_if_fail (ALOUD_IS_FIELD_NOTE (self));

  if (aloud_set_str (&self->warning, warning))
    update (self);
}

gboolean
aloud_field_note_has_error (AloudFieldNote *self)
{
  g_return_val_if_fail (ALOUD_IS_FIELD_NOTE (self), FALSE);

  return self->problem != NULL;
}
