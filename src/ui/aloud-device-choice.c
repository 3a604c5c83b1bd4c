/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-device-choice.h"

#include <glib/gi18n.h>

typedef struct {
  const char *name; /* of the action and of the setting */
  const char *description; /* of the setting */
  GListModel *devices;
  GMenu *section;
  GSimpleAction *action;
} Card;

struct _AloudDeviceChoice
{
  GObject parent;

  /* Injected */
  GSettings *settings;

  /* Owned */
  GMenu *menu;
  Card cards[2];
};

G_DEFINE_FINAL_TYPE (AloudDeviceChoice, aloud_device_choice, G_TYPE_OBJECT)

/* A menu takes an underscore for the mark of a key. */
static void
append (Card *card, const char *label, const char *name)
{
  g_autofree char *action = g_strdup_printf ("app.%s", card->name);
  g_autoptr (GString) text = g_string_new (label);
  g_autoptr (GMenuItem) item = NULL;

  g_string_replace (text, "_", "__", 0);
  item = g_menu_item_new (text->str, NULL);
  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (card->section, item);
}

/* Appends the devices that are there; tells whether @chosen is one of them. */
static gboolean
append_devices (Card *card, const char *chosen)
{
  gboolean found = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (card->devices); i++)
    {
      g_autoptr (GObject) device = g_list_model_get_item (card->devices, i);
      g_autofree char *name = NULL;
      g_autofree char *description = NULL;

      g_object_get (device, "name", &name, "description", &description, NULL);
      append (card, description != NULL ? description : name, name);
      found = found || g_strcmp0 (name, chosen) == 0;
    }
  return found;
}

static void
update_card (AloudDeviceChoice *self, Card *card)
{
  g_autofree char *chosen = g_settings_get_string (self->settings, card->name);
  g_autofree char *description = g_settings_get_string (self->settings, card->description);

  g_menu_remove_all (card->section);
  append (card, _("System Default"), "");
  if (!append_devices (card, chosen) && *chosen != '\0')
    {
      /* Translators: %s is the name of a microphone or loudspeaker */
      g_autofree char *label = g_strdup_printf (_("%s (not there)"), *description != '\0' ? description : chosen);

      append (card, label, chosen);
    }
  g_simple_action_set_state (card->action, g_variant_new_string (chosen));
}

static void
update (AloudDeviceChoice *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->cards); i++)
    update_card (self, &self->cards[i]);
}

static char *
dup_description (Card *card, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (card->devices); i++)
    {
      g_autoptr (GObject) device = g_list_model_get_item (card->devices, i);
      g_autofree char *other = NULL;
      g_autofree char *description = NULL;

      g_object_get (device, "name", &other, "description", &description, NULL);
      if (g_strcmp0 (name, other) == 0)
        return g_steal_pointer (&description);
    }
  return NULL;
}

/* The description goes first: with the name the device is looked for. */
static void
on_change_state (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  AloudDeviceChoice *self = user_data;
  Card *card = &self->cards[action == self->cards[0].action ? 0 : 1];
  const char *name = g_variant_get_string (value, NULL);
  g_autofree char *description = dup_description (card, name);

  g_settings_set_string (self->settings, card->description, description != NULL ? description : "");
  g_settings_set_string (self->settings, card->name, name);
}

static void
aloud_device_choice_dispose (GObject *object)
{
  AloudDeviceChoice *self = ALOUD_DEVICE_CHOICE (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->cards); i++)
    {
      if (self->cards[i].action != NULL)
        g_signal_handlers_disconnect_by_data (self->cards[i].action, self);
      g_clear_object (&self->cards[i].devices);
      g_clear_object (&self->cards[i].section);
      g_clear_object (&self->cards[i].action);
    }
  g_clear_object (&self->menu);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (aloud_device_choice_parent_class)->dispose (object);
}

static void
aloud_device_choice_class_init (AloudDeviceChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aloud_device_choice_dispose;
}

static void
aloud_device_choice_init (AloudDeviceChoice *self)
{
  self->menu = g_menu_new ();
}

static void
add_card (AloudDeviceChoice *self, Card *card, const char *label, GListModel *devices, GActionMap *map)
{
  g_autofree char *changed = g_strdup_printf ("changed::%s", card->name);

  card->devices = g_object_ref (devices);
  card->section = g_menu_new ();
  card->action = g_simple_action_new_stateful (card->name, G_VARIANT_TYPE_STRING, g_variant_new_string (""));
  g_menu_append_section (self->menu, label, G_MENU_MODEL (card->section));
  g_signal_connect (card->action, "change-state", G_CALLBACK (on_change_state), self);
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, changed, G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (map, G_ACTION (card->action));
}

AloudDeviceChoice *
aloud_device_choice_new (GSettings *settings, GListModel *microphones, GListModel *speakers, GActionMap *map)
{
  AloudDeviceChoice *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (microphones), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (speakers), NULL);
  g_return_val_if_fail (G_IS_ACTION_MAP (map), NULL);

  self = g_object_new (ALOUD_TYPE_DEVICE_CHOICE, NULL);
  self->settings = g_object_ref (settings);
  self->cards[0] = (Card) { .name = "microphone", .description = "microphone-description" };
  self->cards[1] = (Card) { .name = "speaker", .description = "speaker-description" };
  add_card (self, &self->cards[0], _("Microphone"), microphones, map);
  add_card (self, &self->cards[1], _("Speaker"), speakers, map);
  update (self);
  return self;
}

GMenuModel *
aloud_device_choice_get_menu (AloudDeviceChoice *self)
{
  g_return_val_if_fail (ALOUD_IS_DEVICE_CHOICE (self), NULL);

  return G_MENU_MODEL (self->menu);
}

static void
look (GtkMenuButton *button, gpointer user_data)
{
  gtk_widget_activate_action (GTK_WIDGET (button), "app.look-for-devices", NULL);
}

void
aloud_device_choice_show (GtkMenuButton *button, GMenuModel *menu)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (menu == NULL || G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_menu_model (button, menu);
  gtk_menu_button_set_create_popup_func (button, menu != NULL ? look : NULL, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (button), menu != NULL);
}
