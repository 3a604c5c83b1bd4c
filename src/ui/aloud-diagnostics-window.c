/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-diagnostics-window.h"

#include "aloud-diagnostics.h"

#include <glib/gi18n.h>

/* Where a figure stands. */
typedef struct {
  GtkWidget *row;
  GtkLabel *value; /* NULL: in the row's subtitle */
} Shown;

struct _AloudDiagnosticsWindow
{
  AdwWindow parent;

  /* Injected */
  AloudSession *session;
  AloudEventLog *log;

  /* Owned */
  GArray *shown; /* of Shown, one for each figure, in the order of the list */
  guint timer;   /* runs while the window is mapped */

  /* State */
  gboolean at_end;   /* of the events: new ones are followed */

  /* Template */
  AdwToastOverlay *toasts;
  AdwPreferencesPage *page;
  GtkLabel *versions;
  GtkSearchEntry *search;
  GtkDropDown *kinds;
  GtkStack *events_stack;
  GtkScrolledWindow *scroller;
  GtkListView *events;
};

G_DEFINE_FINAL_TYPE (AloudDiagnosticsWindow, aloud_diagnostics_window, ADW_TYPE_WINDOW)

static char *
dup_toolkit (void)
{
  return g_strdup_printf ("GTK %u.%u.%u, libadwaita %u.%u.%u", gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version ());
}

static GtkWidget *
create_list (const char *title)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return list;
}

/* A name may need lines of its own. */
static GtkWidget *
create_row (const AloudFigure *figure, GtkLabel **value)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", figure->name, NULL);

  *value = NULL;
  if (figure->is_name)
    return row;
  *value = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (*value), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (*value), "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (*value));
  return row;
}

static void
build (AloudDiagnosticsWindow *self)
{
  g_autoptr (GPtrArray) figures = aloud_diagnostics_list (self->session);
  GtkWidget *lists[ALOUD_N_FIGURE_GROUPS] = { NULL };

  for (guint i = 0; i < figures->len; i++)
    {
      const AloudFigure *figure = g_ptr_array_index (figures, i);
      Shown shown;

      if (lists[figure->group] == NULL)
        {
          const char *title = aloud_diagnostics_get_group (figure->group);
          GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", title, NULL);

          lists[figure->group] = create_list (title);
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), lists[figure->group]);
          adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (group));
        }
      shown.row = create_row (figure, &shown.value);
      gtk_list_box_append (GTK_LIST_BOX (lists[figure->group]), shown.row);
      g_array_append_val (self->shown, shown);
    }
}

static void
show_value (const Shown *shown, const AloudFigure *figure)
{
  g_autofree char *spoken = g_strdup_printf ("%s: %s", figure->name, figure->value);

  if (shown->value != NULL)
    gtk_label_set_text (shown->value, figure->value);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (shown->row), figure->value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (shown->row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update (AloudDiagnosticsWindow *self)
{
  g_autoptr (GPtrArray) figures = aloud_diagnostics_list (self->session);

  for (guint i = 0; i < figures->len; i++)
    show_value (&g_array_index (self->shown, Shown, i), g_ptr_array_index (figures, i));
}

static gboolean
on_timer (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (widget);
  g_autofree char *toolkit = dup_toolkit ();
  g_autofree char *report = aloud_diagnostics_report (self->session, self->log, toolkit);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), report);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

/* The shown events, after a filter or more of them. */
static void
on_events_changed (AloudDiagnosticsWindow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (self->events)));
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->log)) > 0;

  gtk_stack_set_visible_child_name (self->events_stack, n > 0 ? "list" : any ? "nothing" : "empty");
  if (n > 0 && self->at_end)
    gtk_widget_activate_action (GTK_WIDGET (self->events), "list.scroll-to-item", "u", n - 1);
}

static void
on_scrolled (AloudDiagnosticsWindow *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->at_end = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) + 24
                 >= gtk_adjustment_get_upper (adjustment);
}

