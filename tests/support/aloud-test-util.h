/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Aloud developers */

#pragma once

#include <gio/gio.h>

/* What is plenty of time, in seconds: everything is slower under a sanitizer. */
#if defined(__SANITIZE_ADDRESS__)
#define ALOUD_TEST_DEADLINE 40
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ALOUD_TEST_DEADLINE 40
#endif
#endif
#ifndef ALOUD_TEST_DEADLINE
#define ALOUD_TEST_DEADLINE 10
#endif

/* Runs the main context until @condition holds; fails the test when that takes too long. */
#define aloud_test_wait(condition)                                                                        \
  G_STMT_START                                                                                            \
  {                                                                                                       \
    gint64 aloud_deadline_ = g_get_monotonic_time () + ALOUD_TEST_DEADLINE * G_USEC_PER_SEC;                                \
    while (!(condition))                                                                                  \
      aloud_test_iterate (aloud_deadline_, #condition, __FILE__, __LINE__);                                \
  }                                                                                                       \
  G_STMT_END

/* One turn of the main context that blocks until something happens or @deadline (CLOCK_MONOTONIC, us) has passed, which
 * fails the test. */
void   aloud_test_iterate       (gint64      deadline,
                                 const char *condition,
                                 const char *file,
                                 int         line);
/* Runs the main context until it has nothing more to do right now. */
void   aloud_test_settle        (void);

/* With all that is in it; nothing happens when it is not there. */
void   aloud_test_delete_folder (const char *path);

/* Counts "notify::@property" from now on; free with g_free() after the object is gone. */
guint *aloud_test_count_notify  (gpointer    object,
                                 const char *property) G_GNUC_WARN_UNUSED_RESULT;

/* For GAsyncReadyCallback: stores the result in the GAsyncResult ** given as user data. */
void   aloud_test_store_result  (GObject      *source,
                                 GAsyncResult *result,
                                 gpointer      user_data);
