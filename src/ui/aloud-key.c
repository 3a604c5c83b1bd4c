/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-key.h"

#include <glib/gi18n.h>

#define WRITING_MODIFIERS (GDK_SHIFT_MASK)

static const struct {
  guint keyval;
  const char *label;
} modifiers[] = {
  { GDK_KEY_Control_R, N_("Right Ctrl") }, { GDK_KEY_Control_L, N_("Left Ctrl") },
  { GDK_KEY_Shift_R, N_("Right Shift") },  { GDK_KEY_Shift_L, N_("Left Shift") },
  { GDK_KEY_Alt_R, N_("Right Alt") },      { GDK_KEY_Alt_L, N_("Left Alt") },
  { GDK_KEY_Super_R, N_("Right Super") },  { GDK_KEY_Super_L, N_("Left Super") },
  { GDK_KEY_Meta_R, N_("Right Meta") },    { GDK_KEY_Meta_L, N_("Left Meta") },
  { GDK_KEY_ISO_Level3_Shift, N_("AltGr") },
};

/* What moves through a window and presses its buttons. */
static const guint needed[] = {
  GDK_KEY_Tab, GDK_KEY_ISO_Left_Tab, GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_Escape, GDK_KEY_Up, GDK_KEY_Down,
  GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Home, GDK_KEY_End, GDK_KEY_Page_Up, GDK_KEY_Page_Down, GDK_KEY_BackSpace,
  GDK_KEY_Delete, GDK_KEY_F10, GDK_KEY_Menu,
};

static const char *
get_modifier_label (guint keyval)
{
  for (guint i = 0; i < G_N_ELEMENTS (modifiers); i++)
    if (modifiers[i].keyval == keyval)
      return _(modifiers[i].label);
  return NULL;
}

gboolean
aloud_key_parse (const char *text, AloudKey *key)
{
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (gtk_accelerator_parse (text, &key->keyval, &key->modifiers) && key->keyval != 0
      && key->keyval != GDK_KEY_VoidSymbol)
    {
      key->keyval = gdk_keyval_to_lower (key->keyval);
      return TRUE;
    }
  *key = (AloudKey) { GDK_KEY_space, 0 };
  return FALSE;
}

char *
aloud_key_to_string (const AloudKey *key)
{
  return gtk_accelerator_name (key->keyval, key->modifiers);
}

char *
aloud_key_dup_label (const AloudKey *key)
{
  if (aloud_key_is_modifier (key))
    return g_strdup (get_modifier_label (key->keyval));
  return gtk_accelerator_get_label (key->keyval, key->modifiers);
}

gboolean
aloud_key_matches (const AloudKey *key, guint keyval, GdkModifierType state)
{
  if (key->keyval == GDK_KEY_space && keyval == GDK_KEY_KP_Space)
    keyval = GDK_KEY_space;
  return gdk_keyval_to_lower (keyval) == key->keyval
         && (state & gtk_accelerator_get_default_mod_mask ()) == key->modifiers;
}

gboolean
aloud_key_is_modifier (const AloudKey *key)
{
  return get_modifier_label (key->keyval) != NULL;
}

gboolean
aloud_key_writes (const AloudKey *key)
{
  return (key->modifiers & ~WRITING_MODIFIERS) == 0 && g_unichar_isprint (gdk_keyval_to_unicode (key->keyval));
}

static gboolean
is_taken (const AloudKey *key, GtkApplication *application)
{
  g_autofree char *accel = aloud_key_to_string (key);
  g_auto(GStrv) actions = gtk_application_get_actions_for_accel (application, accel);

  return actions[0] != NULL;
}

const char *
aloud_key_get_objection (const AloudKey *key, GtkApplication *application)
{
  for (guint i = 0; key->modifiers == 0 && i < G_N_ELEMENTS (needed); i++)
    if (needed[i] == key->keyval)
      return _("This key is needed to move in the window. Press another one.");
  if (application != NULL && !aloud_key_is_modifier (key) && is_taken (key, application))
    return _("This key does something else in Aloud already. Press another one.");
  return NULL;
}
