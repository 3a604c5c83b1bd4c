/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-device-choice.h"
#include "aloud-device-notice.h"
#include "aloud-stage.h"

/* The menu of microphones and speakers, and what is said when one of them is not there. */

typedef struct {
  GObject parent;
  char *name;
  char *description;
} Device;

typedef GObjectClass DeviceClass;

GType device_get_type (void);
G_DEFINE_TYPE (Device, device, G_TYPE_OBJECT)

static void
device_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  Device *self = (Device *) object;

  g_value_set_string (value, prop_id == 1 ? self->name : self->description);
}

static void
device_finalize (GObject *object)
{
  g_free (((Device *) object)->name);
  g_free (((Device *) object)->description);
  G_OBJECT_CLASS (device_parent_class)->finalize (object);
}

static void
device_class_init (DeviceClass *klass)
{
  klass->get_property = device_get_property;
  klass->finalize = device_finalize;
  g_object_class_install_property (klass, 1, g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE));
  g_object_class_install_property (klass, 2, g_param_spec_string ("description", NULL, NULL, NULL, G_PARAM_READABLE));
}

static void
device_init (Device *self)
{
}

typedef struct {
  GSettings *settings;
  GListStore *microphones;
  GListStore *speakers;
  GSimpleActionGroup *group;
  AloudDeviceChoice *choice;
} Fixture;

static void
plug_in (GListStore *devices, const char *name, const char *description)
{
  g_autoptr (GObject) device = g_object_new (device_get_type (), NULL);

  ((Device *) device)->name = g_strdup (name);
  ((Device *) device)->description = g_strdup (description);
  g_list_store_append (devices, device);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->settings = g_settings_new (ALOUD_APP_ID);
  f->microphones = g_list_store_new (device_get_type ());
  f->speakers = g_list_store_new (device_get_type ());
  f->group = g_simple_action_group_new ();
  plug_in (f->microphones, "usb_mic", "USB_Microphone");
  plug_in (f->speakers, "hdmi", "Television");
  f->choice = aloud_device_choice_new (f->settings, G_LIST_MODEL (f->microphones), G_LIST_MODEL (f->speakers),
                                       G_ACTION_MAP (f->group));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_settings_reset (f->settings, "microphone");
  g_settings_reset (f->settings, "microphone-description");
  g_assert_finalize_object (f->choice);
  g_assert_finalize_object (f->group);
  g_assert_finalize_object (f->microphones);
  g_assert_finalize_object (f->speakers);
  g_object_unref (f->settings);
}

/* "label = target | label = target", of the microphones or the speakers. */
static char *
read_section (Fixture *f, int section)
{
  g_autoptr (GMenuModel) items = g_menu_model_get_item_link (aloud_device_choice_get_menu (f->choice), section,
                                                             G_MENU_LINK_SECTION);
  GString *text = g_string_new (NULL);

  for (int i = 0; i < g_menu_model_get_n_items (items); i++)
    {
      g_autofree char *label = NULL;
      g_autofree char *target = NULL;

      g_menu_model_get_item_attribute (items, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      g_menu_model_get_item_attribute (items, i, G_MENU_ATTRIBUTE_TARGET, "s", &target);
      g_string_append_printf (text, "%s%s = %s", i > 0 ? " | " : "", label, target);
    }
  return g_string_free (text, FALSE);
}

static void
check_section (Fixture *f, int section, const char *expected)
{
  g_autofree char *text = read_section (f, section);

  g_assert_cmpstr (text, ==, expected);
}

static void
check_chosen (Fixture *f, const char *name, const char *description)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (f->group), "microphone");
  g_autofree char *kept = g_settings_get_string (f->settings, "microphone");
  g_autofree char *kept_description = g_settings_get_string (f->settings, "microphone-description");

  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, name);
  g_assert_cmpstr (kept, ==, name);
  g_assert_cmpstr (kept_description, ==, description);
}

static void
choose (Fixture *f, const char *name)
{
  g_action_group_change_action_state (G_ACTION_GROUP (f->group), "microphone", g_variant_new_string (name));
}

