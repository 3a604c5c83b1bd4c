/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gtk/gtk.h>

/* GTK 4.8 joins a widget's own name and those of the labels that it is labelled by: rows of libadwaita, and buttons with a
 * mnemonic, are labelled by one of their own parts, and with a name of ours they are read out twice ("Kind Kind"). */

/* Groups without a title, and rows that open, have lists in them that take the focus: @names, one for each in the order of
 * the tree, NULL at the end. */
void aloud_spoken_name_set_lists (GtkWidget         *root,
                                  const char * const *names);
/* @name, instead of what it is labelled by. */
void aloud_spoken_name_set  (GtkWidget  *widget,
                             const char *name);
/* The same for every button in @root whose label has a mnemonic: it is its label without it, not "_Save Save". Again when
 * one gets another label. */
void aloud_spoken_name_tidy (GtkWidget  *root);
