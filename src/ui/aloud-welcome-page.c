/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-welcome-page.h"

#include "aloud-agent-facts.h"
#include "aloud-closures.h"
#include "aloud-macros.h"

#include <glib/gi18n.h>

struct _AloudWelcomePage
{
  AdwBin parent;

  /* Injected */
  AloudCallActions *actions;

  /* Template */
  AdwStatusPage *page;
  GtkBox *buttons;
};

G_DEFINE_FINAL_TYPE (AloudWelcomePage, aloud_welcome_page, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_ACTIONS,
  LAST_PROP,
};

static GParamSpec *props[LAST_PROP];

/* An agent that has just been added gets its name a moment later. */
static void
on_name_notify (AloudAgent *agent, GParamSpec *pspec, gpointer user_data)
{
  GtkWidget *button = user_data;
  g_autofree char *name = aloud_agent_dup_name (agent);
  g_autofree char *isolated = aloud_isolate (name);
  g_autofree char *text = NULL;

  if (aloud_agent_facts_is_practice (agent))
    text = g_strdup (_("Talk to the Practice Agent"));
  else
    /* Translators: %s is the name of an agent */
    text = g_strdup_printf (_("Call “%s”"), isolated);

  gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkWidget *
create_button (AloudAgent *agent, guint position)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_button_set_child (GTK_BUTTON (button), label);
  g_signal_connect_object (agent, "notify::name", G_CALLBACK (on_name_notify), button, 0);
  on_name_notify (agent, NULL, button);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", position);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.call-agent");
  return button;
}

static GtkWidget *
get_nth_button (AloudWelcomePage *self, guint position)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->buttons));

  while (button != NULL && position-- > 0)
    button = gtk_widget_get_next_sibling (button);
  return button;
}

static GtkWidget *
get_selected_button (AloudWelcomePage *self)
{
  GListModel *agents = aloud_call_actions_get_agents (self->actions);

  for (guint i = 0; i < g_list_model_get_n_items (agents); i++)
    {
      g_autoptr (AloudAgent) agent = g_list_model_get_item (agents, i);

      if (agent == aloud_call_actions_get_selected (self->actions))
        return get_nth_button (self, i);
    }
  return get_nth_button (self, 0);
}

static void
on_selected_notify (AloudWelcomePage *self)
{
  GtkWidget *selected = get_selected_button (self);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->buttons)) != NULL;

  for (GtkWidget *child = get_nth_button (self, 0); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_remove_css_class (child, "suggested-action");
  if (selected == NULL)
    return;
  gtk_widget_add_css_class (selected, "suggested-action");
  if (focused)
    gtk_widget_grab_focus (selected);
}

static const char *
describe_practice_agent (void)
{
#ifdef ALOUD_HAVE_RECOGNISER
  return _("Press the button and speak. The practice agent comes with Aloud: it needs no account, and nothing leaves this "
           "computer.");
#else
  return _("Press the button and speak. The practice agent comes with Aloud: it needs no account, and nothing leaves this "
           "computer. In this package it understands no words; it plays back how you sounded.");
#endif
}

static void
on_agents_changed (AloudWelcomePage *self)
{
  GListModel *agents = aloud_call_actions_get_agents (self->actions);
  gboolean newcomer = TRUE;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, child);

  for (guint i = 0; i < g_list_model_get_n_items (agents); i++)
    {
      g_autoptr (AloudAgent) agent = g_list_model_get_item (agents, i);

      newcomer = newcomer && aloud_agent_facts_is_practice (agent);
      gtk_box_append (self->buttons, create_button (agent, i));
    }
  adw_status_page_set_description (self->page, newcomer ? describe_practice_agent () : _("Press a button and speak."));
  on_selected_notify (self);
}

static gboolean
aloud_welcome_page_grab_focus (GtkWidget *widget)
{
  GtkWidget *selected = get_selected_button (ALOUD_WELCOME_PAGE (widget));

  return selected != NULL && gtk_widget_grab_focus (selected);
}

static void
aloud_welcome_page_constructed (GObject *object)
{
  AloudWelcomePage *self = ALOUD_WELCOME_PAGE (object);

  G_OBJECT_CLASS (aloud_welcome_page_parent_class)->constructed (object);

  g_signal_connect_object (aloud_call_actions_get_agents (self->actions), "items-changed",
                           G_CALLBACK (on_agents_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->actions, "notify::selected", G_CALLBACK (on_selected_notify), self,
                           G_CONNECT_SWAPPED);
  on_agents_changed (self);
}

static void
aloud_welcome_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  AloudWelcomePage *self = ALOUD_WELCOME_PAGE (object);

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
aloud_welcome_page_dispose (GObject *object)
{
  AloudWelcomePage *self = ALOUD_WELCOME_PAGE (object);

  g_clear_object (&self->actions);

  G_OBJECT_CLASS (aloud_welcome_page_parent_class)->dispose (object);
}

static void
aloud_welcome_page_class_init (AloudWelcomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = aloud_welcome_page_constructed;
  object_class->set_property = aloud_welcome_page_set_property;
  object_class->dispose = aloud_welcome_page_dispose;
  widget_class->grab_focus = aloud_welcome_page_grab_focus;

  props[PROP_ACTIONS] = g_param_spec_object ("actions", NULL, NULL, ALOUD_TYPE_CALL_ACTIONS,
                                             ALOUD_PARAM_CONSTRUCT_ONLY & ~G_PARAM_READABLE);
  g_object_class_install_properties (object_class, LAST_PROP, props);

  gtk_widget_class_set_template_from_resource (widget_class, ALOUD_RESOURCE_PATH "/ui/aloud-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AloudWelcomePage, page);
  gtk_widget_class_bind_template_child (widget_class, AloudWelcomePage, buttons);
}

static void
aloud_welcome_page_init (AloudWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
aloud_welcome_page_new (AloudCallActions *actions)
{
  g_return_val_if_fail (ALOUD_IS_CALL_ACTIONS (actions), NULL);

  return g_object_new (ALOUD_TYPE_WELCOME_PAGE, "actions", actions, NULL);
}
