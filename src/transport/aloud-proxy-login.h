/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <libsoup/soup.h>

/* Keeps the login at a proxy from whom @message is for: libsoup (seen in 3.2) sends it to the proxy, and then once more
 * through the tunnel. To be called before @message is sent. */
void aloud_proxy_login_hide (SoupMessage *message);