/* What is there, live; an underscore is no mark of a key. */
static void
test_lists (Fixture *f, gconstpointer data)
{
  check_section (f, 0, "System Default =  | USB__Microphone = usb_mic");
  check_section (f, 1, "System Default =  | Television = hdmi");
  plug_in (f->microphones, "headset", NULL);
  check_section (f, 0, "System Default =  | USB__Microphone = usb_mic | headset = headset");
  g_list_store_remove (f->microphones, 0);
  check_section (f, 0, "System Default =  | headset = headset");
  check_section (f, 1, "System Default =  | Television = hdmi");
}

static void
test_choose (Fixture *f, gconstpointer data)
{
  check_chosen (f, "", "");
  choose (f, "usb_mic");
  check_chosen (f, "usb_mic", "USB_Microphone");
  choose (f, "");
  check_chosen (f, "", "");
  /* By somebody else. */
  g_settings_set_string (f->settings, "microphone", "usb_mic");
  check_chosen (f, "usb_mic", "");
}

/* It stays chosen, and is called what it was called. */
static void
test_away (Fixture *f, gconstpointer data)
{
  choose (f, "usb_mic");
  g_list_store_remove_all (f->microphones);
  check_section (f, 0, "System Default =  | USB__Microphone (not there) = usb_mic");
  check_chosen (f, "usb_mic", "USB_Microphone");
  plug_in (f->microphones, "usb_mic", "USB_Microphone");
  check_section (f, 0, "System Default =  | USB__Microphone = usb_mic");
}

static void
test_notice_away (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  GtkWindow *window = aloud_stage_show (stage, aloud_device_notice_new (ALOUD_VOICE (stage->voice)));

  g_assert_false (aloud_stage_shows_notice (window));
  aloud_fake_voice_set (stage->voice, "speaker-away", TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Your speaker is not there"));
  aloud_fake_voice_set (stage->voice, "microphone-away", TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Your microphone and speaker are not there"));
  aloud_fake_voice_set (stage->voice, "speaker-away", FALSE);
  aloud_test_wait (aloud_stage_shows (window, "Your microphone is not there"));
  g_assert_true (aloud_stage_shows_notice (window));
  aloud_fake_voice_set (stage->voice, "microphone-away", FALSE);
  g_assert_false (aloud_stage_shows_notice (window));
  gtk_window_destroy (window);
}

static void
on_other (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* Advice can be put away until it is needed again, unlike what is not there. */
static void
test_notice_phone_quality (void)
{
  g_autoptr (AloudStage) stage = aloud_stage_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("use-other-microphone", NULL);
  GtkWindow *window = aloud_stage_show (stage, aloud_device_notice_new (ALOUD_VOICE (stage->voice)));
  GtkWidget *notice = aloud_stage_find_type (window, g_type_from_name ("AloudNotice"));
  guint used = 0;

  g_signal_connect (action, "activate", G_CALLBACK (on_other), &used);
  g_action_map_add_action (G_ACTION_MAP (stage->group), G_ACTION (action));
  aloud_fake_voice_set (stage->voice, "phone-quality", TRUE);
  aloud_test_wait (aloud_stage_shows (window, "Use Another Microphone"));
  aloud_stage_press (window, "Use Another Microphone");
  aloud_test_wait (used == 1);
  g_signal_emit_by_name (notice, "closed");
  g_assert_false (aloud_stage_shows_notice (window));
  aloud_fake_voice_set (stage->voice, "microphone-away", TRUE);
  g_assert_true (aloud_stage_shows_notice (window));
  aloud_fake_voice_set (stage->voice, "microphone-away", FALSE);
  g_assert_false (aloud_stage_shows_notice (window));
  aloud_fake_voice_set (stage->voice, "phone-quality", FALSE);
  aloud_fake_voice_set (stage->voice, "phone-quality", TRUE);
  g_assert_true (aloud_stage_shows_notice (window));
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  aloud_stage_init (&argc, &argv);

#define ADD(path, test) g_test_add ("/ui/device-choice/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("lists", test_lists);
  ADD ("choose", test_choose);
  ADD ("away", test_away);
#undef ADD
  g_test_add_func ("/ui/device-notice/away", test_notice_away);
  g_test_add_func ("/ui/device-notice/phone-quality", test_notice_phone_quality);

  return g_test_run ();
}
