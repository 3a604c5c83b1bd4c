/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "aloud-spoken-name.h"

/* "_Save" is "Save", "a__b" is "a_b". */
static char *
dup_without_mnemonic (const char *label)
{
  GString *name = g_string_new (NULL);

  for (const char *c = label; *c != '\0'; c++)
    if (*c != '_' || (*++c != '\0'))
      g_string_append_c (name, *c);
    else
      break;
  return g_string_free (name, FALSE);
}

void
aloud_spoken_name_set (GtkWidget *widget, const char *name)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (name != NULL);

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
aloud_spoken_name_tidy (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (GTK_IS_BUTTON (root) && gtk_button_get_label (GTK_BUTTON (root)) != NULL
      && gtk_button_get_use_underline (GTK_BUTTON (root)))
    {
      g_autofree char *name = dup_without_mnemonic (gtk_button_get_label (GTK_BUTTON (root)));

      aloud_spoken_name_set (root, name);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    aloud_spoken_name_tidy (child);
}

static void
name_lists (GtkWidget *widget, const char *const **names)
{
  if (**names == NULL)
    return;
  if (GTK_IS_LIST_BOX (widget))
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, **names, -1);
      (*names)++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_lists (child, names);
}

void
aloud_spoken_name_set_lists (GtkWidget *root, const char *const *names)
{
  g_return_if_fail (GTK_IS_WIDGET (root));
  g_return_if_fail (names != NULL);

  name_lists (root, &names);
}