/* The row around it takes the focus. */
static void
name_row (GtkLabel *label)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (label));

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_label (label), -1);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr (GtkExpression) entry = gtk_property_expression_new (GTK_TYPE_LIST_ITEM, NULL, "item");
  g_autoptr (GtkExpression) text = gtk_property_expression_new (ALOUD_TYPE_EVENT_LOG_ENTRY,
                                                                gtk_expression_ref (entry), "text");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_margin_end (label, 6);
  g_signal_connect (label, "notify::label", G_CALLBACK (name_row), NULL);
  g_signal_connect (label, "notify::parent", G_CALLBACK (name_row), NULL);
  gtk_expression_bind (text, label, "label", item);
  g_steal_pointer (&text);
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
}

/* The list begins with "all of them", the kinds follow in their order. */
static gboolean
is_of_kind (gpointer item, gpointer kinds)
{
  guint selected = gtk_drop_down_get_selected (kinds);

  return selected == 0 || (guint) aloud_event_log_entry_get_kind (item) == selected - 1;
}

static void
on_kind_selected (GtkFilter *filter)
{
  gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
bind_events (AloudDiagnosticsWindow *self)
{
  GtkExpression *text = gtk_property_expression_new (ALOUD_TYPE_EVENT_LOG_ENTRY, NULL, "text");
  GtkStringFilter *words = gtk_string_filter_new (text);
  GtkCustomFilter *kind = gtk_custom_filter_new (is_of_kind, g_object_ref (self->kinds), g_object_unref);
  GtkEveryFilter *both = gtk_every_filter_new ();
  GtkFilterListModel *shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->log)), GTK_FILTER (both));
  g_autoptr (GtkSelectionModel) model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (shown)));

  gtk_multi_filter_append (GTK_MULTI_FILTER (both), GTK_FILTER (words));
  gtk_multi_filter_append (GTK_MULTI_FILTER (both), GTK_FILTER (kind));
  g_object_bind_property (self->search, "text", words, "search", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->kinds, "notify::selected", G_CALLBACK (on_kind_selected), kind, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->events, model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_events_changed), self, G_CONNECT_SWAPPED);
  on_events_changed (self);
}

static void
aloud_diagnostics_window_map (GtkWidget *widget)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (widget);

  GTK_WIDGET_CLASS (aloud_diagnostics_window_parent_class)->map (widget);
  update (self);
  self->timer = g_timeout_add_seconds (1, on_timer, self);
}

static void
aloud_diagnostics_window_unmap (GtkWidget *widget)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (widget);

  g_clear_handle_id (&self->timer, g_source_remove);
  GTK_WIDGET_CLASS (aloud_diagnostics_window_parent_class)->unmap (widget);
}

static void
aloud_diagnostics_window_dispose (GObject *object)
{
  AloudDiagnosticsWindow *self = ALOUD_DIAGNOSTICS_WINDOW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->log);
  g_clear_pointer (&self->shown, g_array_unref);

  G_OBJECT_CLASS (aloud_diagnostics_window_parent_class)->dispose (object);
}

static void
aloud_diagnostics_window_class_init (AloudDiagnosticsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = aloud_diagnostics_window_dispose;
  widget_class->map = aloud_diagnostics_window_map;
  widget_class->unmap = aloud_diagnostics_window_unmap;

  gtk_widget_class_install_action (widget_class, "diagnostics.copy", NULL, on_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-diagnostics-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, page);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, versions);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, search);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, kinds);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, events_stack);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, AloudDiagnosticsWindow, events);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
}

static void
aloud_diagnostics_window_init (AloudDiagnosticsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->shown = g_array_new (FALSE, FALSE, sizeof (Shown));
  self->at_end = TRUE;
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed",
                           G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

GtkWindow *
aloud_diagnostics_window_new (GtkWindow *parent, AloudSession *session, AloudEventLog *log)
{
  AloudDiagnosticsWindow *self;
  g_autofree char *toolkit = dup_toolkit ();
  g_autofree char *versions = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (ALOUD_IS_SESSION (session), NULL);
  g_return_val_if_fail (ALOUD_IS_EVENT_LOG (log), NULL);

  self = g_object_new (ALOUD_TYPE_DIAGNOSTICS_WINDOW, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  self->log = g_object_ref (log);
  build (self);
  update (self);
  versions = aloud_diagnostics_versions (session, toolkit);
  gtk_label_set_text (self->versions, versions);
  bind_events (self);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WINDOW (self);
}
