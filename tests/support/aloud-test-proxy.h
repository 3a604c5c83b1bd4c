/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include "aloud-endpoint.h"

#include <gio/gio.h>

/* A bad network: a TCP relay on a loopback port of its own, on the test's main context, that is late, slow, blocked, cut,
 * or deaf. What is changed is true of the links that exist, or, where it says so, of those to come. */
typedef struct {
  guint port;
  AloudEndpoint *endpoint; /* at this port; config ID "test-config" */
  guint links;             /* taken so far */

  /* Of every link, at any time. */
  guint delay_ms;          /* each way */
  guint bytes_per_second;  /* each way; 0: as fast as it goes */

  /* Private. */
  GSocketService *service;
  GPtrArray *pairs;
  guint target;
  guint timer;
  char *answer;
} AloudTestProxy;

/* To the loopback port @target; @ipv6: listens on [::1] and nowhere else. NULL when this machine has no such address. */
AloudTestProxy *aloud_test_proxy_new       (guint           target,
                                            gboolean        ipv6) G_GNUC_WARN_UNUSED_RESULT;
void            aloud_test_proxy_free      (AloudTestProxy *self);
/* Nothing more is taken from the client (@up), from the server (@down), or either again. */
void            aloud_test_proxy_stall     (AloudTestProxy *self,
                                            gboolean        up,
                                            gboolean        down);
/* Both sides hear nothing any more, neither data nor an end, for ever. */
void            aloud_test_proxy_partition (AloudTestProxy *self);
/* The links end; @reset: with a RST. */
void            aloud_test_proxy_drop      (AloudTestProxy *self,
                                            gboolean        reset);
/* The links to come are answered with @bytes and led nowhere; "": with nothing; NULL: they are relayed again. */
void            aloud_test_proxy_answer    (AloudTestProxy *self,
                                            const char     *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudTestProxy, aloud_test_proxy_free)
