/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-test-loss.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define TABLE "aloud"

struct _AloudTestLoss
{
  int before; /* the network, as a file */
};

/* By words, as on a command line; "{" and ";" are words as well. */
static gboolean
run_nft (const char *words, GError **error)
{
  g_autofree char *line = g_strconcat ("nft ", words, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autofree char *complaint = NULL;
  int status;

  return g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &complaint, &status, error)
         && g_spawn_check_wait_status (status, error);
}

static gboolean
start_loopback (void)
{
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean good = ioctl (fd, SIOCSIFFLAGS, &request) == 0;

  close (fd);
  return good;
}

AloudTestLoss *
aloud_test_loss_new (GError **error)
{
  g_autoptr (AloudTestLoss) self = g_new0 (AloudTestLoss, 1);

  self->before = open ("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (unshare (CLONE_NEWNET) != 0 || !start_loopback ())
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "no network of its own: %s", g_strerror (saved));
      return NULL;
    }
  if (!run_nft ("add table inet " TABLE, error)
      || !run_nft ("add chain inet " TABLE " loss { type filter hook input priority 0 ; }", error))
    return NULL;
  return g_steal_pointer (&self);
}

void
aloud_test_loss_drop (AloudTestLoss *self, guint port, guint percent)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *rule = g_strdup_printf ("add rule inet " TABLE " loss tcp %s %u numgen random mod 100 < %u drop",
                                               i == 0 ? "dport" : "sport", port, percent);
      g_autoptr (GError) error = NULL;

      if (!run_nft (rule, &error))
        g_error ("%s: %s", rule, error->message);
    }
}

void
aloud_test_loss_free (AloudTestLoss *self)
{
  if (self->before >= 0)
    {
      if (setns (self->before, CLONE_NEWNET) != 0)
        g_error ("no way back into the network of before: %s", g_strerror (errno));
      close (self->before);
    }
  g_free (self);
}
