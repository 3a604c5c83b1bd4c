/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <stdio.h>
#include <stdlib.h>

#include "aloud-history.h"

/* usage: bench-history FOLDER
 * Fills a history with 100 000 turns and searches it: for rare words, for words that stand everywhere, for one letter. Prints
 * milliseconds as JSON: the median and the longest of all searches, of listing, and of deleting one conversation. */

#define CONVERSATIONS 1000
#define TURNS 100 /* of each */
#define TIMES 20
#define BEGAN (G_GINT64_CONSTANT (1795557600) * G_USEC_PER_SEC)

static const char *const words[] = {
  "weather", "kettle", "bicycle", "tomorrow", "reception", "please", "garden", "question", "hotel", "morning", "breakfast",
  "the", "and", "you", "what", "is", "about", "it", "for", "there", "story", "lighthouse", "sea", "lamp", "evening",
};

static char *
make_text (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 14; i++)
    g_string_append_printf (text, "%s ", words[g_random_int_range (0, G_N_ELEMENTS (words))]);
  g_string_append_printf (text, "number%u", n);
  return g_string_free (text, FALSE);
}

static void
fill (AloudHistory *history)
{
  for (guint i = 0; i < CONVERSATIONS; i++)
    {
      gint64 began = BEGAN + i * G_TIME_SPAN_HOUR;
      g_autofree char *agent = g_strdup_printf ("agent %u", i % 5);
      gint64 id = aloud_history_begin (history, agent, agent, began, NULL);

      for (guint j = 0; j < TURNS; j++)
        {
          g_autofree char *text = make_text (i * TURNS + j);
          g_autoptr (AloudSaidTurn) turn = aloud_said_turn_new (j % 2, text, began + j * G_USEC_PER_SEC);

          if (aloud_history_add (history, id, turn, NULL) == 0)
            exit (1);
        }
    }
}

static double
search (AloudHistory *history, const char *query, const char *agent)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GPtrArray) entries = aloud_history_list (history, query, agent, 200, NULL);

  if (entries == NULL)
    exit (1);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
delete_one (AloudHistory *history)
{
  gint64 start = g_get_monotonic_time ();

  if (!aloud_history_delete (history, 1, NULL))
    exit (1);
  return (double) (g_get_monotonic_time () - start) / 1000;
}

int
main (int argc, char **argv)
{
  static const char *const queries[] = { "number4711", "the", "kettle bicycle", "w", "lighthouse number77" };
  g_autofree char *path = g_build_filename (argc > 1 ? argv[1] : ".", "history.sqlite", NULL);
  g_autoptr (AloudHistory) history = aloud_history_new (path);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  double listing;

  g_random_set_seed (1);
  fill (history);
  for (guint i = 0; i < TIMES * G_N_ELEMENTS (queries); i++)
    {
      double ms = search (history, queries[i % G_N_ELEMENTS (queries)], i % 2 == 0 ? NULL : "agent 1");

      g_array_append_val (times, ms);
      if (i < 2 * G_N_ELEMENTS (queries))
        fprintf (stderr, "%s: %.2f ms\n", queries[i % G_N_ELEMENTS (queries)], ms);
    }
  g_array_sort (times, compare);
  listing = search (history, NULL, NULL);
  printf ("{\"history_search_p50_ms\": %.3f, \"history_search_max_ms\": %.3f, \"history_list_ms\": %.3f, "
          "\"history_delete_ms\": %.3f}\n", g_array_index (times, double, times->len / 2),
          g_array_index (times, double, times->len - 1), listing, delete_one (history));
  return 0;
}
