/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <glib.h>

/* A network of the calling thread's own, in which nothing is but loopback, and packets are lost (nft's numgen: the kernel
 * needs no netem). What is connected before stays where it was. */
typedef struct _AloudTestLoss AloudTestLoss;

/* NULL where that is not allowed or nft is not installed; @error says why. */
AloudTestLoss *aloud_test_loss_new  (GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* From now on so many of a hundred packets to and from the TCP port @port are lost. */
void           aloud_test_loss_drop (AloudTestLoss *self,
                                     guint          port,
                                     guint          percent);
/* Back into the network of before. */
void           aloud_test_loss_free (AloudTestLoss *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AloudTestLoss, aloud_test_loss_free)
