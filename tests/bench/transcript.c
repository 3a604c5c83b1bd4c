/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include "aloud-config.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "aloud-stage.h"
#include "aloud-transcript-view.h"

/* Measures the conversation on the screen: a list of so many turns, of one to five lines in several scripts, in which one
 * scrolls while the last turn grows and the microphone sends.
 * usage: transcript TURNS WIDTH [FRAMES]; prints one JSON object. */

static const char *const sentences[] = {
  "What time is it?",
  "It is a quarter past ten. I can tell you the date, repeat what you say, and play back how you sounded.",
  "שלום, מה השעה עכשיו? מחר אני רוצה לנסוע לירושלים ברכבת של שמונה.",
  "مرحبا، كم الساعة الآن؟ أريد أن أعرف متى يصل القطار القادم إلى المدينة.",
  "Hooray! 🎉🎉 That is the best news of the week 👩‍👩‍👧, thank you so much 🙏🏽",
  ("Once upon a time there was a lighthouse keeper who talked to the sea. Every evening he climbed the two hundred and "
  "twelve steps, lit the lamp, and told the waves what he had read that day. They answered in their own way."),
  "今は十時十五分です。明日の朝、八時の電車で行きたいと思っています。",
  "Yes.",
};

static AloudTurn *
make_turn (guint i, gsize *bytes)
{
  AloudTurn *turn = aloud_turn_new (i % 2 == 0 ? ALOUD_SPEAKER_YOU : ALOUD_SPEAKER_AGENT);
  g_autofree char *text = g_strdup_printf ("%u. %s", i, sentences[i % G_N_ELEMENTS (sentences)]);

  aloud_turn_set_text (turn, text);
  if (i % 4 == 0)
    aloud_turn_set_emotions (turn, "Joy 82 %, Surprise 10 %");
  aloud_turn_set_final (turn, TRUE);
  *bytes += strlen (text) + 1 + (i % 4 == 0 ? strlen ("Joy 82 %, Surprise 10 %") + 1 : 0);
  return turn;
}

static double
pss_mib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL));
  line = strstr (text, "\nPss:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("\nPss:"), NULL, 10) / 1024.0;
}

static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

typedef struct {
  GdkFrameClock *clock;
  GArray *intervals; /* double, ms: from one painted frame to the next */
  GArray *works;     /* the same: from the beginning of a frame to its end */
  gint64 began, painted;
  guint n;
} Frames;

static void
on_before_paint (Frames *frames)
{
  frames->began = g_get_monotonic_time ();
}

static void
on_after_paint (Frames *frames)
{
  gint64 now = g_get_monotonic_time ();
  double interval = (now - frames->painted) / 1000.0;
  double work = (now - frames->began) / 1000.0;

  if (frames->painted != 0)
    g_array_append_val (frames->intervals, interval);
  g_array_append_val (frames->works, work);
  frames->painted = now;
  frames->n++;
}

static void
watch (Frames *frames, GtkWidget *widget)
{
  frames->clock = gtk_widget_get_frame_clock (widget);
  frames->intervals = g_array_new (FALSE, FALSE, sizeof (double));
  frames->works = g_array_new (FALSE, FALSE, sizeof (double));
  g_signal_connect_swapped (frames->clock, "before-paint", G_CALLBACK (on_before_paint), frames);
  g_signal_connect_swapped (frames->clock, "after-paint", G_CALLBACK (on_after_paint), frames);
}

static void
restart (Frames *frames)
{
  g_array_set_size (frames->intervals, 0);
  g_array_set_size (frames->works, 0);
  frames->painted = 0;
  frames->n = 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
print_figure (const char *name, GArray *values)
{
  g_array_sort (values, compare);
  printf (", \"%s_p50\": %.3f, \"%s_p99\": %.3f, \"%s_max\": %.3f", name,
          g_array_index (values, double, values->len / 2), name,
          g_array_index (values, double, MIN (values->len - 1, (guint) ceil (values->len * 0.99) - 1)), name,
          g_array_index (values, double, values->len - 1));
}

/* The microphone: 20 ms of sound from a thread that nothing on the screen holds up, as GStreamer's is. */

typedef struct {
  AloudVoice *voice;
  gint stop;
} Microphone;

typedef struct {
  AloudVoice *voice;
  gint64 arrived;
} Piece;

static gboolean
on_piece (gpointer user_data)
{
  Piece *piece = user_data;
  g_autofree guint8 *samples = g_malloc0 (960);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&samples), 960);

  g_signal_emit_by_name (piece->voice, "chunk", bytes, piece->arrived);
  return G_SOURCE_REMOVE;
}

static gpointer
capture (gpointer user_data)
{
  Microphone *microphone = user_data;
  gint64 next = g_get_monotonic_time ();

  while (!g_atomic_int_get (&microphone->stop))
    {
      Piece *piece = g_new (Piece, 1);

      next += 20000;
      g_usleep (MAX (next - g_get_monotonic_time (), 1));
      *piece = (Piece) { microphone->voice, g_get_monotonic_time () };
      g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_piece, piece, g_free);
    }
  return NULL;
}

static void
on_trace (GArray *latencies, const char *what, gint64 when, guint size, const char *detail)
{
  double ms;

  if (!g_str_equal (what, "chunk-sent"))
    return;
  ms = (when - g_ascii_strtoll (detail + strlen ("arrived="), NULL, 10)) / 1000.0;
  g_array_append_val (latencies, ms);
}

