/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include "fuzz-clock.h"

typedef struct {
  guint id;
  gint64 due;
  guint interval;
  GSourceFunc func;
  GSourceOnceFunc once;
  gpointer user_data;
} Timer;

static gint64 now = G_USEC_PER_SEC;
static guint last_id;
static GList *timers; /* of Timer, those of the same moment in the order they were made in */

gint64   __wrap_g_get_monotonic_time (void);
guint    __wrap_g_timeout_add        (guint interval, GSourceFunc func, gpointer user_data);
guint    __wrap_g_timeout_add_once   (guint interval, GSourceOnceFunc func, gpointer user_data);
gboolean __wrap_g_source_remove      (guint id);

static int
compare (gconstpointer a, gconstpointer b)
{
  const Timer *first = a, *second = b;

  return first->due != second->due ? (first->due < second->due ? -1 : 1) : (first->id < second->id ? -1 : 1);
}

static guint
add (guint interval, GSourceFunc func, GSourceOnceFunc once, gpointer user_data)
{
  Timer *timer = g_new0 (Timer, 1);

  *timer = (Timer) { ++last_id, now + interval * G_GINT64_CONSTANT (1000), interval, func, once, user_data };
  timers = g_list_insert_sorted (timers, timer, compare);
  return timer->id;
}

gint64
__wrap_g_get_monotonic_time (void)
{
  return now;
}

guint
__wrap_g_timeout_add (guint interval, GSourceFunc func, gpointer user_data)
{
  return add (interval, func, NULL, user_data);
}

guint
__wrap_g_timeout_add_once (guint interval, GSourceOnceFunc func, gpointer user_data)
{
  return add (interval, NULL, func, user_data);
}

/* Who removes a timer that is gone has lost track of it. */
gboolean
__wrap_g_source_remove (guint id)
{
  for (GList *l = timers; l != NULL; l = l->next)
    if (((Timer *) l->data)->id == id)
      {
        g_free (l->data);
        timers = g_list_delete_link (timers, l);
        return TRUE;
      }
  g_error ("a timer is removed that is not there");
}

static void
run (Timer *timer)
{
  g_autofree Timer *due = timer;
  Timer *again;

  if (due->once != NULL)
    {
      due->once (due->user_data);
      return;
    }
  /* Back before it runs, so that it can be removed meanwhile. */
  again = g_memdup2 (due, sizeof *due);
  again->due = now + due->interval * G_GINT64_CONSTANT (1000);
  timers = g_list_insert_sorted (timers, again, compare);
  if (!due->func (due->user_data))
    __wrap_g_source_remove (due->id);
}

void
fuzz_clock_advance (guint ms, void (*func) (gpointer user_data), gpointer user_data)
{
  gint64 end = now + ms * G_GINT64_CONSTANT (1000);

  while (timers != NULL && ((Timer *) timers->data)->due <= end)
    {
      Timer *timer = timers->data;

      timers = g_list_delete_link (timers, timers);
      now = MAX (now, timer->due);
      run (timer);
      if (func != NULL)
        func (user_data);
    }
  now = end;
}

guint
fuzz_clock_count_timers (void)
{
  return g_list_length (timers);
}
