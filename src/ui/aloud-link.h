/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <adwaita.h>

/* Addresses in what is said. None is a link by itself: a server could lead anywhere. */

/* A menu of the web addresses in @text, each with "turn.open-link" and the address; NULL when there are none. */
GMenuModel *aloud_link_menu        (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* @address as it is asked for on the network, in ASCII, with no letter that only looks like another; NULL when it is no
 * web address. */
char       *aloud_link_dup_address (const char *address) G_GNUC_WARN_UNUSED_RESULT;
/* Shows the address and asks; opens it in the program for it when the person says so. */
void        aloud_link_ask         (GtkWindow  *parent,
                                    const char *address);