typedef struct {
  AloudStage *stage;
  GtkWindow *window;
  AloudTranscriptView *view;
  GtkAdjustment *adjustment;
  GListStore *turns;
  Frames frames;
} Bench;

static void
draw (Bench *bench, guint frames, gboolean scrolling)
{
  AloudTurn *last = scrolling ? g_list_model_get_item (G_LIST_MODEL (bench->turns), g_list_model_get_n_items (G_LIST_MODEL (bench->turns)) - 1) : NULL;
  guint until = bench->frames.n + frames;
  guint seen = bench->frames.n;
  guint step = 0;

  gdk_frame_clock_begin_updating (bench->frames.clock);
  while (bench->frames.n < until)
    {
      g_main_context_iteration (NULL, TRUE);
      if (seen == bench->frames.n || last == NULL)
        continue;
      seen = bench->frames.n;
      step++;
      /* Up and down, by a wheel's click in each frame, and the answer grows ten times a second. */
      gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + (step / 60 % 2 == 0 ? -80 : 80));
      if (step % 6 == 0)
        {
          g_autofree char *longer = g_strdup_printf ("%s word", step % 300 == 0 ? "Anew" : aloud_turn_get_text (last));

          aloud_turn_set_text (last, longer);
        }
    }
  gdk_frame_clock_end_updating (bench->frames.clock);
  g_clear_object (&last);
}

/* What one piece of an answer costs, from the text to the painted frame, at the end of the conversation. */
static void
measure_updates (Bench *bench)
{
  AloudTurn *turn = aloud_turn_new (ALOUD_SPEAKER_AGENT);
  double start, idle;

  aloud_transcript_view_jump_to_latest (bench->view);
  g_list_store_append (bench->turns, turn);
  draw (bench, 30, FALSE);
  start = cpu_ms ();
  draw (bench, 120, FALSE);
  idle = (cpu_ms () - start) / 120;
  start = cpu_ms ();
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *longer = g_strdup_printf ("%s word", i % 40 == 0 ? "Anew" : aloud_turn_get_text (turn));

      aloud_turn_set_text (turn, longer);
      draw (bench, 1, FALSE);
    }
  printf (", \"update_cpu_ms\": %.3f", (cpu_ms () - start) / 120 - idle);
  g_object_unref (turn);
}

static void
measure_memory (Bench *bench, guint n)
{
  double before = pss_mib ();
  gsize bytes = 0;
  double grown;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AloudTurn) turn = make_turn (i, &bytes);

      g_list_store_append (bench->turns, turn);
    }
  draw (bench, 30, FALSE);
  grown = pss_mib () - before;
  printf ("\"grown_mib\": %.2f, \"text_mib\": %.2f, \"bytes_a_turn\": %.0f", grown, bytes / 1048576.0,
          (grown * 1048576 - bytes) / n);
}

static void
measure_scrolling (Bench *bench, guint frames)
{
  GArray *latencies = g_array_new (FALSE, FALSE, sizeof (double));
  Microphone microphone = { ALOUD_VOICE (bench->stage->voice), 0 };
  gulong id = g_signal_connect_swapped (bench->stage->session, "trace", G_CALLBACK (on_trace), latencies);
  GThread *thread = g_thread_new ("capture", capture, &microphone);

  draw (bench, 60, FALSE);
  restart (&bench->frames);
  g_array_set_size (latencies, 0);
  draw (bench, frames, FALSE);
  print_figure ("still_capture_to_wire_ms", latencies);
  restart (&bench->frames);
  g_array_set_size (latencies, 0);
  draw (bench, frames, TRUE);
  print_figure ("capture_to_wire_ms", latencies);
  print_figure ("frame_ms", bench->frames.intervals);
  print_figure ("work_ms", bench->frames.works);
  g_atomic_int_set (&microphone.stop, 1);
  g_thread_join (thread);
  g_signal_handler_disconnect (bench->stage->session, id);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 500;
  int width = argc > 2 ? (int) g_ascii_strtoll (argv[2], NULL, 10) : 360;
  guint frames = argc > 3 ? (guint) g_ascii_strtoull (argv[3], NULL, 10) : 600;

  setlocale (LC_ALL, "");
  gtk_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  bench.stage = aloud_stage_new_full (1000);
  bench.turns = g_list_store_new (ALOUD_TYPE_TURN);
  bench.view = g_object_new (ALOUD_TYPE_TRANSCRIPT_VIEW, "model", bench.turns, NULL);
  bench.window = GTK_WINDOW (gtk_application_window_new (GTK_APPLICATION (bench.stage->application)));
  gtk_window_set_default_size (bench.window, width, 700);
  gtk_window_set_child (bench.window, GTK_WIDGET (bench.view));
  gtk_window_present (bench.window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (bench.window));
  bench.adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (aloud_stage_find_type (bench.view, GTK_TYPE_SCROLLED_WINDOW)));
  watch (&bench.frames, GTK_WIDGET (bench.window));
  aloud_stage_go_live (bench.stage);
  for (guint i = 0; i < 50; i++) /* what the first rows cost is no growth */
    {
      gsize bytes = 0;
      g_autoptr (AloudTurn) turn = make_turn (i, &bytes);

      g_list_store_append (bench.turns, turn);
    }
  draw (&bench, 60, FALSE);

  printf ("{");
  measure_memory (&bench, n);
  measure_updates (&bench);
  measure_scrolling (&bench, frames);
  printf ("}\n");
  fflush (stdout);
  _exit (0); /* not measured: taking it down */
}
