/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-agent-switcher.h"

#include "aloud-agent-facts.h"
#include "aloud-closures.h"
#include "aloud-macros.h"
#include "aloud-tame.h"

#include <glib/gi18n.h>

#define KEYS 9 /* Alt+1 to Alt+9 */

struct _AloudAgentSwitcher
{
  AdwBin parent;

  /* Injected */
  AloudCallActions *actions;

  /* Template */
  GtkMenuButton *button;
  GMenuModel *menu;
  AdwWindowTitle *title;
};

G_DEFINE_FINAL_TYPE (AloudAgentSwitcher, aloud_agent_switcher, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_ACTIONS,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

static GtkWidget *
create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

/* Check mark, name, stage and key, as far as there are any. */
static GtkWidget *
create_content (const char *name, const char *badge, guint position, gboolean selected)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");
  GtkWidget *label = gtk_label_new (name);

  gtk_widget_set_opacity (check, selected ? 1 : 0);
  gtk_box_append (GTK_BOX (box), check);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 16);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 26);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (badge != NULL)
    gtk_box_append (GTK_BOX (box), create_label (badge, "badge"));
  if (position < KEYS)
    {
      g_autofree char *key = gtk_accelerator_get_label (GDK_KEY_1 + position, GDK_ALT_MASK);

      gtk_box_append (GTK_BOX (box), create_label (key, "dim-label"));
    }
  return box;
}

static GtkWidget *
create_row (AloudAgent *agent, guint position, gboolean selected)
{
  g_autofree char *own_name = aloud_agent_dup_name (agent);
  g_autofree char *name = aloud_tame_name (own_name);
  const char *badge = aloud_agent_facts_get_badge (agent);
  g_autoptr (GString) spoken = g_string_new (name);
  GtkWidget *row = gtk_list_box_row_new ();

  if (badge != NULL)
    g_string_append_printf (spoken, ", %s", badge);
  if (selected)
    /* Translators: read aloud after the name of the agent that is selected */
    g_string_append_printf (spoken, ", %s", C_("agent", "selected"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken->str, -1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), create_content (name, badge, position, selected));
  return row;
}

static void
on_row_activated (AloudAgentSwitcher *self, GtkListBoxRow *row)
{
  guint position = (guint) gtk_list_box_row_get_index (row);

  gtk_menu_button_popdown (self->button);
  gtk_widget_activate_action (GTK_WIDGET (self), "app.select-nth", "u", position);
}

static GtkWidget *
create_list (AloudAgentSwitcher *self)
{
  GListModel *agents = aloud_call_actions_get_agents (self->actions);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "agent-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Agents"), -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < g_list_model_get_n_items (agents); i++)
    {
      g_autoptr (AloudAgent) agent = g_list_model_get_item (agents, i);

      gtk_list_box_append (GTK_LIST_BOX (list),
                           create_row (agent, i, agent == aloud_call_actions_get_selected (self->actions)));
    }
  return list;
}

/* Made anew for each time it is opened: so it need not listen while it is closed. */
static void
create_popover (GtkMenuButton *button, gpointer user_data)
{
  AloudAgentSwitcher *self = user_data;
  GtkWidget *popover = gtk_popover_menu_new_from_model (self->menu);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), create_list (self));
  gtk_popover_menu_add_child (GTK_POPOVER_MENU (popover), scroller, "agents");
  gtk_widget_add_css_class (popover, "agents");
  gtk_menu_button_set_popover (button, popover);
}

static void
aloud_agent_switcher_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudAgentSwitcher *self = ALOUD_AGENT_SWITCHER (object);

  switch (prop_id)
    {
    case PROP_ACTIONS:
      self->actions = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
aloud_agent_switcher_dispose (GObject *object)
{
  AloudAgentSwitcher *self = ALOUD_AGENT_SWITCHER (object);

  g_clear_object (&self->actions);

  G_OBJECT_CLASS (aloud_agent_switcher_parent_class)->dispose (object);
}

static void
aloud_agent_switcher_class_init (AloudAgentSwitcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = aloud_agent_switcher_set_property;
  object_class->dispose = aloud_agent_switcher_dispose;

  props[PROP_ACTIONS] = g_param_spec_object ("actions", NULL, NULL, ALOUD_TYPE_CALL_ACTIONS,
                                             ALOUD_PARAM_CONSTRUCT_ONLY & ~G_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-agent-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudAgentSwitcher, button);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentSwitcher, menu);
  gtk_widget_class_bind_template_child (widget_class, AloudAgentSwitcher, title);
}

static void
aloud_agent_switcher_init (AloudAgentSwitcher *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, create_popover, self, NULL);
}

GtkWidget *
aloud_agent_switcher_new (AloudCallActions *actions)
{
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (actions), NULL);

  return g_object_new (ALOUD_TYPE_AGENT_SWITCHER, "actions", actions, NULL);
}

void
aloud_agent_switcher_set_title (AloudAgentSwitcher *self, const char *title, const char *subtitle)
{
  g_autofree char *tame = NULL;
  g_autofree char *spoken = NULL;

  g_return_if_fail (ALOUD_IS_AGENT_SWITCHER (self));
  g_return_if_fail (title != NULL && subtitle != NULL);

  tame = aloud_tame_name (title);
  /* Translators: %s is the name of the agent; read aloud for the button that shows it and leads to the others */
  spoken = g_strdup_printf (_("Agent: %s"), tame);
  adw_window_title_set_title (self->title, tame);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
