/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* usage: first-frame COMMAND...
 * Starts COMMAND and prints the milliseconds until its window has drawn its first frame, as the display sees it; then
 * ends it. The same yardstick for every program: nothing in it has to help. */

#define DEADLINE_MS 20000

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static pid_t
start (char **command)
{
  pid_t pid = fork ();

  if (pid == 0)
    {
      execvp (command[0], command);
      perror (command[0]);
      _exit (127);
    }
  return pid;
}

/* Most of a window of some size has been drawn: that was no border and no cursor. */
static int
is_frame (const XDamageNotifyEvent *event)
{
  return event->geometry.width > 200 && event->geometry.height > 200
         && event->area.width * 2 > event->geometry.width && event->area.height * 2 > event->geometry.height;
}

static double
await_frame (Display *display, int damage_event, double started)
{
  while (now_ms () - started < DEADLINE_MS)
    {
      struct pollfd fd = { .fd = ConnectionNumber (display), .events = POLLIN };

      if (XPending (display) == 0 && poll (&fd, 1, 100) <= 0)
        continue;
      while (XPending (display) > 0)
        {
          XEvent event;

          XNextEvent (display, &event);
          if (event.type == MapNotify)
            XDamageCreate (display, event.xmap.window, XDamageReportRawRectangles);
          else if (event.type == damage_event && is_frame ((XDamageNotifyEvent *) &event))
            return now_ms () - started;
        }
    }
  return -1;
}

static int
ignore_errors (Display *display, XErrorEvent *event)
{
  return 0; /* a window may go while we look at it */
}

int
main (int argc, char **argv)
{
  Display *display = XOpenDisplay (NULL);
  int damage_base, damage_error;
  double started, frame;
  pid_t pid;

  if (display == NULL || argc < 2 || !XDamageQueryExtension (display, &damage_base, &damage_error))
    return 1;
  XSetErrorHandler (ignore_errors);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, False);

  started = now_ms ();
  pid = start (argv + 1);
  frame = await_frame (display, damage_base + XDamageNotify, started);
  kill (pid, SIGTERM);
  waitpid (pid, NULL, 0);
  printf ("%.1f\n", frame);
  return frame < 0;
}
